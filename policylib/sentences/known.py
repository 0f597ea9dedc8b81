"""Sentences on what is known."""

from __future__ import annotations

import datetime as dt

from policylib.budgets import Ceiling
from policylib.coverage import Known, Villages
from policylib.findings import Statement
from policylib.regions import Region
from policylib.texts import N_

_NO_COVERAGE = N_("As known on {known_on}, no coverage figure of {region} had been published.")
_SHARE_ALONE = N_(
    "As known on {known_on}, the latest published coverage of {region} is {share} "
    "({share:range} with its rounding), of {as_of}; the source names no number of workers, "
    "so how many people that is cannot be said."
)
_SHARE = N_(
    "As known on {known_on}, the latest published coverage of {region} is {share} "
    "({share:range} with its rounding), of {as_of}: {people} people ({people:range}) of "
    "about {workers:compact} workers ({workers:range})."
)
_COUNT = N_(
    "The same source also counts {counted:range} people, which is {share:range} of the "
    "workers as printed and {rounded:range} with their rounding."
)
_NO_VILLAGES = N_(
    "{region} has no villages with their own government: its lowest level are urban wards, "
    "whose staff the city pays."
)
_NO_COUNT = N_(
    "As known on {known_on}, no current count of enrolled villages of {region} had been published."
)
_VILLAGES_ON_DAY = N_(
    "On {as_of}, the officials of {enrolled} of {total} villages, {share}, were active "
    "participants and those of {not_enrolled} were not; this counts villages and not "
    "officials, and all of them, so there is no sampling error."
)
_VILLAGES_IN_MONTH = N_(
    "In {as_of:month}, the officials of {enrolled} of {total} villages, {share}, were active "
    "participants and those of {not_enrolled} were not; this counts villages and not "
    "officials, and all of them, so there is no sampling error."
)
_NO_CEILING = N_(
    "As known on {known_on}, no yearly subsidy ceiling of {region} had been published."
)
_CEILING = N_(
    "{ceiling:compact} a year buys {person_years} whole person-years of JKK and JKM at "
    "{price} a person-year and leaves {left}."
)
_QUOTA = N_("A full year for the {quota} people planned needs {shortfall} more.")


def coverage(found: Known | None, *, region: Region, known_on: dt.date) -> list[Statement]:
    """Say the latest published coverage, or that none was published."""
    area = {"region": region.name, "known_on": known_on}
    if found is None:
        return [Statement(_NO_COVERAGE, area)]
    told = {**area, "as_of": found.as_of, "share": found.share}
    if found.people is None or found.workers is None:
        return [Statement(_SHARE_ALONE, told)]
    said = [Statement(_SHARE, {**told, "people": found.people, "workers": found.workers})]
    narrow, wide = found.counted_share, found.counted_share_rounded
    if found.counted and narrow and wide:
        values = {"counted": found.counted, "share": narrow, "rounded": wide}
        said.append(Statement(_COUNT, values))
    return said


def coverage_title(found: Known | None) -> Statement:
    """Title of the time line: both ways to say the latest figure where they differ."""
    if found is None:
        return Statement(N_("No coverage figure is known"))
    if found.counted_share_rounded:
        return Statement(
            N_("Published: {share}. By the same source's count: {counted:range}"),
            {"share": found.share, "counted": found.counted_share_rounded},
        )
    return Statement(
        N_("Published: {share}. One figure, and no number of workers"), {"share": found.share}
    )


def timeline_description(found: Known | None) -> list[Statement]:
    """Describe the time line for those who do not see it."""
    if found is None:
        return [coverage_title(found)]
    said = [
        Statement(
            N_(
                "The figure sets the published shares on a time line, each as the interval that "
                "its "
                "rounding allows; the latest is {share} ({share:range})."
            ),
            {"share": found.share},
        )
    ]
    if found.counted_share and found.counted_share_rounded:
        said.append(
            Statement(
                N_(
                    "Beside it stands what the count gives: {narrow:range} as a thick bar, "
                    "{wide:range} "
                    "with the rounding of the workers."
                ),
                {"narrow": found.counted_share, "wide": found.counted_share_rounded},
            )
        )
    return said


def spread(found: Known | None) -> list[Statement]:
    """Say how far the answer moves with what the source leaves open."""
    if found is None or not (found.people and found.counted and found.counted_share_rounded):
        return [
            Statement(
                N_(
                    "One figure without a number of workers leaves nothing to vary: what "
                    "it divides by is the open question."
                )
            )
        ]
    return [
        Statement(
            N_(
                "By the share {people:range} people are covered, by the count {counted:range}; "
                "as a "
                "share, the count allows {wide:range} where {share} is printed."
            ),
            {
                "people": found.people,
                "counted": found.counted,
                "wide": found.counted_share_rounded,
                "share": found.share,
            },
        )
    ]


def enrolled_villages(
    found: Villages | None, *, region: Region, known_on: dt.date
) -> list[Statement]:
    """Say how many villages are enrolled; villages are counted, not sampled, and not officials."""
    area = {"region": region.name, "known_on": known_on}
    if region.kind == "kota":
        return [Statement(_NO_VILLAGES, area)]
    if found is None:
        return [Statement(_NO_COUNT, area)]
    template = _VILLAGES_ON_DAY if found.as_of_precision == "day" else _VILLAGES_IN_MONTH
    values = {
        "as_of": found.as_of,
        "enrolled": found.enrolled,
        "total": found.total,
        "share": found.share,
        "not_enrolled": found.not_enrolled,
    }
    return [Statement(template, values)]


def budget(found: Ceiling | None, *, region: Region, known_on: dt.date) -> list[Statement]:
    """Say what the subsidy ceiling buys; people, money and a year may not hold together."""
    if found is None:
        return [Statement(_NO_CEILING, {"region": region.name, "known_on": known_on})]
    values = {
        "ceiling": found.ceiling,
        "person_years": found.person_years,
        "price": found.price,
        "left": found.left,
    }
    said = [Statement(_CEILING, values)]
    if found.quota and found.shortfall and found.shortfall.low > 0:
        said.append(Statement(_QUOTA, {"quota": found.quota, "shortfall": found.shortfall}))
    return said


def launch(found: Ceiling | None) -> list[Statement]:
    """Say what happened after the plan, if anything is known."""
    if found is None or found.launched is None:
        return [Statement(N_("No start of a subsidy is known."))]
    return [
        Statement(
            N_(
                "What followed the plan: {launched} people were enrolled when the subsidy began on "
                "{on}."
            ),
            {"launched": found.launched, "on": dt.date.fromisoformat(found.launched.as_of)},
        )
    ]
