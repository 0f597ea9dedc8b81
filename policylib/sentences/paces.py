"""Sentences on the gap, the pace it needs and the pace that was observed."""

from __future__ import annotations

import datetime as dt

from policylib.coverage import Capacity, Denominators, Need, Observed
from policylib.findings import Statement
from policylib.regions import Region
from policylib.texts import N_

#: A gain below this many points is called almost nothing.
ALMOST_NOTHING = 0.01
#: A gain above this many points is called more than ten.
MUCH = 0.10


_REACHED = N_("By the last published share, of {start}, the target of {target} is already reached.")
_REACHED_BY_SHARE = N_(
    "By the last published share, of {start}, the target of {target} is already reached; by the "
    "count of that day this is not certain."
)
_PERHAPS_REACHED = N_(
    "The last published share, of {start}, lies within its rounding of the target of {target}."
)
_GAP = N_(
    "To reach {target} by {end}, {gap} more people ({gap:range}) must be covered than at the last "
    "published share, of {start}."
)
_GAP_BY_COUNT = N_(
    "By the published count of that day, {counted:range} people are missing at the workers as "
    "printed, and {rounded:range} with their rounding."
)
_NO_PACE = N_("By the last published share no pace is needed.")
_NEEDED = N_(
    "The target means {target_people} people covered ({target_people:range}). It takes {pace} "
    "people a working day ({pace:range}) over {days} working days, or {pace_leave} "
    "({pace_leave:range}) over {days_leave} without the joint leave days; in points, {points} a "
    "month ({points:range})."
)
_PACES = N_(
    "That is {needed} points a month ({needed:range}). Between the two published figures lie "
    "{observed:range} points a month if they are growth and no pace at all if they have two "
    "denominators, so they alone cannot decide."
)
_PACES_AND_COUNT = N_(
    "By the share that needs {needed} points a month ({needed:range}). Between the two "
    "published figures coverage rose {observed:range} points a month if they show growth and "
    "{counted:range} if the last one is the count; if their denominators differ, no pace can "
    "be read from them. They alone cannot decide."
)
_ABOVE_ALL = N_(
    "That is {needed} points a month ({needed:range}), more than the two published figures show "
    "even if they are growth ({observed:range})."
)
_ABOVE_ALL_AND_COUNT = N_(
    "That is {needed} points a month ({needed:range}), more than the two published figures show "
    "even if they are growth ({observed:range}) or the last one is the count ({counted:range})."
)
_NOT_KNOWN = N_(
    "Whether the target was met is not known: on {known_on} no coverage figure of {region} after "
    "{last} was known."
)
_GROWTH = N_(
    "Read as growth, {a} on {first} and {b} on {last} are {gain:range} points more: "
    "{points:range} points a month."
)
_GROWTH_IN_PEOPLE = N_(
    "On the published workers that would be {people} people a working day ({people:range}) over "
    "{days} working days."
)
_NO_DENOMINATOR = N_(
    "No second denominator is known, so the other reading has no numbers; it is not excluded."
)
_DENOMINATORS = N_(
    "Read as two denominators, the same people are {share} ({share:range}) of the {other} "
    "employed in the labour force survey, and the change in people is {change:range}. Under "
    "this reading nothing can be inferred about growth."
)
_COUNTED_GAIN = N_(
    "If the last figure is the published count, the gain is {gain:range} points at the workers as "
    "printed and {rounded:range} with their rounding."
)
_PERHAPS_NOTHING = N_("It may be almost nothing.")
_NOTHING_OR_MUCH = N_("It may be almost nothing or more than ten points.")
_NO_VISITORS = N_("No number of visitors of the branch is known.")
_VISITORS = N_(
    "The branch serves {visitors:range} visitors a day for any purpose, and visitors are not "
    "enrolments."
)
_NEEDED_TIMES = N_("The needed pace is {needed:range} times as many.")
_OBSERVED_TIMES = N_(
    "The pace under the growth reading is {observed:range} times as many ({printed:range} at the "
    "printed figures), and what brought it is not known."
)
_TITLE = N_(
    "Needed: {needed} points a month.\nBetween the two figures: {observed:range}, if growth"
)
_TITLE_AND_COUNT = N_(
    "Needed: {needed} points a month. Published:\n{observed:range} if growth, {counted:range} by "
    "the count"
)


def gap(need: Need) -> list[Statement]:
    """Say how many people are missing; a target that is met already is not called a gap."""
    told = {
        "target": need.target,
        "gap": need.gap,
        "start": need.days.start,
        "end": need.days.end,
    }
    rounded = need.gap_counted_rounded
    if need.gap.high <= 0:
        certain = rounded is None or rounded.high <= 0
        return [Statement(_REACHED if certain else _REACHED_BY_SHARE, told)]
    if need.gap.low <= 0:
        return [Statement(_PERHAPS_REACHED, told)]
    return [Statement(_GAP, told)]


