"""Sentences on the village regression."""

from __future__ import annotations

from policylib.compliance import Effects, Precision, Usable
from policylib.findings import Statement
from policylib.texts import N_


def revenue_rules(usable: Usable) -> list[Statement]:
    """Say how many villages a rule leaves out of the regression, so that none is lost silently."""
    return [
        Statement(
            N_(
                "{used} of {total} villages have usable revenue figures; {left} are left out by "
                "three "
                "rules and listed below."
            ),
            {"used": usable.used, "total": usable.total, "left": usable.left_out},
        )
    ]


def precision(found: Precision) -> list[Statement]:
    """Say only what the method would show; the outcome is made up."""
    return [
        Statement(
            N_(
                "Which villages are enrolled is not public, so the outcome here is made up, "
                "with as many enrolled villages as were published, and no driver can be "
                "named."
            )
        ),
        Statement(
            N_(
                "What this method would show: {events} enrolled among {rows} villages allow at "
                "most "
                "{terms} drivers at a time, and the interval of a driver reaches about "
                "{half_width:range} percentage points to each side per standard deviation; weaker "
                "drivers could not be told from nothing."
            ),
            {
                "events": found.events,
                "rows": found.rows,
                "terms": found.terms,
                "half_width": found.half_width,
            },
        ),
    ]


def effects_title(found: Effects) -> Statement:
    """Title of the effects: never a finding where rows are made up."""
    if found.synthetic:
        return Statement(N_("Made-up outcome: how wide the intervals of drivers would be"))
    return Statement(N_("Associations with enrolment, with their intervals"))


def effects_description(found: Effects, sharp: Precision) -> list[Statement]:
    """Describe the effects for those who do not see them."""
    said = [
        Statement(
            N_(
                "The figure draws one interval a driver, in percentage points, with a "
                "line at none; half-widths are {half:range} points."
            ),
            {"half": sharp.half_width},
        )
    ]
    if found.synthetic:
        said.append(
            Statement(N_("The outcome is made up, so no interval says anything about a village."))
        )
    return said
