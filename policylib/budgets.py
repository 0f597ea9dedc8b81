"""What a ceiling in rupiah buys: whole people for whole years, and what is left."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.contributions import Premium
from policylib.evidence import Ledger
from policylib.findings import Finding, HasFindings
from policylib.texts import N_


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


def ceiling_buys(ledger: Ledger, premium: Premium, *, region: str) -> Ceiling | None:
    """Return what the latest yearly subsidy ceiling buys, or None when none was published."""
    budgets = [
        n for n in ledger.find(region, "subsidy_budget", kind="plan") if n.unit == "rupiah per year"
    ]
    if not budgets:
        return None
    budget = budgets[-1]
    rupiah, price = int(budget.low), int(premium.year.low)
    people, left = divmod(rupiah, price)
    sources = (f"evidence:{budget.id}", *premium.year.sources)
    return Ceiling(
        ceiling=Finding.of(
            budget.estimate(),
            id="ceiling",
            label=N_("subsidy ceiling a year"),
            unit="rupiah",
            digits=0,
            formula=N_("as published"),
        ),
        price=premium.year,
        person_years=_exact(
            "person-years",
            N_("whole person-years that the ceiling buys"),
            people,
            "person-years",
            N_("ceiling ÷ price of a person-year, cut to whole"),
            sources,
        ),
        left=_exact(
            "ceiling-left",
            N_("rupiah left"),
            left,
            "rupiah",
            N_("ceiling − person-years × price"),
            sources,
        ),
        launched=_launched(ledger, region),
        **_quota(ledger, region, rupiah, price, sources),
    )


def _launched(ledger: Ledger, region: str) -> Finding | None:
    found = ledger.find(region, "subsidy_beneficiaries")
    return (
        None
        if not found
        else Finding.of(
            found[-1].estimate(),
            id="launched",
            label=N_("people enrolled when the subsidy began"),
            unit="people",
            digits=0,
            formula=N_("as published"),
            as_of=found[-1].as_of.isoformat(),
        )
    )


def _quota(
    ledger: Ledger, region: str, rupiah: int, price: int, sources: tuple[str, ...]
) -> dict[str, Finding | None]:
    found = ledger.find(region, "subsidy_beneficiaries", kind="plan")
    if not found:
        return {"quota": None, "shortfall": None}
    quota = found[-1]
    missing = max(0, int(quota.low) * price - rupiah)
    return {
        "quota": Finding.of(
            quota.estimate(),
            id="quota",
            label=N_("people planned"),
            unit="people",
            digits=0,
            formula=N_("as published"),
        ),
        "shortfall": _exact(
            "shortfall",
            N_("rupiah missing for a year of the people planned"),
            missing,
            "rupiah",
            N_("people planned × price − ceiling"),
            (*sources, f"evidence:{quota.id}"),
        ),
    }


def _exact(
    name: str, label: str, value: int, unit: str, formula: str, sources: tuple[str, ...]
) -> Finding:
    return Finding(
        id=name,
        label=label,
        value=float(value),
        low=float(value),
        high=float(value),
        unit=unit,
        digits=0,
        sources=tuple(dict.fromkeys(sources)),
        formula=formula,
    )
