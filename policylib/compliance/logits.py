"""Many logits on one table with their average marginal effects, cluster-robust by district.

All models share the columns, so one pass over the rows serves them all. With B the coefficients of
all models as columns, one product gives every line, another every score, and products of pairs of
columns with the weights every information; nothing of the size rows × terms × models is held.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from policylib.compliance.newton import FARTHEST, MOST_STEPS, invertible

#: Numbers held at once for lines of rows × models.
_MOST_NUMBERS = 250_000
#: Long tables begin from the fit of so many of their rows.
_FIRST_ROWS = 5_000
#: Newton's error after a step is about the square of the step: this one leaves less than 1e-15.
_LAST_STEP = 1e-8


def effects_many(
    columns: np.ndarray,
    outcome: np.ndarray,
    groups: np.ndarray,
    models: np.ndarray,
    *,
    binary: Sequence[bool],
) -> tuple[np.ndarray, np.ndarray]:
    """Fit logits of equally many columns and kinds of term.

    Parameters
    ----------
    columns : numpy.ndarray, (rows, columns)
        The constant among them.
    models : numpy.ndarray of int, (models, k)
        Columns of each model, the constant first.
    binary : sequence of bool, (k − 1,)
        Which terms are truth values, the same in all models.

    Returns
    -------
    effects, standard_errors : numpy.ndarray, (models, k − 1)
        Not a number where a model has no finite maximum. Errors by the delta method with the
        correction G ÷ (G − 1) · (n − 1) ÷ (n − k).
    """
    order = np.argsort(groups, kind="stable")
    _, first = np.unique(groups[order], return_index=True)
    rows = _Rows(columns[order], outcome[order], np.append(first, len(order)))
    wide, inverse, finite = _fitted(rows, models)
    found = np.full((2, len(models), models.shape[1] - 1), np.nan)
    if finite.any():
        kept = models[finite]
        effects, jacobian, meat = _at(rows, kept, wide[:, finite], np.asarray(binary))
        (n, _), districts, k = columns.shape, len(first), models.shape[1]
        correction = districts / (districts - 1) * (n - 1) / (n - k)
        covariance = inverse[finite] @ meat @ inverse[finite] * correction
        spread = jacobian @ covariance @ jacobian.swapaxes(1, 2)
        found[0, finite], found[1, finite] = effects, np.sqrt(np.einsum("mjj->mj", spread))
    return found[0], found[1]


@dataclass(frozen=True)
class _Rows:
    """Rows in order of their district; ``edges`` are where districts begin, and the end."""

    columns: np.ndarray
    outcome: np.ndarray
    edges: np.ndarray

    def parts(self, models: int) -> Iterator[slice]:
        """Yield pieces of rows whose lines fit into memory and cache."""
        size = max(64, _MOST_NUMBERS // models)
        for start in range(0, len(self.outcome), size):
            yield slice(start, start + size)

    def thinned(self) -> _Rows:
        """Return evenly spread rows."""
        step = len(self.outcome) // _FIRST_ROWS
        return _Rows(self.columns[::step], self.outcome[::step], self.edges)


def _probability(line: np.ndarray) -> np.ndarray:
    """Return the logistic function; a quarter of the time of scipy's, right to 1e-16."""
    return 0.5 + 0.5 * np.tanh(0.5 * line)


