"""Many linear probability models from one table of sums: no model touches the rows again.

With the sums X'X and X'y of every district over all columns that any model uses, a model is a small
system of equations, and its cluster-robust covariance needs only the sums of its districts:
X_g'(y_g − X_g b) = (X'y)_g − (X'X)_g b.

References
----------
Liang and Zeger (1986) on the cluster-robust covariance.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Sums:
    """Sums over the rows of each district.

    Attributes
    ----------
    gram : numpy.ndarray, (districts, columns, columns)
    cross : numpy.ndarray, (districts, columns)
        Columns times the outcome.
    rows : int
    """

    gram: np.ndarray
    cross: np.ndarray
    rows: int


def sums(columns: np.ndarray, outcome: np.ndarray, groups: np.ndarray) -> Sums:
    """Add up columns and outcome by district.

    Parameters
    ----------
    columns : numpy.ndarray, (rows, columns)
        The constant among them.
    outcome : numpy.ndarray, (rows,)
    groups : numpy.ndarray, (rows,)
        Number of the district, from 0.
    """
    order = np.argsort(groups, kind="stable")
    x, y = columns[order], outcome[order]
    _, first = np.unique(groups[order], return_index=True)
    parts = [slice(a, b) for a, b in itertools.pairwise([*first, len(order)])]
    return Sums(
        gram=np.stack([x[i].T @ x[i] for i in parts]),
        cross=np.stack([x[i].T @ y[i] for i in parts]),
        rows=len(outcome),
    )


def fit_many(held: Sums, models: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit models of equally many columns.

    Parameters
    ----------
    models : numpy.ndarray of int, (models, k)
        Columns of each model.

    Returns
    -------
    coefficients, standard_errors : numpy.ndarray, (models, k)
        Errors are cluster-robust by district with the correction G ÷ (G − 1) · (n − 1) ÷ (n − k).
    """
    gram, cross = held.gram.sum(axis=0), held.cross.sum(axis=0)
    inverse = np.linalg.inv(gram[models[:, :, None], models[:, None, :]])
    coefficients = (inverse @ cross[models][:, :, None])[:, :, 0]
    districts, k = len(held.gram), models.shape[1]
    meat = _meat(held, models, coefficients)
    correction = districts / (districts - 1) * (held.rows - 1) / (held.rows - k)
    covariance = inverse @ meat @ inverse * correction
    return coefficients, np.sqrt(np.einsum("mkk->mk", covariance))


def _meat(held: Sums, models: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Return the sum over districts of squared scores, (models, k, k)."""
    count, columns = len(models), held.cross.shape[1]
    wide = np.zeros((columns, count))
    wide[models, np.arange(count)[:, None]] = coefficients
    # One product for all models: scores of every column, (districts, columns, models).
    scores = held.cross[:, :, None] - held.gram @ wide
    own = scores[:, models, np.arange(count)[:, None]].swapaxes(0, 1)
    return own.swapaxes(1, 2) @ own
