"""Paces against the people whom the branch serves; a visitor is not an enrolment."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.coverage.need import Need
from policylib.coverage.observed import Observed
from policylib.evidence import Ledger, Number
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

VISITORS = Definition(
    "visitors", N_("visitors of the branch per day"), N_("as published, a range"), "people"
)
_RATIO = N_("people per working day ÷ visitors per day")
NEEDED = Definition("needed-times", N_("needed pace as a multiple of visitors"), _RATIO, "times")
OBSERVED = Definition(
    "observed-times", N_("observed pace as a multiple of visitors"), _RATIO, "times"
)


@dataclass(frozen=True)
class Capacity(HasFindings):
    """People served by the branch a day, and how many times that the paces are."""

    visitors: Finding
    observed_times: Finding | None
    needed_times: Finding


def capacity(ledger: Ledger, need: Need, observed: Observed, *, region: str) -> Capacity | None:
    """Compare paces with the visitors of the branch, or return None when none was published."""
    found = ledger.find(region, "branch_visitors_per_day")
    if not found:
        return None
    visits, seen = found[-1], observed.per_working_day
    return Capacity(
        visitors=VISITORS.of(visits.estimate(), as_of=visits.as_of),
        needed_times=_times(NEEDED, need.per_working_day, visits),
        observed_times=None if seen is None else _times(OBSERVED, seen, visits),
    )


def _times(definition: Definition, pace: Finding, visits: Number) -> Finding:
    """Divide the pace at its printed values, or its whole range, by the range of visitors."""
    low, high = (pace.low, pace.high) if pace.value is None else (pace.value, pace.value)
    return definition.between(
        low / visits.high,
        high / visits.low,
        value=None,
        sources=(*pace.sources, f"evidence:{visits.id}"),
    )
