"""Where the villages stand by a form they filled in: stages of the whole, rates of districts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from policylib.compliance.shrinkage import shrink
from policylib.compliance.stages import Stages, counts_by_district, stages

#: Fewer villages that answered than this, or all alike: a rate would tell what one village said.
FEWEST = 3


@dataclass(frozen=True)
class Monitor:
    """Stages of all villages, and the rates of districts that may be shown.

    Attributes
    ----------
    rates : pandas.DataFrame
        district, villages, enrolled, shrunken, low, high of the districts shown, in their order.
    hidden : int
        Districts not shown, because their villages answered alike or too few answered.
    """

    stages: Stages
    rates: pd.DataFrame
    hidden: int


def monitor(
    answers: pd.DataFrame,
    *,
    districts: Mapping[str, str],
    on: dt.date,
    sources: Sequence[str],
) -> Monitor:
    """Return where the villages stand on a day.

    Paid means paid to the end of the month before: a month's contribution is due in the next.

    Parameters
    ----------
    answers : pandas.DataFrame
        Cleaned office table ``village_enrolment``.
    districts : mapping of str to str
        Code of every village to the name of its district.

    Raises
    ------
    DataError
        If the table is not what it should be; see `stages`.
    """
    due = on.replace(day=1) - dt.timedelta(days=1)
    found = stages(answers, villages=list(districts), on=on, paid_through=due, sources=sources)
    counts = counts_by_district(found, districts=districts, stage="active")
    total = pd.Series(districts).value_counts()
    counts["all"] = counts["district"].map(total).astype("int64")
    rates = shrink(
        counts, district="district", villages="all", seen="villages", enrolled="enrolled"
    ).table
    alike = (rates["enrolled"] == 0) | (rates["enrolled"] == rates["seen"])
    shown = rates[~alike & (rates["seen"] >= FEWEST)].reset_index(drop=True)
    return Monitor(
        stages=found,
        rates=shown.drop(columns="villages").rename(columns={"seen": "villages"})[
            ["district", "villages", "enrolled", "shrunken", "low", "high"]
        ],
        hidden=len(rates) - len(shown),
    )
