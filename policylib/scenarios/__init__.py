"""Scenarios: what is changed in law or assumptions or done beside, by whom and why, a file each.

They live in ``policylib/scenarios/*.yaml``. Unknown keys are errors. What a scenario moved cites
``scenario:<id>`` in place of the law or the assumption.
"""

from __future__ import annotations

import functools
import importlib.resources

import pydantic

from policylib.assumptions import Assumptions
from policylib.errors import DataError, UsageError, closest, message
from policylib.law import LawValue, Rules
from policylib.law.model import Day, Step
from policylib.scenarios.levers import (
    Amount,
    Employers,
    Lever,
    Outreach,
    Retention,
    SubsidisedWorkers,
    VillageOfficials,
    amount,
    named,
)
from policylib.strict_yaml import load_mapping

__all__ = [
    "Amount",
    "AssumptionChange",
    "Changes",
    "Employers",
    "LawChange",
    "Lever",
    "Outreach",
    "Retention",
    "Scenario",
    "SubsidisedWorkers",
    "VillageOfficials",
    "amount",
    "get",
    "named",
    "parse",
    "shipped",
]


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LawChange(_Strict):
    """One law value from a day to a day."""

    name: str
    value: float | None = None
    steps: tuple[Step, ...] = ()
    from_: Day = pydantic.Field(alias="from")
    to: Day | None


class AssumptionChange(_Strict):
    """One assumption with another value and range."""

    name: str
    value: float
    low: float
    high: float


class Changes(_Strict):
    """What a scenario changes."""

    law: tuple[LawChange, ...] = ()
    assumptions: tuple[AssumptionChange, ...] = ()
    levers: tuple[Lever, ...] = ()


class Scenario(_Strict):
    """A reform or another view: title in both languages, author, source, baseline, changes."""

    id: str = pydantic.Field(pattern="^[a-z0-9-]+$")
    title: dict[str, str]
    author: str
    source: str
    baseline: str
    written_on: Day
    changes: Changes

    @pydantic.model_validator(mode="after")
    def _complete(self) -> Scenario:
        if set(self.title) != {"en", "id"}:
            raise ValueError("title: needs exactly the languages en and id")
        if not (self.changes.law or self.changes.assumptions or self.changes.levers):
            raise ValueError("changes: nothing is changed")
        return self

    def rules(self, baseline: Rules) -> Rules:
        """Return the law as the scenario changes it."""
        for change in self.changes.law:
            value = LawValue(
                **change.model_dump(exclude={"name", "from_"}),
                from_=change.from_,
                reference=f"scenario {self.id}",
                grade="C",
                status="assumed",
                checked_on=self.written_on,
            )
            baseline = baseline.changed(change.name, value, scenario=self.id)
        return baseline

    def assumed(self, baseline: Assumptions) -> Assumptions:
        """Return the assumptions as the scenario changes them."""
        for change in self.changes.assumptions:
            given = change.model_dump(exclude={"name"})
            baseline = baseline.changed(change.name, **given, scenario=self.id)
        return baseline


def parse(text: str, *, where: str) -> Scenario:
    """Read one scenario; raise DataError with file, key and what is wrong."""
    try:
        return Scenario.model_validate(load_mapping(text))
    except ValueError as error:
        said = " ".join(str(error).split())
        if isinstance(error, pydantic.ValidationError):
            first = error.errors()[0]
            said = ".".join(map(str, first["loc"])) + ": " + first["msg"]
        raise DataError(
            message(f"scenario {where} cannot be read: {said}", way_out="Mend the named key.")
        ) from None


@functools.cache
def shipped() -> dict[str, Scenario]:
    """Return the scenarios that the library ships, by id."""
    files = importlib.resources.files(__name__).iterdir()
    texts = {f.name: f.read_text(encoding="utf-8") for f in files if f.name.endswith(".yaml")}
    found = [(name, parse(text, where=name)) for name, text in sorted(texts.items())]
    for name, scenario in found:
        if name != f"{scenario.id}.yaml":
            raise DataError(message(f"scenario '{scenario.id}' lies in {name}"))
    return {scenario.id: scenario for _, scenario in found}


def get(name: str) -> Scenario:
    """Return a shipped scenario by id."""
    if name not in shipped():
        raise UsageError(message(f"no scenario '{name}'", way_out=closest(name, shipped())))
    return shipped()[name]