def _pairs(columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of columns, (2, pairs), and the number of each pair, (columns, columns)."""
    pairs = np.array(np.triu_indices(columns))
    number = np.zeros((columns, columns), dtype=int)
    number[pairs[0], pairs[1]] = number[pairs[1], pairs[0]] = np.arange(pairs.shape[1])
    return pairs, number


def _fitted(rows: _Rows, models: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return coefficients (columns, models), inverse informations, and which are finite."""
    (count, k), columns = models.shape, rows.columns.shape[1]
    wide, inverse = _start(rows, models), np.full((count, k, k), np.nan)
    open_, finite = np.arange(count), np.zeros(count, dtype=bool)
    pairs, number = _pairs(columns)
    for _ in range(MOST_STEPS):
        own = models[open_]
        score, information, farthest = _pass(rows, wide[:, open_], pairs)
        place = np.arange(len(open_))[:, None]
        score = score[own, place]
        information = information[number[own[:, :, None], own[:, None, :]], place[:, :, None]]
        inside = (farthest < FARTHEST) & invertible(information)
        open_, own, score = open_[inside], own[inside], score[inside]
        inverse[open_] = np.linalg.inv(information[inside])
        step = (inverse[open_] @ score[:, :, None])[:, :, 0]
        wide[own, open_[:, None]] += step
        done = np.abs(step).max(axis=1, initial=0.0) < _LAST_STEP
        finite[open_[done]] = True
        open_ = open_[~done]
        if not len(open_):
            break
    return wide, inverse, finite


def _start(rows: _Rows, models: np.ndarray) -> np.ndarray:
    if len(rows.outcome) < 4 * _FIRST_ROWS:
        return np.zeros((rows.columns.shape[1], len(models)))
    thin = rows.thinned()
    wide, inverse, finite = _fitted(thin, models)
    wide = np.where(finite, wide, 0.0)
    # The information of the few rows stands in for that of all: a first step at half the price.
    score, _, _ = _pass(rows, wide, _pairs(0)[0])
    place = np.flatnonzero(finite)[:, None]
    own, inverse = models[finite], inverse[finite] * (len(thin.outcome) / len(rows.outcome))
    wide[own, place] += (inverse @ score[own, place][:, :, None])[:, :, 0]
    return wide


def _pass(
    rows: _Rows, wide: np.ndarray, pairs: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return score (columns, models), information (pairs, models) and the farthest line."""
    score = np.zeros_like(wide)
    information = np.zeros((pairs.shape[1], wide.shape[1]))
    farthest = np.zeros(wide.shape[1])
    for part in rows.parts(wide.shape[1]):
        x = rows.columns[part]
        line = x @ wide
        p = _probability(line)
        score += x.T @ (rows.outcome[part][:, None] - p)
        information += (x[:, pairs[0]] * x[:, pairs[1]]).T @ (p * (1 - p))
        np.maximum(farthest, np.maximum(line.max(axis=0), -line.min(axis=0)), out=farthest)
    return score, information, farthest


def _at(
    rows: _Rows, models: np.ndarray, wide: np.ndarray, binary: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return effects (models, k − 1), their derivative, and the sum of squared scores."""
    count, k = models.shape
    place = np.arange(count)[:, None]
    slope, derivative = np.zeros(count), np.zeros_like(wide)
    meat = np.zeros((count, k, k))
    effects, jacobian = np.zeros((count, k - 1)), np.zeros((count, k - 1, k))
    for start, end in itertools.pairwise(rows.edges):
        x = rows.columns[start:end]
        line = x @ wide
        p = _probability(line)
        scores = (x.T @ (rows.outcome[start:end][:, None] - p))[models, place]
        meat += scores[:, :, None] * scores[:, None, :]
        weight = p * (1 - p)
        slope += weight.sum(axis=0)
        derivative += x.T @ (weight * (1 - 2 * p))
        for j in np.flatnonzero(binary):
            more = _yes_no(x, line, models, wide, j + 1)
            effects[:, j] += more[0]
            jacobian[:, j] += more[1]
    b = wide[models, place]
    for j in np.flatnonzero(~binary):
        effects[:, j] = b[:, j + 1] * slope
        jacobian[:, j] = b[:, [j + 1]] * derivative[models, place]
        jacobian[:, j, j + 1] += slope
    n = len(rows.outcome)
    return effects / n, jacobian / n, meat


def _yes_no(
    x: np.ndarray, line: np.ndarray, models: np.ndarray, wide: np.ndarray, j: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of p with the term less p without it, and its derivative."""
    place = np.arange(len(models))
    own = wide[models[:, j], place]
    without = line - x[:, models[:, j]] * own
    yes, no = _probability(without + own), _probability(without)
    weight = yes * (1 - yes)
    by_all = (x.T @ (weight - no * (1 - no)))[models, place[:, None]]
    by_all[:, j] = weight.sum(axis=0)
    return (yes - no).sum(axis=0), by_all
