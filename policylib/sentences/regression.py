"""Sentences on the village regression."""

from __future__ import annotations

from policylib.compliance import Precision, Reach, Study, Usable
from policylib.coverage import Villages
from policylib.findings import Statement
from policylib.texts import N_

_MADE_UP = N_(
    "Which villages are enrolled is not public, so the outcome here is made up: {draws} times, "
    "{enrolled} villages, as many as were published, were drawn by computer. No driver can be "
    "named."
)
_SHARP = N_(
    "What the declared method would show with {total} villages, nearly all answering: the "
    "{confidence} confidence interval of a driver reaches {half_width} percentage points to each "
    "side ({half_width:range} over draws and terms) per standard deviation, and an effect has to "
    "be about {detectable} points ({detectable:range}) to be told from nothing four times in five."
)
_FALSE_ALARMS = N_(
    "As a check of the intervals on the made-up draws: a term without any effect was taken for one "
    "in {false_alarms} of the cases ({false_alarms:range}); {nominal} is what the intervals "
    "promise, and so few draws tell little. Larger simulations: docs/methods/compliance.md."
)
_REFUSED = N_(
    "{refused} of the {draws} draws had no finite estimate because a driver separated the outcome; "
    "they are left out of the figures above."
)
_RULES = N_(
    "{used} of {total} villages have usable revenue figures; of the {left} others, listed below, "
    "the budget index knows the answers of the form alone."
)
_BLOCKS = ("budget", "understanding", "supervision")
_TITLE = N_("Made-up outcomes: how far an interval\nreaches to each side of an effect")
_DESCRIPTION = N_(
    "The figure draws for each driver how far its interval would reach to each side of an effect, "
    "in percentage points: the median of the draws as a thick bar, the widest few as a thin "
    "one. The outcomes are made up, so no bar says anything about a village."
)
_ANSWERED = N_(
    "{answered} villages say whether they are enrolled; {complete} of them answered enough for the "
    "declared model, and {enrolled} of these are enrolled."
)
_EFFECTS = N_(
    "Where an index is one standard deviation higher and the other terms are alike, the chance to "
    "be enrolled differs by {budget} percentage points for budget ({budget:range}), by "
    "{understanding} for understanding ({understanding:range}) and by {supervision} for "
    "supervision ({supervision:range}). These are associations and no causes."
)
_OVERLAP = N_(
    "Which of the three weighs most cannot be told: in what they explain together, budget has "
    "{budget} ({budget:range}), understanding {understanding} ({understanding:range}) and "
    "supervision {supervision} ({supervision:range}), and the first rank changes over the draws."
)
_CLEAR = N_(
    "In what the three explain together, budget has {budget} ({budget:range}), understanding "
    "{understanding} ({understanding:range}) and supervision {supervision} "
    "({supervision:range}); the first rank holds in nearly all draws of districts."
)
_POPULATION = N_(
    "Intervals speak of a wider population of villages like these; of the villages that answered "
    "nothing is left to sampling."
)
_EXPLORATORY = N_(
    "This run departs from the declared plan and is exploratory: its intervals promise less than "
    "they say."
)
_DECLARED = N_("This run follows the declared plan.")
_SEPARATED = N_(
    "At least one term separates the enrolled from the others, so no ordinary estimate exists; "
    "Firth's method stands in and its ends are those of profile intervals."
)
_REACH = N_(
    "In simulations, with a power of four in five, the smallest odds ratio a standard deviation "
    "that these villages can show is {village} ({village:range}) for what differs from village to "
    "village, and {district} ({district:range}) for what differs by district alone; by formula, "
    "without districts, {formula}. Were the month of every enrolment known over a year, it would "
    "be {panel} ({panel:range}) for enrolling in a month, which is another quantity. Ranges are "
    "over an assumed spread of the districts and the error of simulation."
)
_COLLECT = N_(
    "What should be collected: the form of every village with its stages and dates, and above all "
    "what differs between villages of one district."
)
_TITLE_OVERLAP = N_("Which of the three weighs most\ncannot be told")
_TITLE_CLEAR = N_("One of the three weighs most\nin nearly all draws of districts")
_TITLE_SHARES_MADE_UP = N_("What shares would look like:\nranges are wide")
_TITLE_CURVE = N_("Effects over all declared specifications")
_NO_SHARES = N_(
    "Because a term separates the enrolled from the others, what the three explain cannot be split "
    "into shares."
)
_TITLE_EFFECTS = N_("Effects of the declared model,\nwith their intervals")
_TITLE_EFFECTS_MADE_UP = N_("What the page will look like:\neffects on made-up answers")
_EFFECTS_TOLD = N_(
    "The figure draws the average marginal effect of each term in percentage points as a dot, with "
    "its interval as a line, and a line at zero."
)
_SHARES_TOLD = N_(
    "The figure draws the share of each block in what the three explain together as a mark, with a "
    "line over the middle of the draws of districts."
)
_CURVE_TOLD = N_(
    "The figure draws for each block the effects of all declared specifications from least to most "
    "as a line, with their intervals as a band around it, and a line at zero. All "
    "are for a standard deviation."
)


