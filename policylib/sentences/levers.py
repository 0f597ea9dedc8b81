"""Sentences on what the branch and further levers could add."""

from __future__ import annotations

from policylib.findings import Finding, Statement
from policylib.projection import BranchAlone, Staircase
from policylib.texts import N_

_BRANCH = N_(
    "By the branch alone coverage would gain {points:range} points a month and reach "
    "{most:range} at the printed figures if every visitor were new and stayed; it would reach"
    " {likely} ({likely:range}) with the assumed shares of new visitors and of people who "
    "lapse."
)
_LEVERS_SHORT = N_(
    "With all levers together, less the people who lapse, coverage would be {share} "
    "({share:range}); {left} people ({left:range}) would still be missing."
)
_LEVERS_PERHAPS = N_(
    "With all levers together, less the people who lapse, coverage would be {share} "
    "({share:range}); whether that meets the target is not certain."
)
_LEVERS_ENOUGH = N_(
    "With all levers together, less the people who lapse, coverage would be {share} "
    "({share:range}), past the target."
)
_LEFT_OUT = N_(
    "The lever of village officials is left out: how many villages have not enrolled them is not "
    "known on this day."
)


def branch(found: BranchAlone | None) -> list[Statement]:
    """Say what the branch could reach by itself."""
    if found is None:
        return []
    values = {"points": found.points, "most": found.most, "likely": found.likely}
    return [Statement(_BRANCH, values)]


def together(found: Staircase | None) -> list[Statement]:
    """Say what all levers together would bring."""
    if found is None:
        return []
    left_out = [Statement(_LEFT_OUT)] if found.left_out else []
    return [reached(found.share, found.left), *left_out]


def reached(share: Finding, left: Finding) -> Statement:
    """Say what all levers reach, given who is then still missing."""
    values = {"share": share, "left": left}
    if left.low > 0:
        return Statement(_LEVERS_SHORT, values)
    return Statement(_LEVERS_PERHAPS if left.high > 0 else _LEVERS_ENOUGH, values)


def title(found: Staircase) -> Statement:
    """Title of the staircase of levers."""
    return title_of(found.left)


def title_of(left: Finding) -> Statement:
    """Return the title that says who is still missing with all levers."""
    if left.low > 0:
        return Statement(
            N_("The levers supposed here still leave\n{left:range} people missing"), {"left": left}
        )
    if left.high > 0:
        return Statement(N_("Whether all levers together meet the target is not certain"))
    return Statement(N_("All levers together would pass the target"))


def description() -> Statement:
    """Describe the staircase of levers for those who do not see it."""
    return Statement(
        N_(
            "The figure stacks people from those covered at the last figure, less those who lapse, "
            "over each lever up to the sum; thin lines are ranges, a dashed line is the target."
        )
    )
