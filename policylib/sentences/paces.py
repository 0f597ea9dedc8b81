"""Sentences on the gap, the pace it needs and the pace that was observed."""

from __future__ import annotations

import datetime as dt

from policylib.coverage import Capacity, Denominators, Need, Observed
from policylib.findings import Statement
from policylib.texts import N_

#: A gain below this many points is called almost nothing.
ALMOST_NOTHING = 0.01


_REACHED = N_(
    "The last published share, of {start}, already reaches the target of {target}; nothing is "
    "missing by that figure."
)
_PERHAPS_REACHED = N_(
    "The last published share, of {start}, may already reach the target of {target}: with its "
    "rounding {gap:range} people are missing."
)
_GAP = N_(
    "{target} by {end} asks for {gap} people more ({gap:range}) than the last published share "
    "of {start}."
)
_GAP_AND_COUNT = N_(
    "{target} by {end} asks for {gap} people more ({gap:range}) than the last published share "
    "of {start}; by the published count of that day, for {counted:range} more."
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
    "By the published count the gain is {gain:range} points at the workers as printed and "
    "{rounded:range} with their rounding."
)
_PERHAPS_NOTHING = N_("The gain may be almost nothing.")


def gap(need: Need) -> list[Statement]:
    """Say how many people are missing; a target that is met already is not called a gap."""
    told = {
        "target": need.target,
        "gap": need.gap,
        "start": need.days.start,
        "end": need.days.end,
    }
    if need.gap.high <= 0:
        return [Statement(_REACHED, told)]
    if need.gap.low <= 0:
        return [Statement(_PERHAPS_REACHED, told)]
    if need.gap_counted is None:
        return [Statement(_GAP, told)]
    return [Statement(_GAP_AND_COUNT, {**told, "counted": need.gap_counted})]


def needed(need: Need) -> list[Statement]:
    """Say the pace that the target needs, in people a working day."""
    if need.gap.high <= 0:
        return [Statement(N_("No pace is needed."))]
    return [
        Statement(
            N_(
                "The target means {target_people} people covered. The gap is {pace} people a "
                "working "
                "day ({pace:range}) over {days} working days, or {pace_leave} over {days_leave} "
                "without "
                "the joint leave days; in points, {points} a month ({points:range})."
            ),
            {
                "target_people": need.target_people,
                "pace": need.per_working_day,
                "days": need.working_days,
                "pace_leave": need.per_working_day_leave,
                "days_leave": need.working_days_leave,
                "points": need.points_per_month,
            },
        )
    ]


def pace(observed: Observed) -> list[Statement]:
    """Say the pace under the growth reading, and what two observations cannot say."""
    told = {
        "first": observed.first,
        "last": observed.last,
        "a": observed.first_share,
        "b": observed.last_share,
        "gain": observed.gain,
        "points": observed.points_per_month,
    }
    said = [
        Statement(
            N_(
                "Read as growth, {a} on {first} and {b} on {last} are {gain:range} points more: "
                "{points:range} points a month."
            ),
            told,
        )
    ]
    if observed.per_working_day:
        said.append(
            Statement(
                N_(
                    "On the published workers that would be {people} people a working day "
                    "({people:range}) over {days} working days."
                ),
                {"people": observed.per_working_day, "days": observed.observed_working_days},
            )
        )
    return said


def denominators(found: Denominators | None) -> list[Statement]:
    """Say the other reading: two denominators, and perhaps no growth."""
    if found is None:
        return [Statement(_NO_DENOMINATOR)]
    values = {"share": found.other_share, "other": found.other, "change": found.people_change}
    said = [Statement(_DENOMINATORS, values)]
    gain, rounded = found.counted_gain, found.counted_gain_rounded
    if gain and rounded:
        said.append(Statement(_COUNTED_GAIN, {"gain": gain, "rounded": rounded}))
        if rounded.low < ALMOST_NOTHING:
            said.append(Statement(_PERHAPS_NOTHING))
    return said


def visitors(found: Capacity | None) -> list[Statement]:
    """Compare with the visitors of the branch; visitors are not enrolments."""
    if found is None:
        return [Statement(N_("No number of visitors of the branch is known."))]
    said = [
        Statement(
            N_(
                "The branch serves {visitors:range} visitors a day for any purpose, and visitors "
                "are "
                "not enrolments: the needed pace is {needed:range} times as many."
            ),
            {"visitors": found.visitors, "needed": found.needed_times},
        )
    ]
    if found.observed_times:
        said.append(
            Statement(
                N_(
                    "The pace under the growth reading is {observed:range} times as many, and what "
                    "brought it is not known."
                ),
                {"observed": found.observed_times},
            )
        )
    return said


def feasibility(need: Need, observed: Observed, *, known_on: dt.date) -> list[Statement]:
    """Say whether the pace needed was seen before, under each reading, and what is not known."""
    said = []
    if need.gap.high > 0:
        said.append(
            Statement(
                _comparison(need, observed),
                {"needed": need.points_per_month, "observed": observed.points_per_month},
            )
        )
    if need.days.end <= known_on:
        said.append(
            Statement(
                N_(
                    "The date of the target has passed, and no coverage figure after {last} was "
                    "known "
                    "on {known_on}, so whether it was met is not known."
                ),
                {"last": observed.last, "known_on": known_on},
            )
        )
    said.append(
        Statement(
            N_(
                "No probability is given: two observations carry none, any curve through them is "
                "an "
                "assumption, and the target is not an observation."
            )
        )
    )
    return said


def _comparison(need: Need, observed: Observed) -> str:
    needed, seen = need.points_per_month, observed.points_per_month
    if needed.high < seen.low:
        return N_(
            "That is {needed} points a month ({needed:range}), less than the "
            "{observed:range} between the two published figures if they are growth; if they have "
            "two "
            "denominators no pace was observed, so they alone cannot decide."
        )
    if needed.low > seen.high:
        return N_(
            "That is {needed} points a month ({needed:range}), more than the "
            "{observed:range} between the two published figures even if they are growth."
        )
    return N_(
        "That is {needed} points a month ({needed:range}), within the {observed:range} "
        "between the two published figures if they are growth; they alone cannot decide."
    )


def pace_title(need: Need, observed: Observed) -> Statement:
    """Title of the staircase: no stronger than the intervals."""
    needed, seen = need.points_per_month, observed.points_per_month
    if need.gap.high <= 0:
        return Statement(N_("The last figure already reaches the target"))
    if needed.high < seen.low:
        return Statement(
            N_(
                "Needed: {needed} points a month, less than the\n{observed:range} "
                "between the two figures, if growth"
            ),
            {"needed": needed, "observed": seen},
        )
    return Statement(
        N_(
            "Needed: {needed} points a month.\nBetween the two figures: {observed:range}, if growth"
        ),
        {"needed": needed, "observed": seen},
    )


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
