"""The sentences of the brief: made of findings of other notebooks and of nothing else.

Each function asks for the findings that it says and returns no statement where one is missing.
"""

from __future__ import annotations

import datetime as dt

from policylib.findings import Finding, Others, Statement
from policylib.projection import CURVES
from policylib.regions import Region
from policylib.sentences.levers import reached, title_of
from policylib.sentences.projection import SMALL
from policylib.texts import N_

_COVERED = N_(
    "On {on}, {share} of {workers:compact} workers in {area} were covered by the published share: "
    "{people} people ({people:range} with its rounding). A published count says {counted:range}."
)
_SHARE = N_(
    "On {on}, {share} of the workers in {area} were covered, as published ({share:range} with its "
    "rounding); of how many workers is not known."
)
_VILLAGES = N_(
    "In {on:month}, the officials of {enrolled} of {all} villages were active participants; those "
    "of {left} were not."
)
_SUBSIDY = N_(
    "{ceiling:compact} a year pays {people} people all year and leaves {left}. {quota} people are "
    "planned for: a full year of theirs needs {missing} more."
)
_SUBSIDY_HOLDS = N_(
    "{ceiling:compact} a year pays the {quota} people planned for all year; it would pay {people} "
    "people and leave {left}."
)
_SUBSIDY_PERHAPS = N_(
    "Whether {ceiling:compact} a year pays the {quota} people planned for all year is not certain: "
    "it pays {people:range} people."
)
_TARGET = N_(
    "To reach {target} by {day} takes {gap} more people than on {on} ({gap:range} by the share, "
    "{counted:range} by the count), or {per_day} on each of {days} working days ({per_day:range}, "
    "by the share). No later figure is known."
)
_TARGET_PERHAPS = N_(
    "Whether {target} is reached already is not certain: {gap:range} people are missing by the "
    "share, {counted:range} by the count."
)
_TARGET_MET = N_("The target of {target} is reached by the share and by the count.")
_SPREAD = N_(
    "No single chance can be given: by the curve that is assumed, these figures give the target "
    "from {least} to {most}."
)
_RECORD = N_(
    "By the record of other programmes, most of them no insurance, the chance to reach the target "
    "is {chance} ({chance:range}, from so few series), and {by_count} ({by_count:range}) by the "
    "count."
)
_GOAL = N_("All vulnerable workers, {goal}, would cost {year:compact} a year at the least.")
_STOP = N_(
    "For the {quota} people planned the ceiling lasts {months} whole months. As we read the law, "
    "who starts again after a stop waits {waiting} months; a death then that is no work accident "
    "brings a family {loss:compact} less."
)
_PRICE = N_("JKK and JKM cost {month} a person and month in the lowest bracket, {year} a year.")
_VILLAGE_COST = N_(
    "JKK and JKM of the officials of all villages cost {all} a year ({all:range} for the "
    "headcounts that the rule allows). A village's part is {share} of the revenue that may pay it "
    "in the middle village ({share:range}). {own} of {usable} villages could pay every month out "
    "of their own revenue, if it comes evenly; officials of the {without} that report none are "
    "covered in {late} months of the year ({late:range}) when transfers come late and nothing is "
    "in reserve, and in {deducted} where the regency pays at source."
)
_INSTRUMENTS = N_(
    "If the stated assumptions hold, a person-year of protection costs public budgets {subsidy} "
    "by a subsidy ({subsidy:range}), the few counted who go on by themselves, and {outreach} by "
    "outreach ({outreach:range}), where the workers pay the contributions. Of the {all} "
    "assumptions on the page of instruments {poor} are of poor quality."
)
_NO_LIST = N_(
    "We found no full list of the villages enrolled and no survey of the reasons: the page on the "
    "reasons works with made-up answers, so this brief takes nothing from it."
)
_TWO_COUNTS = N_(
    "The published share is {people} people, the published count {counted:range}; which is nearer "
    "to the truth is not known."
)
_NOTHING = N_("Nothing of this was published by then.")


def situation(others: Others, *, region: Region) -> list[Statement]:
    """Say how many are covered, and how many villages take part."""
    covered = others.all(
        share="01/coverage-share",
        workers="01/workers",
        people="01/covered-people",
        counted="01/counted-people",
    )
    share = None if covered else others.all(share="01/coverage-share")
    villages = others.all(
        all="01/villages", enrolled="01/villages-enrolled", left="01/villages-not-enrolled"
    )
    return _said(
        (_COVERED, covered and {**covered, "area": region.name, "on": _day(covered["share"])}),
        (_SHARE, share and {**share, "area": region.name, "on": _day(share["share"])}),
        (_VILLAGES, villages and {**villages, "on": _day(villages["enrolled"])}),
    )


def _day(finding: Finding) -> dt.date:
    return dt.date.fromisoformat(finding.as_of)


