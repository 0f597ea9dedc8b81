"""Sentences on what the future may hold: the spread over models, and what it stands on."""

from __future__ import annotations

from policylib.coverage import Capacity, Observed
from policylib.findings import Statement
from policylib.projection import LABELS, Answer, LogitPaces, NextFigure
from policylib.sentences.paces import ALMOST_NOTHING, MUCH
from policylib.texts import N_
from policylib.wording import Language

#: A chance below or above these is called small or large.
SMALL, LARGE = 0.2, 0.8
#: A chance below this would be written as none.
TRACE = 0.005

_SPREAD = N_(
    "If both figures are shares of the same workers, the chance of reaching the target is "
    "anywhere from {low} (“{lowest}”) to {high} (“{highest}”), depending on the curve that is"
    " assumed; no single chance is defensible."
)
_SPREAD_COUNTED = N_(
    "If the last figure is the published count of people instead, it is {low} to {high}. If "
    "the two figures are shares of different numbers of workers, nothing can be inferred "
    "about growth and no chance can be given."
)
_TWO_DENOMINATORS = N_(
    "If the two figures are shares of different numbers of workers, nothing can be inferred "
    "about growth and no chance can be given."
)
_REFERENCE = N_(
    "After a rise of more than two points other programmes later gained the points that the "
    "target needs in {absolute} of cases ({absolute:range} over so few series); scaled to the"
    " pace between the two figures, {chance} ({chance:range}) reach the target and the middle"
    " four fifths end at {share:range}. A year of theirs is counted as the time between the "
    "two figures. None of them is this programme; most are seat belt use in one country."
)
_NO_CLASS = N_(
    "No class of other programmes is like this: too few are followed so far, or the last figures "
    "do not rise as theirs did."
)
_SAME = N_("Every model gives the target a chance of about {low}.")
_TWO = N_(
    "Only two figures are published, so every curve is an assumption, and what can follow "
    "such a rise is known only from other programmes; the target is not data."
)
_MORE = N_(
    "Every curve is an assumption, and what can follow such a rise is known only from other "
    "programmes; the target is not data."
)
_NOTHING_OR_MUCH = N_(
    "Between the two figures coverage may have risen by almost nothing or by more than ten points."
)
_COUNTER = N_(
    "Read as growth and at the printed figures, {times:range} times as many people a working "
    "day joined as visit the branch for any purpose; why is not known."
)
_LINEAR = N_(
    "A straight line through the last two figures, the weakest method, would reach the target"
    " between {first:month} and {last:month}."
)
_BIAS = N_("On other series such lines were on average {bias} points too high this far ahead.")
_LINEAR_NEVER = N_("A straight line through the last two figures need not reach the target at all.")
_LOGITS = N_(
    "On the logit scale, on which a point counts for more the nearer coverage is to none or "
    "to all, the target needs {needed} a month ({needed:range}); the two figures show "
    "{observed} ({observed:range}) if they are growth."
)
_GROSS = N_(
    "People who lapse must be replaced: with the assumed lapse, {gross} people a working day "
    "({gross:range}) must be enrolled."
)
_NEXT_LOW = N_(
    "If the next figure, on {day} and of the same workers, were {figure} or less, every model"
    " that still fits would give a chance of {chance} or less."
)
_NEXT_NONE = N_(
    "If the next figure, on {day} and of the same workers, were {figure} or less, no model that "
    "still fits would leave more than a trace of a chance."
)
_NEXT_HIGH = N_("If it were {figure} or more, each of them would give at least {chance}.")
_ERROR = N_(
    "A chance is the share of simulated paths that reach the target. The error of simulating "
    "is at most {error} points and says nothing about whether a model is right."
)


def chances(found: Answer, words: Language) -> list[Statement]:
    """Say the spread over models, under both readings."""
    low, high = found.growth.lowest.chance, found.growth.highest.chance
    if high.value - low.value < TRACE:
        return [Statement(_SAME, {"low": low})]
    said = [_spread(_SPREAD, found.growth, words)]
    if found.counted:
        said.append(_spread(_SPREAD_COUNTED, found.counted, words))
    else:
        said.append(Statement(_TWO_DENOMINATORS))
    return said


def reference(found: Answer) -> list[Statement]:
    """Say what other programmes did after such a rise."""
    model = found.growth.of("reference")
    if found.growth.series.last.high >= found.growth.target:
        return []
    if model is None or found.absolute is None:
        return [Statement(_NO_CLASS)]
    values = {"chance": model.chance, "share": model.share, "absolute": found.absolute}
    return [Statement(_REFERENCE, values)]


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
        N_("The same figures give chances\nfrom {low} to {high}:\nthe assumed curve decides"),
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
    if model is None:
        return Statement(N_("No other programmes are like this: the share as now"))
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
            "and the middle four fifths of the reference class as bands around their middle, the "
            "straight line as a thin dashed line and the target as a mark."
        )
    )


def linear(found: Answer) -> list[Statement]:
    """Say when a straight line reaches the target, and how wrong such lines were."""
    if found.growth.series.last.high >= found.growth.target:
        return []
    if found.linear is None:
        return [Statement(_LINEAR_NEVER)]
    first, last = found.linear
    said = [Statement(_LINEAR, {"first": first, "last": last})]
    return [*said, Statement(_BIAS, {"bias": found.bias})] if found.bias else said


def paces(found: LogitPaces) -> list[Statement]:
    """Say paces on the logit scale, and the gross pace; nothing where no pace is needed."""
    if found.needed_logits.low <= 0:
        return []
    values = {"needed": found.needed_logits, "observed": found.observed_logits}
    said = [Statement(_LOGITS, values)]
    if found.gross_per_day:
        said.append(Statement(_GROSS, {"gross": found.gross_per_day}))
    return said


def influence_title(found: Answer, words: Language) -> Statement:
    """Title of the tornado: what moves the share most."""
    first = found.tornado["assumption"].iloc[0]
    return Statement(N_("Matters most:\n{what}"), {"what": words.gettext(LABELS[first])})


def influence_description() -> Statement:
    """Describe the tornado for those who do not see it."""
    return Statement(
        N_(
            "Each bar shows how far coverage on the target's day moves when one assumption goes "
            "from its low to its high end and the others stay as in the damped line on logits; "
            "that line is a starting point and no forecast. The widest bar is on top."
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
        said.append(Statement(_NEXT_NONE if one.highest.value < TRACE else _NEXT_LOW, values))
    if high:
        one = high[0]
        said.append(Statement(_NEXT_HIGH, {"figure": one.figure, "chance": one.lowest}))
    return said


def error(found: Answer) -> Statement:
    """Say how exact the shares of draws are."""
    return Statement(_ERROR, {"error": found.error})
