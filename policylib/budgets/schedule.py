"""A ceiling in rupiah against people and months: what fits, and which month is the first unpaid."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policylib.budgets.prices import Prices, check_prices
from policylib.errors import UsageError, message
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

if TYPE_CHECKING:
    import pandas as pd

MOST_PEOPLE = Definition(
    "most-people",
    N_("people whom the ceiling pays for all months"),
    N_("ceiling ÷ price of all months, cut to whole people"),
    "people",
)
LEFT = Definition(
    "most-people-left",
    N_("rupiah left with that many people"),
    N_("ceiling − people × price of all months"),
    "rupiah",
)
MISSING = Definition(
    "planned-missing",
    N_("rupiah missing for all months of the people planned"),
    N_("people planned × price of all months − ceiling"),
    "rupiah",
)
WHOLE_MONTHS = Definition(
    "whole-months",
    N_("whole months that the ceiling pays for the people planned"),
    N_("months whose cost adds up to no more than the ceiling"),
    "months",
)
MONTHS_LEFT = Definition(
    "whole-months-left",
    N_("rupiah left after those months"),
    N_("ceiling − cost of the whole months"),
    "rupiah",
)


@dataclass(frozen=True)
class TradeOff(HasFindings):
    """People, money and months, of which any two fix the third.

    ``first_unpaid`` is the first month that the ceiling does not pay for the people planned, or
    None where it pays them all.
    """

    most_people: Finding
    left: Finding
    missing: Finding
    whole_months: Finding
    months_left: Finding
    first_unpaid: dt.date | None


@dataclass(frozen=True)
class Schedule:
    """Payments month by month.

    Attributes
    ----------
    table : DataFrame
        ``month``, ``people``, ``price_rp``, ``cost_rp``, ``spent_rp`` (so far, arrears included),
        ``left_rp``, ``paid``.
    """

    table: pd.DataFrame
    ceiling_rp: int
    arrears_rp: int

    @property
    def first_unpaid(self) -> dt.date | None:
        """First month that is not paid."""
        unpaid = self.table.loc[~self.table["paid"], "month"]
        return None if unpaid.empty else unpaid.iloc[0]

    @property
    def person_months(self) -> int:
        """Person-months paid."""
        return int(self.table.loc[self.table["paid"], "people"].sum())


def trade_off(ceiling: Finding, planned: Finding, *, prices: Prices) -> TradeOff:
    """Return what a ceiling pays of the people and months planned.

    Rupiah, people and months are whole. The ceiling and the people are taken as printed.
    """
    rupiah, people = int(ceiling.low), int(planned.low)
    found = schedule(rupiah, people=people, prices=prices, lapse_share_month=0.0, arrears_rp=0)
    most = most_people(rupiah, prices=prices, arrears_rp=0)
    paid = found.table[found.table["paid"]]
    spent = int(paid["cost_rp"].sum())
    cited = {"sources": (*ceiling.sources, *prices.sources)}
    both = {"sources": (*cited["sources"], *planned.sources)}
    return TradeOff(
        most_people=MOST_PEOPLE.exact(most, **cited),
        left=LEFT.exact(rupiah - most * prices.total, **cited),
        missing=MISSING.exact(max(0, people * prices.total - rupiah), **both),
        whole_months=WHOLE_MONTHS.exact(len(paid), **both),
        months_left=MONTHS_LEFT.exact(rupiah - spent, **both),
        first_unpaid=found.first_unpaid,
    )


def most_people(ceiling_rp: int, *, prices: Prices, arrears_rp: int) -> int:
    """Return the most whole people whom a ceiling pays for all months, arrears first."""
    check_prices(prices.rupiah)
    _check_money(ceiling_rp, arrears_rp)
    return max(0, ceiling_rp - arrears_rp) // prices.total


def schedule(
    ceiling_rp: int,
    *,
    people: int,
    prices: Prices,
    lapse_share_month: float,
    arrears_rp: int,
) -> Schedule:
    """Pay arrears, then month after month in full until the ceiling does not reach.

    Parameters
    ----------
    people : int
        People in the first month.
    lapse_share_month : float
        Share of the people who leave from one month to the next (0 to below 1), cut to whole
        people.
    arrears_rp : int
        Owed from before, paid first.
    """
    import pandas as pd

    check_prices(prices.rupiah)
    _check_money(ceiling_rp, arrears_rp)
    if people < 1 or not 0 <= lapse_share_month < 1:
        raise UsageError(
            message(
                f"{people} people and a monthly lapse of {lapse_share_month}",
                expected="at least one person and a lapse from 0 to below 1",
            )
        )
    spent, open_, rows = min(arrears_rp, ceiling_rp), arrears_rp <= ceiling_rp, []
    for at, (month, price) in enumerate(zip(prices.months, prices.rupiah, strict=True)):
        present = int(people * (1 - lapse_share_month) ** at + 1e-9)
        cost = present * price
        open_ = open_ and spent + cost <= ceiling_rp
        spent += cost if open_ else 0
        rows.append((month, present, price, cost, spent, ceiling_rp - spent, open_))
    columns = ["month", "people", "price_rp", "cost_rp", "spent_rp", "left_rp", "paid"]
    return Schedule(pd.DataFrame(rows, columns=columns), ceiling_rp, arrears_rp)


def _check_money(ceiling_rp: int, arrears_rp: int) -> None:
    if ceiling_rp < 0 or arrears_rp < 0:
        raise UsageError(
            message(f"a ceiling of {ceiling_rp} and arrears of {arrears_rp}", expected="0 or more")
        )
