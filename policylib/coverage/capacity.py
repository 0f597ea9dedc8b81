"""Paces against the people whom the branch serves; a visitor is not an enrolment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from policylib.coverage.need import Need
from policylib.coverage.observed import Observed
from policylib.evidence import Interval, Ledger, Number
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

VISITORS = Definition(
    "visitors", N_("visitors of the branch per day"), N_("as published, a range"), "people"
)
_RATIO = N_("people per working day ÷ visitors per day")
NEEDED = Definition(
    "needed-times", N_("needed pace as a multiple of visitors"), _RATIO, "times", digits=1
)
OBSERVED = Definition(
    "observed-times", N_("observed pace as a multiple of visitors"), _RATIO, "times", digits=1
)
OBSERVED_PRINTED = Definition(
    "observed-times-printed",
    N_("observed pace at the printed figures as a multiple of visitors"),
    N_("people per working day at the printed figures ÷ visitors per day"),
    "times",
)


@dataclass(frozen=True)
class Capacity(HasFindings):
    """People served by the branch a day, and how many times that the paces are."""

    visitors: Finding
    needed_times: Finding
    observed_times: Finding | None
    observed_times_printed: Finding | None


def capacity(ledger: Ledger, need: Need, observed: Observed, *, region: str) -> Capacity | None:
    """Compare paces with the visitors of the branch, or return None when none was published."""
    found = ledger.find(region, "branch_visitors_per_day")
    if not found:
        return None
    visits = found[-1]
    return Capacity(
        visitors=VISITORS.of(visits.estimate(), as_of=visits.as_of),
        needed_times=_times(NEEDED, need.per_working_day, visits),
        **_observed_times(observed.per_working_day, visits),
    )


def _observed_times(pace: Finding | None, visits: Number) -> dict[str, Finding | None]:
    if pace is None:
        return {"observed_times": None, "observed_times_printed": None}
    fixed = None if pace.value is None else replace(pace, low=pace.value, high=pace.value)
    return {
        "observed_times": _times(OBSERVED, pace, visits),
        "observed_times_printed": fixed and _times(OBSERVED_PRINTED, fixed, visits),
    }


def _times(definition: Definition, pace: Finding, visits: Number) -> Finding:
    """Divide the range of the pace by the range of visitors, as intervals."""
    times = Interval(pace.low, pace.high) / Interval(visits.low, visits.high)
    sources = (*pace.sources, f"evidence:{visits.id}")
    return definition.between(times.low, times.high, value=None, sources=sources)
