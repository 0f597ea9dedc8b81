"""Search for the maximum of Firth's penalised likelihood of a logit, free or with a term held.

The penalised log-likelihood is l(b) + log|X'WX| / 2 with W = p (1 − p). It need not be concave
when rows are few, so steps are halved until it rises and a profile can have two branches.

References
----------
Firth (1993), Biometrika 80; Heinze and Schemper (2002), Statistics in Medicine 21.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from policylib.errors import DataError, message

#: Squared length of a Newton step in standard errors below which the search ends.
TOLERANCE = 1e-20
#: Below it rounding in the likelihood no longer tells a better point from a worse one.
ROUNDING = 1e-10
#: Smallest ratio of the diagonal of the information's root: beyond it rounding hides the rest.
SMALLEST_ROOT = 1e-10
#: Farther on the logit scale a search for second branches starts from nowhere.
MOST_MOVED = 6.0
MOST_STEPS = 200
MOST_HALVINGS = 40


@dataclass(frozen=True)
class Data:
    """A matrix with its constant, (rows, k), and outcomes 0 or 1, (rows,)."""

    matrix: np.ndarray
    outcome: np.ndarray


@dataclass(frozen=True)
class Point:
    """The penalised likelihood at some coefficients, with its derivatives.

    Attributes
    ----------
    likelihood : float
        Minus infinity where rounding hides the information.
    score : numpy.ndarray, (k,)
        X'(y − p + h (1/2 − p)), with the leverages h.
    information, curvature : numpy.ndarray, (k, k)
        Fisher's, and minus the second derivatives with the penalty's.
    """

    coefficients: np.ndarray
    likelihood: float
    score: np.ndarray
    information: np.ndarray
    curvature: np.ndarray

    @property
    def errors(self) -> np.ndarray:
        """Standard errors by Fisher's information, (k,)."""
        return np.sqrt(np.diag(np.linalg.inv(self.information)))


def point_at(data: Data, coefficients: np.ndarray) -> Point:
    """Return the penalised likelihood and its derivatives at some coefficients."""
    x, line = data.matrix, data.matrix @ coefficients
    p, q = expit(line), expit(-line)
    w = p * q
    information = x.T @ (w[:, None] * x)
    # By the root of the information: leverages lose half of their digits by its inverse.
    thin, root = np.linalg.qr(np.sqrt(w)[:, None] * x)
    diagonal = np.abs(np.diag(root))
    if diagonal.min() <= SMALLEST_ROOT * diagonal.max():
        return Point(coefficients, -np.inf, np.zeros(x.shape[1]), information, information)
    leverage = np.einsum("nk,nk->n", thin, thin)
    score = x.T @ (np.where(data.outcome == 1, q, -p) + leverage * (0.5 - p))
    likelihood = -np.logaddexp(0, np.where(data.outcome == 1, -line, line)).sum()
    # Second derivatives of log|X'WX|: of the weights, and of the information by each coefficient.
    bend = x.T @ ((leverage * (1 - 6 * w))[:, None] * x)
    turned = np.einsum("n,nr,nk,nl->rkl", 1 - 2 * p, x, thin, thin, optimize=True)
    bend -= np.einsum("rkl,slk->rs", turned, turned)
    penalised = float(likelihood + np.log(diagonal).sum())
    return Point(coefficients, penalised, score, information, information - bend / 2)


def climb(data: Data, start: np.ndarray, *, held: int | None) -> Point:
    """Maximise from a start, with the coefficient of one column held or of none.

    Raises
    ------
    DataError
        If no maximum is found.
    """
    free = np.array([j for j in range(len(start)) if j != held])
    point = point_at(data, start)
    for _ in range(MOST_STEPS):
        step = np.zeros(len(start))
        step[free] = _step(point, free)
        gain = float(point.score @ step)
        if gain < TOLERANCE:
            return point
        point = _halved(data, point, step, gain)
    raise DataError(
        message("the penalised likelihood has no maximum that was found", way_out="Drop terms.")
    )


def profile(data: Data, inner: Point, *, column: int, value: float) -> Point:
    """Maximise with one coefficient held at a value, from a maximum nearby.

    The search starts both where the maximum nearby was and where its tangent leads, and the
    higher end counts.

    Raises
    ------
    DataError
        If no maximum is found.
    """
    free = np.array([j for j in range(len(inner.coefficients)) if j != column])
    start = moved(inner.coefficients, column, value)
    led = start.copy()
    slope = np.linalg.solve(inner.curvature[np.ix_(free, free)], inner.curvature[free, column])
    led[free] -= slope * (value - inner.coefficients[column])
    points = [climb(data, s, held=column) for s in (start, led) if known(data, s)]
    if not points:
        raise DataError(
            message(
                "a coefficient too far away to profile", where=f"column {column} at {value:.3g}"
            )
        )
    return max(points, key=lambda point: point.likelihood)


def higher(data: Data, point: Point, *, column: int) -> float:
    """Return by how much searches from around a point rise above it with one coefficient held.

    Every other coefficient is moved by two standard errors down and up, but no row by more than
    `MOST_MOVED` on the logit scale: a rise means that the profile has a second branch.
    """
    farthest = MOST_MOVED / np.abs(data.matrix).max(axis=0)
    reach, best = np.minimum(2 * point.errors, farthest), point.likelihood
    for other in range(len(reach)):
        for move in (-reach[other], reach[other]) if other != column else ():
            start = moved(point.coefficients, other, point.coefficients[other] + move)
            if known(data, start):
                best = max(best, climb(data, start, held=column).likelihood)
    return best - point.likelihood


def moved(coefficients: np.ndarray, column: int, value: float) -> np.ndarray:
    """Return the coefficients with one of them set to a value."""
    copy = coefficients.copy()
    copy[column] = value
    return copy


def known(data: Data, coefficients: np.ndarray) -> bool:
    """Say whether the penalised likelihood can be told there."""
    return bool(np.isfinite(point_at(data, coefficients).likelihood))


def _step(point: Point, free: np.ndarray) -> np.ndarray:
    """Return Newton's step, or Fisher's where the likelihood is not curved downwards."""
    block = np.ix_(free, free)
    try:
        np.linalg.cholesky(point.curvature[block])
    except np.linalg.LinAlgError:
        return np.linalg.solve(point.information[block], point.score[free])
    return np.linalg.solve(point.curvature[block], point.score[free])


def _halved(data: Data, point: Point, step: np.ndarray, gain: float) -> Point:
    """Go along the step, by half as far each time the likelihood would fall."""
    for halvings in range(MOST_HALVINGS):
        tried = point_at(data, point.coefficients + step / 2**halvings)
        if gain < ROUNDING or tried.likelihood >= point.likelihood:
            return tried
    raise DataError(message("the penalised likelihood cannot be improved", way_out="Drop terms."))
