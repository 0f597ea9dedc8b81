"""Maximum likelihood of a binary regression with the link logit or cloglog, cluster-robust.

References
----------
McCullagh and Nelder (1989), Generalized Linear Models, chapter 4;
Liang and Zeger (1986), Biometrika 73, on the variance by clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from policylib.compliance.newton import FARTHEST, maximise
from policylib.errors import DataError, message

#: Squared length of a scoring step in standard errors below which the search ends.
TOLERANCE = 1e-20
#: Below it rounding in the likelihood no longer tells a better point from a worse one.
ROUNDING = 1e-10
MOST_STEPS = 100
MOST_HALVINGS = 40


@dataclass(frozen=True)
class Maximum:
    """A binary regression at its maximum.

    Attributes
    ----------
    coefficients : numpy.ndarray, (k,)
    robust : numpy.ndarray, (k, k)
        Covariance by clusters around the observed curvature, with the correction
        G / (G − 1) · (n − 1) / (n − k).
    log_likelihood : float
    """

    coefficients: np.ndarray
    robust: np.ndarray
    log_likelihood: float


def fit_binary(
    matrix: np.ndarray, outcome: np.ndarray, *, link: str, groups: np.ndarray
) -> Maximum:
    """Fit by maximum likelihood: Newton for the logit, Fisher's scoring for cloglog.

    Parameters
    ----------
    matrix : numpy.ndarray, (rows, k)
        With its constant, or truth values of periods in its place.
    outcome : numpy.ndarray, (rows,)
        0 or 1.
    link : {'logit', 'cloglog'}
    groups : numpy.ndarray, (rows,)
        Clusters.

    Raises
    ------
    DataError
        If there is no finite maximum.
    """
    if link == "logit":
        fitted = maximise(matrix, outcome)
        slopes = outcome - fitted.probabilities
        found, inverse, value = fitted.coefficients, fitted.inverse, fitted.log_likelihood
    else:
        found = _scored(matrix, outcome)
        value, slopes, _ = _cloglog(matrix @ found, outcome)
        inverse = np.linalg.inv(matrix.T @ (_curvature(matrix @ found, outcome)[:, None] * matrix))
    return Maximum(found, _robust(matrix, slopes, inverse, groups), float(value))


def _scored(matrix: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Maximise the likelihood with the link cloglog, steps halved while it would fall."""
    # Rows start at the share of events, as far as the columns can say it.
    share = np.full(len(outcome), np.log(-np.log1p(-outcome.mean())))
    found = np.linalg.lstsq(matrix, share, rcond=None)[0]
    value, slopes, weights = _cloglog(matrix @ found, outcome)
    for _ in range(MOST_STEPS):
        score = matrix.T @ slopes
        step = np.linalg.solve(matrix.T @ (weights[:, None] * matrix), score)
        gain = float(score @ step)
        if gain < TOLERANCE:
            return found
        for halvings in range(MOST_HALVINGS):
            tried = found + step / 2**halvings
            if np.abs(matrix @ tried).max() > FARTHEST:
                continue
            after = _cloglog(matrix @ tried, outcome)
            if gain < ROUNDING or after[0] >= value:
                break
        else:
            break
        found, (value, slopes, weights) = tried, after
    raise DataError(
        message(
            "the regression has no finite estimate",
            way_out="A combination of terms separates the events; drop one of them.",
        )
    )


def _cloglog(line: np.ndarray, outcome: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Return likelihood, its slope by the line of each row, and the expected information."""
    rate = np.exp(line)
    # Where the rate is tiny, p / rate is 1 − rate / 2: expm1 keeps the digits.
    p = -np.expm1(-rate)
    value = float(np.where(outcome == 1, np.log(np.maximum(p, np.finfo(float).tiny)), -rate).sum())
    odds = rate * np.exp(-rate) / p
    return value, np.where(outcome == 1, odds, -rate), rate * odds


def _curvature(line: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Return minus the second derivative of each row's likelihood, as observed."""
    rate = np.exp(line)
    p = -np.expm1(-rate)
    return np.where(outcome == 1, rate * np.exp(-rate) / p * (rate / p - 1), rate)


def _robust(
    matrix: np.ndarray, slopes: np.ndarray, inverse: np.ndarray, groups: np.ndarray
) -> np.ndarray:
    rows, k = matrix.shape
    members = np.unique(groups, return_inverse=True)[1]
    clusters = members.max() + 1
    sums = np.zeros((clusters, k))
    np.add.at(sums, members, slopes[:, None] * matrix)
    correction = clusters / (clusters - 1) * (rows - 1) / (rows - k)
    return correction * inverse @ (sums.T @ sums) @ inverse
