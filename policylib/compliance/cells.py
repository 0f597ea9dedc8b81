"""A roll-out by district as sums of districts and periods, and its group-time effects.

With S and N the sums and counts of rows of a district in a period, and districts first treated in
period g against controls C(g, t),

    ATT(g, t) = m(g, t) − m(g, b) − m(C, t) + m(C, b),   m(M, t) = sum_M S_t / sum_M N_t,

b the last period before g. Linear in means, so that its error by districts comes from the influence
of each district on each mean, (S − N m) / sum N, and any exchange of districts is a sum of sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from policylib.errors import DataError, UsageError, closest, message, places

Controls = Literal["never", "not_yet"]


@dataclass(frozen=True)
class Cells:
    """A panel by district and period.

    Attributes
    ----------
    sums, counts : numpy.ndarray, (districts, periods)
        Of the outcome, and of rows.
    first : numpy.ndarray, (districts,)
        Number of the first treated period, from 0; the number of periods if none is.
    labels, periods : tuple
    """

    sums: np.ndarray
    counts: np.ndarray
    first: np.ndarray
    labels: tuple[str, ...]
    periods: tuple

    @property
    def never(self) -> int:
        """Return the number that stands for no treated period."""
        return len(self.periods)

    def groups(self) -> list[int]:
        """Return the first treated periods, in order."""
        return sorted(set(self.first.tolist()) - {self.never})

    def controls(self, group: int, time: int, *, controls: Controls) -> np.ndarray:
        """Return which districts a group is compared with, (districts,) of bool."""
        if controls == "never":
            return self.first == self.never
        return (self.first > max(time, group - 1)) & (self.first != group)

    def without(self, district: int) -> Cells:
        """Return the cells without one district."""
        keep = np.arange(len(self.labels)) != district
        labels = tuple(np.array(self.labels)[keep])
        return Cells(self.sums[keep], self.counts[keep], self.first[keep], labels, self.periods)


def cells(
    panel: pd.DataFrame, *, outcome: str, unit: str | None, period: str, first: str, district: str
) -> Cells:
    """Check a panel and sum it.

    Parameters
    ----------
    panel : pandas.DataFrame
        One row a unit and period.
    unit : str or None
        Column of the unit, which must stand once in every period; None for repeated
        cross-sections, whose rows are other units in every period.
    first : str
        Column of the first treated period of the district; missing, or after the last period, if
        the panel does not see it treated.

    Raises
    ------
    UsageError
        If a column is unknown.
    DataError
        If values are missing, units lack periods or change district, ``first`` differs inside a
        district, is no period or is the first one, or a district lacks a period.
    """
    named = [outcome, period, district, *([unit] if unit else [])]
    if unknown := [c for c in [*named, first] if c not in panel]:
        raise UsageError(message(f"no column '{unknown[0]}'", way_out=closest(unknown[0], panel)))
    if (missing := panel[named].isna().any()).any():
        raise DataError(message("missing values", where=places(list(missing.index[missing]))))
    if unit:
        _refuse_broken(panel, unit, period, district)
    by = panel.groupby([district, period])[outcome].agg(["sum", "count"]).unstack()
    if by.isna().any(axis=None):
        lacking = [str(d) for d in by.index[by.isna().any(axis=1)]]
        raise DataError(message(f"a {district} lacks a {period}", where=places(lacking)))
    periods = tuple(by["sum"].columns)
    return Cells(
        by["sum"].to_numpy(dtype="float64"),
        by["count"].to_numpy(dtype="float64"),
        _first(panel, first, district, periods, by.index),
        tuple(map(str, by.index)),
        periods,
    )


def effect(found: Cells, group: int, time: int, *, controls: Controls) -> tuple[float, np.ndarray]:
    """Return ATT(group, time) and the influence of each district on it, (districts,).

    Not a number where no control is left.
    """
    inside, against = found.first == group, found.controls(group, time, controls=controls)
    if not against.any():
        return np.nan, np.full(len(inside), np.nan)
    value, influence = 0.0, np.zeros(len(inside))
    for members, sign in ((inside, 1.0), (against, -1.0)):
        for at, way in ((time, sign), (group - 1, -sign)):
            sums, counts = found.sums[:, at] * members, found.counts[:, at] * members
            mean = sums.sum() / counts.sum()
            value += way * mean
            influence += way * (sums - counts * mean) / counts.sum()
    return value, influence


def _first(
    panel: pd.DataFrame, first: str, district: str, periods: tuple, order: pd.Index
) -> np.ndarray:
    if (panel.groupby(district)[first].nunique(dropna=False) > 1).any():
        raise DataError(message(f"'{first}' differs inside a {district}"))
    values = panel.groupby(district)[first].first().reindex(order)
    treated = values.notna() & (values <= periods[-1])
    if unknown := sorted(set(values[treated]) - set(periods)):
        raise DataError(message(f"'{first}' is no period of the panel", where=str(unknown[0])))
    numbers = np.full(len(values), len(periods))
    numbers[treated] = [periods.index(v) for v in values[treated]]
    if (numbers == 0).any():
        where = places([str(d) for d in order[numbers == 0]])
        raise DataError(
            message(
                "treated from the first period: nothing to compare with",
                where=where,
                way_out="Leave them out by a stated rule and count them.",
            )
        )
    if len(set(numbers)) < 2:
        raise DataError(
            message("all districts alike", expected="districts treated and not, or at other times")
        )
    return numbers


def _refuse_broken(panel: pd.DataFrame, unit: str, period: str, district: str) -> None:
    if panel.duplicated([unit, period]).any():
        raise DataError(message(f"a {unit} stands twice in a {period}"))
    rows = panel.groupby(unit)[period].count()
    if (rows < panel[period].nunique()).any():
        lacking = [str(u) for u in rows.index[rows < panel[period].nunique()]]
        raise DataError(
            message(
                f"a {unit} lacks a {period}",
                where=places(lacking),
                way_out="Leave it out by a stated rule and count it.",
            )
        )
    if (panel.groupby(unit)[district].nunique() > 1).any():
        raise DataError(message(f"a {unit} changes its {district}"))
