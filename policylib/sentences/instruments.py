"""Sentences on what instruments buy; conditional on assumptions, and said so."""

from __future__ import annotations

from policylib.findings import Definition, Finding, Statement
from policylib.instruments import Compared
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
    N_("share of the draws in which the first instrument is the cheapest"),
    N_("draws in which its public rupiah a person-year are least ÷ draws"),
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
    "The most people after a year would come from “{largest}”: {people} ({people:range})."
)
_LARGEST_POINTS = N_(
    "The most people after a year would come from “{largest}”: {people} ({people:range}), "
    "which is {points} percentage points of coverage ({points:range})."
)
_RULE = N_(
    "A regent rule reaches {people} officials ({people:range}): it mends a duty of the law, and "
    "moves coverage by {points} points."
)
_CLIFF = N_(
    "Of the {people} people of a full subsidy {end} ({end:range}) would still be covered "
    "at the end of the horizon, since few are assumed to go on by themselves."
)


def input_counts(found: Compared) -> tuple[Finding, Finding, Finding]:
    """Return how many assumptions are poor, how many there are, how often the first is first."""
    used = [n for n in found.tornado["assumption"] if n in found.assumed]
    poor = [n for n in used if found.assumed[n].quality == "poor"]
    refs = tuple(found.assumed.ref(n) for n in used)
    return (
        _POOR.exact(len(poor), sources=refs),
        _ALL.exact(len(used), sources=refs),
        _FIRST.exact(found.first_share[found.order[0]], sources=refs),
    )


def answer(found: Compared, words) -> list[Statement]:
    """Say which costs least, how sure the order is, and what it stands on."""
    poor, every, share = input_counts(found)
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
    most = max(found.instruments, key=lambda i: found.of(i.id, "after_year").value)
    values = {
        "largest": _title(found, most.id, words),
        "people": found.of(most.id, "after_year"),
    }
    points = found.of(most.id, "points")
    said = [
        Statement(_LARGEST_POINTS, {**values, "points": points})
        if points
        else Statement(_LARGEST, values)
    ]
    if found.of("rule", "points"):
        given = {"people": found.of("rule", "people"), "points": found.of("rule", "points")}
        said.append(Statement(_RULE, given))
    given = {"people": found.of("subsidy", "people"), "end": found.of("subsidy", "at_end")}
    return [*said, Statement(_CLIFF, given)]


def frontier_title(found: Compared) -> Statement:
    """Title of the frontier."""
    return Statement(
        N_("Ranges overlap: {count} of {all} instruments are beaten by no other"),
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
