"""Cluster-robust errors of many logits at once.

References
----------
Liang and Zeger (1986), Biometrika 73; Cameron and Miller (2015), Journal of Human Resources 50.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from policylib.compliance.newton import maximise_many


@dataclass(frozen=True)
class Clustered:
    """Coefficients and their errors.

    Attributes
    ----------
    coefficients, errors : numpy.ndarray, (sets, k)
        Not a number where there is no finite maximum.
    finite : numpy.ndarray of bool, (sets,)
    """

    coefficients: np.ndarray
    errors: np.ndarray
    finite: np.ndarray


def clustered(
    matrix: np.ndarray,
    outcomes: np.ndarray,
    *,
    groups: np.ndarray,
    weights: np.ndarray | None = None,
) -> Clustered:
    """Fit many logits and give errors robust to likeness within groups.

    G/(G − 1) · (n − 1)/(n − k) · A⁻¹ (Σ s s′) A⁻¹, A the information, s the score of a group, n the
    rows of the matrix.

    Parameters
    ----------
    matrix : numpy.ndarray, (rows, k)
    outcomes : numpy.ndarray, (sets, rows)
        0 to 1; with weights, the share of a row's trials that are events.
    groups : numpy.ndarray, (rows,)
    weights : numpy.ndarray, (sets, rows), optional
        Trials of each row.
    """
    fits = maximise_many(matrix, outcomes, weights=weights)
    rows, k = matrix.shape
    names, codes = np.unique(groups, return_inverse=True)
    belongs = (codes[None, :] == np.arange(len(names))[:, None]).astype(float)
    left = outcomes - expit(fits.coefficients @ matrix.T)
    scores = belongs @ ((left if weights is None else weights * left)[:, :, None] * matrix)
    correction = len(names) / (len(names) - 1) * (rows - 1) / (rows - k)
    # A⁻¹ is symmetric, so that A⁻¹ (Σ s s′) A⁻¹ = (S A⁻¹)′ (S A⁻¹).
    errors = np.sqrt(correction * ((scores @ fits.inverse) ** 2).sum(axis=1))
    return Clustered(fits.coefficients, errors, fits.finite)
