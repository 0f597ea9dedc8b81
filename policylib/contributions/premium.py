"""The price of a month of JKK and JKM in the lowest bracket, as findings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib import law
from policylib.contributions.non_wage import non_wage
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

MONTH = Definition(
    "premium-month",
    N_("JKK and JKM premium a month, lowest bracket"),
    N_("JKK rate × lowest base + JKM amount"),
    "rupiah",
)
YEAR = Definition(
    "premium-year",
    N_("JKK and JKM premium for twelve months at this price"),
    N_("twelve times the monthly premium"),
    "rupiah",
)


@dataclass(frozen=True)
class Premium(HasFindings):
    """JKK and JKM of a non-wage worker in the lowest income bracket, paid by a budget.

    Not the half price of PP 50/2025: that is not for people whom a state or local budget pays.
    """

    month: Finding
    year: Finding


def lowest_non_wage(*, period: dt.date, rules: law.Rules | None = None) -> Premium:
    """Return the JKK and JKM premium in the lowest bracket, in whole rupiah.

    Equation: ``rate × lowest base + flat amount``; see PP 44/2015.

    >>> lowest_non_wage(period=dt.date(2026, 1, 1)).month.value
    16800.0
    """
    rules = rules or law.enacted()
    lowest = int(rules.value("bpu.base", on=period).steps[0].value)
    bill = non_wage(
        lowest,
        period=period,
        sector="other",
        payer="budget",
        programmes=("JKK", "JKM"),
        rules=rules,
    )
    given = {"sources": bill.sources, "as_of": period}
    return Premium(
        month=MONTH.exact(bill.total, **given), year=YEAR.exact(12 * bill.total, **given)
    )
