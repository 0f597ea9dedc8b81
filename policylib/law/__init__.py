"""Dated law values with their references.

Values live in ``policylib/law/*.yaml``. Loading refuses unknown keys, keys given twice, dates not
written year-month-day, overlaps and gaps (a slip of day and month makes one or the other), and a
value in force before the year of the law it cites. Asking outside the dates is an error.
"""

from __future__ import annotations

import datetime as dt
import functools
import importlib.resources
import itertools
import re
from typing import Annotated

import pydantic

from policylib.errors import LawError, closest, message
from policylib.strict_yaml import load_mapping

_CITED_YEAR = re.compile(r"\b(?:PP|UU|Law|Permen\w*|Inpres|Perpres)\D*\d+/(\d{4})")


def _is_date(value: object) -> object:
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    raise ValueError(f"'{value}' is no date; write year-month-day, such as 2025-02-07")


Day = Annotated[dt.date, pydantic.BeforeValidator(_is_date)]


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LawValue(_Strict):
    """One value in force from a date to a date (both included), with its reference."""

    value: float
    from_: Day = pydantic.Field(alias="from")
    to: Day | None
    reference: str = pydantic.Field(min_length=4)
    grade: str = pydantic.Field(pattern="^[ABC]$")
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

    def covers(self, day: dt.date) -> bool:
        """Whether the value is in force on ``day``."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class LawItem(_Strict):
    """A named quantity of the law: description, unit and its values in order of date."""

    description: str
    unit: str
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


class InForce(_Strict):
    """A law value as it stood on the day that was asked for."""

    name: str
    description: str
    unit: str
    value: float
    asked_for: dt.date
    from_: dt.date
    reference: str
    grade: str
    checked_on: dt.date


def parse(text: str, *, where: str) -> dict[str, LawItem]:
    """Read one law file; raise LawError with file, key and what is wrong."""
    try:
        raw = load_mapping(text)
        return {name: LawItem.model_validate(item) for name, item in raw.items()}
    except ValueError as error:
        raise LawError(
            message(
                f"law file {where} cannot be read: {_first_line(error)}",
                way_out="Mend the named key; see docs/how-to/add-a-law-value.md.",
            )
        ) from None


def _first_line(error: Exception) -> str:
    if isinstance(error, pydantic.ValidationError):
        first = error.errors()[0]
        return ".".join(str(part) for part in first["loc"]) + ": " + first["msg"]
    return " ".join(str(error).split())


@functools.cache
def items() -> dict[str, LawItem]:
    """Return every law item that the library ships, by name."""
    found: dict[str, LawItem] = {}
    for file in sorted(importlib.resources.files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            new = parse(file.read_text(encoding="utf-8"), where=file.name)
            if twice := found.keys() & new.keys():
                raise LawError(
                    message(
                        f"law values given twice: {', '.join(sorted(twice))}",
                        where=file.name,
                        way_out="Keep one.",
                    )
                )
            found |= new
    return found


def value(name: str, *, on: dt.date) -> InForce:
    """Return a law value in force on a day.

    Raises
    ------
    LawError
        If the name is unknown, or no value covers the day: never a silent zero.
    """
    if name not in items():
        raise LawError(message(f"no law value '{name}'", way_out=closest(name, items())))
    item = items()[name]
    for entry in item.values:
        if entry.covers(on):
            return InForce(
                name=name,
                description=item.description,
                unit=item.unit,
                value=entry.value,
                asked_for=on,
                from_=entry.from_,
                reference=entry.reference,
                grade=entry.grade,
                checked_on=entry.checked_on,
            )
    first, last = item.values[0].from_, item.values[-1].to
    raise LawError(
        message(
            f"'{name}' has no value on {on}",
            expected=f"a day from {first} to {last or 'now'}",
            way_out="Choose a period inside, or enter the value with its reference.",
        )
    )
