"""Sentences on what the future may hold: the spread over models, and what it stands on."""

from __future__ import annotations

from policylib.coverage import Capacity, Observed
from policylib.findings import Statement
from policylib.projection import LABELS, Answer, BranchAlone, LogitPaces, NextFigure, Staircase
from policylib.sentences.paces import ALMOST_NOTHING, MUCH
from policylib.texts import N_
from policylib.wording import Language

#: A chance below or above these is called small or large.
SMALL, LARGE = 0.2, 0.8

_SPREAD = N_(
    "Models that agree with both figures give the target a chance of {low} (“{lowest}”) to {high} "
    "(“{highest}”): which curve is assumed decides, and no single chance is defensible."
)
_SPREAD_COUNTED = N_(
    "With the last figure as the count, the same models give {low} to {high}. If the two figures "
    "divide by different workers, nothing can be inferred about growth and no chance can be given."
)
_TWO_DENOMINATORS = N_(
    "If the two figures divide by different workers, nothing can be inferred about growth and no "
    "chance can be given."
)
_REFERENCE = N_(
    "After a rise like this one other programmes gained as much in {chance} of cases; their range "
    "would be {share:range} on that day. None of them is this programme, and most are of seat "
    "belts in one country."
)
_TWO = N_(
    "Only two figures are published, so the curve is an assumption and the range is that of other "
    "programmes; the target is not data."
)
_MORE = N_(
    "The curve is an assumption and the range is that of other programmes; the target is not data."
)
_NOTHING_OR_MUCH = N_("The gain between them may be almost nothing or more than ten points.")
_COUNTER = N_(
    "The pace between the figures, read as growth, is {times:range} times what the counter of the "
    "branch serves; why is not known."
)
_LINEAR = N_(
    "A straight line through both figures, the weakest method, would reach the target between "
    "{first:month} and {last:month}. As far ahead, such lines were {bias} points too high on other "
    "series."
)
_LINEAR_NEVER = N_("A straight line through both figures need not reach the target at all.")
_LOGITS = N_(
    "On the logit scale the target needs {needed} a month ({needed:range}); between the two "
    "figures lie {observed} ({observed:range}) if they are growth."
)
_GROSS = N_(
    "Who lapses has to be replaced: with the stated lapse, {gross} people a working day "
    "({gross:range}) must be enrolled."
)
_BRANCH = N_(
    "The branch alone would add {points:range} points a month and reach {most:range} if every "
    "visitor were new and stayed; it would reach {likely} ({likely:range}) with the stated shares "
    "of new visitors and of those who lapse."
)
_LEVERS_SHORT = N_(
    "Less those who lapse, all levers together would bring {share} ({share:range}); {left} people "
    "({left:range}) would still be missing."
)
_LEVERS_PERHAPS = N_(
    "Less those who lapse, all levers together would bring {share} ({share:range}); whether that "
    "meets the target is not certain."
)
_LEVERS_ENOUGH = N_(
    "Less those who lapse, all levers together would bring {share} ({share:range}), past the "
    "target."
)
_NEXT_LOW = N_(
    "A figure of {figure} on {day} would leave a chance of at most {chance}, whichever curve is "
    "held."
)
_NEXT_HIGH = N_(
    "One of {figure} or more would give at least {chance}, whichever of the curves that still fit "
    "is held."
)
_ERROR = N_("Chances are shares of draws; their Monte Carlo error is at most {error} points.")


def chances(found: Answer, words: Language) -> list[Statement]:
    """Say the spread over models, under both readings, and what the reference class gives."""
    said = [_spread(_SPREAD, found.growth, words)]
    if found.counted:
        said.append(_spread(_SPREAD_COUNTED, found.counted, words))
    else:
        said.append(Statement(_TWO_DENOMINATORS))
    if model := found.growth.of("reference"):
        said.append(Statement(_REFERENCE, {"chance": model.chance, "share": model.share}))
    return said


def _spread(template: str, known, words: Language) -> Statement:
    values = {
        "low": known.lowest.chance,
        "high": known.highest.chance,
        "lowest": words.gettext(known.lowest.title),
        "highest": words.gettext(known.highest.title),
    }
    return Statement(template, values)


def cautions(found: Answer, seen: Observed, branch: Capacity | None) -> list[Statement]:
    """Say what must be said with so few figures."""
    said = [Statement(_TWO if found.growth.series.count == 2 else _MORE)]
    gain = seen.gain_counted_rounded
    if gain is not None and gain.low < ALMOST_NOTHING and gain.high > MUCH:
        said.append(Statement(_NOTHING_OR_MUCH))
    if branch and branch.observed_times_printed:
        said.append(Statement(_COUNTER, {"times": branch.observed_times_printed}))
    return said


