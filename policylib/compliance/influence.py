"""What one village, or one district, does to the average marginal effects.

References
----------
Belsley, Kuh and Welsch (1980), Regression Diagnostics, chapter 2; Pregibon (1981), Annals of
Statistics 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib.compliance.design import Design
from policylib.compliance.effects import average_effects
from policylib.compliance.newton import maximise
from policylib.compliance.weighted import effects, fitted
from policylib.errors import UsageError, message

VILLAGE, DISTRICT = "village", "district"
#: Numbers held at once while refitting, about 200 megabytes.
CELLS_AT_ONCE = 25_000_000


@dataclass(frozen=True)
class Influence:
    """Average marginal effects with one village or district left out.

    Attributes
    ----------
    table : pandas.DataFrame
        left_out (number of the row from 0, or name of the district), district, term, effect (all
        rows), without, change (without − effect), in shares; the largest change first, those
        without a finite estimate last.
    not_fitted : tuple
        What is left out where no finite estimate remains: the rest is separated. These carry a
        term alone and are the most influential of all.
    by : str
        'village' or 'district'.
    """

    table: pd.DataFrame
    not_fitted: tuple
    by: str


def leave_out(design: Design, *, by: str) -> Influence:
    """Refit without each village, or each district, and say how far each effect moves.

    Effects are averaged over the rows that remain; a term keeps the unit it has in the full design
    (its standard deviation over all rows), so that effects can be compared.

    Raises
    ------
    DataError
        If the full design has no finite estimate.
    UsageError
        If ``by`` is neither 'village' nor 'district'.
    """
    if by not in (VILLAGE, DISTRICT):
        raise UsageError(message(f"by '{by}'", expected=f"'{VILLAGE}' or '{DISTRICT}'"))
    coefficients = maximise(design.matrix, design.outcome).coefficients
    whole = average_effects(design.matrix, design.binary, coefficients).effects[0]
    labels = np.array(design.labels)
    unit = np.arange(len(design.groups)) if by == VILLAGE else design.groups
    count = int(unit.max()) + 1
    each = max(1, CELLS_AT_ONCE // design.matrix.size)
    parts = [
        _without(design, unit, np.arange(i, min(i + each, count))) for i in range(0, count, each)
    ]
    without = np.concatenate(parts)
    left_out = np.arange(count) if by == VILLAGE else labels
    table = pd.DataFrame(
        {
            "left_out": np.repeat(left_out, len(whole)),
            "district": np.repeat(labels[design.groups] if by == VILLAGE else labels, len(whole)),
            "term": np.tile(design.terms, count),
            "effect": np.tile(whole, count),
            "without": without.ravel(),
            "change": (without - whole).ravel(),
        }
    )
    unfitted = tuple(left_out[np.isnan(without).any(axis=1)].tolist())
    largest = table.sort_values(
        "change", key=abs, ascending=False, kind="stable", na_position="last"
    )
    return Influence(largest.reset_index(drop=True), unfitted, by)


def _without(design: Design, unit: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Return the effects without each of the units ``out``, one row each."""
    weights = (unit[None, :] != out[:, None]).astype(float)
    return effects(design, fitted(design, weights).coefficients, weights)
