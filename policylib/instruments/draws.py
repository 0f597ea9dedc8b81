"""Draws of the assumptions: triangles over low, value and high, or the values themselves."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from policylib.assumptions import Assumptions
from policylib.instruments.catalogue import OFFICIALS
from policylib.instruments.setting import Setting
from policylib.instruments.simulate import Draws

Range = tuple[float, float, float]


def ranges(names: Iterable[str], given: Setting, assumed: Assumptions) -> dict[str, Range]:
    """Return low, stated and high value of every input."""
    return {
        n: given.officials
        if n == OFFICIALS
        else (assumed[n].low, assumed[n].value, assumed[n].high)
        for n in names
    }


def sample(
    names: Iterable[str], given: Setting, assumed: Assumptions, *, draws: int, seed: int
) -> Draws:
    """Return triangular draws of every input."""
    chance = np.random.default_rng(seed)
    return {
        name: chance.triangular(low, value, high, draws)
        if low < high
        else np.full(draws, float(value))
        for name, (low, value, high) in ranges(names, given, assumed).items()
    }


def at_values(
    names: Iterable[str], given: Setting, assumed: Assumptions, **changes: float
) -> Draws:
    """Return one draw at the stated values, some of them changed."""
    stated = {n: value for n, (_, value, _) in ranges(names, given, assumed).items()}
    return {n: np.array([float(v)]) for n, v in (stated | changes).items()}