def strip_title(found: Answer) -> Statement:
    """Title of the strip of chances; it survives every model."""
    low, high = found.growth.lowest.chance, found.growth.highest.chance
    if high.value - low.value < SMALL:
        return Statement(N_("All models give the target much the same chance"))
    return Statement(
        N_("The same figures, chances from {low} to {high}:\nthe curve that is assumed decides"),
        {"low": low, "high": high},
    )


def strip_description(found: Answer) -> Statement:
    """Describe the strip for those who do not see it."""
    if found.counted is None:
        return Statement(
            N_("The figure shows for each model the chance of the target as a dot, none to all.")
        )
    return Statement(
        N_(
            "The figure shows for each model the chance of the target: a filled dot with both "
            "figures as shares, a hollow one with the last figure as the count."
        )
    )


def fan_title(found: Answer) -> Statement:
    """Title of the fan."""
    model = found.growth.of("reference")
    target = found.growth.target
    values = {"share": model.share}
    if model.share.low < target < model.share.high:
        return Statement(
            N_(
                "What other programmes did after such a rise:\n{share:range}, the target among them"
            ),
            values,
        )
    return Statement(N_("What other programmes did after such a rise:\n{share:range}"), values)


def fan_description(found: Answer) -> Statement:
    """Describe the fan for those who do not see it."""
    return Statement(
        N_(
            "The figure shows the two figures, the share as now as a dotted line, the middle half "
            "and the middle four fifths of the reference class as bands that widen up to the day "
            "of the target, the straight line as a thin dashed line and the target as a mark."
        )
    )


def linear(found: Answer) -> list[Statement]:
    """Say when a straight line reaches the target, and how wrong such lines were."""
    if found.growth.series.last.high >= found.growth.target:
        return []
    if found.linear is None:
        return [Statement(_LINEAR_NEVER)]
    first, last = found.linear
    return [Statement(_LINEAR, {"first": first, "last": last, "bias": found.bias})]


def paces(found: LogitPaces) -> list[Statement]:
    """Say paces on the logit scale, and the gross pace; nothing where no pace is needed."""
    if found.needed_logits.low <= 0:
        return []
    values = {"needed": found.needed_logits, "observed": found.observed_logits}
    said = [Statement(_LOGITS, values)]
    if found.gross_per_day:
        said.append(Statement(_GROSS, {"gross": found.gross_per_day}))
    return said


def branch(found: BranchAlone | None) -> list[Statement]:
    """Say what the branch could reach by itself."""
    if found is None:
        return []
    values = {"points": found.points, "most": found.most, "likely": found.likely}
    return [Statement(_BRANCH, values)]


def levers(found: Staircase) -> list[Statement]:
    """Say what all levers together would bring."""
    values = {"share": found.share, "left": found.left}
    if found.left.low > 0:
        return [Statement(_LEVERS_SHORT, values)]
    if found.left.high > 0:
        return [Statement(_LEVERS_PERHAPS, values)]
    return [Statement(_LEVERS_ENOUGH, values)]


def levers_title(found: Staircase) -> Statement:
    """Title of the staircase of levers."""
    if found.left.low > 0:
        return Statement(
            N_("All levers together leave {left:range} people missing"), {"left": found.left}
        )
    return Statement(N_("Whether all levers together meet the target is not certain"))


def levers_description() -> Statement:
    """Describe the staircase of levers for those who do not see it."""
    return Statement(
        N_(
            "The figure stacks people from those covered at the last figure, less those who lapse, "
            "over each lever up to the sum; thin lines are ranges, a dashed line is the target."
        )
    )


def influence_title(found: Answer, words: Language) -> Statement:
    """Title of the tornado: what moves the share most."""
    first = found.tornado["assumption"].iloc[0]
    return Statement(N_("Moves the share most: {what}"), {"what": words.gettext(LABELS[first])})


def influence_description() -> Statement:
    """Describe the tornado for those who do not see it."""
    return Statement(
        N_(
            "The figure shows as bars how far the share on the target's day moves when one "
            "assumption goes to its ends and the others stay, the widest bar on top."
        )
    )


def following(found: tuple[NextFigure, ...]) -> list[Statement]:
    """Say which next figure would nearly settle the question."""
    low = [n for n in found if n.highest and n.highest.value <= SMALL]
    high = [n for n in found if n.lowest and n.lowest.value >= LARGE]
    said = []
    if low:
        one = low[-1]
        values = {"figure": one.figure, "day": one.day, "chance": one.highest}
        said.append(Statement(_NEXT_LOW, values))
    if high:
        one = high[0]
        said.append(Statement(_NEXT_HIGH, {"figure": one.figure, "chance": one.lowest}))
    return said


def error(found: Answer) -> Statement:
    """Say how exact the shares of draws are."""
    return Statement(_ERROR, {"error": found.error})
