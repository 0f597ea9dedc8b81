"""Effects when rows count differently: districts left out, or drawn with replacement."""

from __future__ import annotations

import numpy as np

from policylib.compliance.design import Design
from policylib.compliance.effects import average_effects
from policylib.compliance.newton import Many, maximise_many


def drawn_districts(design: Design, *, draws: int, seed: int) -> np.ndarray:
    """Return how often each row counts: once for all rows, then by drawn districts.

    Returns
    -------
    numpy.ndarray, (1 + draws, rows)
    """
    districts = len(design.labels)
    chance = np.random.default_rng(seed)
    times = chance.multinomial(districts, np.full(districts, 1 / districts), size=draws)
    return np.vstack([np.ones(len(design.outcome)), times[:, design.groups]])


def fitted(design: Design, weights: np.ndarray) -> Many:
    """Fit the design once for each weighting of its rows.

    Parameters
    ----------
    weights : numpy.ndarray, (sets, rows)
        How often each row counts; 0 leaves it out.
    """
    outcomes = np.broadcast_to(design.outcome, weights.shape)
    return maximise_many(design.matrix, outcomes, weights=weights)


def effects(design: Design, coefficients: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the average marginal effects of each weighting, (sets, terms)."""
    return average_effects(design.matrix, design.binary, coefficients, weights=weights).effects
