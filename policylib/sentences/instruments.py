"""Sentences on what instruments buy; conditional on assumptions, and said so."""

from __future__ import annotations

from policylib.findings import Definition, Finding, Statement
from policylib.instruments import OFFICIALS, Compared
from policylib.texts import N_

SURE = 0.9
_POOR = Definition(
    "poor-inputs",
    N_("assumptions of poor quality behind the comparison"),
    N_("assumptions whose range nobody's count founds"),
    "rows",
)
_ALL = Definition(
    "all-inputs", N_("assumptions behind the comparison"), N_("count of assumptions"), "rows"
)
_FIRST = Definition(
    "first-share",
    N_("share of the draws in which the cheapest at the stated values is the cheapest"),
    N_("draws in which its public rupiah a person-year are least ÷ draws"),
    "share",
)
_MOST = Definition(
    "most-share",
    N_("share of the draws in which what covers most people at the stated values does"),
    N_("draws in which its people after a year are most ÷ draws"),
    "share",
)
_ANSWER_SURE = N_(
    "If the stated assumptions hold, “{first}” protects a person for a year for "
    "{cost} of public money ({cost:range}), the least of those that cost any; it is first in "
    "{share} of the draws. The worker pays the rest."
)
_ANSWER = N_(
    "If the stated assumptions hold, “{first}” protects a person for a year for {cost} of public "
    "money ({cost:range}), but it is first in only {share} of the draws, so no order is claimed."
)
_WEAK = N_(
    "{poor} of the {all} assumptions behind this have ranges that no count founds: the comparison "
    "says what to find out before money is spent, and is no forecast."
)
_LARGEST = N_(
    "At the stated values “{largest}” covers the most people after a year, {people} "
    "({people:range}), and does so in {share} of the draws."
)
_LARGEST_UNSURE = N_(
    "At the stated values “{largest}” covers the most people after a year, {people} "
    "({people:range}), but does so in only {share} of the draws, so no order is claimed."
)
_POINTS = N_("That is {points} percentage points of coverage ({points:range}).")
_RULE = N_(
    "A regent rule reaches {people} officials ({people:range}): so many are assumed to be "
    "enrolled by villages that owe it to them already. It moves coverage by {points} points "
    "({points:range})."
)
_CLIFF = N_(
    "Of the {people} people of a full subsidy {end} ({end:range}) would still be covered "
    "at the end of the horizon, since few are assumed to go on by themselves."
)


def standing(found: Compared) -> tuple[Finding, Finding, Finding, Finding]:
    """Return poor assumptions, all of them, and how often the first and the largest are that."""
    refs = tuple(found.cited(n) for n in found.inputs)
    # How many officials a village has lies within a rule and was counted by nobody.
    poor = [n for n in found.inputs if n == OFFICIALS or found.assumed[n].quality == "poor"]
    return (
        _POOR.exact(len(poor), sources=refs),
        _ALL.exact(len(found.inputs), sources=refs),
        _FIRST.exact(found.first_share[found.order[0]], sources=refs),
        _MOST.exact(found.most_share[found.most], sources=refs),
    )


def answer(found: Compared, words) -> list[Statement]:
    """Say which costs least, how sure the order is, and what it stands on."""
    poor, every, share, _ = standing(found)
    first = found.order[0]
    values = {
        "first": _title(found, first, words),
        "cost": found.of(first, "public_per_year"),
        "share": share,
    }
    template = _ANSWER_SURE if share.value >= SURE else _ANSWER
    return [Statement(template, values), Statement(_WEAK, {"poor": poor, "all": every})]


def reach(found: Compared, words) -> list[Statement]:
    """Say which covers most, what a rule reaches, and what is left when a subsidy ends."""
    share = standing(found)[3]
    values = {
        "largest": _title(found, found.most, words),
        "people": found.of(found.most, "after_year"),
        "share": share,
    }
    said = [Statement(_LARGEST if share.value >= SURE else _LARGEST_UNSURE, values)]
    if points := found.of(found.most, "points"):
        said.append(Statement(_POINTS, {"points": points}))
    if found.of("rule", "points"):
        given = {"people": found.of("rule", "people"), "points": found.of("rule", "points")}
        said.append(Statement(_RULE, given))
    given = {"people": found.of("subsidy", "people"), "end": found.of("subsidy", "at_end")}
    return [*said, Statement(_CLIFF, given)]


def frontier_title(found: Compared) -> Statement:
    """Title of the frontier."""
    return Statement(
        N_("At the stated values {count} of {all} instruments are beaten by no other"),
        {"count": str(len(found.frontier)), "all": str(len(found.instruments))},
    )


def frontier_description(found: Compared, words) -> list[Statement]:
    """Describe the frontier for those who do not see it."""
    names = "; ".join(f"{letter} {words.gettext(i.title)}" for letter, i in found.lettered.items())
    return [
        Statement(
            N_(
                "Each letter is an instrument, placed by its public money and the person-years it "
                "protects, with bars over the range of the assumptions; filled ones are beaten by "
                "no other in both. {names}."
            ),
            {"names": names},
        )
    ]


def tornado_title(found: Compared) -> Statement:
    """Title of the tornado: whether any one assumption turns the first two."""
    turned = (found.tornado[["low_ratio", "high_ratio"]] < 1).any(axis=None)
    if turned:
        return Statement(N_("One assumption alone can turn the first two"))
    return Statement(N_("No single assumption turns the first two; several together may"))


def tornado_description(found: Compared, words) -> list[Statement]:
    """Describe the tornado for those who do not see it."""
    first, second = (_title(found, n, words) for n in found.order[:2])
    return [
        Statement(
            N_(
                "Bars show what a person-year of “{second}” costs over one of “{first}” when one "
                "assumption goes from one end of its range to the other; below one the order turns."
            ),
            {"first": first, "second": second},
        )
    ]


def _title(found: Compared, name: str, words) -> str:
    title = next(i.title for i in found.instruments if i.id == name)
    return words.gettext(title)
