"""Likelihood of a logit with a random intercept by adaptive Gauss-Hermite quadrature.

With u standard normal in each group, logit p = x'b + s u. The integral over u is taken at the
nodes of the Gauss-Hermite rule moved to the mode of the integrand and scaled by its curvature;
one node is Laplace's approximation.

References
----------
Liu and Pierce (1994), A note on Gauss-Hermite quadrature, Biometrika 81;
Pinheiro and Bates (1995), Journal of Computational and Graphical Statistics 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logsumexp

#: The modes are found to this in the derivative; the search halves an interval at worst.
CLOSE = 1e-13
MOST_STEPS = 100


@dataclass(frozen=True)
class Grouped:
    """Rows sorted by group.

    Attributes
    ----------
    matrix : numpy.ndarray, (rows, k)
    outcome : numpy.ndarray, (rows,)
    starts : numpy.ndarray, (groups,)
        First row of each group.
    member : numpy.ndarray, (rows,)
        Number of the row's group, from 0, ascending.
    nodes, log_weights : numpy.ndarray, (nodes,)
        Of the Gauss-Hermite rule; the weights with exp(z²), as the rule is moved.
    """

    matrix: np.ndarray
    outcome: np.ndarray
    starts: np.ndarray
    member: np.ndarray
    nodes: np.ndarray
    log_weights: np.ndarray

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Add up rows within groups."""
        return np.add.reduceat(values, self.starts, axis=0)


def grouped(matrix: np.ndarray, outcome: np.ndarray, *, groups: np.ndarray, nodes: int) -> Grouped:
    """Sort rows by group and prepare the rule."""
    order = np.argsort(groups, kind="stable")
    _, starts, member = np.unique(groups[order], return_index=True, return_inverse=True)
    z, weights = np.polynomial.hermite.hermgauss(nodes)
    return Grouped(matrix[order], outcome[order], starts, member, z, np.log(weights) + z**2)


def likelihood(data: Grouped, parameters: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the log-likelihood and its exact gradient.

    Each group adds log(t / sqrt(pi)) + log sum of w exp(z² + h(v + sqrt(2) t z)) with
    h(u) = sum of the rows' log-likelihoods − u² / 2, its mode v, and t = (−h''(v)) ** −0.5.

    Parameters
    ----------
    parameters : numpy.ndarray, (k + 1,)
        Coefficients, and the standard deviation s last (its sign does not matter).

    Returns
    -------
    float, numpy.ndarray of (k + 1,)
    """
    x, spread = data.matrix, parameters[-1]
    line = x @ parameters[:-1]
    mode = _modes(data, line, spread)
    width, mode_slope, log_width_slope = _around(data, line, spread, mode)
    u = mode[:, None] + np.sqrt(2) * width[:, None] * data.nodes
    at = line[:, None] + spread * u[data.member]
    signed = np.where(data.outcome[:, None] == 1, at, -at)
    terms = data.log_weights + data.sums(-np.logaddexp(0, -signed)) - u**2 / 2
    total = logsumexp(terms, axis=1)
    share = np.exp(terms - total[:, None])
    residual = data.outcome[:, None] - expit(at)
    summed = data.sums(residual)
    pull = spread * summed - u
    held = np.append(
        x.T @ np.einsum("nm,nm->n", residual, share[data.member]), (share * u * summed).sum()
    )
    stretch = np.sqrt(2) * width * (share * pull * data.nodes).sum(axis=1)
    moves = (share * pull).sum(axis=1) @ mode_slope + (1 + stretch) @ log_width_slope
    value = float((total + np.log(width)).sum() - len(mode) * np.log(np.pi) / 2)
    return value, held + moves


def _modes(data: Grouped, line: np.ndarray, spread: float) -> np.ndarray:
    """Find u where spread * sum(y − p) = u in each group: Newton inside a shrinking bracket."""
    sizes = data.sums(np.ones(len(line)))
    high = np.abs(spread) * sizes
    low, u = -high, np.zeros(len(sizes))
    for _ in range(MOST_STEPS):
        p = expit(line + spread * u[data.member])
        slope = spread * data.sums(data.outcome - p) - u
        if np.abs(slope).max() < CLOSE * (1 + high.max()):
            break
        low, high = np.where(slope > 0, u, low), np.where(slope > 0, high, u)
        tried = u + slope / (1 + spread**2 * data.sums(p * (1 - p)))
        u = np.where((tried > low) & (tried < high), tried, (low + high) / 2)
    return u


def _around(
    data: Grouped, line: np.ndarray, spread: float, mode: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the width at the mode, and how mode and log width move with the parameters."""
    p = expit(line + spread * mode[data.member])
    w = p * (1 - p)
    skew = w * (1 - 2 * p)
    bend = 1 + spread**2 * data.sums(w)
    by_coefficient = -spread * data.sums(w[:, None] * data.matrix)
    by_spread = data.sums(data.outcome - p) - spread * mode * data.sums(w)
    mode_slope = np.column_stack([by_coefficient, by_spread]) / bend[:, None]
    moved = np.column_stack([data.matrix, mode[data.member]]) + spread * mode_slope[data.member]
    bend_slope = spread**2 * data.sums(skew[:, None] * moved)
    bend_slope[:, -1] += 2 * spread * data.sums(w)
    return bend**-0.5, mode_slope, -bend_slope / (2 * bend[:, None])
