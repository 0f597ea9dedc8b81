"""Rupiah for one person and one month, from the law in force on the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib import law
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
    """JKK and JKM of a non-wage worker in the lowest income bracket.

    Not the half price of PP 50/2025: that is not for people whom a state or local budget pays.
    """

    month: Finding
    year: Finding


def lowest_non_wage(*, period: dt.date) -> Premium:
    """Return the JKK and JKM premium in the lowest bracket, in whole rupiah.

    Equation: ``rate × lowest base + flat amount``; see PP 44/2015.

    >>> lowest_non_wage(period=dt.date(2026, 1, 1)).month.value
    16800.0
    """
    names = ("bpu.jkk.rate", "bpu.lowest_base.amount", "bpu.jkm.amount")
    rate, base, flat = (law.value(name, on=period).value for name in names)
    jkk, jkm = round(rate * base), round(flat)
    sources = tuple(f"law:{name}@{period.isoformat()}" for name in names)
    given = {"sources": sources, "as_of": period}
    return Premium(
        month=MONTH.exact(jkk + jkm, **given),
        year=YEAR.exact(12 * (jkk + jkm), **given),
    )
