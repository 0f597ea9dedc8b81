"""Sentences on the village regression."""

from __future__ import annotations

from policylib.compliance import Precision, Usable
from policylib.coverage import Villages
from policylib.findings import Statement
from policylib.texts import N_

_MADE_UP = N_(
    "Which villages are enrolled is not public, so the outcome here is made up: {draws} times, "
    "{enrolled} villages, as many as were published, were drawn by computer. No driver can be "
    "named."
)
_SHARP = N_(
    "What this method would show with the {used} villages that have usable figures: the "
    "{confidence} confidence interval of a driver reaches {half_width} percentage points to each "
    "side ({half_width:range} over the draws) per standard deviation, and an effect has to be "
    "about {detectable} points ({detectable:range}) to be told from nothing four times in five."
)
_FALSE_ALARMS = N_(
    "As a check of the intervals themselves: a driver without any effect was taken for one in "
    "{false_alarms} of the draws ({false_alarms:range}); {nominal} is what the intervals promise."
)
_REFUSED = N_(
    "{refused} of the {draws} draws had no finite estimate because a driver separated the outcome; "
    "they are left out of the figures above."
)
_RULES = N_(
    "{used} of {total} villages have usable revenue figures; {left} are left out by three rules "
    "and listed below."
)
_TITLE = N_("Made-up outcomes: how far an interval\nreaches to each side of an effect")
_DESCRIPTION = N_(
    "The figure draws for each driver how far its interval would reach to each side of an effect, "
    "in percentage points: the median of the draws as a thick bar, the widest few as a thin "
    "one. The outcomes are made up, so no bar says anything about a village."
)


def revenue_rules(usable: Usable) -> list[Statement]:
    """Say how many villages a rule leaves out of the regression, so that none is lost silently."""
    values = {"used": usable.used, "total": usable.total, "left": usable.left_out}
    return [Statement(_RULES, values)]


def precision(found: Precision, usable: Usable, counted: Villages) -> list[Statement]:
    """Say only what the method would show; the outcome is made up."""
    sharp = {
        "used": usable.used,
        "confidence": found.confidence,
        "half_width": found.half_width,
        "detectable": found.detectable,
    }
    return [
        Statement(_MADE_UP, {"draws": found.draws, "enrolled": counted.enrolled}),
        Statement(_SHARP, sharp),
    ]


def false_alarms(found: Precision) -> list[Statement]:
    """Say how often the intervals miss, as measured, and which draws could not be fitted."""
    values = {"false_alarms": found.false_alarms, "nominal": found.nominal}
    counts = {"refused": found.refused, "draws": found.draws}
    return [Statement(_FALSE_ALARMS, values), Statement(_REFUSED, counts)]


def precision_title() -> Statement:
    """Title of the widths: never a finding about a driver."""
    return Statement(_TITLE)


def precision_description() -> list[Statement]:
    """Describe the widths for those who do not see them."""
    return [Statement(_DESCRIPTION)]
