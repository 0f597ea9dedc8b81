"""Made-up tables with stated truth, always marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib.errors import UsageError, message
from policylib.texts import N_

MARK = "synthetic"
#: What every table, figure and page that touches made-up rows shows.
BANNER = N_(
    "Made-up data: the outcome was drawn by a computer. "
    "Nothing here says which village is enrolled, or why."
)


@dataclass(frozen=True)
class Simulated:
    """A table with a made-up outcome and the truth it was drawn from.

    Attributes
    ----------
    table : pandas.DataFrame
        The input with the columns ``enrolled`` (0 or 1) and ``synthetic`` (True).
    truth : dict of str to float
        Log odds ratio of each standardised term.
    """

    table: pd.DataFrame
    truth: dict[str, float]
    seed: int


def enrolment(
    covariates: pd.DataFrame, *, events: int, truth: dict[str, float], seed: int
) -> Simulated:
    """Draw which villages are enrolled, exactly ``events`` of them.

    Each village has the propensity ``sum(truth * standardised term)`` plus logistic noise; the
    ``events`` villages with the highest are enrolled, so the total equals the published count.

    Raises
    ------
    UsageError
        If the number of events does not lie between 1 and the rows less 1.
    """
    if not 0 < events < len(covariates):
        raise UsageError(
            message(
                f"{events} events in {len(covariates)} rows",
                expected="at least one of each outcome",
            )
        )
    if covariates[list(truth)].isna().any(axis=None):
        raise UsageError(
            message(
                "a term of the truth has missing values",
                where=", ".join(truth),
                way_out="Draw from terms that every row has.",
            )
        )
    if seed < 0:
        raise UsageError(message(f"seed {seed}", expected="a whole number from 0"))
    rng = np.random.default_rng(seed)
    terms = covariates[list(truth)].astype("float64")
    standardised = (terms - terms.mean()) / terms.std()
    propensity = standardised.to_numpy() @ np.array(list(truth.values()))
    latent = propensity + rng.logistic(size=len(covariates))
    chosen = np.argsort(-latent, kind="stable")[:events]
    outcome = np.zeros(len(covariates), dtype="int64")
    outcome[chosen] = 1
    return Simulated(covariates.assign(enrolled=outcome, **{MARK: True}), dict(truth), seed)


def is_marked(table: pd.DataFrame) -> bool:
    """Whether any row of the table is made up.

    A table that carries no mark holds no made-up row; the mark is a column so that joins,
    selections and files keep it.
    """
    return MARK in table.columns and bool(table[MARK].any())
