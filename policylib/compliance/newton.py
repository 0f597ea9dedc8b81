"""Maximum likelihood of a logit by Newton's method: one data set, or many at once.

References
----------
McCullagh and Nelder (1989), Generalized Linear Models, section 2.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from policylib.errors import DataError, message

#: A step this small ends the search; one that stays larger for `MOST_STEPS` has no maximum.
TOLERANCE = 1e-10
MOST_STEPS = 50
#: Beyond it on the logit scale a probability cannot be told from 0 or 1: the maximum is infinite.
FARTHEST = 30.0


@dataclass(frozen=True)
class Fitted:
    """A logit at its maximum.

    Attributes
    ----------
    coefficients : numpy.ndarray, (k,)
    probabilities : numpy.ndarray, (rows,)
    inverse : numpy.ndarray, (k, k)
        Inverse of the information at the maximum.
    log_likelihood : float
    """

    coefficients: np.ndarray
    probabilities: np.ndarray
    inverse: np.ndarray
    log_likelihood: float


@dataclass(frozen=True)
class Many:
    """Logits of many data sets.

    Attributes
    ----------
    coefficients : numpy.ndarray, (sets, k)
        Not a number where there is no finite maximum.
    finite : numpy.ndarray of bool, (sets,)
    inverse : numpy.ndarray, (sets, k, k)
    """

    coefficients: np.ndarray
    finite: np.ndarray
    inverse: np.ndarray


def maximise(matrix: np.ndarray, outcome: np.ndarray) -> Fitted:
    """Fit one logit.

    Parameters
    ----------
    matrix : numpy.ndarray, (rows, k)
        With its constant.
    outcome : numpy.ndarray, (rows,)
        0 or 1.

    Raises
    ------
    DataError
        If a combination of the terms separates the outcome, so that no finite maximum exists.
    """
    many = maximise_many(matrix, outcome[None, :])
    if not many.finite[0]:
        raise DataError(
            message(
                "the logit has no finite estimate",
                way_out="A combination of terms separates the outcome; use Firth's method.",
            )
        )
    coefficients = many.coefficients[0]
    line = matrix @ coefficients
    likelihood = float(outcome @ line - np.logaddexp(0, line).sum())
    return Fitted(coefficients, expit(line), many.inverse[0], likelihood)


def maximise_many(
    matrix: np.ndarray, outcomes: np.ndarray, *, weights: np.ndarray | None = None
) -> Many:
    """Fit many logits at once.

    Parameters
    ----------
    matrix : numpy.ndarray, (rows, k) or (sets, rows, k)
        One design for all, or one a data set.
    outcomes : numpy.ndarray, (sets, rows)
    weights : numpy.ndarray, (sets, rows), optional
        How often each row counts.
    """
    sets, k = len(outcomes), matrix.shape[-1]
    designs = np.broadcast_to(matrix, (sets, *matrix.shape[-2:]))
    counts = np.ones_like(outcomes) if weights is None else weights
    found, inverse = np.zeros((sets, k)), np.full((sets, k, k), np.nan)
    open_, finite = np.arange(sets), np.zeros(sets, dtype=bool)
    for _ in range(MOST_STEPS):
        x, w, y = designs[open_], counts[open_], outcomes[open_]
        line = np.einsum("snk,sk->sn", x, found[open_])
        p = expit(line)
        score = np.einsum("sn,snk->sk", w * (y - p), x)
        information = np.swapaxes(x * (w * p * (1 - p))[..., None], 1, 2) @ x
        inside = (np.abs(line) < FARTHEST).all(axis=1) & invertible(information)
        open_, score, information = open_[inside], score[inside], information[inside]
        if not len(open_):
            break
        inverse[open_] = np.linalg.inv(information)
        step = np.einsum("skl,sl->sk", inverse[open_], score)
        found[open_] += step
        done = np.abs(step).max(axis=1) < TOLERANCE
        finite[open_[done]] = True
        open_ = open_[~done]
        if not len(open_):
            break
    found[~finite] = np.nan
    return Many(found, finite, inverse)


def invertible(information: np.ndarray) -> np.ndarray:
    """Return whether each matrix can be inverted, whatever the units of its terms.

    Parameters
    ----------
    information : numpy.ndarray, (sets, k, k)
    """
    diagonal = np.einsum("skk->sk", information)
    scale = np.sqrt(np.maximum(diagonal, np.finfo(float).tiny))
    scaled = information / scale[:, :, None] / scale[:, None, :]
    return np.linalg.det(scaled) > np.finfo(float).eps
