"""Sentences on how many villages are enrolled, at which stage, and how fast."""

from __future__ import annotations

import datetime as dt

from policylib.compliance import Stages
from policylib.coverage import Count, Districts, Enrolment, Pace, Placed, Villages
from policylib.findings import Finding, Statement
from policylib.regions import Region
from policylib.sentences.known import enrolled_villages
from policylib.texts import N_
from policylib.wording.terms import STAGES

_LAST = N_(
    "By the latest published count, of {day:month}, {enrolled:range} of {total} villages of "
    "{region} were {stage}; this counts villages and not officials. How many are active "
    "participants had not been published by {known_on}."
)
_NOT_PUBLIC = N_("We found no publication of which villages these are.")
_STAGES_NOT_PUBLIC = N_(
    "We found no publication of which villages these are, nor of how many were instructed, have "
    "budgeted or have paid."
)
_ONE_COUNT = N_(
    "Only one count is published, so there is no pace, and when all villages would be reached "
    "cannot be said."
)
_UNREAD = N_(
    "Between the last two counts no pace can be read: the later one is not of the same or a "
    "narrower stage."
)
_NEVER = N_("Between the last two counts no village was added, so no month can be named.")
_MONTHS = N_(
    "If the pace since {start:month} held, it would take {months:range} months from {last:month} "
    "until all {total} villages are {stage}."
)
_MONTHS_BY_STAGE = N_(
    "If the pace since {start:month} held, it would take {months:range} months from {last:month} "
    "until all {total} villages are {stage}: {same:range} if every village {before} at the start "
    "was {stage} then, fewer if not."
)
_BEFORE = N_(
    "At the pace of {start:month} to {end:month} it would take {months:range} months, so villages "
    "joined faster since; why, and whether it lasts, is not known."
)
_BEFORE_DISAGREES = N_(
    "At the pace of {start:month} to {end:month} it would take {months:range} months (publications "
    "contradict each other and give {count:range} villages at the start), so villages joined "
    "faster since; why, and whether it lasts, is not known."
)
_BEFORE_UNCLEAR = N_(
    "At the pace of {start:month} to {end:month} it would take {months:range} months; whether "
    "villages joined faster since cannot be told from the counts."
)
_ADDED = N_(
    "From {start:month} to {end:month}, {gain:range} villages more were {stage}: {pace:range} a "
    "month."
)
_ADDED_ONE = N_(
    "From {start:month} to {end:month} the counts differ by {gain:range} villages, {pace:range} a "
    "month, but the earlier one is of villages {before} and the later of villages {stage}."
)
_ADDED_LATER = N_(
    "Of those {before} at the start, none or all may have been {stage}: {gain:range} villages more "
    "are then {stage}, {pace:range} a month."
)
_WIDER = N_(
    "Whoever is {stage} is also {before}, so more villages may be {before} than {stage}; counted "
    "so, fewer months would be left, never more."
)
_WHOLE = N_(
    "Over the whole time since {start:month} the pace was {pace:range} villages a month, at which "
    "all would be reached in {months:range} months."
)
_START = N_(
    "For {start:month} publications give {count:range} villages, so the gain until {end:month} may "
    "be anything from {gain:range}."
)
_NO_SPREAD = N_("One count leaves nothing to compare.")
_DISTRICTS_NOTHING = N_(
    "The {count} districts have {sizes:range} villages each. In each of them the published total "
    "allows anything from none to all, so no district can be called ahead or behind."
)
_DISTRICTS = N_(
    "The {count} districts have {sizes:range} villages each. The published total alone narrows "
    "what is possible in {narrowed} of them."
)
_TITLE = N_(
    "{enrolled:range} of {total} villages in {last:month}.\nAt the pace since {start:month},\nall "
    "in {months:range} months"
)
_TITLE_ALONE = N_("{enrolled:range} of {total} villages in {last:month}")
_DESCRIPTION = N_(
    "The figure shows each count of enrolled villages on a time line, hollow where they were "
    "registered and filled where they were active participants; a bar spans counts that contradict "
    "each other. Bands carry the paces between two counts on from {last:month}, over all readings; "
    "the dotted line keeps {enrolled:range} villages as now, the line on top is all {total}. "
    "No band is a forecast."
)
_DOTS_TITLE = N_("{placed} villages. Which of them\nare enrolled is not published")
_DOTS = N_(
    "The figure shows {placed} villages as dots at their centres, with the names of the "
    "districts. All dots are of one kind, for no list of the enrolled villages is published."
)
_UNPLACED = N_(
    "Not drawn, because no position of theirs is published under the code of that day: {unplaced}."
)
_TILES_TITLE = N_("Villages of each district. How many\nof them are enrolled is not published")
_TILES = N_(
    "The figure shows the {count} districts as equal tiles, about where they lie, each with its "
    "number of villages."
)


