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
from policylib.compliance.penalised import Data, Point, climb, higher, known, moved, profile
from policylib.errors import DataError, UsageError, message

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
    data = Data(matrix, outcome)
    best = climb(data, np.zeros(matrix.shape[1]), held=None)
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


def _row(data: Data, best: Point, column: int, limit: float) -> tuple[float, ...]:
    """Return coefficient, both ends of its profile interval, and the p-value of the test of 0."""
    restricted = profile(data, best, column=column, value=0.0)
    statistic = max(2 * (best.likelihood - restricted.likelihood), 0.0)
    low, high = (_end(data, best, column, limit, side) for side in (-1, 1))
    return best.coefficients[column], low, high, float(stats.chi2.sf(statistic, 1))


def _end(data: Data, best: Point, column: int, limit: float, side: int) -> float:
    """Find where the profile has fallen by the limit: outwards in growing steps, then between."""
    step = side * np.sqrt(limit) * best.errors[column]
    inner = best

    def held(value: float) -> Point:
        return profile(data, inner, column=column, value=value)

    def fall(value: float) -> float:
        return 2 * (best.likelihood - held(value).likelihood) - limit

    for _ in range(MOST_GROWN):
        value = inner.coefficients[column]
        if not known(data, moved(inner.coefficients, column, value + step)):
            step /= 2
            continue
        if fall(value + step) > 0:
            end = float(brentq(fall, value, value + step, xtol=1e-10))
            if abs(fall(end)) > CLOSE or higher(data, held(end), column=column) > CLOSE:
                raise _no_end("the profile has two branches", column, side, end)
            return end
        inner, step = held(value + step), step * GROWTH
    raise _no_end("the profile does not fall", column, side, inner.coefficients[column])


def _no_end(what: str, column: int, side: int, value: float) -> DataError:
    return DataError(
        message(
            f"an interval has no end that was found: {what}",
            where=f"column {column}, {'above' if side > 0 else 'below'}, near {value:.3g}",
            way_out="Too few rows for these terms: drop some, or ask for less confidence.",
        )
    )
