"""Levers: what is done beside what happens anyway, as data of a scenario.

An amount is a range of its own or the name of an assumption that holds one.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import pydantic

from policylib.assumptions import Assumptions
from policylib.law.model import Day


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Amount(_Strict):
    """A value with its range."""

    value: float
    low: float
    high: float

    @pydantic.model_validator(mode="after")
    def _in_order(self) -> Amount:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value} lies outside {self.low} to {self.high}")
        return self


Quantity = Annotated[Amount | str, pydantic.Field(union_mode="left_to_right")]


class _Lever(_Strict):
    from_: Day = pydantic.Field(alias="from")

    @property
    def start(self) -> dt.date:
        """First day of the lever."""
        return self.from_


class Employers(_Lever):
    """Employers enrol people evenly until the target's day."""

    kind: Literal["employers"]
    people: Quantity


class VillageOfficials(_Lever):
    """A share of the villages that are not enrolled enrols its officials, evenly."""

    kind: Literal["village_officials"]
    joining: Quantity


class SubsidisedWorkers(_Lever):
    """A budget pays people from the first day for some months; then some go on by themselves."""

    kind: Literal["subsidised_workers"]
    people: Quantity
    months: int = pydantic.Field(ge=1)
    kept: Quantity


class Outreach(_Lever):
    """People enrolled a working day beside what is done today."""

    kind: Literal["outreach"]
    people_per_working_day: Quantity


class Retention(_Lever):
    """The lapse of all covered falls to another share a month."""

    kind: Literal["retention"]
    lapse: Quantity


Lever = Annotated[
    Employers | VillageOfficials | SubsidisedWorkers | Outreach | Retention,
    pydantic.Field(discriminator="kind"),
]


def amount(quantity: Amount | str, assumed: Assumptions) -> Amount:
    """Return the range of an amount; that of an assumption where it is named."""
    if isinstance(quantity, Amount):
        return quantity
    held = assumed[quantity]
    return Amount(value=held.value, low=held.low, high=held.high)


def named(lever: Lever) -> tuple[str, ...]:
    """Return the assumptions that a lever names."""
    return tuple(v for k, v in lever if isinstance(v, str) and k != "kind")
