"""What a ceiling in rupiah buys: whole people for whole years, and what is left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib.contributions import Premium
from policylib.evidence import Ledger
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

_AS_PRINTED = N_("as published")
CEILING = Definition("ceiling", N_("subsidy ceiling a year"), _AS_PRINTED, "rupiah")
PERSON_YEARS = Definition(
    "person-years",
    N_("whole person-years that the ceiling buys"),
    N_("ceiling ÷ price of a person-year, cut to whole"),
    "person-years",
)
LEFT = Definition("ceiling-left", N_("rupiah left"), N_("ceiling − person-years × price"), "rupiah")
QUOTA = Definition("quota", N_("people planned"), _AS_PRINTED, "people")
SHORTFALL = Definition(
    "shortfall",
    N_("rupiah missing for a year of the people planned"),
    N_("people planned × price − ceiling"),
    "rupiah",
)
LAUNCHED = Definition(
    "launched", N_("people enrolled when the subsidy began"), _AS_PRINTED, "people"
)


@dataclass(frozen=True)
class Ceiling(HasFindings):
    """A published ceiling against the price of a person-year.

    Attributes
    ----------
    ceiling, person_years, left : Finding
        Rupiah, whole person-years it buys, rupiah left.
    quota, shortfall : Finding or None
        Published number of people, and the rupiah missing for a year of them (0 if none).
    launched : Finding or None
        People enrolled when the subsidy began, which is later news than the plan.
    """

    ceiling: Finding
    price: Finding
    person_years: Finding
    left: Finding
    quota: Finding | None
    shortfall: Finding | None
    launched: Finding | None = None

    @property
    def launched_on(self) -> dt.date | None:
        """Day of the launch, where there was one."""
        return dt.date.fromisoformat(self.launched.as_of) if self.launched else None


def ceiling_buys(ledger: Ledger, premium: Premium, *, region: str) -> Ceiling | None:
    """Return what the latest yearly subsidy ceiling buys, or None when none was published."""
    plans = ledger.find(region, "subsidy_budget", kind="plan")
    budgets = [n for n in plans if n.unit == "rupiah per year"]
    if not budgets:
        return None
    budget = budgets[-1]
    rupiah, price = int(budget.low), int(premium.year.low)
    people, left = divmod(rupiah, price)
    sources = (f"evidence:{budget.id}", *premium.year.sources)
    return Ceiling(
        ceiling=CEILING.of(budget.estimate(), as_of=budget.as_of),
        price=premium.year,
        person_years=PERSON_YEARS.exact(people, sources=sources),
        left=LEFT.exact(left, sources=sources),
        **_quota(ledger, region, rupiah, price, sources),
        launched=_launched(ledger, region),
    )


def _quota(
    ledger: Ledger, region: str, rupiah: int, price: int, sources: tuple[str, ...]
) -> dict[str, Finding | None]:
    found = ledger.find(region, "subsidy_beneficiaries", kind="plan")
    if not found:
        return {"quota": None, "shortfall": None}
    quota = found[-1]
    missing = max(0, int(quota.low) * price - rupiah)
    cited = (*sources, f"evidence:{quota.id}")
    return {
        "quota": QUOTA.of(quota.estimate()),
        "shortfall": SHORTFALL.exact(missing, sources=cited),
    }


def _launched(ledger: Ledger, region: str) -> Finding | None:
    found = ledger.find(region, "subsidy_beneficiaries")
    return LAUNCHED.of(found[-1].estimate(), as_of=found[-1].as_of) if found else None
