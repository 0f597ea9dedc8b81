"""The pace that two published shares make if both mean the same thing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib.coverage.calendar import CALENDAR, WorkingDays, day_count, months, working_days
from policylib.coverage.known import printed_digits
from policylib.errors import EvidenceError, message
from policylib.evidence import Estimate, Ledger, Number, constant
from policylib.findings import Finding, HasFindings
from policylib.texts import N_


@dataclass(frozen=True)
class Observed(HasFindings):
    """The pace between the last two published shares, if both mean the same thing."""

    first: dt.date
    last: dt.date
    days: WorkingDays
    first_share: Finding
    last_share: Finding
    gain: Finding
    points_per_month: Finding
    per_working_day: Finding | None
    observed_working_days: Finding
    months: float


def observed(ledger: Ledger, *, region: str) -> Observed:
    """Return the observed pace under the growth reading.

    Two observations give a pace and never a curve; whether they share a denominator is not known.

    Raises
    ------
    EvidenceError
        If fewer than two observed shares were published.
    """
    shares = ledger.find(region, "coverage_share")
    if len(shares) < 2:
        raise EvidenceError(
            message(
                f"{len(shares)} observed coverage share(s) of {region} by {ledger.known_on}",
                expected="at least two for a pace",
                way_out="Choose a later known_on, or ask notebook 01 what is known.",
            )
        )
    first, last = shares[-2:]
    days = working_days(first.as_of, last.as_of)
    gain = last.estimate() - first.estimate()
    length = months(first.as_of, last.as_of)
    return Observed(
        first=first.as_of,
        last=last.as_of,
        days=days,
        months=length,
        first_share=_printed(first, "first-share", N_("coverage at the first observation")),
        last_share=_printed(last, "last-share", N_("coverage at the last observation")),
        gain=Finding.of(
            gain,
            id="observed-gain",
            unit="points",
            digits=1,
            label=N_("percentage points between the two observations"),
            formula=N_("last published share − the one before"),
        ),
        points_per_month=Finding.of(
            gain.divided_by(constant(length, unit="month")),
            id="observed-points",
            label=N_("percentage points per month between the two observations"),
            unit="points per month",
            digits=2,
            formula=N_("gain ÷ months between"),
        ),
        observed_working_days=day_count(
            "observed-working-days", days.public, N_("working days between the two observations")
        ),
        per_working_day=_people_per_day(ledger, gain, last, days),
    )


def _printed(number: Number, name: str, label: str) -> Finding:
    return Finding.of(
        number.estimate(),
        id=name,
        label=label,
        unit="share",
        **printed_digits(number),
        as_of=number.as_of.isoformat(),
        formula=N_("as published, with its rounding"),
    )


def _people_per_day(
    ledger: Ledger, gain: Estimate, last: Number, days: WorkingDays
) -> Finding | None:
    if not last.denominator_id:
        return None
    workers = ledger.get(last.denominator_id).estimate()
    people = gain * workers
    return Finding.of(
        people.divided_by(constant(days.public, unit="working day")),
        id="observed-per-day",
        unit="people per working day",
        digits=0,
        label=N_("people per working day that the growth reading implies"),
        sources=(CALENDAR,),
        formula=N_("gain × published workers ÷ working days between"),
    )
