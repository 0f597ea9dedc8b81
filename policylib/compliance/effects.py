"""Average marginal effects of a logit, for many coefficient vectors at once.

References
----------
Greene (2018), Econometric Analysis, section 17.3; Cameron and Trivedi (2005), Microeconometrics,
section 14.3, and 5.2 on the delta method.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit


@dataclass(frozen=True)
class Averages:
    """Average marginal effects, in shares (0.1 is ten percentage points).

    Attributes
    ----------
    effects : numpy.ndarray, (sets, terms)
    jacobian : numpy.ndarray, (sets, terms, 1 + terms)
        Derivative of each effect by each coefficient.
    """

    effects: np.ndarray
    jacobian: np.ndarray

    def covariance(self, covariance: np.ndarray) -> np.ndarray:
        """Return the covariance of the effects, J V Jᵀ, by the delta method.

        Parameters
        ----------
        covariance : numpy.ndarray, (1 + terms, 1 + terms) or (sets, 1 + terms, 1 + terms)
            Of the coefficients.
        """
        return self.jacobian @ covariance @ np.swapaxes(self.jacobian, 1, 2)


def average_effects(
    matrix: np.ndarray,
    binary: np.ndarray,
    coefficients: np.ndarray,
    *,
    weights: np.ndarray | None = None,
) -> Averages:
    """Average the effect of each term over the rows.

    With p the probability of a row, a continuous term has the mean of p(1 − p)b; a truth value the
    mean of p if it were 1 less p if it were 0.

    Parameters
    ----------
    matrix : numpy.ndarray, (rows, 1 + terms) or (sets, rows, 1 + terms)
        The constant first; truth values 0 and 1.
    binary : numpy.ndarray of bool, (terms,)
        Which terms are truth values.
    coefficients : numpy.ndarray, (1 + terms,) or (sets, 1 + terms)
        One set of effects each.
    weights : numpy.ndarray, (sets, rows), optional
        How often each row counts in the average; 0 leaves it out.
    """
    b = np.atleast_2d(coefficients)
    x = np.broadcast_to(matrix, (len(b), *matrix.shape[-2:]))
    counts = np.ones(x.shape[:2]) if weights is None else weights
    shares = counts / counts.sum(axis=1, keepdims=True)
    line = np.einsum("snk,sk->sn", x, b)
    pairs = [
        (_yes_no if yes_no else _slope)(x, b, line, shares, j)
        for j, yes_no in enumerate(binary, start=1)
    ]
    effects = np.stack([effect for effect, _ in pairs], axis=1)
    return Averages(effects, np.stack([row for _, row in pairs], axis=1))


def _slope(x, b, line, shares, j: int) -> tuple[np.ndarray, np.ndarray]:
    p = expit(line)
    weight = shares * p * (1 - p)
    by_all = b[:, [j]] * np.einsum("sn,snk->sk", weight * (1 - 2 * p), x)
    by_all[:, j] += weight.sum(axis=1)
    return b[:, j] * weight.sum(axis=1), by_all


def _yes_no(x, b, line, shares, j: int) -> tuple[np.ndarray, np.ndarray]:
    without = line - x[:, :, j] * b[:, [j]]
    yes, no = expit(without + b[:, [j]]), expit(without)
    weight = shares * yes * (1 - yes)
    by_all = np.einsum("sn,snk->sk", weight - shares * no * (1 - no), x)
    # The term itself is 1 in `yes` and 0 in `no`, whatever the row holds.
    by_all[:, j] = weight.sum(axis=1)
    return (shares * (yes - no)).sum(axis=1), by_all
