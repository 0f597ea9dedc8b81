"""How often intervals of the reference class hold what came, series and kinds left out.

Intervals for a series are made of all others, so that no projection sees its own future.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policylib.projection.posterior import weighted_quantiles
from policylib.projection.reference import Windows

if TYPE_CHECKING:
    import pandas as pd


def held(found: Windows, *, gaps: float, level: float, group: str = "series") -> np.ndarray:
    """Return for each window 1 where its interval, made without its group, holds what came, else 0.

    Parameters
    ----------
    group : {'series', 'kind'}
        What is left out together; NaN where nothing else is left.
    """
    labels, came = getattr(found, group), found.after(gaps)
    ends = ((1 - level) / 2, (1 + level) / 2)
    multiples, inside = found.multiples(gaps), np.zeros(len(labels))
    for label in np.unique(labels):
        own = labels == label
        others = found.only(~own)
        if not len(others.series):
            inside[own] = np.nan
            continue
        low, high = weighted_quantiles(multiples[~own], others.weights, ends)
        last, pace = found.last[own], found.pace[own]
        inside[own] = (came[own] >= np.clip(last + pace * low, 0, 1)) & (
            came[own] <= np.clip(last + pace * high, 0, 1)
        )
    return inside


def known_then(found: Windows, *, gaps: float, level: float, least: int) -> pd.DataFrame:
    """Return how often intervals held what came when only windows already over were known.

    Parameters
    ----------
    least : int
        Other series that must be over before a window is judged.

    Returns
    -------
    DataFrame
        ``series``, ``held``, ``weight``, one row a window judged; every series weighs the same.
    """
    import pandas as pd

    ends = ((1 - level) / 2, (1 + level) / 2)
    multiples, came, last_known = found.multiples(gaps), found.after(gaps), found.known.shape[1] - 1
    rows = []
    for at, name in enumerate(found.series):
        over = (found.years[:, -1] <= found.years[at, last_known]) & (found.series != name)
        others = found.only(over)
        if others.count < least:
            continue
        low, high = weighted_quantiles(multiples[over], others.weights, ends)
        share, pace = found.last[at], found.pace[at]
        low, high = np.clip(share + pace * np.array([low, high]), 0, 1)
        rows.append((name, bool(low <= came[at] <= high)))
    table = pd.DataFrame(rows, columns=["series", "held"])
    return table.assign(weight=1 / table.groupby("series")["series"].transform("count"))


def coverage(found: Windows, *, gaps: float, level: float) -> pd.DataFrame:
    """Return how often intervals held what came, over all and by kind of programme.

    Returns
    -------
    DataFrame
        ``kind`` ('' is all), ``series``, ``left_series_out``, ``left_kind_out`` (NaN where no
        other kind is left); every series weighs the same.
    """
    import pandas as pd

    by_series = held(found, gaps=gaps, level=level)
    by_kind = held(found, gaps=gaps, level=level, group="kind")
    rows = []
    for kind in ("", *sorted(set(found.kind))):
        own = found.kind == kind if kind else np.ones(len(found.kind), dtype=bool)
        part = found.only(own)
        judged = part.count > 0
        means = [
            float((h[own] * part.weights).sum()) if judged else np.nan for h in (by_series, by_kind)
        ]
        rows.append((kind, part.count, *means))
    return pd.DataFrame(rows, columns=["kind", "series", "left_series_out", "left_kind_out"])
