"""Draws of the assumptions: triangles over low, value and high, or the values themselves."""

from __future__ import annotations

import numpy as np

from policylib.assumptions import Assumptions
from policylib.instruments.setting import Setting
from policylib.instruments.simulate import Draws


def sample(
    names: tuple[str, ...], given: Setting, assumed: Assumptions, *, draws: int, seed: int
) -> Draws:
    """Return draws of every assumption and of the officials of a village."""
    chance = np.random.default_rng(seed)
    ranges = {n: (assumed[n].low, assumed[n].value, assumed[n].high) for n in names}
    ranges["officials"] = given.officials
    return {
        name: chance.triangular(low, value, high, draws)
        if low < high
        else np.full(draws, float(value))
        for name, (low, value, high) in ranges.items()
    }


def at_values(
    names: tuple[str, ...], given: Setting, assumed: Assumptions, **changes: float
) -> Draws:
    """Return one draw at the stated values, some of them changed."""
    values = {n: assumed[n].value for n in names} | {"officials": given.officials[1]} | changes
    return {n: np.array([float(v)]) for n, v in values.items()}
