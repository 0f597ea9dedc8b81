"""How far a share of villages is known: these villages, or a wider population they stand for.

Where every village was seen, the share of these villages has no sampling error, and a statement
about a wider population is another statement. Which one is meant is chosen by the function and
stands in the result.

References
----------
Wilson (1927), Journal of the American Statistical Association 22; Newcombe (1998), Statistics in
Medicine 17; Cochran (1977), Sampling Techniques, section 2.6; Buonaccorsi (1987), American
Statistician 41; Gelman et al. (2013), Bayesian Data Analysis, section 8.4.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from scipy import stats

from policylib.errors import UsageError, message

THESE, WIDER = "these_villages", "wider_population"


@dataclass(frozen=True)
class Share:
    """A share with its interval, and of whom it speaks.

    Attributes
    ----------
    value, low, high : float
        0 to 1. A point if it speaks of these villages and all were seen.
    about : str
        `THESE` or `WIDER`.
    yes, seen : int
    population : int or None
        Number of these villages; None for a wider population.
    confidence : float
    """

    value: float
    low: float
    high: float
    about: str
    yes: int
    seen: int
    population: int | None
    confidence: float

    @property
    def exact(self) -> bool:
        """Whether every village was seen, so that nothing is estimated."""
        return self.population == self.seen


def wilson(yes: int, *, seen: int, confidence: float) -> Share:
    """Interval of the share in a wider population of which the villages seen are a random draw.

    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), after Wilson (1927).

    Raises
    ------
    UsageError
        If the counts or the confidence are impossible.
    """
    _refuse(yes, seen, seen, confidence)
    low, high = _score(yes / seen, seen, confidence)
    return Share(yes / seen, low, high, WIDER, yes, seen, None, confidence)


def wilson_finite(yes: int, *, seen: int, population: int, confidence: float) -> Share:
    """Wilson's interval of these villages, its variance times (N − n)/(N − 1).

    Near, not exact: see `hypergeometric` for an interval that never covers too seldom.

    Raises
    ------
    UsageError
        If the counts or the confidence are impossible.
    """
    _refuse(yes, seen, population, confidence)
    if seen == population:
        return _these(yes, seen, population, confidence, yes, yes)
    low, high = _score(yes / seen, seen * (population - 1) / (population - seen), confidence)
    # What was seen bounds the share: `yes` have it, `seen - yes` have not.
    ends = max(low * population, yes), min(high * population, population - seen + yes)
    return _these(yes, seen, population, confidence, *ends)


def hypergeometric(yes: int, *, seen: int, population: int, confidence: float) -> Share:
    """Exact interval of these villages after a simple random sample without replacement.

    All true counts K at which neither P(X ≥ yes) nor P(X ≤ yes) falls to half the error allowed,
    X hypergeometric: the coverage is at least the confidence at every K.

    Raises
    ------
    UsageError
        If the counts or the confidence are impossible.
    """
    _refuse(yes, seen, population, confidence)
    tail = (1 - confidence) / 2
    possible = range(yes, population - seen + yes + 1)

    def enough(count: int) -> bool:
        return stats.hypergeom.sf(yes - 1, population, count, seen) > tail

    def too_many(count: int) -> bool:
        return stats.hypergeom.cdf(yes, population, count, seen) <= tail

    # Both change once along the possible counts; the count seen itself is always kept.
    low = possible[bisect_left(possible, True, key=enough)]
    high = possible[bisect_left(possible, True, key=too_many) - 1]
    return _these(yes, seen, population, confidence, low, high)


def jeffreys(yes: int, *, seen: int, population: int, confidence: float) -> Share:
    """Predictive interval of these villages: those unseen are drawn like those seen.

    Unseen villages that have it ~ beta-binomial (N − n; yes + ½, seen − yes + ½), Jeffreys' prior.
    Its coverage is near the confidence on average over the true counts, not at each of them.

    Raises
    ------
    UsageError
        If the counts or the confidence are impossible.
    """
    _refuse(yes, seen, population, confidence)
    tail = (1 - confidence) / 2
    counts = np.arange(population - seen + 1)
    chance = stats.betabinom.pmf(counts, population - seen, yes + 0.5, seen - yes + 0.5)
    # Summed once: the quantiles of scipy add up all chances for every count they try.
    low, high = np.searchsorted(chance.cumsum(), [tail, 1 - tail]).clip(max=counts[-1])
    return _these(yes, seen, population, confidence, yes + low, yes + high)


def _score(p: float, n: float, confidence: float) -> tuple[float, float]:
    z2 = stats.norm.ppf((1 + confidence) / 2) ** 2
    centre = p + z2 / (2 * n)
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n**2)))
    low, high = (centre - half) / (1 + z2 / n), (centre + half) / (1 + z2 / n)
    # At p = 0 and 1 an end is p itself; rounding must not move it past.
    return float(min(max(low, 0.0), p)), float(max(min(high, 1.0), p))


def _these(yes, seen, population, confidence, low, high) -> Share:
    ends = (float(low / population), float(high / population))
    return Share(yes / seen, *ends, THESE, yes, seen, population, confidence)


def _refuse(yes: int, seen: int, population: int, confidence: float) -> None:
    if not (0 <= yes <= seen <= population and seen > 0):
        raise UsageError(
            message(
                f"{yes} of {seen} seen of {population}",
                expected="yes at most seen, at least one seen, seen at most all",
            )
        )
    if not 0 < confidence < 1:
        raise UsageError(message(f"confidence {confidence}", expected="between 0 and 1"))
