"""The wild cluster bootstrap of one coefficient as algebra on clusters: nothing is refitted.

With residuals u under the null, weights v of the rows, A the inverse of X'VX and a the term's
column of A, a draw w of one weight a cluster has the coefficient (less its value under the null)
and the score of cluster g

    sum_g w_g n_g   and   w_g n_g − h_g · sum_h w_h s_h,
    s_g = X_g'u_g,   n_g = a's_g,   h_g = A X_g'V_g X_g a,

so that draws are products of a (draws, clusters) matrix with (clusters, k) matrices.

References
----------
Roodman, Nielsen, MacKinnon and Webb (2019), Fast and wild: bootstrap inference in Stata using
boottest, Stata Journal 19; MacKinnon (2023), Fast cluster bootstrap methods for linear regression
models, Econometrics and Statistics 26; Webb (2023), Reworking wild bootstrap-based inference for
clustered errors, Canadian Journal of Economics 56.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from policylib.errors import UsageError, message

Weights = Literal["rademacher", "webb"]
#: Statistics closer than this, relatively, are the same: a draw that repeats the data by other
#: sums must not count as smaller.
TIES = 1e-9
#: Numbers of a chunk of draws: about 32 MB a matrix.
CHUNK = 2**22
_HALVES = np.sqrt([0.5, 1.0, 1.5])
_WEBB = np.concatenate([-_HALVES, _HALVES])


@dataclass(frozen=True)
class Scores:
    """What a bootstrap draw needs to know of the clusters.

    Attributes
    ----------
    scores : numpy.ndarray, (clusters, k)
        s of each cluster under the null.
    direction : numpy.ndarray, (k,)
        a, the term's column of A.
    projection : numpy.ndarray, (clusters, k)
        h of each cluster.
    """

    scores: np.ndarray
    direction: np.ndarray
    projection: np.ndarray

    @property
    def contributions(self) -> np.ndarray:
        """Return n of each cluster, (clusters,)."""
        return self.scores @ self.direction


def cluster_scores(
    matrix: np.ndarray,
    residuals: np.ndarray,
    groups: np.ndarray,
    *,
    at: int,
    weights: np.ndarray | None = None,
) -> Scores:
    """Sum rows to clusters.

    Parameters
    ----------
    matrix : numpy.ndarray, (rows, k)
    residuals : numpy.ndarray, (rows,)
        Under the null.
    groups : numpy.ndarray, (rows,)
        Number of the cluster, from 0.
    at : int
        Column of the term.
    weights : numpy.ndarray, (rows,), optional
        v; ones if not given.
    """
    weighted = matrix if weights is None else matrix * weights[:, None]
    inverse = np.linalg.inv(matrix.T @ weighted)
    direction = inverse[:, at]
    own = weighted * (matrix @ direction)[:, None]
    return Scores(
        cluster_sums(matrix * residuals[:, None], groups),
        direction,
        cluster_sums(own, groups) @ inverse,
    )


def cluster_sums(rows: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Sum rows by cluster: (rows, k) to (clusters, k)."""
    columns = [np.bincount(groups, weights=column) for column in rows.T]
    return np.column_stack(columns)


@dataclass(frozen=True)
class Draws:
    """Coefficient and variance of draws for every value b under test.

    Scores under b are s − b q, so that a draw's coefficient is ``linear @ (1, b)`` and its variance
    ``quadratic @ (1, b, b²)``, without the factor for few clusters: it is the same in every draw
    and in the data, and cancels.

    Attributes
    ----------
    linear : numpy.ndarray, (draws, 2)
    quadratic : numpy.ndarray, (draws, 3)
    """

    linear: np.ndarray
    quadratic: np.ndarray

    def squares(self, value: float) -> np.ndarray:
        """Return t squared of each draw when ``value`` is tested; without variance infinite."""
        coefficient, variance = self._parts(value)
        none = variance <= np.finfo(float).eps * coefficient
        return np.where(none, np.inf, coefficient / np.where(none, 1.0, variance))

    def extreme(self, value: float, square: float) -> int:
        """Count draws whose t squared is at least ``square``, ties and no variance included."""
        coefficient, variance = self._parts(value)
        return int(np.count_nonzero(coefficient >= square * (1 - TIES) * variance))

    def _parts(self, value: float) -> tuple[np.ndarray, np.ndarray]:
        if not value:
            return self.linear[:, 0] ** 2, self.quadratic[:, 0]
        coefficient = self.linear @ (1.0, value)
        return coefficient * coefficient, self.quadratic @ (1.0, value, value * value)


