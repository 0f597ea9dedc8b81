"""Paces against the people whom the branch serves; a visitor is not an enrolment."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.coverage.need import Need
from policylib.coverage.observed import Observed
from policylib.evidence import Ledger
from policylib.findings import Finding, HasFindings
from policylib.texts import N_


@dataclass(frozen=True)
class Capacity(HasFindings):
    """People served by the branch a day, and how many times that the paces are."""

    visitors: Finding
    observed_times: Finding | None
    needed_times: Finding


def capacity(ledger: Ledger, need: Need, observed: Observed, *, region: str) -> Capacity | None:
    """Compare paces with the visitors of the branch; a visitor is not an enrolment.

    Returns None when no number of visitors was published.
    """
    found = ledger.find(region, "branch_visitors_per_day")
    if not found:
        return None
    visits = found[-1]

    def times(pace: Finding, name: str, label: str) -> Finding:
        value = pace.value if pace.value is not None else (pace.low + pace.high) / 2
        return Finding(
            id=name,
            label=label,
            value=None,
            low=value / visits.high,
            high=value / visits.low,
            unit="times",
            digits=0,
            sources=tuple(dict.fromkeys([*pace.sources, f"evidence:{visits.id}"])),
            formula=N_("people per working day ÷ visitors per day"),
        )

    return Capacity(
        visitors=Finding.of(
            visits.estimate(),
            id="visitors",
            unit="people",
            digits=0,
            label=N_("visitors of the branch per day"),
            as_of=visits.as_of.isoformat(),
            formula=N_("as published, a range"),
        ),
        needed_times=times(
            need.per_working_day, "needed-times", N_("needed pace as a multiple of visitors")
        ),
        observed_times=None
        if observed.per_working_day is None
        else times(
            observed.per_working_day,
            "observed-times",
            N_("observed pace as a multiple of visitors"),
        ),
    )