def task(others: Others) -> list[Statement]:
    """Say what the target asks for, or what the subsidy buys."""
    target = others.all(
        target="02/target-share",
        gap="02/gap",
        counted="02/gap-counted-rounded",
        per_day="02/needed-per-day",
        days="02/working-days",
    )
    last = others.get("01/coverage-share")
    subsidy = others.all(
        ceiling="05/ceiling",
        people="05/person-years",
        left="05/ceiling-left",
        quota="05/quota",
        missing="05/shortfall",
    )
    return _said(
        (_target(target), {**target, "day": _day(target["target"]), "on": _day(last)})
        if target and last
        else ("", None),
        (_subsidy(subsidy) if subsidy else "", subsidy),
    )


def _target(said: dict[str, Finding]) -> str:
    gaps = said["gap"], said["counted"]
    if all(gap.low > 0 for gap in gaps):
        return _TARGET
    return _TARGET_PERHAPS if any(gap.high > 0 for gap in gaps) else _TARGET_MET


def _subsidy(said: dict[str, Finding]) -> str:
    return _pays(said, short=_SUBSIDY, perhaps=_SUBSIDY_PERHAPS, enough=_SUBSIDY_HOLDS)


def _pays(said: dict[str, Finding], *, short: str, perhaps: str, enough: str) -> str:
    """Choose by whether the ceiling pays everybody planned for, whatever the intervals hold."""
    people, quota = said["people"], said["quota"]
    if people.high < quota.low:
        return short
    return enough if people.low >= quota.high else perhaps


def prospects(others: Others) -> list[Statement]:
    """Say what may come of it."""
    chances = others.all(chance="02/chance-reference", by_count="02/chance-reference-counted")
    ends = others.all(**_ends(others)) if chances else None
    levers = others.all(share="02/levers-share", left="02/levers-left")
    goal = others.all(goal="05/goal", year="05/goal-year")
    stop = others.all(
        months="05/whole-months",
        waiting="05/waiting-months",
        loss="05/waiting-loss",
        people="05/person-years",
        quota="05/quota",
    )
    apart = ends and ends["most"].value - ends["least"].value >= SMALL
    found = [
        *_said((_SPREAD, ends if apart else None), (_RECORD, chances)),
        *([reached(**levers)] if levers else []),
        *_said(
            (_GOAL, goal),
            (_STOP, stop if stop and stop["people"].high < stop["quota"].low else None),
        ),
    ]
    return found or [Statement(_NOTHING)]


def _ends(others: Others) -> dict[str, str]:
    """Return the models that give the target the least and the greatest chance."""
    names = [f"02/chance-{name}" for name in ("as-now", "reference", *(c.id for c in CURVES))]
    known = {name: found.value for name in names if (found := others.get(name))}
    if not known:
        return {}
    return {"least": min(known, key=known.get), "most": max(known, key=known.get)}


def costs(others: Others) -> list[Statement]:
    """Say what a month costs, what the villages pay, and what the instruments cost."""
    price = others.all(month="05/premium-month", year="05/premium-year")
    villages = others.all(
        all="05/villages-year",
        share="05/legal-share",
        own="05/villages-own",
        usable="05/villages-usable",
        without="05/villages-without-own",
        late="05/months-late",
        deducted="05/months-deducted",
    )
    instruments = others.all(
        subsidy="07/subsidy-public-per-year",
        outreach="07/outreach-public-per-year",
        poor="07/poor-inputs",
        all="07/all-inputs",
    )
    return _said((_PRICE, price), (_VILLAGE_COST, villages), (_INSTRUMENTS, instruments))


def unknown(others: Others) -> list[Statement]:
    """Say what two counts and the villages leave open, where the brief speaks of them."""
    counts = others.all(people="01/covered-people", counted="01/counted-people")
    counted = [Statement(_TWO_COUNTS, counts)] if counts else []
    return [*counted, *([Statement(_NO_LIST)] if others.get("03/villages") else [])]


def drawn(others: Others) -> tuple[Finding, ...]:
    """Return the findings of the brief's figure: shares, else people."""
    shares = others.all(
        last="01/coverage-share",
        counted="01/counted-share-rounded",
        levers="02/levers-share",
        target="02/target-share",
    )
    if shares:
        return tuple(shares.values())
    people = others.all(paid="05/most-people", planned="05/quota", launched="05/launched")
    return tuple((people or {}).values())


def title(others: Others) -> Statement:
    """Return the finding that the figure's title states."""
    if levers := others.all(left="02/levers-left"):
        return title_of(levers["left"])
    if subsidy := others.all(people="05/person-years", quota="05/quota"):
        text = _pays(
            subsidy,
            short=N_("The ceiling pays {people} of the {quota} people planned for a whole year"),
            perhaps=N_("Whether the ceiling pays the {quota} people planned is not certain"),
            enough=N_("The ceiling pays the {quota} people planned for a whole year"),
        )
        return Statement(text, subsidy)
    return Statement(_NOTHING)


def description() -> Statement:
    """Describe the figure for those who do not see it."""
    return Statement(
        N_(
            "Each row is one number of this brief: a dot for its value, a line for its interval, "
            "and the number in print beside its name."
        )
    )


def _said(*drafts: tuple[str, dict | None]) -> list[Statement]:
    return [Statement(template, values) for template, values in drafts if values]