def evaluate(scores: Scores, slopes: Scores | None, draws: np.ndarray) -> Draws:
    """Return the draws of weights (draws, clusters) of scores s and, if given, slopes q.

    The variance is a sum of squares over clusters, multiplied out so that no matrix of draws and
    clusters is made: with z = sum_g w_g s_g,
    sum_g w_g² n_g² − 2 z · sum_g w_g n_g h_g + z' (sum_g h_g h_g') z.
    """
    parts = [scores] if slopes is None else [scores, slopes]
    k = scores.scores.shape[1]
    columns = [
        np.column_stack([p.contributions, p.scores, p.contributions[:, None] * p.projection])
        for p in parts
    ]
    summed = np.split(draws @ np.hstack(columns), len(parts), axis=1)
    own = [p.contributions for p in parts]
    products = [(0, 0)] if slopes is None else [(0, 0), (0, 1), (1, 1)]
    weighted = draws**2 @ np.column_stack([own[i] * own[j] for i, j in products])
    crossed = scores.projection.T @ scores.projection
    z, back = [each[:, 1 : 1 + k] for each in summed], [each[:, 1 + k :] for each in summed]
    for at, (i, j) in enumerate(products):
        inner = z[i] @ crossed - back[i]
        weighted[:, at] += np.einsum("bk,bk->b", inner, z[j])
        weighted[:, at] -= np.einsum("bk,bk->b", back[j], z[i])
    if slopes is None:
        none = np.zeros(len(draws))
        return Draws(np.column_stack([summed[0][:, 0], none]),
                     np.column_stack([weighted[:, 0], none, none]))  # fmt: skip
    signs = np.array([1.0, -2.0, 1.0])
    return Draws(np.column_stack([summed[0][:, 0], -summed[1][:, 0]]), weighted * signs)


def observed(scores: Scores, slopes: Scores | None) -> Draws:
    """Return the data themselves, all weights 1, by the squares and not multiplied out."""
    parts = [scores] if slopes is None else [scores, slopes]
    cluster = [p.contributions - p.projection @ p.scores.sum(axis=0) for p in parts]
    linear, quadratic = np.zeros((1, 2)), np.zeros((1, 3))
    linear[0, 0], quadratic[0, 0] = scores.contributions.sum(), cluster[0] @ cluster[0]
    if slopes is not None:
        linear[0, 1] = -slopes.contributions.sum()
        quadratic[0, 1:] = -2 * cluster[0] @ cluster[1], cluster[1] @ cluster[1]
    return Draws(linear, quadratic)


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Divide; without variance the statistic is infinite and counts as extreme."""
    none = denominator <= np.finfo(float).eps * numerator
    least = np.where(numerator > 0, np.inf, 0.0)
    return np.where(none, least, numerator / np.where(none, 1.0, denominator))


def enumerable(clusters: int, *, draws: int, weights: Weights) -> bool:
    """Whether all vectors of signs are no more than the draws asked for."""
    _check(draws, weights)
    return weights == "rademacher" and 2**clusters <= draws


def weight_draws(clusters: int, *, draws: int, weights: Weights, seed: int) -> Iterator[np.ndarray]:
    """Yield chunks of weights, (some draws, clusters), of mean 0 and variance 1.

    All signs, once each, where `enumerable`: the first cluster's stays plus, because t squared
    is the same when every sign is turned.
    """
    step = max(1, CHUNK // clusters)
    if enumerable(clusters, draws=draws, weights=weights):
        bits = np.arange(clusters)
        for start in range(0, 2 ** (clusters - 1), step):
            numbers = np.arange(start, min(start + step, 2 ** (clusters - 1)))[:, None]
            yield 2.0 * (((2 * numbers) >> bits) & 1 == 0) - 1.0
        return
    chance = np.random.default_rng(seed)
    for start in range(0, draws, step):
        size = (min(step, draws - start), clusters)
        if weights == "rademacher":
            yield 2.0 * _bits(chance, size) - 1.0
        else:
            yield _WEBB[chance.integers(0, len(_WEBB), size, dtype=np.uint8)]


def _bits(chance: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    count = size[0] * size[1]
    drawn = np.frombuffer(chance.bytes(-(-count // 8)), dtype=np.uint8)
    return np.unpackbits(drawn, count=count).reshape(size)


def p_value(as_extreme: int, of: int, *, enumerated: bool) -> float:
    """Return the share at least as extreme as the data.

    Of all vectors, the data's own is one: the share is exact. Of a sample the data are one more
    draw under the null, so that the p-value is never zero and its level holds for any number of
    draws: (1 + as extreme) / (1 + draws).

    >>> p_value(4, 99, enumerated=False)
    0.05
    """
    return as_extreme / of if enumerated else (1 + as_extreme) / (1 + of)


def _check(draws: int, weights: str) -> None:
    if draws < 1:
        raise UsageError(message(f"{draws} draws", expected="at least 1"))
    if weights not in ("rademacher", "webb"):
        raise UsageError(message(f"weights '{weights}'", expected="'rademacher' or 'webb'"))
