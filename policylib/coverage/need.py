"""The gap to a target and the pace that it needs."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.coverage.calendar import CALENDAR, WorkingDays, day_count, months, working_days
from policylib.coverage.target import Target
from policylib.errors import EvidenceError, message
from policylib.evidence import Estimate, Ledger, Number, at_printed, constant
from policylib.findings import Finding, HasFindings
from policylib.texts import N_


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
                way_out="A gap in people cannot be said; add the denominator when published.",
            )
        )
    workers = ledger.get(share.denominator_id).estimate()
    days = working_days(share.as_of, target.date)
    missing = target.share - share.estimate()
    counts = ledger.find(region, "workers_protected", denominator=share.denominator_id)
    return Need(
        days=days,
        **_aims(target, workers),
        gap=Finding.of(
            missing * workers,
            id="gap",
            unit="people",
            digits=0,
            sources=target.sources,
            label=N_("people missing, by the published share"),
            formula=N_("(target share − published share) × published workers"),
        ),
        **_counted_gaps(target, workers, counts),
        **_needed_paces(missing * workers, missing, days, target.sources),
    )


def _aims(target: Target, workers: Estimate) -> dict[str, Finding]:
    percent = round(target.share.interval.low * 100, 6)
    shared = {"as_of": target.date.isoformat(), "sources": target.sources}
    return {
        "target": Finding.of(
            target.share,
            id="target-share",
            label=N_("target share"),
            unit="share",
            digits=0 if percent % 1 == 0 else 2,
            formula=N_("as set"),
            **shared,
        ),
        "target_people": Finding.of(
            target.share * workers,
            id="target-people",
            unit="people",
            digits=0,
            label=N_("people covered at the target"),
            formula=N_("target share × published workers"),
            **shared,
        ),
    }


def _counted_gaps(
    target: Target, workers: Estimate, counts: tuple[Number, ...]
) -> dict[str, Finding | None]:
    if not counts:
        return {"gap_counted": None, "gap_counted_rounded": None}
    count = counts[-1].estimate()
    shared = {"unit": "people", "digits": 0, "sources": target.sources}
    return {
        "gap_counted": Finding.of(
            target.share * at_printed(workers) - count,
            id="gap-counted",
            **shared,
            label=N_("people missing, by the published count"),
            formula=N_("target share × workers as printed − published count"),
        ),
        "gap_counted_rounded": Finding.of(
            target.share * workers - count,
            id="gap-counted-rounded",
            **shared,
            label=N_("people missing, by the count with the rounding of the workers"),
            formula=N_("target share × published workers − published count"),
        ),
    }


def _needed_paces(
    gap: Estimate, points: Estimate, days: WorkingDays, sources: tuple[str, ...]
) -> dict[str, Finding]:
    def per_day(count: int) -> Estimate:
        return gap.divided_by(constant(count, unit="working day"))

    shared = {"unit": "people per working day", "digits": 0, "sources": (*sources, CALENDAR)}
    month = constant(months(days.start, days.end), unit="month")
    return {
        "working_days": day_count(
            "working-days", days.public, N_("working days without public holidays")
        ),
        "working_days_leave": day_count(
            "working-days-leave",
            days.with_joint_leave,
            N_("working days without public holidays and joint leave"),
        ),
        "per_working_day": Finding.of(
            per_day(days.public),
            id="needed-per-day",
            **shared,
            label=N_("people needed per working day"),
            formula=N_("gap ÷ working days"),
        ),
        "per_working_day_leave": Finding.of(
            per_day(days.with_joint_leave),
            id="needed-per-day-leave",
            **shared,
            label=N_("people needed per working day, joint leave taken out"),
            formula=N_("gap ÷ working days without joint leave"),
        ),
        "points_per_month": Finding.of(
            points.divided_by(month),
            id="needed-points",
            unit="points per month",
            digits=2,
            sources=sources,
            label=N_("percentage points needed per month"),
            formula=N_("(target share − published share) ÷ months"),
        ),
    }
