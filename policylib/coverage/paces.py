"""The gap to a target, the pace it needs, and the pace that was observed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib.coverage.calendar import CALENDAR, WorkingDays, months, working_days
from policylib.coverage.known import printed_digits
from policylib.errors import EvidenceError, UsageError, message
from policylib.evidence import Estimate, Ledger, Number, at_printed, constant
from policylib.findings import Finding, N_


@dataclass(frozen=True)
class Target:
    """A share to be reached by a day, with where it comes from."""

    share: Estimate
    date: dt.date
    sources: tuple[str, ...]


def target(ledger: Ledger, *, region: str, share: float, date: str) -> Target:
    """Return the target; a published one of the same share and day is cited, else the parameter.

    Raises
    ------
    UsageError
        If the share does not lie between 0 and 1 (65 is no share) or the date is none.
    """
    if not 0 < share <= 1:
        raise UsageError(message(f"target {share}", expected="a share above 0 and at most 1",
                                 way_out="Write 65 percent as 0.65."))
    day = _day(date)
    for number in ledger.find(region, "coverage_share", kind="target"):
        if number.as_of == day and number.low == number.high == share:
            return Target(number.estimate(), day, ())
    return Target(constant(share, unit="share"), day, ("parameter:target",))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(message(f"'{text}' is no date", expected="year-month-day")) from None


class _Findings:
    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of the result, in order."""
        return tuple(v for v in vars(self).values() if isinstance(v, Finding))


@dataclass(frozen=True)
class Need(_Findings):
    """What a target asks for after the last observation."""

    days: WorkingDays
    target: Finding
    target_people: Finding
    gap: Finding
    gap_counted: Finding | None
    gap_counted_rounded: Finding | None
    working_days: Finding
    working_days_leave: Finding
    per_working_day: Finding
    per_working_day_leave: Finding
    points_per_month: Finding


def need(ledger: Ledger, *, region: str, target: Target) -> Need:
    """Return the gap in people and the pace needed from the last observation to the target date.

    The same workers stand in the target and in the share: ``(target - share) * workers``.

    Raises
    ------
    EvidenceError
        If the last published share names no denominator in people.
    """
    share = ledger.latest(region, "coverage_share")
    if not share.denominator_id:
        raise EvidenceError(
            message(f"'{share.id}' names no number of workers",
                    expected="a share with its denominator",
                    way_out="A gap in people cannot be said; add the denominator when published."))
    workers = ledger.get(share.denominator_id).estimate()
    days = working_days(share.as_of, target.date)
    missing = target.share - share.estimate()
    counts = ledger.find(region, "workers_protected", denominator=share.denominator_id)
    return Need(days=days, **_aims(target, workers),
                gap=Finding.of(
                    missing * workers, id="gap", unit="people", digits=0, sources=target.sources,
                    label=N_("people missing, by the published share"),
                    formula=N_("(target share − published share) × published workers")),
                **_counted_gaps(target, workers, counts),
                **_needed_paces(missing * workers, missing, days, target.sources))


def _aims(target: Target, workers: Estimate) -> dict[str, Finding]:
    percent = round(target.share.interval.low * 100, 6)
    shared = {"as_of": target.date.isoformat(), "sources": target.sources}
    return {
        "target": Finding.of(target.share, id="target-share", label=N_("target share"),
                             unit="share", digits=0 if percent % 1 == 0 else 2,
                             formula=N_("as set"), **shared),
        "target_people": Finding.of(target.share * workers, id="target-people", unit="people",
                                    digits=0, label=N_("people covered at the target"),
                                    formula=N_("target share × published workers"), **shared)}


def _counted_gaps(target: Target, workers: Estimate, counts: tuple[Number, ...]
                  ) -> dict[str, Finding | None]:
    if not counts:
        return {"gap_counted": None, "gap_counted_rounded": None}
    count = counts[-1].estimate()
    shared = {"unit": "people", "digits": 0, "sources": target.sources}
    return {
        "gap_counted": Finding.of(
            target.share * at_printed(workers) - count, id="gap-counted", **shared,
            label=N_("people missing, by the published count"),
            formula=N_("target share × workers as printed − published count")),
        "gap_counted_rounded": Finding.of(
            target.share * workers - count, id="gap-counted-rounded", **shared,
            label=N_("people missing, by the count with the rounding of the workers"),
            formula=N_("target share × published workers − published count"))}


