"""A logit with average marginal effects, cluster-robust by district.

References
----------
Greene (2018), Econometric Analysis, chapter 17; Peduzzi et al. (1996) on events per variable;
Donald and Lang (2007) on t with clusters − 1 degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from policylib import synthetic
from policylib.errors import DataError, UsageError, message, places

EVENTS_PER_TERM = 10
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Effects:
    """Average marginal effects of a logit, in shares (0.1 is ten percentage points).

    Attributes
    ----------
    table : pandas.DataFrame
        term, effect, low, high (95 percent), per ('standard deviation' or 'yes against no').
    rows, events, groups : int
        Villages used, enrolled among them, districts.
    synthetic : bool
        Whether made-up rows stand behind it.
    """

    table: pd.DataFrame
    rows: int
    events: int
    groups: int
    synthetic: bool


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
    effect is yes against no. Intervals use t with groups − 1 degrees of freedom.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a village, ``outcome`` 0 or 1, no missing value in ``terms``.
    groups : str
        Column of the district.

    Raises
    ------
    DataError
        If values are missing, the outcome has one class, or a term is constant.
    UsageError
        If there are more terms than the events allow.
    """
    import statsmodels.api as sm

    events, rows = _checked(table, outcome, terms)
    design = sm.add_constant(_design(table, terms))
    model = sm.Logit(table[outcome].astype("float64"), design)
    codes = pd.factorize(table[groups])[0]
    fit = model.fit(disp=False, cov_type="cluster", cov_kwds={"groups": codes})
    if not fit.mle_retvals["converged"]:
        raise DataError(
            message(
                "the logit did not converge",
                where=", ".join(terms),
                way_out="A term may separate the outcome; drop it.",
            )
        )
    margins = fit.get_margeff(at="overall", method="dydx", dummy=True)
    count = len(np.unique(codes))
    half = stats.t.ppf((1 + CONFIDENCE) / 2, count - 1) * margins.margeff_se
    effects = pd.DataFrame(
        {
            "term": list(terms),
            "effect": margins.margeff,
            "low": margins.margeff - half,
            "high": margins.margeff + half,
            "per": ["yes_no" if table[t].dtype == bool else "standard_deviation" for t in terms],
        }
    )
    return Effects(effects, rows, events, count, synthetic.is_marked(table))


def _checked(table: pd.DataFrame, outcome: str, terms: Sequence[str]) -> tuple[int, int]:
    missing = table[[outcome, *terms]].isna().any()
    if missing.any():
        raise DataError(
            message(
                "missing values",
                where=places(list(missing.index[missing])),
                way_out="Leave villages out by a stated rule and count them.",
            )
        )
    if twice := list(table.index[table["code"].duplicated()]) if "code" in table else []:
        raise DataError(message("a village stands twice", where=places([str(i) for i in twice])))
    events, rows = int(table[outcome].sum()), len(table)
    if events in (0, rows):
        raise DataError(message(f"all {rows} outcomes are the same", expected="both outcomes"))
    constant = [t for t in terms if table[t].nunique() < 2]
    if constant:
        raise DataError(message(f"constant terms: {', '.join(constant)}", way_out="Drop them."))
    allowed = terms_allowed(events, rows)
    if len(terms) > allowed:
        raise UsageError(
            message(
                f"{len(terms)} terms with {events} events in {rows} rows",
                expected=f"at most {allowed} terms",
                way_out="Choose fewer terms before looking at results.",
            )
        )
    return events, rows


def _design(table: pd.DataFrame, terms: Sequence[str]) -> pd.DataFrame:
    design = table[list(terms)].astype("float64")
    for term in terms:
        if table[term].dtype != bool:
            design[term] = (design[term] - design[term].mean()) / design[term].std()
    return design
