"""The ledger of published numbers: what was known on a date, from whom, and what disagrees."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from policylib.errors import EvidenceError, closest, message
from policylib.evidence.estimates import Estimate, published
from policylib.evidence.intervals import Interval

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Number:
    """One published number.

    Attributes
    ----------
    low, high : float
        Range of true values that the printed words allow; ``high`` may be infinite.
    value : float or None
        The printed value; None where only a range or an open end was printed.
    unit, who_is_counted, stage, denominator : str
        Unit, people or things counted, stage (registered, paid, active, …), denominator in words.
    kind : str
        observed, target or plan. A target is not an observation.
    as_of, published_on : datetime.date
        The day that is spoken of; the day it was printed (the last of a month or year where the
        day is not known, so that nothing is known too early).
    """

    id: str
    region: str
    quantity: str
    reported_as: str
    value: float | None
    low: float
    high: float
    unit: str
    who_is_counted: str
    stage: str
    denominator: str
    denominator_id: str
    kind: str
    as_of: dt.date
    as_of_precision: str
    published_on: dt.date
    published_precision: str
    source: str
    grade: str
    note: str

    def estimate(self) -> Estimate:
        """Return the number ready for arithmetic that keeps its identity."""
        return published(
            self.id,
            Interval(self.low, self.high),
            printed=self.value,
            unit=self.unit,
            region=self.region,
            kind=self.kind,
            date=self.as_of.isoformat(),
        )


@dataclass(frozen=True)
class Source:
    """Who published: publisher, kind of publication, date, address as far as known."""

    id: str
    publisher: str
    kind: str
    published: str
    address: str
    note: str


@dataclass(frozen=True)
class Conflict:
    """Two publications that cannot both be read at face value, and the rule that was used."""

    id: str
    regions: tuple[str, ...]
    evidence: tuple[str, ...]
    known_from: dt.date
    subject: str
    what_disagrees: str
    how_to_treat: str
    grade: str


@dataclass(frozen=True)
class Ledger:
    """Published numbers, their sources and their contradictions, as known on one date."""

    numbers: dict[str, Number]
    sources: dict[str, Source]
    conflicts: tuple[Conflict, ...]
    known_on: dt.date | None = None

    @classmethod
    def from_tables(
        cls, numbers: pd.DataFrame, sources: pd.DataFrame, conflicts: pd.DataFrame
    ) -> Ledger:
        """Build the ledger from the three contracted tables (see `policylib.schemas`)."""
        return cls(
            numbers={row["id"]: _number(row) for row in numbers.to_dict("records")},
            sources={row["id"]: _pick(Source, row) for row in sources.to_dict("records")},
            conflicts=tuple(_conflict(row) for row in conflicts.to_dict("records")),
        )

    def as_known_on(self, day: dt.date) -> Ledger:
        """Return what had been published by ``day``; later evidence is not seen."""
        numbers = {k: n for k, n in self.numbers.items() if n.published_on <= day}
        used = {n.source for n in numbers.values()}
        return Ledger(
            numbers=numbers,
            sources={k: s for k, s in self.sources.items() if k in used},
            conflicts=tuple(
                c for c in self.conflicts if c.known_from <= day and set(c.evidence) <= set(numbers)
            ),
            known_on=day,
        )

    def of_region(self, region: str) -> tuple[Number, ...]:
        """Return the numbers of one area, in order of as-of date and id."""
        found = [n for n in self.numbers.values() if n.region == region]
        return tuple(sorted(found, key=lambda n: (n.as_of, n.id)))

    def find(
        self, region: str, quantity: str, *, kind: str = "observed", denominator: str | None = None
    ) -> tuple[Number, ...]:
        """Return the numbers of one quantity in one area, earliest as-of first."""
        return tuple(
            n
            for n in self.of_region(region)
            if n.quantity == quantity
            and n.kind == kind
            and (denominator is None or n.denominator_id == denominator)
        )

    def latest(self, region: str, quantity: str, *, kind: str = "observed") -> Number:
        """Return the number with the latest as-of date; raise EvidenceError when none is known."""
        found = self.find(region, quantity, kind=kind)
        if not found:
            raise EvidenceError(
                message(
                    f"no {kind} {quantity} of {region} was published by {self.known_on}",
                    expected="at least one row in published_numbers.csv",
                    way_out="Choose a later known_on, or add the number with its source.",
                )
            )
        return found[-1]

    def counted(self, share: Number) -> Number | None:
        """Return the count of people that goes with a share: same area, workers and day."""
        found = self.find(share.region, "workers_protected", denominator=share.denominator_id)
        same = [n for n in found if share.denominator_id and n.as_of == share.as_of]
        return same[-1] if same else None

    def get(self, name: str) -> Number:
        """Return one number by id; raise EvidenceError with the closest id."""
        if name not in self.numbers:
            raise EvidenceError(
                message(
                    f"no published number '{name}' is known on {self.known_on}",
                    way_out=closest(name, self.numbers),
                )
            )
        return self.numbers[name]

    def contradictions(self, region: str) -> tuple[Conflict, ...]:
        """Return the contradictions that concern one area; none is ever averaged away."""
        return tuple(c for c in self.conflicts if region in c.regions)


def _number(row: dict) -> Number:
    import pandas as pd

    row = dict(row)
    row["published_on"] = row.pop("published")
    row["value"] = None if pd.isna(row["value"]) else float(row["value"])
    row["high"] = float("inf") if pd.isna(row["high"]) else float(row["high"])
    return _pick(Number, row)


def _conflict(row: dict) -> Conflict:
    split = {k: tuple(row[k].split()) for k in ("regions", "evidence")}
    return _pick(Conflict, {**row, **split})


def _pick(kind: type, row: dict):
    return kind(**{f.name: row[f.name] for f in fields(kind)})
