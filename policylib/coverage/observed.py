"""The pace that two published shares make if both mean the same thing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib.coverage.calendar import CALENDAR, WorkingDays, months, working_days
from policylib.coverage.known import printed_digits
from policylib.errors import EvidenceError, message
from policylib.evidence import Estimate, Ledger, Number, at_printed, constant, ratio
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

_AS_PRINTED = N_("as published, with its rounding")
FIRST = Definition("first-share", N_("coverage at the first observation"), _AS_PRINTED, "share")
LAST = Definition("last-share", N_("coverage at the last observation"), _AS_PRINTED, "share")
GAIN = Definition(
    "observed-gain",
    N_("percentage points between the two observations"),
    N_("last published share − the one before"),
    "points",
    digits=1,
)
POINTS = Definition(
    "observed-points",
    N_("percentage points per month between the two observations"),
    N_("gain ÷ months between"),
    "points per month",
    digits=2,
)
DAYS = Definition(
    "observed-working-days",
    N_("working days between the two observations"),
    N_("Monday to Friday, counted on the calendar"),
    "days",
)
PER_DAY = Definition(
    "observed-per-day",
    N_("people per working day that the growth reading implies"),
    N_("gain × published workers ÷ working days between"),
    "people per working day",
)

GAIN_COUNTED = Definition(
    "counted-gain",
    N_("gain in points if the count is right, at printed workers"),
    N_("count ÷ workers as printed − first published share"),
    "points",
    digits=1,
)
GAIN_COUNTED_ROUNDED = Definition(
    "counted-gain-rounded",
    N_("gain in points if the count is right, with rounding"),
    N_("count ÷ published workers − first published share"),
    "points",
    digits=1,
)
POINTS_COUNTED = Definition(
    "counted-points",
    N_("percentage points per month if the count is right, with rounding"),
    N_("(count ÷ published workers − first published share) ÷ months between"),
    "points per month",
    digits=2,
)


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
    gain_counted: Finding | None
    gain_counted_rounded: Finding | None
    points_counted: Finding | None


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
    dates = (f"evidence:{first.id}", f"evidence:{last.id}")
    return Observed(
        first=first.as_of,
        last=last.as_of,
        days=days,
        months=length,
        first_share=_printed(FIRST, first),
        last_share=_printed(LAST, last),
        gain=GAIN.of(gain),
        points_per_month=POINTS.of(gain.divided_by(constant(length, unit="month"))),
        observed_working_days=DAYS.exact(days.public, sources=(*dates, CALENDAR)),
        per_working_day=_people_per_day(ledger, gain, last, days),
        **_by_count(ledger, first, last, length),
    )


def _printed(definition: Definition, number: Number) -> Finding:
    return definition.of(number.estimate(), as_of=number.as_of, digits=printed_digits(number))


def _by_count(
    ledger: Ledger, first: Number, last: Number, length: float
) -> dict[str, Finding | None]:
    """The gain and the pace if the last figure is the count that its source also gives."""
    count = ledger.counted(last)
    if count is None:
        return dict.fromkeys(("gain_counted", "gain_counted_rounded", "points_counted"))
    workers, people = ledger.get(last.denominator_id).estimate(), count.estimate()
    printed, rounded = (ratio(people, w) - first.estimate() for w in (at_printed(workers), workers))
    return {
        "gain_counted": GAIN_COUNTED.of(printed),
        "gain_counted_rounded": GAIN_COUNTED_ROUNDED.of(rounded),
        "points_counted": POINTS_COUNTED.of(rounded.divided_by(constant(length, unit="month"))),
    }


def _people_per_day(
    ledger: Ledger, gain: Estimate, last: Number, days: WorkingDays
) -> Finding | None:
    if not last.denominator_id:
        return None
    people = gain * ledger.get(last.denominator_id).estimate()
    pace = people.divided_by(constant(days.public, unit="working day"))
    return PER_DAY.of(pace, sources=[CALENDAR])