def study(found: Study) -> list[Statement]:
    """Say what the declared model gives on real rows; of made-up rows nothing is said here."""
    if found.synthetic:
        return []
    counts = {"answered": found.answered, "complete": found.complete, "enrolled": found.enrolled}
    told = [Statement(_ANSWERED, counts)]
    if len(found.effect) == len(_BLOCKS):
        told.append(Statement(_EFFECTS, found.effect))
    if len(found.share) == len(_BLOCKS):
        told.append(Statement(_CLEAR if found.shares.clear else _OVERLAP, found.share))
    if found.effects.separated:
        told.append(Statement(_NO_SHARES))
    return [*told, Statement(_POPULATION)]


def reach(found: Reach) -> list[Statement]:
    """Say which effects the villages can show at all."""
    names = ("village", "district", "formula", "panel")
    return [Statement(_REACH, {n: getattr(found, n) for n in names})]


def collect() -> list[Statement]:
    """Say what should be collected."""
    return [Statement(_COLLECT)]


def followed(found: Study) -> list[Statement]:
    """Say whether the run follows the declared plan, and whether a term separates the outcome."""
    told = [Statement(_EXPLORATORY if found.departures else _DECLARED)]
    return [*told, Statement(_SEPARATED)] if found.effects.separated else told


def effects_title(found: Study) -> Statement:
    """Title of the effects: none is claimed."""
    return Statement(_TITLE_EFFECTS_MADE_UP if found.synthetic else _TITLE_EFFECTS)


def effects_description() -> list[Statement]:
    """Describe the effects for those who do not see them."""
    return [Statement(_EFFECTS_TOLD)]


def shares_title(found: Study) -> Statement:
    """Title of the shares: a rank is claimed only where it holds."""
    if found.synthetic:
        return Statement(_TITLE_SHARES_MADE_UP)
    clear = found.shares is not None and found.shares.clear
    return Statement(_TITLE_CLEAR if clear else _TITLE_OVERLAP)


def shares_description() -> list[Statement]:
    """Describe the shares for those who do not see them."""
    return [Statement(_SHARES_TOLD)]


def curve_title() -> Statement:
    """Title of the specification curve."""
    return Statement(_TITLE_CURVE)


def curve_description() -> list[Statement]:
    """Describe the specification curve for those who do not see it."""
    return [Statement(_CURVE_TOLD)]


def revenue_rules(usable: Usable) -> list[Statement]:
    """Say how many villages a rule leaves out of the regression, so that none is lost silently."""
    values = {"used": usable.used, "total": usable.total, "left": usable.left_out}
    return [Statement(_RULES, values)]


def precision(found: Precision, usable: Usable, counted: Villages) -> list[Statement]:
    """Say only what the method would show; the outcome is made up."""
    sharp = {
        "total": usable.total,
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
    told = [Statement(_FALSE_ALARMS, values)]
    return [*told, Statement(_REFUSED, counts)] if found.refused.value else told


def precision_title() -> Statement:
    """Title of the widths: never a finding about a driver."""
    return Statement(_TITLE)


def precision_description() -> list[Statement]:
    """Describe the widths for those who do not see them."""
    return [Statement(_DESCRIPTION)]
