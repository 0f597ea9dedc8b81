"""Draws of a share at a month: of a curve, of the last share kept, of a reference class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from policylib.projection.observations import Series
from policylib.projection.reference import Windows, project


class Drawn(Protocol):
    """Anything with weighted draws of the share at a month."""

    weights: np.ndarray

    def at(self, month: float) -> np.ndarray:
        """Return draws of the share at a month after the first observation."""


@dataclass(frozen=True)
class Kept:
    """As now: the last share stays."""

    last: np.ndarray = field(repr=False)
    weights: np.ndarray = field(repr=False)

    def at(self, month: float) -> np.ndarray:
        """Return the last share, whatever the month."""
        return self.last


@dataclass(frozen=True)
class Resampled:
    """The reference class: each draw of the pace takes the multiple of a window."""

    series: Series
    found: Windows
    first: np.ndarray = field(repr=False)
    last: np.ndarray = field(repr=False)
    weights: np.ndarray = field(repr=False)
    seed: int

    @property
    def until(self) -> float:
        """Last month that the series reach."""
        return self.series.last.month + self.series.gap * self.found.future.shape[1]

    def at(self, month: float) -> np.ndarray:
        """Return draws of the share; the same window is drawn for every month."""
        gaps = (month - self.series.last.month) / self.series.gap
        chance = np.random.default_rng(self.seed)
        return project(self.found, self.first, self.last, gaps=gaps, chance=chance).share


def _ends(series: Series, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return draws of the pace's two ends: a reference class knows the latest gap only."""
    chance = np.random.default_rng(seed)
    first, last = (p.draw(chance, draws) for p in series.points[-2:])
    return first, last, np.full(draws, 1 / draws)


def kept(series: Series, draws: int, seed: int) -> Kept:
    """Return draws that keep the last share."""
    _, last, weights = _ends(series, draws, seed)
    return Kept(last, weights)


def resampled(series: Series, found: Windows, draws: int, seed: int) -> Resampled:
    """Return draws of the pace that take the multiples of a reference class."""
    return Resampled(series, found, *_ends(series, draws, seed), seed)
