"""Series drawn from the declared priors and noise: intervals must hold the truth as said."""

from __future__ import annotations

import numpy as np

from policylib.assumptions import Assumptions
from policylib.errors import UsageError
from policylib.projection import Curve, Point, Series, damped_trend, evenly, sample
from policylib.projection.posterior import path

KNOWN, AHEAD = 4, 2.0
DRAWS = 20_000


def drawn(curve: Curve, assumed: Assumptions, chance: np.random.Generator):
    """Return a series of whole percents of a curve from its prior, and the share that came."""
    while True:
        shape = {n: np.array([_prior(assumed, n, chance)]) for n in curve.shapes}
        ends = chance.uniform(0, 1, 2)
        below = ends.max() < shape.get("curve.ceiling", np.array([1.0]))[0]
        if below and (ends[1] >= ends[0] or not curve.rises):
            break
    months = Series(tuple(Point(float(n), 0, 1) for n in range(KNOWN)), *_nowhere())
    first, last = (np.array([e]) for e in ends)
    true = [path(curve, first, last, shape, months, float(m))[0] for m in range(KNOWN)]
    came = path(curve, first, last, shape, months, KNOWN - 1 + AHEAD)[0]
    noise = chance.normal(0, 1, KNOWN) * _prior(assumed, "series.noise", chance)
    printed = np.round(np.clip(np.array(true) + noise, 0, 1), 2)
    bounds = [(max(p - 0.005, 0.0), min(p + 0.005, 1.0)) for p in printed]
    points = tuple(Point(float(n), *b) for n, b in enumerate(bounds))
    return Series(points, *_nowhere()), float(came)


def _nowhere():
    held = evenly(np.array([0.1, 0.2]))
    return held.start, held.sources


def _prior(assumed: Assumptions, name: str, chance: np.random.Generator) -> float:
    held = assumed[name]
    return chance.triangular(held.low, held.value, held.high)


def coverage(
    curve: Curve, assumed: Assumptions, *, series: int, seed: int, level: float = 0.95
) -> tuple[float, int]:
    """Return how often the interval holds the truth, and series without enough draws."""
    chance = np.random.default_rng(seed)
    held, failed = [], 0
    for number in range(series):
        one, came = drawn(curve, assumed, chance)
        found = _sampled(curve, one, assumed, number)
        if found is None:
            failed += 1
            continue
        place = _place(found.at(KNOWN - 1 + AHEAD), found.weights, came, chance)
        held.append(abs(place - 0.5) <= level / 2)
    return float(np.mean(held)), failed


def _place(
    values: np.ndarray, weights: np.ndarray, came: float, chance: np.random.Generator
) -> float:
    """Return where the truth lies among the draws, 0 to 1; at random among equal ones.

    A share cut at 0 or 1 is shared by many draws, and a closed interval would hold it too often.
    """
    below = float(weights[values < came - 1e-9].sum())
    equal = float(weights[np.abs(values - came) <= 1e-9].sum())
    return below + chance.random() * equal


def _sampled(curve, one, assumed, seed):
    try:
        return sample(curve, one, assumed=assumed, draws=DRAWS, seed=seed)
    except UsageError:
        return None


def trend_coverage(*, series: int, seed: int) -> float:
    """Return how often 95 percent of the damped trend holds a damped line of ten known values."""
    chance = np.random.default_rng(seed)
    held = []
    for _ in range(series):
        level, slope, damping = chance.normal(-0.5, 0.5), chance.normal(0.15, 0.1), 0.85
        steps = slope * damping ** np.arange(12) + chance.normal(0, 0.05, 12)
        x = level + np.cumsum(steps)
        shares = 1 / (1 + np.exp(-x))
        _, (low, high) = damped_trend(shares[:10], ahead=2, level=0.95)
        held.append(low <= shares[11] <= high)
    return float(np.mean(held))
