"""Logit by Firth's penalised likelihood: finite estimates and intervals under separation.

The penalised log-likelihood is l(b) + log|X'WX| / 2 with W = p (1 − p). Villages count as
independent: neither intervals nor tests know of districts.

References
----------
Firth (1993), Biometrika 80; Heinze and Schemper (2002), Statistics in Medicine 21, on separation
and profile intervals; Heinze and Ploner (2003) on the test, whose penalty keeps all columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq
from scipy.special import expit

from policylib.compliance.design import Design
from policylib.errors import DataError, UsageError, message

#: Squared length of a Newton step in standard errors below which the search ends.
TOLERANCE = 1e-20
#: Below it rounding in the likelihood no longer tells a better point from a worse one.
ROUNDING = 1e-10
MOST_STEPS = 200
MOST_HALVINGS = 40
#: The likelihood at an end of an interval must have fallen by the limit, to this much.
CLOSE = 1e-6
#: The search for an end of an interval goes on in steps that grow by this factor.
GROWTH = 1.5
MOST_GROWN = 40


@dataclass(frozen=True)
class Firth:
    """A logit by penalised likelihood.

    Attributes
    ----------
    table : pandas.DataFrame
        term, coefficient, low, high (profile penalised likelihood), p_value (penalised likelihood
        ratio). Coefficients are log odds ratios a unit of the matrix: in a `Design` per standard
        deviation, or yes against no.
    coefficients : numpy.ndarray, (1 + terms,)
        The constant first.
    probabilities : numpy.ndarray, (rows,)
    log_likelihood : float
        With the penalty.
    rows, events : int
    synthetic : bool
        Whether made-up rows stand behind it.
    """

    table: pd.DataFrame
    coefficients: np.ndarray
    probabilities: np.ndarray
    log_likelihood: float
    rows: int
    events: int
    synthetic: bool


@dataclass(frozen=True)
class _Data:
    matrix: np.ndarray
    outcome: np.ndarray


@dataclass(frozen=True)
class _Point:
    coefficients: np.ndarray
    likelihood: float
    score: np.ndarray
    information: np.ndarray
    curvature: np.ndarray


def firth(design: Design, *, confidence: float) -> Firth:
    """Fit a logit by Firth's penalised likelihood, with profile intervals.

    Parameters
    ----------
    confidence : float
        Of the intervals, between 0 and 1.

    Raises
    ------
    DataError
        If the search finds no maximum or no end of an interval.
    UsageError
        If the confidence does not lie between 0 and 1.
    """
    return firth_fit(
        design.matrix,
        design.outcome,
        names=design.terms,
        confidence=confidence,
        synthetic=design.synthetic,
    )


def firth_fit(
    matrix: np.ndarray,
    outcome: np.ndarray,
    *,
    names: Sequence[str],
    confidence: float,
    synthetic: bool,
) -> Firth:
    """Fit a logit by Firth's penalised likelihood to plain arrays.

    Parameters
    ----------
    matrix : numpy.ndarray, (rows, 1 + names)
        The constant first, of full rank.
    outcome : numpy.ndarray, (rows,)
        0 or 1.
    names : sequence of str
        Of the columns after the constant.
    confidence : float
        Of the intervals, between 0 and 1.
    synthetic : bool
        Whether made-up rows stand behind it.

    Raises
    ------
    DataError
        If columns say the same, or the search finds no maximum or no end of an interval.
    UsageError
        If the confidence does not lie between 0 and 1 or the names do not fit the columns.
    """
    _refuse(matrix, names, confidence)
    data = _Data(matrix, outcome)
    best = _climb(data, np.zeros(matrix.shape[1]), held=None)
    limit = stats.chi2.ppf(confidence, 1)
    rows = [_row(data, best, column, limit) for column in range(1, matrix.shape[1])]
    table = pd.DataFrame(rows, columns=["coefficient", "low", "high", "p_value"])
    table.insert(0, "term", list(names))
    return Firth(
        table=table,
        coefficients=best.coefficients,
        probabilities=expit(matrix @ best.coefficients),
        log_likelihood=best.likelihood,
        rows=len(outcome),
        events=int(outcome.sum()),
        synthetic=synthetic,
    )


def _refuse(matrix: np.ndarray, names: Sequence[str], confidence: float) -> None:
    if not 0 < confidence < 1:
        raise UsageError(message(f"confidence is {confidence}", expected="between 0 and 1"))
    if matrix.shape[1] != 1 + len(names):
        raise UsageError(
            message(
                f"{len(names)} names for {matrix.shape[1]} columns",
                expected="a name for every column but the constant",
            )
        )
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise DataError(message("terms that say the same", way_out="Drop one of them."))


def _row(data: _Data, best: _Point, column: int, limit: float) -> tuple[float, ...]:
    """Return coefficient, both ends of its profile interval, and the p-value of the test of 0."""
    restricted = _climb(data, _moved(best.coefficients, column, 0.0), held=column)
    statistic = max(2 * (best.likelihood - restricted.likelihood), 0.0)
    low, high = (_end(data, best, column, limit, side) for side in (-1, 1))
    return best.coefficients[column], low, high, float(stats.chi2.sf(statistic, 1))


def _moved(coefficients: np.ndarray, column: int, value: float) -> np.ndarray:
    moved = coefficients.copy()
    moved[column] = value
    return moved


def _end(data: _Data, best: _Point, column: int, limit: float, side: int) -> float:
    """Find where the profile has fallen by the limit: outwards in growing steps, then between."""
    step = side * np.sqrt(limit * np.linalg.inv(best.information)[column, column])
    inner, start = best.coefficients[column], best.coefficients

    def fall(value: float, start: np.ndarray) -> tuple[float, np.ndarray]:
        found = _climb(data, _moved(start, column, value), held=column)
        return 2 * (best.likelihood - found.likelihood) - limit, found.coefficients

    for _ in range(MOST_GROWN):
        beyond, reached = fall(inner + step, start)
        if beyond > 0:
            end = brentq(lambda value: fall(value, start)[0], inner, inner + step, xtol=1e-10)
            if abs(fall(end, start)[0]) > CLOSE:
                break
            return float(end)
        inner, start, step = inner + step, reached, step * GROWTH
    raise DataError(
        message(
            "no end of the profile interval",
            where=f"column {column}, {'above' if side > 0 else 'below'} {inner:.3g}",
            way_out="Drop the term, or ask for less confidence.",
        )
    )


def _climb(data: _Data, start: np.ndarray, *, held: int | None) -> _Point:
    """Maximise the penalised likelihood, with one coefficient held or none."""
    free = np.array([j for j in range(len(start)) if j != held])
    point = _point(data, start)
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


def _step(point: _Point, free: np.ndarray) -> np.ndarray:
    """Return Newton's step, or Fisher's where the likelihood is not curved downwards."""
    block = np.ix_(free, free)
    try:
        np.linalg.cholesky(point.curvature[block])
    except np.linalg.LinAlgError:
        return np.linalg.solve(point.information[block], point.score[free])
    return np.linalg.solve(point.curvature[block], point.score[free])


def _halved(data: _Data, point: _Point, step: np.ndarray, gain: float) -> _Point:
    """Go along the step, by half as far each time the likelihood would fall."""
    for halvings in range(MOST_HALVINGS):
        tried = _point(data, point.coefficients + step / 2**halvings)
        if gain < ROUNDING or tried.likelihood >= point.likelihood:
            return tried
    raise DataError(message("the penalised likelihood cannot be improved", way_out="Drop terms."))


def _point(data: _Data, coefficients: np.ndarray) -> _Point:
    """Return likelihood, modified score X'(y − p + h (1/2 − p)) and curvature at a point."""
    x, line = data.matrix, data.matrix @ coefficients
    p = expit(line)
    w = p * expit(-line)
    information = x.T @ (w[:, None] * x)
    sign, log_determinant = np.linalg.slogdet(information)
    if sign <= 0:
        raise DataError(
            message(
                "the information vanishes on the way to the maximum",
                way_out="Drop the term that separates, or ask for less confidence.",
            )
        )
    inverse = np.linalg.inv(information)
    spread = np.einsum("nk,kl,nl->n", x, inverse, x)
    score = x.T @ (data.outcome - p + w * spread * (0.5 - p))
    likelihood = data.outcome @ line - np.logaddexp(0, line).sum() + log_determinant / 2
    # Second derivatives of log|X'WX|: of the weights, and of the information by each coefficient.
    slope = np.einsum("n,nr,nk,nl->rkl", w * (1 - 2 * p), x, x, x, optimize=True)
    turned = inverse @ slope
    bend = x.T @ ((spread * w * (1 - 6 * w))[:, None] * x)
    bend -= np.einsum("rkl,slk->rs", turned, turned)
    return _Point(coefficients, float(likelihood), score, information, information - bend / 2)
