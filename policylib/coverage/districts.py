"""What a count of the whole area allows in each of its districts, where no list is public."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from policylib.coverage.enrolment import REGISTER
from policylib.errors import EvidenceError, message
from policylib.findings import Definition, Finding, HasFindings
from policylib.regions import Region, Register
from policylib.texts import N_

GEOMETRY = "data:village-geometry"
DISTRICTS = Definition(
    "districts",
    N_("districts"),
    N_("districts of the register that existed on the day of the last count"),
    "rows",
)
SIZES = Definition(
    "district-villages",
    N_("villages of a district, from the fewest to the most"),
    N_("villages (desa) of the register in each district"),
    "villages",
)
NARROWED = Definition(
    "districts-narrowed",
    N_("districts of which the count says anything"),
    N_(
        "districts where the enrolled villages are more than all villages elsewhere, or fewer than "
        "the villages of the district"
    ),
    "rows",
)

PLACED = Definition(
    "villages-placed",
    N_("villages with a known position"),
    N_("villages of the register whose centre is published"),
    "villages",
)
UNPLACED = Definition(
    "villages-unplaced",
    N_("villages without a known position"),
    N_("villages of the register on the day of the last count − those with a published centre"),
    "villages",
)


@dataclass(frozen=True)
class Districts(HasFindings):
    """Districts with their villages, and the range of enrolled villages that a total allows.

    Attributes
    ----------
    table : pandas.DataFrame
        code, district, villages, low, high: one row a district, in order of code; low and high
        are whole villages.
    villages : tuple of Region
        Every village of the districts.
    """

    table: pd.DataFrame
    villages: tuple[Region, ...]
    count: Finding
    sizes: Finding
    narrowed: Finding

    @property
    def names(self) -> dict[str, str]:
        """Return the name of the district of every village, by the village's code."""
        of = dict(zip(self.table["code"], self.table["district"], strict=True))
        return {v.code: of[v.parent] for v in self.villages}


def by_district(register: Register, *, region: str, on: dt.date, enrolled: Finding) -> Districts:
    """Return what a number of enrolled villages in an area allows in each of its districts.

    With E of T villages enrolled, a district of n villages holds max(0, E − (T − n)) to min(n, E)
    of them: Fréchet's bounds, which no further assumption narrows.

    Raises
    ------
    EvidenceError
        If the area has no villages in districts on that day.
    """
    villages = register.children(region, level="village", on=on, kind="desa")
    districts = register.children(region, level="district", on=on)
    rows = []
    for district in districts:
        size = sum(v.parent == district.code for v in villages)
        low = max(0, round(enrolled.low) - (len(villages) - size))
        rows.append((district.code, district.name, size, low, min(size, round(enrolled.high))))
    table = pd.DataFrame(rows, columns=["code", "district", "villages", "low", "high"])
    if not len(villages) or table["villages"].sum() != len(villages):
        raise EvidenceError(
            message(
                f"{len(villages)} villages of {region} on {on}, {table['villages'].sum()} of them "
                "in its districts",
                expected="at least one, each in a district",
            )
        )
    narrowed = ((table["low"] > 0) | (table["high"] < table["villages"])).sum()
    sizes = table["villages"]
    return Districts(
        table,
        villages,
        count=DISTRICTS.exact(len(table), sources=[REGISTER], as_of=on),
        sizes=SIZES.between(sizes.min(), sizes.max(), value=None, sources=[REGISTER], as_of=on),
        narrowed=NARROWED.exact(int(narrowed), sources=[REGISTER, *enrolled.sources], as_of=on),
    )


@dataclass(frozen=True)
class Placed(HasFindings):
    """Villages with their positions, and how many have none.

    Attributes
    ----------
    table : pandas.DataFrame
        code, village, district, latitude, longitude (degrees) of those with a position.
    """

    table: pd.DataFrame
    placed: Finding
    unplaced: Finding


def place(found: Districts, positions: pd.DataFrame) -> Placed:
    """Return the villages of districts with their positions; one without is counted, not lost.

    A village that has since become an urban ward has a position under its new code only.

    Parameters
    ----------
    positions : pandas.DataFrame
        code, latitude, longitude.
    """
    names = dict(zip(found.table["code"], found.table["district"], strict=True))
    rows = [(v.code, v.name, names[v.parent]) for v in found.villages]
    villages = pd.DataFrame(rows, columns=["code", "village", "district"])
    table = villages.merge(positions[["code", "latitude", "longitude"]], on="code")
    sources = [REGISTER, GEOMETRY]
    return Placed(
        table,
        placed=PLACED.exact(len(table), sources=sources),
        unplaced=UNPLACED.exact(len(villages) - len(table), sources=sources),
    )
