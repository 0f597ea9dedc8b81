"""Curves given observations and declared priors, by importance sampling.

Prior: the shares at the first and at the last observation are each anywhere from 0 to 1, every
value as likely as another; further parameters follow the triangle of an assumption. The two outer
observations propose the draws, the inner ones weigh them.

References
----------
Robert and Casella (2004), Monte Carlo Statistical Methods, chapter 3; Kong (1992) for the
effective sample size.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtr

from policylib.assumptions import Assumptions
from policylib.errors import UsageError, message
from policylib.projection.curves import Curve, Shape, clock
from policylib.projection.observations import Point, Series

#: Observations that a fit without priors needs beyond its parameters.
SPARE = 2
#: Fewer effective draws than this say nothing; more are drawn, up to so many.
LEAST_EFFECTIVE, MOST_DRAWS = 1_000, 640_000
#: A curve that gives each inner figure less than this probability on average is contradicted by
#: them; it is judged on so many draws at least.
LEAST_EVIDENCE, JUDGED_ON = 0.01, 200_000
#: Noise that is never quite nothing: a likelihood needs a width.
_LEAST_NOISE = 1e-6


@dataclass(frozen=True)
class Posterior:
    """Weighted draws of a curve.

    Attributes
    ----------
    first, last : ndarray (draws,)
        Shares at the first and the last observation.
    shape : dict of str to ndarray (draws,)
    weights : ndarray (draws,)
        Sum 1.
    """

    curve: Curve
    series: Series
    first: np.ndarray = field(repr=False)
    last: np.ndarray = field(repr=False)
    shape: Shape = field(repr=False)
    weights: np.ndarray = field(repr=False)
    seed: int

    @property
    def effective(self) -> float:
        """Effective sample size: draws of equal weight that would be as exact."""
        return effective(self.weights)

    def at(self, month: float) -> np.ndarray:
        """Return draws of the share at a month after the first observation, shape (draws,)."""
        return path(self.curve, self.first, self.last, self.shape, self.series, month)

    def probability(self, target: float, month: float) -> float:
        """Return the share of the draws that have reached ``target`` at ``month``."""
        return reached(self.at(month), self.weights, target)

    def error(self, probability: float) -> float:
        """Return the Monte Carlo standard error of a share of draws."""
        return float(np.sqrt(probability * (1 - probability) / self.effective))

    def quantiles(self, month: float, ends: tuple[float, ...]) -> np.ndarray:
        """Return quantiles of the share at ``month``."""
        return weighted_quantiles(self.at(month), self.weights, ends)


def reached(values: np.ndarray, weights: np.ndarray, target: float) -> float:
    """Return the share of weighted draws at or above a target."""
    # Weights sum to 1 but for the last digit.
    return min(float(weights[values >= target].sum()), 1.0)


def effective(weights: np.ndarray) -> float:
    """Return how many draws of equal weight would be as exact; 0 where no draw counts."""
    most = weights.max()
    if most <= 0:
        return 0.0
    scaled = weights / most
    return float(scaled.sum() ** 2 / (scaled**2).sum())


def path(
    curve: Curve,
    first: np.ndarray,
    last: np.ndarray,
    shape: Shape,
    series: Series,
    month: float,
) -> np.ndarray:
    """Return the curve through the shares at the first and the last observation."""
    begin, end = curve.scale(first, shape), curve.scale(last, shape)
    damping = shape.get("curve.damping")
    done, whole = (clock(m, series.step, damping) for m in (month, series.last.month))
    return curve.share(begin + (end - begin) * (done / whole), shape)


def needed(curve: Curve, assumed: Assumptions) -> int:
    """Return how many observations a curve needs: parameters and two more, or two with priors."""
    return 2 if all(s in assumed for s in curve.shapes) else curve.parameters + SPARE


def sample(
    curve: Curve, series: Series, *, assumed: Assumptions, draws: int, seed: int
) -> Posterior:
    """Return draws of a curve given the observations.

    Raises
    ------
    UsageError
        If a further parameter has no declared prior, or the inner observations contradict the
        curve: it gives each of them less than one in a hundred.
    """
    missing = [s for s in curve.shapes if s not in assumed]
    if series.count < needed(curve, assumed):
        raise UsageError(too_few(curve, series.count, missing))
    least = LEAST_EVIDENCE ** (series.count - 2)
    while True:
        found, evidence = _once(curve, series, assumed, draws, seed)
        enough = effective(found.weights) >= LEAST_EFFECTIVE if found else False
        if enough or draws >= MOST_DRAWS or (evidence < least and draws >= JUDGED_ON):
            break
        draws *= 4
    if evidence < least or not enough:
        raise UsageError(
            message(
                f"the {series.count} observations contradict the curve '{curve.id}'",
                expected=f"a probability of each inner figure of {LEAST_EVIDENCE} or more",
                way_out="Choose another curve; what contradicts it is itself a result.",
            )
        )
    return found


def _once(
    curve: Curve, series: Series, assumed: Assumptions, draws: int, seed: int
) -> tuple[Posterior | None, float]:
    """Return draws, None where none counts, and the probability of the inner figures."""
    chance = np.random.default_rng(seed)
    noise = np.maximum(_triangle(assumed, "series.noise", chance, draws), _LEAST_NOISE)
    first, last = (_noisy(p, noise, chance, draws) for p in (series.points[0], series.last))
    shape = {name: _triangle(assumed, name, chance, draws) for name in curve.shapes}
    inside = _inside(curve, first, last, shape)
    weights = inside * _weights(curve, series, first, last, shape, noise)
    total = weights.sum()
    if total <= 0:
        return None, 0.0
    found = Posterior(curve, series, first, last, shape, weights / total, seed)
    return found, float(total / inside.sum())


def too_few(curve: Curve, count: int, missing: list[str]) -> str:
    """Return the message that refuses a curve with too few observations."""
    return message(
        f"the curve '{curve.id}' has {curve.parameters} parameters and stands on {count} "
        "observation(s)",
        expected=f"at least {curve.parameters + SPARE}, or a declared prior for "
        + ", ".join(missing),
        way_out="Say the pace and the range over several models, or add an assumption with its "
        "source.",
    )


def _noisy(point: Point, noise: np.ndarray, chance: np.random.Generator, draws: int) -> np.ndarray:
    return point.draw(chance, draws) + noise * chance.standard_normal(draws)


def _triangle(
    assumed: Assumptions, name: str, chance: np.random.Generator, draws: int
) -> np.ndarray:
    held = assumed[name]
    if held.low == held.high:
        return np.full(draws, held.value)
    return chance.triangular(held.low, held.value, held.high, draws)


def _inside(curve: Curve, first: np.ndarray, last: np.ndarray, shape: Shape) -> np.ndarray:
    """Return where the prior holds a draw: from 0 to the ceiling, rising where it must."""
    highest = shape.get("curve.ceiling", np.ones_like(first))
    inside = (first > 0) & (last > 0) & (first < highest) & (last < highest)
    return inside & (last >= first) if curve.rises else inside


def _weights(
    curve: Curve,
    series: Series,
    first: np.ndarray,
    last: np.ndarray,
    shape: Shape,
    noise: np.ndarray,
) -> np.ndarray:
    """Return the likelihood of the inner observations."""
    weights = np.ones_like(first)
    for point in series.points[1:-1]:
        drawn = path(curve, first, last, shape, series, point.month)
        weights *= likelihood(point, drawn, noise)
    return weights


def likelihood(point: Point, share: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Return the chance that a share is published within the bounds of ``point``."""
    return ndtr((point.high - share) / noise) - ndtr((point.low - share) / noise)


def weighted_quantiles(
    values: np.ndarray, weights: np.ndarray, ends: tuple[float, ...]
) -> np.ndarray:
    """Return the smallest values whose weight, with that of all smaller ones, reaches each end.

    >>> weighted_quantiles(np.array([1.0, 2.0, 3.0]), np.array([0.2, 0.2, 0.6]), (0.5,))
    array([3.])
    """
    order = np.argsort(values, kind="stable")
    summed = np.cumsum(weights[order])
    at = np.searchsorted(summed, np.asarray(ends) * summed[-1] * (1 - 1e-12))
    return values[order][np.minimum(at, len(values) - 1)]
