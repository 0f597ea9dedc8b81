"""The declared plan of the regression: outcome, terms, models, rules, and its hash."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import itertools
from typing import Literal

import pydantic

from policylib.errors import DataError, UsageError, message
from policylib.law.model import Day
from policylib.strict_yaml import load_mapping

_FILE = "plan.yaml"


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Draws(_Strict):
    """How many draws each method of chance takes."""

    bootstrap: int = pydantic.Field(ge=99)
    shares: int = pydantic.Field(ge=99)
    permutations: int = pydantic.Field(ge=99)


class Choices(_Strict):
    """The choices that the specification curve goes through.

    Attributes
    ----------
    budget, understanding, supervision : tuple of str
        What stands for a block: its index, or one of its items.
    controls : tuple of tuple of str
    samples, models : tuple of str
    """

    budget: tuple[str, ...]
    understanding: tuple[str, ...]
    supervision: tuple[str, ...]
    controls: tuple[tuple[str, ...], ...]
    samples: tuple[Literal["all", "without_largest_district", "without_outliers"], ...]
    models: tuple[Literal["logit", "linear"], ...]


class Plan(_Strict):
    """What is done, declared before the table is seen.

    Attributes
    ----------
    outcome : str
        Stage that a village has reached or not.
    blocks : dict
        Items of each block, with the direction in which an item speaks for enrolment.
    controls : tuple of str
        Terms beside the blocks.
    unknown_is_no : tuple of str
        Items for which the answer 'not known' means no; elsewhere it is a missing answer.
    least_items : int
        Items of a block that must be answered; with fewer its index is missing.
    district_term : str
        Rule of a district, tested by the method for its number of treated districts.
    """

    version: int
    declared_on: Day
    outcome: Literal["active", "registered"]
    groups: str
    blocks: dict[str, dict[str, Literal["more", "less"]]]
    controls: tuple[str, ...]
    unknown_is_no: tuple[str, ...]
    least_items: int = pydantic.Field(ge=1)
    district_term: str
    confidence: float = pydantic.Field(gt=0.5, lt=1)
    events_per_term: int = pydantic.Field(ge=5)
    draws: Draws
    imputations: int = pydantic.Field(ge=2)
    specifications: Choices

    @property
    def terms(self) -> tuple[str, ...]:
        """Terms of the main model: an index a block, then the controls."""
        return (*self.blocks, *self.controls)

    @property
    def items(self) -> tuple[str, ...]:
        """Items of all blocks, in order."""
        return tuple(item for items in self.blocks.values() for item in items)

    @property
    def hash(self) -> str:
        """First twelve hexadecimal digits of the sha256 of what is declared."""
        text = self.model_dump_json()
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def asked(self, *, outcome: str, terms: str) -> Plan:
        """Return this plan with another outcome and other terms, separated by blanks.

        Raises
        ------
        UsageError
            If a term is neither an index nor a control that the plan knows.
        """
        chosen = tuple(terms.split())
        known = {*self.blocks, *self.controls, *itertools.chain(*self.specifications.controls)}
        if unknown := [t for t in chosen if t not in known]:
            raise UsageError(
                message(f"no term '{unknown[0]}'", expected=f"among {', '.join(sorted(known))}")
            )
        kept = {b: items for b, items in self.blocks.items() if b in chosen}
        controls = tuple(t for t in chosen if t not in self.blocks)
        changed = {"outcome": outcome, "blocks": kept, "controls": controls}
        return Plan.model_validate(self.model_dump() | changed)

    def departures(self, other: Plan) -> tuple[str, ...]:
        """Return the names of what differs in another plan; empty where it follows this one."""
        mine, theirs = self.model_dump(mode="json"), other.model_dump(mode="json")
        return tuple(k for k in mine if mine[k] != theirs[k])


def parse(text: str, *, where: str) -> Plan:
    """Read a plan; raise DataError with the key and what is wrong."""
    try:
        return Plan.model_validate(load_mapping(text))
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        said = ".".join(map(str, first["loc"])) + ": " + first["msg"]
    except ValueError as error:
        said = str(error)
    raise DataError(message(f"the plan in {where} cannot be read: {said}"))


@functools.cache
def declared() -> Plan:
    """Return the plan that the library ships."""
    text = importlib.resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    return parse(text, where=_FILE)
