"""Scores of projections made before the figure was known.

References
----------
Gneiting and Raftery (2007), JASA 102 (CRPS); Bracher et al. (2021), PLOS Computational Biology 17
(weighted interval score); Dawid (1984), JRSS A 147 (probability integral transform).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Levels of the central intervals that the weighted interval score takes.
LEVELS = (0.5, 0.8, 0.95)


def crps(values: np.ndarray, weights: np.ndarray, observed: float) -> float:
    """Return the continuous ranked probability score of weighted draws, in the unit of values.

    ``E|X − y| − E|X − X'| / 2``; 0 is best.
    """
    order = np.argsort(values, kind="stable")
    x, w = values[order], weights[order] / weights.sum()
    before = np.cumsum(w) - w
    # Of all pairs, x enters with its weight times what lies below it less what lies above.
    spread = 2 * float((w * x * (2 * before + w - 1)).sum())
    return float((w * np.abs(x - observed)).sum()) - spread / 2


def interval_score(low: float, high: float, observed: float, level: float) -> float:
    """Return the width of a central interval and, outside of it, the distance times 2 / α."""
    alpha = 1 - level
    outside = max(low - observed, 0.0) + max(observed - high, 0.0)
    return (high - low) + 2 / alpha * outside


def weighted_interval_score(
    middle: float, intervals: Sequence[tuple[float, float]], observed: float
) -> float:
    """Return the weighted interval score over the central intervals of `LEVELS`."""
    total = abs(observed - middle) / 2
    for level, (low, high) in zip(LEVELS, intervals, strict=True):
        total += (1 - level) / 2 * interval_score(low, high, observed, level)
    return total / (len(LEVELS) + 0.5)


def pit(values: np.ndarray, weights: np.ndarray, observed: float) -> float:
    """Return the share of the draws at or below the observed value."""
    return float(weights[values <= observed].sum() / weights.sum())
