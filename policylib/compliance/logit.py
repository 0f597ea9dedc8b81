"""A logit with average marginal effects, cluster-robust by district.

References
----------
Greene (2018), Econometric Analysis, chapter 17; Peduzzi et al. (1996) on events per variable;
Donald and Lang (2007) on t with clusters − 1 degrees of freedom; MacKinnon, Nielsen and Webb (2023)
on the cluster jackknife; Heinze and Schemper (2002) on separation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from policylib.compliance.design import Design, design
from policylib.compliance.effects import average_effects
from policylib.compliance.errors_by_district import standard_errors, without_each
from policylib.compliance.firth import firth
from policylib.compliance.newton import maximise
from policylib.compliance.separation import separated
from policylib.errors import UsageError, message

EVENTS_PER_TERM = 10
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Effects:
    """Average marginal effects of a logit, in shares (0.1 is ten percentage points).

    Attributes
    ----------
    table : pandas.DataFrame
        term, effect, low, high (95 percent), per ('standard_deviation' or 'yes_no').
    rows, events, groups : int
        Villages used, enrolled among them, districts.
    synthetic : bool
        Whether made-up rows stand behind it.
    separated : tuple of str
        Terms that separate the outcome; then Firth's method stands in for maximum likelihood.
    """

    table: pd.DataFrame
    rows: int
    events: int
    groups: int
    synthetic: bool
    separated: tuple[str, ...] = ()


def terms_allowed(events: int, rows: int) -> int:
    """Return how many terms the rarer outcome allows.

    >>> terms_allowed(54, 179)
    5
    """
    return min(events, rows - events) // EVENTS_PER_TERM


def logit_effects(
    table: pd.DataFrame, *, outcome: str, terms: Sequence[str], groups: str
) -> Effects:
    """Fit a logit and return average marginal effects, cluster-robust by group.

    A continuous term is standardised, so its effect is per standard deviation; a truth value's
    effect is yes against no. Standard errors are of the cluster jackknife and intervals use t with
    groups − 1 degrees of freedom. Where terms separate the outcome no maximum exists, and Firth's
    penalised likelihood stands in: its effects are taken at the ends of the profile intervals.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a village, ``outcome`` 0 or 1, no missing value in ``terms``.
    groups : str
        Column of the district.

    Raises
    ------
    DataError
        If values are missing, the outcome has one class, a term is constant or repeats others, or
        all rows lie in one group.
    UsageError
        If there are more terms than the events allow, or a column is unknown.
    """
    seen = design(table, outcome=outcome, terms=terms, groups=groups)
    require_terms(seen)
    return effects_of(seen)


def effects_of(seen: Design) -> Effects:
    """Return the average marginal effects of a design of so many terms as are allowed."""
    apart = separated(seen)
    effects, low, high = penalised_effects(seen) if apart else _likeliest(seen)
    kinds = np.where(seen.binary, "yes_no", "standard_deviation")
    columns = {"effect": effects, "low": low, "high": high, "per": kinds}
    return Effects(
        pd.DataFrame({"term": list(seen.terms), **columns}),
        rows=len(seen.outcome),
        events=seen.events,
        groups=len(seen.labels),
        synthetic=seen.synthetic,
        separated=apart,
    )


def require_terms(seen: Design) -> None:
    """Raise UsageError if there are more terms than the events allow."""
    events, rows = seen.events, len(seen.outcome)
    allowed = terms_allowed(events, rows)
    if len(seen.terms) > allowed:
        raise UsageError(
            message(
                f"{len(seen.terms)} terms with {events} events in {rows} rows",
                expected=f"at most {allowed} terms",
                way_out="Choose fewer terms before looking at results.",
            )
        )


def _likeliest(seen: Design) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    coefficients = maximise(seen.matrix, seen.outcome).coefficients
    effects = average_effects(seen.matrix, seen.binary, coefficients).effects[0]
    errors = standard_errors(effects, without_each(seen, coefficients))
    half = stats.t.ppf((1 + CONFIDENCE) / 2, len(seen.labels) - 1) * errors
    return effects, effects - half, effects + half


def penalised_effects(seen: Design) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return Firth's effects and their ends, each of shape (terms,).

    An end is the average effect with one coefficient at the end of its profile interval and the
    others at their estimates. Villages count as independent: it is no cluster interval.
    """
    fit = firth(seen, confidence=CONFIDENCE)
    ends = fit.table.set_index("term").loc[list(seen.terms), ["low", "high"]].to_numpy()

    def effect_at(end: int) -> np.ndarray:
        moved = np.tile(fit.coefficients, (len(seen.terms), 1))
        moved[:, 1:][np.diag_indices(len(seen.terms))] = ends[:, end]
        return np.diag(average_effects(seen.matrix, seen.binary, moved).effects)

    middle = average_effects(seen.matrix, seen.binary, fit.coefficients).effects[0]
    return middle, effect_at(0), effect_at(1)
