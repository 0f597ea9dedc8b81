"""Monthly series of people covered: what is refused, and the yearly reset of the national one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from policylib.errors import EvidenceError, message, places

if TYPE_CHECKING:
    import pandas as pd

YEAR_END = "year_end"


def checked(table: pd.DataFrame) -> pd.DataFrame:
    """Return a monthly series of shares in order, or refuse it naming the rows.

    Parameters
    ----------
    table : DataFrame
        ``date`` (end of month), ``covered``, ``workers`` (people), ``who`` (what the workers are)
        and ``basis`` ('year_end' or 'month_end').

    Raises
    ------
    EvidenceError
        For a month that is missing, stands twice or comes before another; a share above 1; workers
        of another definition; a year end among other months.
    """
    for look in (_order, _whole, _one_denominator, _one_basis):
        look(table)
    return table.assign(share=table["covered"] / table["workers"])


def _order(table: pd.DataFrame) -> None:
    dates = list(table["date"])
    wrong = [
        f"row {at + 3}: {after} after {before}"
        for at, (before, after) in enumerate(itertools.pairwise(dates))
        if _number(after) != _number(before) + 1
    ]
    if wrong:
        raise EvidenceError(
            message(
                "months that do not follow one another",
                where=places(wrong),
                expected="each month once, in order, none missing",
                way_out="Sort the rows; leave a gap by projecting each run of months by itself.",
            )
        )


def _number(day) -> int:
    return 12 * day.year + day.month


def _whole(table: pd.DataFrame) -> None:
    bad = table.index[(table["covered"] > table["workers"]) | (table["covered"] < 0)]
    if len(bad):
        raise EvidenceError(
            message(
                "more people covered than workers, or fewer than none",
                where=places([f"row {table.index.get_loc(i) + 2}" for i in bad]),
                expected="a share from 0 to 1",
                way_out="Divide by workers of the same area and definition.",
            )
        )


def _one_denominator(table: pd.DataFrame) -> None:
    found = list(dict.fromkeys(table["who"]))
    if len(found) > 1:
        raise EvidenceError(
            message(
                "the workers change their definition",
                where=places(found),
                way_out="Project each definition by itself, or recompute all shares on one.",
            )
        )


def _one_basis(table: pd.DataFrame) -> None:
    bases = set(table["basis"])
    if YEAR_END in bases and len(bases) > 1:
        rows = [f"row {at + 2}" for at, b in enumerate(table["basis"]) if b == YEAR_END]
        raise EvidenceError(
            message(
                "a year end stands among other months",
                where=places(rows),
                expected="one basis",
                way_out="Counts fall each January; compare year ends with year ends, or treat the "
                "months with a season (projection.reset).",
            )
        )


def reset(national: pd.DataFrame) -> np.ndarray:
    """Return the net share lost in each calendar month, January first, from the national series.

    Only months that follow one another are used; a month nobody published is 0, and a gain is
    below 0. One January is known: a season of one year is an assumption.

    Parameters
    ----------
    national : DataFrame
        ``date, active_participants_million`` as in the facts.

    Returns
    -------
    ndarray (12,)
    """
    ordered = national.sort_values("date")
    pairs = itertools.pairwise(
        zip(ordered["date"], ordered["active_participants_million"], strict=True)
    )
    lost = np.zeros(12)
    for (before, had), (after, has) in pairs:
        if _number(after) == _number(before) + 1:
            lost[after.month - 1] = 1 - has / had
    return lost
