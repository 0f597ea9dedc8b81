"""Draws of a share at a month: of a curve, of the last share kept, of a reference class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from policylib.errors import UsageError, message
from policylib.projection.observations import Series
from policylib.projection.reference import LAST_BETWEEN, LEAST_RISE, Windows, project

#: Fewer series than this are no class.
LEAST_SERIES = 20
#: Draws that rise too little to be in the class keep their share; with more of them it is refused.
MOST_OUTSIDE = 0.1


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
        return self.series.last.month + self.series.gap * self.found.reach

    def at(self, month: float) -> np.ndarray:
        """Return draws of the share; the same window is drawn for every month."""
        gaps = (month - self.series.last.month) / self.series.gap
        chance = np.random.default_rng([self.seed, 1])
        return project(self.found, self.first, self.last, gaps=gaps, chance=chance).share


def _ends(series: Series, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return draws of the pace's two ends: a reference class knows the latest gap only."""
    # A stream of its own: windows and figures must not share their chance.
    chance = np.random.default_rng([seed, 0])
    first, last = (p.draw(chance, draws) for p in series.points[-2:])
    return first, last, np.full(draws, 1 / draws)


def kept(series: Series, draws: int, seed: int) -> Kept:
    """Return draws that keep the last share."""
    _, last, weights = _ends(series, draws, seed)
    return Kept(last, weights)


def resampled(series: Series, found: Windows, draws: int, seed: int) -> Resampled:
    """Return draws of the pace that take the multiples of a reference class.

    Raises
    ------
    UsageError
        If too few series reach that far, the last share lies outside of the class, or too many
        draws do not rise.
    """
    if found.count < LEAST_SERIES:
        raise UsageError(
            message(
                f"{found.count} series are followed so far ahead",
                expected=f"at least {LEAST_SERIES}",
                way_out="Choose an earlier day.",
            )
        )
    low, high = LAST_BETWEEN
    if not low <= series.last.middle <= high:
        raise UsageError(
            message(f"a last share of {series.last.middle:.3f}", expected=f"{low} to {high}")
        )
    first, last, weights = _ends(series, draws, seed)
    outside = float((last - first <= LEAST_RISE).mean())
    if outside > MOST_OUTSIDE:
        raise UsageError(
            message(
                f"{outside:.0%} of the draws do not rise by more than two points",
                expected=f"at most {MOST_OUTSIDE:.0%}",
                way_out="The class holds programmes after a rise; it says nothing of others.",
            )
        )
    return Resampled(series, found, first, last, weights, seed)
