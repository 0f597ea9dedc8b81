"""What moves the share on the day of the target most, and what the next figure would change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from policylib.assumptions import Assumptions
from policylib.errors import UsageError
from policylib.findings import Definition, Finding
from policylib.projection.curves import CURVES, curve
from policylib.projection.drawn import resampled
from policylib.projection.observations import Point, Series
from policylib.projection.outlook import Outlook
from policylib.projection.posterior import effective, path, reached, sample
from policylib.projection.titles import AS_NOW, REFERENCE
from policylib.texts import N_

if TYPE_CHECKING:
    import pandas as pd

#: The model whose inputs are moved one at a time: the one whose assumption names a damping.
BASE = "damped"
MODEL, READING, ROUNDING = "model", "reading", "rounding"
LABELS = {
    MODEL: N_("the curve, from as now to the steepest"),
    READING: N_("the last figure as a share or as a count"),
    ROUNDING: N_("rounding of the two figures"),
    "curve.damping": N_("how much of the pace is left after each gap"),
}


def influence(growth: Outlook, counted: Outlook | None, *, assumed: Assumptions) -> pd.DataFrame:
    """Return low and high share on the target's day when one thing moves, the widest first.

    The base is the damped line on logits through the middles of the two figures.

    Returns
    -------
    DataFrame
        ``assumption, low, high``.
    """
    import pandas as pd

    series, month = growth.series, growth.series.month_of(growth.day)
    first, last = series.points[0].middle, series.last.middle
    held = assumed["curve.damping"]
    base = _line(series, first, last, held.value, month)
    rows = [
        (MODEL, *_span([m.share.value for m in growth.models])),
        ("curve.damping", *_ends(series, first, last, (held.low, held.high), month)),
        (ROUNDING, *_corners(series, held.value, month)),
    ]
    if counted is not None:
        last = counted.series.last
        ends = [_line(counted.series, first, e, held.value, month) for e in (last.low, last.high)]
        rows.append((READING, *_span([base, *ends])))
    table = pd.DataFrame(rows, columns=["assumption", "low", "high"])
    order = (table["high"] - table["low"]).sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _span(values: list[float]) -> tuple[float, float]:
    return min(values), max(values)


def _line(series: Series, first: float, last: float, damping: float, month: float) -> float:
    shape = {"curve.damping": np.array([damping])}
    return float(path(curve(BASE), np.array([first]), np.array([last]), shape, series, month)[0])


def _ends(series, first, last, values, month) -> tuple[float, float]:
    return _span([_line(series, first, last, v, month) for v in values])


def _corners(series: Series, damping: float, month: float) -> tuple[float, float]:
    """Rounding moves both figures at once: the steepest and the flattest pair."""
    begin, end = series.points[0], series.last
    pairs = ((begin.low, end.high), (begin.high, end.low))
    return _span([_line(series, *pair, damping, month) for pair in pairs])


@dataclass(frozen=True)
class NextFigure:
    """What a figure on a day to come would leave of the models.

    Attributes
    ----------
    lowest, highest : Finding or None
        Chance of the target over the models that still fit; None where none does.
    figure : Finding
        The supposed figure.
    left : tuple of str
        Models that still fit, the reference class among them where the last step rises; as now
        fits a figure that the last one holds with its rounding.
    """

    figure: Finding
    day: dt.date
    lowest: Finding | None
    highest: Finding | None
    left: tuple[str, ...]
    error: float


_LOWEST = N_("lowest chance of the target over the models that still fit, after one more figure")
_HIGHEST = N_("highest chance of the target over the models that still fit, after one more figure")
_FIGURE = N_("a figure that might come next, in whole percent; supposed and not observed")


def next_figure(
    known: Outlook, *, share: float, day: dt.date, assumed: Assumptions, draws: int
) -> NextFigure:
    """Return what a figure of ``share`` on ``day``, printed in whole percent, would change."""
    series = _extended(known.series, share, day)
    month = series.month_of(known.day)
    chances, error = {}, 0.0
    if known.series.last.low <= share <= known.series.last.high:
        chances[AS_NOW] = float(share >= known.target)
    for name, make in _models(known, series, assumed, draws).items():
        try:
            drawn = make()
            chances[name] = reached(drawn.at(month), drawn.weights, known.target)
        except UsageError:
            # The figure contradicts this model, which is the answer that is asked for.
            continue
        spread = chances[name] * (1 - chances[name])
        error = max(error, float(np.sqrt(spread / effective(drawn.weights))))
    ends = (min(chances.values()), max(chances.values())) if chances else (None, None)
    cited = (*known.series.sources, "parameter:next_date", "parameter:draws")
    own, printed = f"next-{round(100 * share)}", f"{round(100 * share)}%"
    found = [
        None
        if v is None
        else Definition(f"{own}-{end}", text, text, "share", about=printed).exact(v, sources=cited)
        for end, text, v in zip(("low", "high"), (_LOWEST, _HIGHEST), ends, strict=True)
    ]
    figure = Definition(own, _FIGURE, _FIGURE, "share", about=printed)
    return NextFigure(figure.exact(share, sources=cited), day, *found, tuple(chances), error)


def _models(known: Outlook, series: Series, assumed: Assumptions, draws: int):
    made = {
        one.id: partial(sample, one, series, assumed=assumed, draws=draws, seed=known.seed)
        for one in CURVES
    }
    if held := known.of(REFERENCE):
        made[REFERENCE] = partial(resampled, series, held.drawn.found, draws, known.seed)
    return made


def _extended(series: Series, share: float, day: dt.date) -> Series:
    point = Point(series.month_of(day), share - 0.005, share + 0.005)
    return replace(series, points=(*series.points, point))
