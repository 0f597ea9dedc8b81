"""Numbers that nobody published and the law does not fix: value, range, reason and how good it is.

They live in ``policylib/assumptions/*.yaml``. Whatever is computed with one cites it as
``assumption:<name>``, so that no page can show an assumption as a fact.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

import pydantic

from policylib.errors import DataError, UsageError, closest, message
from policylib.strict_yaml import load_mapping

KINDS = ("observed", "derived", "assumed")
QUALITIES = ("good", "fair", "poor")


class Assumption(pydantic.BaseModel):
    """A number with its range.

    Attributes
    ----------
    kind : str
        ``observed`` (counted by somebody), ``derived`` (worked out of observed numbers) or
        ``assumed``.
    quality : str
        ``good``, ``fair`` or ``poor``: how well the range is founded.
    source : str
        Who counted it, what it was derived from, or why it is held.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    description: str = pydantic.Field(min_length=10)
    unit: str
    value: float
    low: float
    high: float
    kind: Literal[KINDS]
    quality: Literal[QUALITIES]
    source: str = pydantic.Field(min_length=10)
    scenario: str = ""

    @pydantic.model_validator(mode="after")
    def _value_in_range(self) -> Assumption:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value} lies outside {self.low} to {self.high}")
        if self.kind == "observed" and self.quality == "poor":
            raise ValueError("what was counted is not of poor quality; call it derived or assumed")
        return self


class Assumptions(Mapping[str, Assumption]):
    """A set of assumptions by name; asking for an unknown one is an error."""

    def __init__(self, held: Mapping[str, Assumption]) -> None:
        self._held = MappingProxyType(dict(held))

    def __getitem__(self, name: str) -> Assumption:
        if name not in self._held:
            raise UsageError(message(f"no assumption '{name}'", way_out=closest(name, self._held)))
        return self._held[name]

    def __contains__(self, name: object) -> bool:
        return name in self._held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def ref(self, name: str) -> str:
        """Return how findings cite an assumption: its own name, or the scenario that changed it."""
        changed = self[name].scenario
        return f"scenario:{changed}" if changed else f"assumption:{name}"

    def changed(self, name: str, *, value: float, low: float, high: float, scenario: str):
        """Return these assumptions with one replaced by a scenario."""
        new = {"value": value, "low": low, "high": high, "scenario": scenario}
        made = Assumption.model_validate(self[name].model_dump() | new)
        return Assumptions({**self._held, name: made})


def parse(text: str, *, where: str) -> dict[str, Assumption]:
    """Read one file of assumptions; raise DataError with file, key and what is wrong."""
    try:
        return {n: Assumption.model_validate(a) for n, a in load_mapping(text).items()}
    except ValueError as error:
        raise DataError(
            message(
                f"assumptions in {where} cannot be read: {_first_line(error)}",
                way_out="Mend the named key.",
            )
        ) from None


def _first_line(error: ValueError) -> str:
    if isinstance(error, pydantic.ValidationError):
        first = error.errors()[0]
        return ".".join(map(str, first["loc"])) + ": " + first["msg"]
    return " ".join(str(error).split())


@functools.cache
def shipped() -> Assumptions:
    """Return every assumption that the library ships."""
    found: dict[str, Assumption] = {}
    for file in sorted(importlib.resources.files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            new = parse(file.read_text(encoding="utf-8"), where=file.name)
            if twice := found.keys() & new.keys():
                raise DataError(message(f"assumptions given twice: {', '.join(sorted(twice))}"))
            found |= new
    return Assumptions(found)