def answer(
    found: Enrolment, counted: Villages | None, *, region: Region, known_on: dt.date
) -> list[Statement]:
    """Say how many villages are enrolled and in how many months all would be, at each pace."""
    last = found.last
    if counted is not None:
        said = enrolled_villages(counted, region=region, known_on=known_on)
    else:
        values = {**_of(last, found), "day": last.last, "known_on": known_on}
        said = [Statement(_LAST, {**values, "region": region.name})]
    published = {c.stage for c in found.counts}
    hidden = published.isdisjoint(("instructed", "budgeted", "paid"))
    said.append(Statement(_STAGES_NOT_PUBLIC if hidden else _NOT_PUBLIC))
    if len(found.counts) == 1:
        return [*said, Statement(_ONE_COUNT)]
    return [*said, _since(found), *_before(found)]


def _of(count: Count, found: Enrolment) -> dict[str, Finding | str]:
    return {"enrolled": count.villages, "total": found.total, "stage": STAGES[count.stage]}


def _since(found: Enrolment) -> Statement:
    """Say the months at the pace between the last two counts."""
    paces = found.between(*found.counts[-2:])
    if not paces:
        return Statement(_UNREAD)
    if paces[-1].months is None:
        return Statement(_NEVER)
    values = {
        "start": paces[0].start.last,
        "last": found.last.last,
        "months": paces[-1].months,
        "total": found.total,
        "stage": STAGES[found.last.stage],
    }
    if len(paces) == 1 or paces[0].months is None:
        return Statement(_MONTHS, values)
    before = STAGES[paces[0].start.stage]
    return Statement(_MONTHS_BY_STAGE, {**values, "same": paces[0].months, "before": before})


def _before(found: Enrolment) -> list[Statement]:
    """Say the months at the pace between the two counts before, and whether it rose since."""
    paces = found.between(*found.counts[-3:-1]) if len(found.counts) > 2 else ()
    if not paces or paces[-1].months is None:
        return []
    one = paces[-1]
    values = {"start": one.start.last, "end": one.end.last, "months": one.months}
    since = found.between(*found.counts[-2:])
    faster = since and min(p.per_month.low for p in since) > max(p.per_month.high for p in paces)
    if not faster:
        return [Statement(_BEFORE_UNCLEAR, values)]
    if one.start.disagrees:
        return [Statement(_BEFORE_DISAGREES, {**values, "count": one.start.villages})]
    return [Statement(_BEFORE, values)]


def added(found: Enrolment) -> list[Statement]:
    """Say what each two counts that follow each other add, in every reading."""
    said = []
    for start, end in zip(found.counts, found.counts[1:], strict=False):
        for pace in found.between(start, end):
            said.append(Statement(_template(pace), _between(pace)))
    return said or [Statement(_NO_SPREAD if len(found.counts) == 1 else _UNREAD)]


def _template(pace: Pace) -> str:
    if pace.same_stage:
        return _ADDED
    return _ADDED_ONE if pace.reading == "as_one" else _ADDED_LATER


def _between(pace: Pace) -> dict[str, Finding | dt.date | str]:
    return {
        "start": pace.start.last,
        "end": pace.end.last,
        "gain": pace.gain,
        "pace": pace.per_month,
        "before": STAGES[pace.start.stage],
        "stage": STAGES[pace.end.stage],
    }