def _needed_paces(gap: Estimate, points: Estimate, days: WorkingDays,
                  sources: tuple[str, ...]) -> dict[str, Finding]:
    def per_day(count: int) -> Estimate:
        return gap.divided_by(constant(count, unit="working day"))

    shared = {"unit": "people per working day", "digits": 0,
              "sources": (*sources, CALENDAR)}
    month = constant(months(days.start, days.end), unit="month")
    return {
        "working_days": _day_count("working-days", days.public,
                                   N_("working days without public holidays")),
        "working_days_leave": _day_count(
            "working-days-leave", days.with_joint_leave,
            N_("working days without public holidays and joint leave")),
        "per_working_day": Finding.of(
            per_day(days.public), id="needed-per-day", **shared,
            label=N_("people needed per working day"), formula=N_("gap ÷ working days")),
        "per_working_day_leave": Finding.of(
            per_day(days.with_joint_leave), id="needed-per-day-leave", **shared,
            label=N_("people needed per working day, joint leave taken out"),
            formula=N_("gap ÷ working days without joint leave")),
        "points_per_month": Finding.of(
            points.divided_by(month), id="needed-points", unit="points per month", digits=2,
            sources=sources, label=N_("percentage points needed per month"),
            formula=N_("(target share − published share) ÷ months"))}


def _day_count(name: str, days: int, label: str) -> Finding:
    return Finding(id=name, label=label, value=days, low=days, high=days, unit="days", digits=0,
                   sources=(CALENDAR,), formula=N_("Monday to Friday, counted on the calendar"))


@dataclass(frozen=True)
class Observed(_Findings):
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
            message(f"{len(shares)} observed coverage share(s) of {region} by {ledger.known_on}",
                    expected="at least two for a pace",
                    way_out="Choose a later known_on, or ask notebook 01 what is known."))
    first, last = shares[-2:]
    days = working_days(first.as_of, last.as_of)
    gain = last.estimate() - first.estimate()
    length = months(first.as_of, last.as_of)
    return Observed(
        first=first.as_of, last=last.as_of, days=days, months=length,
        first_share=_printed(first, "first-share", N_("coverage at the first observation")),
        last_share=_printed(last, "last-share", N_("coverage at the last observation")),
        gain=Finding.of(gain, id="observed-gain", unit="points", digits=1,
                        label=N_("percentage points between the two observations"),
                        formula=N_("last published share − the one before")),
        points_per_month=Finding.of(
            gain.divided_by(constant(length, unit="month")), id="observed-points",
            label=N_("percentage points per month between the two observations"),
            unit="points per month", digits=2, formula=N_("gain ÷ months between")),
        observed_working_days=_day_count("observed-working-days", days.public,
                                         N_("working days between the two observations")),
        per_working_day=_people_per_day(ledger, gain, last, days))


def _printed(number: Number, name: str, label: str) -> Finding:
    return Finding.of(number.estimate(), id=name, label=label, unit="share", **printed_digits(number),
                      as_of=number.as_of.isoformat(),
                      formula=N_("as published, with its rounding"))


def _people_per_day(ledger: Ledger, gain: Estimate, last: Number, days: WorkingDays
                    ) -> Finding | None:
    if not last.denominator_id:
        return None
    workers = ledger.get(last.denominator_id).estimate()
    people = gain * workers
    return Finding.of(people.divided_by(constant(days.public, unit="working day")),
                      id="observed-per-day", unit="people per working day", digits=0,
                      label=N_("people per working day that the growth reading implies"),
                      sources=(CALENDAR,),
                      formula=N_("gain × published workers ÷ working days between"))


@dataclass(frozen=True)
class Capacity(_Findings):
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
        return Finding(id=name, label=label, value=None, low=value / visits.high,
                       high=value / visits.low, unit="times", digits=0,
                       sources=tuple(dict.fromkeys([*pace.sources, f"evidence:{visits.id}"])),
                       formula=N_("people per working day ÷ visitors per day"))

    return Capacity(
        visitors=Finding.of(visits.estimate(), id="visitors", unit="people", digits=0,
                            label=N_("visitors of the branch per day"),
                            as_of=visits.as_of.isoformat(), formula=N_("as published, a range")),
        needed_times=times(need.per_working_day, "needed-times",
                           N_("needed pace as a multiple of visitors")),
        observed_times=None if observed.per_working_day is None else times(
            observed.per_working_day, "observed-times",
            N_("observed pace as a multiple of visitors")))
