"""The gap to a target and the pace that it needs."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.coverage.calendar import CALENDAR, WorkingDays, months, working_days
from policylib.coverage.known import printed_digits
from policylib.coverage.target import Target
from policylib.errors import EvidenceError, message
from policylib.evidence import Estimate, Ledger, Number, at_printed, constant, ratio
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

TARGET = Definition("target-share", N_("target share"), N_("as set"), "share")
TARGET_PEOPLE = Definition(
    "target-people",
    N_("people covered at the target"),
    N_("target share × published workers"),
    "people",
)
GAP = Definition(
    "gap",
    N_("people missing, by the published share"),
    N_("(target share − published share) × published workers"),
    "people",
)
GAP_COUNTED = Definition(
    "gap-counted",
    N_("people missing, by the published count"),
    N_("target share × workers as printed − published count"),
    "people",
)
GAP_COUNTED_ROUNDED = Definition(
    "gap-counted-rounded",
    N_("people missing, by the count with the rounding of the workers"),
    N_("target share × published workers − published count"),
    "people",
)
_ON_CALENDAR = N_("Monday to Friday, counted on the calendar")
DAYS = Definition("working-days", N_("working days without public holidays"), _ON_CALENDAR, "days")
DAYS_LEAVE = Definition(
    "working-days-leave",
    N_("working days without public holidays and joint leave"),
    _ON_CALENDAR,
    "days",
)
PER_DAY = Definition(
    "needed-per-day",
    N_("people needed per working day"),
    N_("gap ÷ working days"),
    "people per working day",
)
PER_DAY_LEAVE = Definition(
    "needed-per-day-leave",
    N_("people needed per working day, joint leave taken out"),
    N_("gap ÷ working days without joint leave"),
    "people per working day",
)
POINTS = Definition(
    "needed-points",
    N_("percentage points needed per month"),
    N_("(target share − published share) ÷ months"),
    "points per month",
    digits=2,
)
POINTS_COUNTED = Definition(
    "needed-points-counted",
    N_("percentage points needed per month, by the count with the rounding of the workers"),
    N_("(target share − count ÷ published workers) ÷ months"),
    "points per month",
    digits=2,
)


@dataclass(frozen=True)
class Need(HasFindings):
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
    points_counted: Finding | None


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
            message(
                f"'{share.id}' names no number of workers",
                expected="a share with its denominator",
                way_out="A gap in people cannot be said; choose a later known_on, or add the "
                "denominator when it is published.",
            )
        )
    workers = ledger.get(share.denominator_id).estimate()
    days = working_days(share.as_of, target.date)
    missing = target.share - share.estimate()
    dated = (*target.sources, f"evidence:{share.id}")
    return Need(
        days=days,
        **_aims(target, workers),
        gap=GAP.of(missing * workers, sources=target.sources),
        **_by_count(target, workers, ledger.counted(share), days),
        **_needed_paces(missing * workers, missing, days, dated),
    )


def _aims(target: Target, workers: Estimate) -> dict[str, Finding]:
    given = {"as_of": target.date, "sources": target.sources}
    return {
        "target": TARGET.of(target.share, digits=printed_digits(target.share.interval), **given),
        "target_people": TARGET_PEOPLE.of(target.share * workers, **given),
    }


def _by_count(
    target: Target, workers: Estimate, count: Number | None, days: WorkingDays
) -> dict[str, Finding | None]:
    if count is None:
        return dict.fromkeys(("gap_counted", "gap_counted_rounded", "points_counted"))
    people = count.estimate()
    printed, rounded = (target.share * w - people for w in (at_printed(workers), workers))
    month = constant(months(days.start, days.end), unit="month")
    points = (target.share - ratio(people, workers)).divided_by(month)
    return {
        "gap_counted": GAP_COUNTED.of(printed, sources=target.sources),
        "gap_counted_rounded": GAP_COUNTED_ROUNDED.of(rounded, sources=target.sources),
        "points_counted": POINTS_COUNTED.of(points, sources=target.sources),
    }


def _needed_paces(
    gap: Estimate, points: Estimate, days: WorkingDays, sources: tuple[str, ...]
) -> dict[str, Finding]:
    calendar = (*sources, CALENDAR)

    def per_day(definition: Definition, count: int) -> Finding:
        pace = gap.divided_by(constant(count, unit="working day"))
        return definition.of(pace, sources=calendar)

    month = constant(months(days.start, days.end), unit="month")
    return {
        "working_days": DAYS.exact(days.public, sources=calendar),
        "working_days_leave": DAYS_LEAVE.exact(days.with_joint_leave, sources=calendar),
        "per_working_day": per_day(PER_DAY, days.public),
        "per_working_day_leave": per_day(PER_DAY_LEAVE, days.with_joint_leave),
        "points_per_month": POINTS.of(points.divided_by(month), sources=sources),
    }