def spread(found: Enrolment) -> list[Statement]:
    """Say how far stages, contradictions and the time looked at move the answer."""
    said = []
    for one in found.paces:
        consecutive = found.counts.index(one.end) - found.counts.index(one.start) == 1
        if one.start.disagrees and consecutive and one.same_stage:
            values = {**_between(one), "count": one.start.villages}
            said.append(Statement(_START, values))
    whole = found.between(found.counts[0], found.last) if len(found.counts) > 2 else ()
    if whole and whole[-1].months:
        values = {**_between(whole[-1]), "months": whole[-1].months}
        said.append(Statement(_WHOLE, values))
    last = found.between(*found.counts[-2:]) if len(found.counts) > 1 else ()
    if last and not last[0].same_stage:
        said.append(Statement(_WIDER, _between(last[0])))
    return said or [Statement(_NO_SPREAD)]


def districts(found: Districts) -> list[Statement]:
    """Say what the total allows to say of a district; where it is nothing, say so."""
    values = {"count": found.count, "sizes": found.sizes, "narrowed": found.narrowed}
    return [Statement(_DISTRICTS if found.narrowed.value else _DISTRICTS_NOTHING, values)]


_BY_FORM = {
    "active": N_("By the form that was filled in, {active} of {villages} villages are active."),
    "paid": N_("By the form {paid} villages have paid to the end of the month before."),
    "registered": N_("By the form {registered} villages are registered."),
    "budgeted": N_("By the form {budgeted} villages have the contribution in a budget."),
    "instructed": N_("By the form {instructed} villages were instructed in writing."),
}
_CONTRADICT = N_("Answers of {contradictory} villages contradict each other and are kept as given.")
_NO_GAIN = N_(
    "That is no more than the published {enrolled}: since then the pace did not hold, or the two "
    "count differently."
)


def by_form(held: Stages | None, counted: Villages | None) -> list[Statement]:
    """Say how many villages reached each stage that the form tells of; nothing without a form."""
    if held is None:
        return []
    told = held.counts.set_index("stage")
    known = [s for s in _BY_FORM if told.loc[s, "yes"] + told.loc[s, "no"]]
    values = {"villages": held.villages, **{s: getattr(held, s) for s in _BY_FORM}}
    said = [Statement(_BY_FORM[s], _named(_BY_FORM[s], values)) for s in known]
    if counted and "active" in known and held.active.high <= counted.enrolled.value:
        said.insert(1, Statement(_NO_GAIN, {"enrolled": counted.enrolled}))
    if held.contradictory.value:
        said.append(Statement(_CONTRADICT, {"contradictory": held.contradictory}))
    return said


def _named(template: str, values: dict[str, Finding]) -> dict[str, Finding]:
    return {n: f for n, f in values.items() if f"{{{n}}}" in template}


def title(found: Enrolment) -> Statement:
    """Title of the time line: the last count, and the months at the last pace."""
    values = {**_of(found.last, found), "last": found.last.last}
    paces = found.between(*found.counts[-2:]) if len(found.counts) > 1 else ()
    if not paces or paces[-1].months is None:
        return Statement(_TITLE_ALONE, values)
    start = paces[-1].start.last
    return Statement(_TITLE, {**values, "start": start, "months": paces[-1].months})


def description(found: Enrolment) -> Statement:
    """Describe the time line for those who do not see it."""
    return Statement(_DESCRIPTION, {**_of(found.last, found), "last": found.last.last})


def dots_title(found: Placed) -> Statement:
    """Title of the map where no list is public."""
    return Statement(_DOTS_TITLE, {"placed": found.placed})


def dots_description(found: Placed) -> list[Statement]:
    """Describe the map for those who do not see it, and say whether a village is not drawn."""
    said = [Statement(_DOTS, {"placed": found.placed})]
    if found.unplaced.value:
        said.append(Statement(_UNPLACED, {"unplaced": found.unplaced}))
    return said


def tiles_title() -> Statement:
    """Title of the tiles: no district is ranked."""
    return Statement(_TILES_TITLE)


def tiles_description(found: Districts) -> Statement:
    """Describe the tiles for those who do not see them."""
    return Statement(_TILES, {"count": found.count})
