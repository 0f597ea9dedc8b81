"""Many logits on one table with their average marginal effects, cluster-robust by district."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from policylib.compliance.effects import average_effects
from policylib.compliance.newton import maximise_many

#: Numbers held at once for a stack of designs.
_MOST_NUMBERS = 8_000_000


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
    columns, outcome = columns[order], outcome[order]
    size = max(1, _MOST_NUMBERS // (len(outcome) * models.shape[1]))
    parts = [models[i : i + size] for i in range(0, len(models), size)]
    found = [_part(columns, outcome, first, part, np.asarray(binary)) for part in parts]
    return np.vstack([e for e, _ in found]), np.vstack([s for _, s in found])


def _part(columns, outcome, first, models, binary) -> tuple[np.ndarray, np.ndarray]:
    x = np.moveaxis(columns[:, models], 1, 0)
    fit = maximise_many(x, np.broadcast_to(outcome, (len(models), len(outcome))))
    rows, districts, k = len(outcome), len(first), models.shape[1]
    effects = np.full((len(models), k - 1), np.nan)
    errors = effects.copy()
    x, b, inverse = x[fit.finite], fit.coefficients[fit.finite], fit.inverse[fit.finite]
    if len(b):
        rest = outcome - expit(np.einsum("snk,sk->sn", x, b))
        scores = np.add.reduceat(rest[..., None] * x, first, axis=1)
        meat = np.swapaxes(scores, 1, 2) @ scores
        covariance = (
            inverse @ meat @ inverse * districts / (districts - 1) * (rows - 1) / (rows - k)
        )
        averages = average_effects(x, binary, b)
        effects[fit.finite] = averages.effects
        errors[fit.finite] = np.sqrt(np.einsum("sjj->sj", averages.covariance(covariance)))
    return effects, errors
