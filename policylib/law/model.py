"""What a law value is: a number or a scale in force between two days, with its reference."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable
from typing import Annotated, Literal

import pydantic

from policylib.errors import LawError, message

PPM = 1_000_000
_CITED_YEAR = re.compile(r"\b(?:PP|UU|Law|Permen\w*|Inpres|Perpres)\D*\d+/(\d{4})")

Status = Literal["enacted", "temporary", "practice", "observed", "assumed", "not modelled"]
#: What a value is counted in.
UNITS = (
    "share",
    "rupiah",
    "rupiah per month",
    "rupiah per year",
    "monthly wages",
    "months",
    "years",
    "people",
    "children",
    "risk class",
    "yes or no",
)


def _is_date(value: object) -> object:
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    raise ValueError(f"'{value}' is no date; write year-month-day, such as 2025-02-07")


Day = Annotated[dt.date, pydantic.BeforeValidator(_is_date)]


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Step(_Strict):
    """A step of a scale: the value below a bound (the bound itself excluded); None: no bound."""

    below: int | None
    value: float


class LawValue(_Strict):
    """One value in force from a date to a date (both included), with its reference.

    Attributes
    ----------
    value : float or None
        None where a scale stands instead, or where the law is known to differ and is not modelled.
    steps : tuple of Step
        A scale by brackets or slices, bounds ascending, the last without a bound.
    range : pair of float or None
        Least and greatest that the value may be, where it is not exact.
    gazetted : date or None
        Day of the gazette, where known.
    """

    value: float | None = None
    steps: tuple[Step, ...] = ()
    range: tuple[float, float] | None = None
    from_: Day = pydantic.Field(alias="from")
    to: Day | None
    reference: str = pydantic.Field(min_length=4)
    gazetted: Day | None = None
    grade: str = pydantic.Field(pattern="^[ABC]$")
    status: Status = "enacted"
    checked_on: Day
    note: str = ""

    @pydantic.model_validator(mode="after")
    def _dates_agree(self) -> LawValue:
        if self.to is not None and self.to < self.from_:
            raise ValueError(f"ends {self.to} before it begins {self.from_}; day and month slip?")
        cited = _CITED_YEAR.search(self.reference)
        if cited and self.from_.year < int(cited[1]):
            raise ValueError(f"in force from {self.from_}, before {self.reference} was written")
        return self

    @pydantic.model_validator(mode="after")
    def _one_content(self) -> LawValue:
        held = (self.value is not None) + bool(self.steps) + (self.status == "not modelled")
        if held != 1:
            raise ValueError("give one of: a value, steps, or status 'not modelled' with a note")
        if self.status == "not modelled" and not self.note:
            raise ValueError("status 'not modelled' needs a note that says why")
        bounds = [s.below for s in self.steps]
        if bounds and (None in bounds[:-1] or bounds[-1] is not None):
            raise ValueError("the last step, and only the last, has below: null")
        if any(a >= b for a, b in itertools.pairwise(bounds[:-1])):
            raise ValueError("the bounds of the steps do not ascend")
        if self.range and not self.range[0] <= (self.value or 0) <= self.range[1]:
            raise ValueError(f"the value lies outside its range {self.range}")
        return self

    def covers(self, day: dt.date) -> bool:
        """Whether the value is in force on ``day``."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class LawItem(_Strict):
    """A named quantity of the law: description, unit and its values in order of date."""

    description: str
    unit: Literal[UNITS]
    values: tuple[LawValue, ...] = pydantic.Field(min_length=1)

    @pydantic.model_validator(mode="after")
    def _no_overlap_no_gap(self) -> LawItem:
        for before, after in itertools.pairwise(self.values):
            expected = None if before.to is None else before.to + dt.timedelta(days=1)
            if after.from_ != expected:
                raise ValueError(
                    f"value from {after.from_} overlaps or leaves a gap: the one before ends "
                    f"{before.to}; day and month slip?"
                )
        return self

    @pydantic.model_validator(mode="after")
    def _shares_are_exact(self) -> LawItem:
        shares = [v for entry in self.values for v in _numbers(entry)] if self.is_share else []
        for share in shares:
            if abs(share * PPM - round(share * PPM)) > 1e-6:
                raise ValueError(f"share {share} is finer than one in a million")
        return self

    @property
    def is_share(self) -> bool:
        """Whether the item is a share, which contributions take in millionths."""
        return self.unit == "share"


def _numbers(entry: LawValue) -> Iterable[float]:
    return [entry.value] if entry.value is not None else [s.value for s in entry.steps]


class InForce(_Strict):
    """A law value as it stood on the day that was asked for.

    ``ref`` is how findings cite it: the law on the day, or the scenario that changed it.
    """

    name: str
    description: str
    unit: str
    value: float | None
    steps: tuple[Step, ...]
    low: float | None
    high: float | None
    asked_for: dt.date
    from_: dt.date
    to: dt.date | None
    reference: str
    gazetted: dt.date | None
    grade: str
    status: str
    checked_on: dt.date
    note: str
    scenario: str = ""

    @property
    def ref(self) -> str:
        """``law:<name>@<day>``, or ``scenario:<id>`` where a scenario changed the value."""
        return f"scenario:{self.scenario}" if self.scenario else f"law:{self.name}@{self.asked_for}"

    @property
    def ppm(self) -> int:
        """The share in millionths, exact."""
        return round(self.number * PPM)

    @property
    def whole(self) -> int:
        """The value as a whole number: rupiah, months, people."""
        if self.number != int(self.number):
            raise LawError(message(f"'{self.name}' is {self.number}", expected="a whole number"))
        return int(self.number)

    @property
    def number(self) -> float:
        """The value, which a scale does not have."""
        if self.value is None:
            raise LawError(message(f"'{self.name}' is a scale", way_out="Read its steps."))
        return self.value


def in_force(name: str, item: LawItem, entry: LawValue, on: dt.date, scenario: str = "") -> InForce:
    """Return an item's entry as it stands on a day."""
    low, high = entry.range or (entry.value, entry.value)
    return InForce(
        name=name,
        description=item.description,
        unit=item.unit,
        low=low,
        high=high,
        asked_for=on,
        scenario=scenario,
        **{
            k: getattr(entry, k)
            for k in (
                "value",
                "steps",
                "from_",
                "to",
                "reference",
                "gazetted",
                "grade",
                "status",
                "checked_on",
                "note",
            )
        },
    )
