"""The kinds of pollution: a name, how a file of the kind is made, and what may become of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.polluted.truth import Row

Make = Callable[[list[Row], random.Random], tuple[bytes, str]]


@dataclass(frozen=True)
class Kind:
    """One kind; ``clerk`` marks what a careful clerk could undo, so that exactness is owed."""

    name: str
    make: Make
    clerk: bool
    says: str


KINDS: dict[str, Kind] = {}


def kind(*, clerk: bool = False) -> Callable[[Make], Make]:
    """Register a kind under its function's name; its docstring is what the table says."""

    def register(make: Make) -> Make:
        name = make.__name__.strip("_")
        KINDS[name] = Kind(name, make, clerk, make.__doc__.strip().rstrip("."))
        return make

    return register
