"""Average marginal effects over bootstrap draws of whole districts, all fitted at once.

References
----------
Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90, on pairs of clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib.compliance.design import Design
from policylib.compliance.weighted import drawn_districts, effects, fitted
from policylib.errors import DataError, message

#: Share of draws that may lack a finite estimate before the interval is refused.
MOST_REFUSED = 0.1


@dataclass(frozen=True)
class Resampled:
    """Effects over draws of districts.

    Attributes
    ----------
    table : pandas.DataFrame
        term, effect (all rows), error (standard deviation over the draws), low, high (percentiles).
    effects : numpy.ndarray, (draws, terms)
        Not a number where a draw has no finite estimate.
    draws, refused, seed : int
    synthetic : bool
    """

    table: pd.DataFrame
    effects: np.ndarray
    draws: int
    refused: int
    seed: int
    synthetic: bool


def resampled_effects(design: Design, *, confidence: float, draws: int, seed: int) -> Resampled:
    """Draw districts with replacement and compute the effects of every draw.

    A district drawn twice counts twice, in the fit and in the average.

    Raises
    ------
    DataError
        If all rows, or more than a tenth of the draws, have no finite estimate.
    """
    weights = drawn_districts(design, draws=draws, seed=seed)
    many = fitted(design, weights)
    refused = int((~many.finite[1:]).sum())
    if not many.finite[0] or refused > MOST_REFUSED * draws:
        raise DataError(
            message(
                f"{refused} of {draws} draws have no finite estimate",
                way_out="A term separates the outcome in many draws; use Firth's method.",
            )
        )
    found = effects(design, many.coefficients, weights)
    ends = ((1 - confidence) / 2, (1 + confidence) / 2)
    low, high = np.nanquantile(found[1:], ends, axis=0)
    table = pd.DataFrame(
        {
            "term": list(design.terms),
            "effect": found[0],
            "error": np.nanstd(found[1:], axis=0, ddof=1),
            "low": low,
            "high": high,
        }
    )
    return Resampled(table, found[1:], draws, refused, seed, design.synthetic)
