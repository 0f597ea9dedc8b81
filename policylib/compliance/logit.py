"""A logit with average marginal effects, cluster-robust by district.

References
----------
Greene (2018), Econometric Analysis, chapter 17; Peduzzi et al. (1996) on events per variable;
Donald and Lang (2007) on t with clusters − 1 degrees of freedom.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from policylib import synthetic
from policylib.errors import DataError, UsageError, closest, message, places

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
        If values are missing, the outcome has one class, a term is constant, repeats others or
        separates the outcome, or all rows lie in one group.
    UsageError
        If there are more terms than the events allow, or a column is unknown.
    """
    events, rows = _checked(table, outcome, terms, groups)
    codes = pd.factorize(table[groups])[0]
    margins = _margins(table[outcome].astype("float64"), _design(table, terms), codes)
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


def _margins(outcome: pd.Series, design: pd.DataFrame, codes: np.ndarray):
    """Fit by maximum likelihood; what cannot be fitted is an error and never a number."""
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationWarning

    model = sm.Logit(outcome, sm.add_constant(design))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            warnings.simplefilter("error", PerfectSeparationWarning)
            fit = model.fit(disp=False, cov_type="cluster", cov_kwds={"groups": codes})
    except (ConvergenceWarning, PerfectSeparationWarning, np.linalg.LinAlgError):
        raise DataError(
            message(
                "the logit has no finite estimate",
                where=", ".join(design.columns),
                way_out="A term separates the outcome; drop it.",
            )
        ) from None
    return fit.get_margeff(at="overall", method="dydx", dummy=True)


def _checked(
    table: pd.DataFrame, outcome: str, terms: Sequence[str], groups: str
) -> tuple[int, int]:
    _refuse_bad_cells(table, [outcome, *terms, groups])
    if not table[outcome].isin((0, 1)).all():
        raise DataError(message(f"'{outcome}' holds other values than 0 and 1"))
    events, rows = int(table[outcome].sum()), len(table)
    if events in (0, rows):
        raise DataError(message(f"all {rows} outcomes are the same", expected="both outcomes"))
    allowed = terms_allowed(events, rows)
    if len(terms) > allowed:
        raise UsageError(
            message(
                f"{len(terms)} terms with {events} events in {rows} rows",
                expected=f"at most {allowed} terms",
                way_out="Choose fewer terms before looking at results.",
            )
        )
    if table[groups].nunique() < 2:
        raise DataError(
            message(f"all rows lie in one {groups}", way_out="Describe; infer nothing.")
        )
    _refuse_bad_terms(table, outcome, terms)
    return events, rows


def _refuse_bad_cells(table: pd.DataFrame, columns: list[str]) -> None:
    if unknown := [c for c in columns if c not in table]:
        raise UsageError(message(f"no column '{unknown[0]}'", way_out=closest(unknown[0], table)))
    missing = table[columns].isna().any()
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


def _refuse_bad_terms(table: pd.DataFrame, outcome: str, terms: Sequence[str]) -> None:
    if constant := [t for t in terms if table[t].nunique() < 2]:
        raise DataError(message(f"constant terms: {', '.join(constant)}", way_out="Drop them."))
    for term in terms:
        # A yes/no term with an empty cell beside the outcome has an infinite effect.
        if table[term].nunique() == 2 and (pd.crosstab(table[term], table[outcome]) == 0).any(
            axis=None
        ):
            raise DataError(
                message(
                    f"'{term}' separates the outcome", way_out="Drop it, or use Firth's method."
                )
            )
    design = _design(table, terms)
    if np.linalg.matrix_rank(design.assign(constant=1.0)) <= len(terms):
        raise DataError(
            message("terms that say the same", where=", ".join(terms), way_out="Drop one of them.")
        )


def _design(table: pd.DataFrame, terms: Sequence[str]) -> pd.DataFrame:
    design = table[list(terms)].astype("float64")
    for term in terms:
        if table[term].dtype != bool:
            design[term] = (design[term] - design[term].mean()) / design[term].std()
    return design