def gap_by_count(need: Need) -> list[Statement]:
    """Say how many people are missing by the count that stands beside the share."""
    printed, rounded = need.gap_counted, need.gap_counted_rounded
    if printed is None or rounded is None or need.gap.low <= 0:
        return []
    return [Statement(_GAP_BY_COUNT, {"counted": printed, "rounded": rounded})]


def needed(need: Need) -> list[Statement]:
    """Say the pace that the target needs, in people a working day."""
    if need.gap.low <= 0:
        return [Statement(_NO_PACE)]
    values = {
        "target_people": need.target_people,
        "pace": need.per_working_day,
        "days": need.working_days,
        "pace_leave": need.per_working_day_leave,
        "days_leave": need.working_days_leave,
        "points": need.points_per_month,
    }
    return [Statement(_NEEDED, values)]


def pace(observed: Observed) -> list[Statement]:
    """Say the pace under the growth reading, in points and in people."""
    values = {
        "first": observed.first,
        "last": observed.last,
        "a": observed.first_share,
        "b": observed.last_share,
        "gain": observed.gain,
        "points": observed.points_per_month,
    }
    said = [Statement(_GROWTH, values)]
    if observed.per_working_day:
        people = {"people": observed.per_working_day, "days": observed.observed_working_days}
        said.append(Statement(_GROWTH_IN_PEOPLE, people))
    return said


def by_count(observed: Observed) -> list[Statement]:
    """Say the gain if the last figure is the count that its source also gives."""
    printed, rounded = observed.gain_counted, observed.gain_counted_rounded
    if printed is None or rounded is None:
        return []
    said = [Statement(_COUNTED_GAIN, {"gain": printed, "rounded": rounded})]
    if rounded.low < ALMOST_NOTHING:
        said.append(Statement(_NOTHING_OR_MUCH if rounded.high > MUCH else _PERHAPS_NOTHING))
    return said


def denominators(found: Denominators | None) -> list[Statement]:
    """Say the other reading: two denominators, and perhaps no growth."""
    if found is None:
        return [Statement(_NO_DENOMINATOR)]
    values = {"share": found.other_share, "other": found.other, "change": found.people_change}
    return [Statement(_DENOMINATORS, values)]


def visitors(found: Capacity | None) -> list[Statement]:
    """Compare with the visitors of the branch; visitors are not enrolments."""
    if found is None:
        return [Statement(_NO_VISITORS)]
    said = [Statement(_VISITORS, {"visitors": found.visitors})]
    if found.needed_times.low > 0:
        said.append(Statement(_NEEDED_TIMES, {"needed": found.needed_times}))
    seen, printed = found.observed_times, found.observed_times_printed
    if seen and printed and seen.low > 0:
        said.append(Statement(_OBSERVED_TIMES, {"observed": seen, "printed": printed}))
    return said


def outcome(
    need: Need, observed: Observed, *, region: Region, known_on: dt.date
) -> list[Statement]:
    """Say that nobody has published whether a target whose day has passed was met."""
    if need.days.end > known_on:
        return []
    values = {"last": observed.last, "known_on": known_on, "region": region.name}
    return [Statement(_NOT_KNOWN, values)]


def comparison(need: Need, observed: Observed) -> list[Statement]:
    """Say the needed pace beside those under each reading; nothing where none is needed."""
    return [_comparison(need, observed)] if need.gap.low > 0 else []


def _comparison(need: Need, observed: Observed) -> Statement:
    counted = observed.points_counted
    values = {"needed": need.points_per_month, "observed": observed.points_per_month}
    highest = max(f.high for f in (observed.points_per_month, counted) if f)
    lowest = min(f.low for f in (need.points_per_month, need.points_counted) if f)
    above = lowest > highest
    if counted is None:
        return Statement(_ABOVE_ALL if above else _PACES, values)
    values["counted"] = counted
    return Statement(_ABOVE_ALL_AND_COUNT if above else _PACES_AND_COUNT, values)


def pace_title(need: Need, observed: Observed) -> Statement:
    """Title of the staircase: no stronger than the intervals."""
    counted = observed.points_counted
    values = {"needed": need.points_per_month, "observed": observed.points_per_month}
    if need.gap.high <= 0:
        return Statement(N_("By the last published share the target is already reached"))
    if need.gap.low <= 0:
        return Statement(N_("The last published share lies within its rounding of the target"))
    if counted is None:
        return Statement(_TITLE, values)
    return Statement(_TITLE_AND_COUNT, {**values, "counted": counted})


def staircase_description(need: Need, observed: Observed) -> list[Statement]:
    """Describe the staircase for those who do not see it."""
    return [
        Statement(
            N_(
                "The figure is a staircase from {a} on {first} and {b} on {last} to the target of "
                "{target} on {end}. A dashed line joins each pair, its band shows the rounding; a "
                "dotted line keeps the last share as it is."
            ),
            {
                "a": observed.first_share,
                "b": observed.last_share,
                "target": need.target,
                "first": observed.first,
                "last": observed.last,
                "end": need.days.end,
            },
        )
    ]
