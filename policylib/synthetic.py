"""Made-up tables with stated truth, always marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib.errors import UsageError, message
from policylib.texts import N_

MARK = "synthetic"
#: Share of the answers that are missing.
_UNANSWERED = 0.03
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


def village_answers(covariates: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Draw what villages might answer on the form, but for whether they are enrolled.

    Three latent traits (budget, understanding, supervision) lean on what is public of the village
    and on its district; answers follow them with noise. Five districts ask for proof of enrolment.
    About one answer in thirty is missing at random.

    Parameters
    ----------
    covariates : pandas.DataFrame
        code, district_code, ``log_population``, ``idm_2024``, ``log_add_per_head``.

    Returns
    -------
    pandas.DataFrame
        Columns of the cleaned office table ``village_enrolment`` that the plan uses, marked.
    """
    rng = np.random.default_rng(seed)
    rows = len(covariates)
    district, _ = pd.factorize(covariates["district_code"], sort=True)
    public = covariates[["log_population", "idm_2024", "log_add_per_head"]].astype("float64")
    size, index, money = ((public - public.mean()) / public.std()).fillna(0).to_numpy().T
    local = rng.normal(size=(3, district.max() + 1))[:, district]
    noise = rng.normal(size=(12, rows))
    budget = 0.6 * money + 0.2 * local[0] + 0.8 * noise[0]
    grasp = 0.3 * index + 0.3 * local[1] + 0.85 * noise[1]
    watch = 0.6 * local[2] + 0.1 * size + 0.8 * noise[2]
    asking = rng.choice(district.max() + 1, size=5, replace=False)
    answers = pd.DataFrame(
        {
            "code": covariates["code"].to_numpy(),
            "own_revenue_enough": _said(budget + noise[3] > 0.2),
            "siltap_paid_late_months": rng.poisson(np.exp(0.6 - 0.5 * budget)).clip(0, 12),
            "attended_briefing": _said(grasp + noise[4] > -0.3),
            "knows_legal_basis": _said(grasp + noise[5] > 0.1),
            "has_sipp_operator": _said(grasp + noise[6] > 0.5),
            "reminded_times": rng.poisson(np.exp(0.3 + 0.5 * watch)),
            "visited_by_branch": _said(watch + noise[7] > 0.3),
            "checked_by_inspectorate": _said(watch + noise[8] > 0.6),
            "required_for_disbursement": _said(np.isin(district, asking)),
        }
    )
    counts = ["siltap_paid_late_months", "reminded_times"]
    answers[counts] = answers[counts].astype("Int64")
    for column in answers.columns[1:-1]:
        answers[column] = answers[column].mask(rng.random(rows) < _UNANSWERED)
    return answers.assign(**{MARK: True})


def _said(yes: np.ndarray) -> np.ndarray:
    return np.where(yes, "yes", "no").astype(object)


def is_marked(table: pd.DataFrame) -> bool:
    """Whether any row of the table is made up.

    A table that carries no mark holds no made-up row; the mark is a column so that joins,
    selections and files keep it.
    """
    return MARK in table.columns and bool(table[MARK].any())
