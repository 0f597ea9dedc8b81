"""Discrete-time hazard of enrolment: one row a village and period, then a regression of events.

References
----------
Singer and Willett (2003), Applied Longitudinal Data Analysis, chapters 10 to 12;
Prentice and Gloeckler (1978), Biometrics 34, on cloglog as grouped proportional hazards;
Allison (1982), Sociological Methodology 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import expit

from policylib.compliance.binary import Maximum, fit_binary
from policylib.compliance.design import Design, design
from policylib.compliance.logit import terms_allowed
from policylib.errors import DataError, UsageError, closest, message, places

PERIOD, EVENT = "period", "event"


@dataclass(frozen=True)
class Hazard:
    """Effects on the hazard of the event, and the hazard by period.

    Attributes
    ----------
    table : pandas.DataFrame
        term, ratio, low, high (cluster-robust, t of groups − 1 degrees of freedom), coefficient,
        error, per ('standard_deviation' or 'yes_no'), unit (the standard deviation over the rows
        at risk, or 1). A ratio of odds with the link 'logit', of hazards with 'cloglog'.
    baseline : pandas.DataFrame
        period, at_risk, events, share (events among those at risk), hazard (with every number at
        its mean and every truth value no), low, high. Where nobody or everybody at risk has the
        event the hazard is 0 or 1 without an interval; those rows tell nothing of the terms.
    link : str
    log_likelihood : float
    rows, rows_used, units, events, groups : int
        Rows at risk, those of periods with both outcomes, villages, events, districts.
    synthetic : bool
        Whether made-up rows stand behind it.
    """

    table: pd.DataFrame
    baseline: pd.DataFrame
    link: str
    log_likelihood: float
    rows: int
    rows_used: int
    units: int
    events: int
    groups: int
    synthetic: bool


def person_periods(
    table: pd.DataFrame, *, unit: str, entered: str, ended: str, event: str
) -> pd.DataFrame:
    """Return one row a village and period at risk.

    A village is at risk in the periods entered + 1 to ended; its event, if any, happens in the
    last of them, otherwise it is censored there.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a village.
    unit : str
        Column that names the village.
    entered, ended : str
        Columns of whole numbers: the period after which the village is at risk (0 for the start),
        and the last period in which it was seen.
    event : str
        Column of 0 and 1: whether it enrolled in the period ``ended``.

    Returns
    -------
    pandas.DataFrame
        The other columns as they are, with ``period`` and ``event`` (0 or 1) of the row.

    Raises
    ------
    DataError
        If a village stands twice, a value is missing or no whole number, a duration is 0 or
        negative, the event is neither 0 nor 1, or there is no event.
    UsageError
        If a column is unknown, or ``period`` or ``event`` stands for something else.
    """
    _refuse_columns(table, [unit, entered, ended, event])
    if taken := [c for c in (PERIOD, EVENT) if c in table and c not in (entered, ended, event)]:
        raise UsageError(message(f"a column is named '{taken[0]}' already", way_out="Rename it."))
    _refuse_spells(table, unit, entered, ended, event)
    first, last = table[entered].to_numpy(dtype=int), table[ended].to_numpy(dtype=int)
    length = last - first
    row = np.repeat(np.arange(len(table)), length)
    within = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    long = table.drop(columns=list({entered, ended, event})).iloc[row].reset_index(drop=True)
    period = first[row] + 1 + within
    happened = table[event].to_numpy(dtype=int)[row] * (period == last[row])
    return long.assign(**{PERIOD: period, EVENT: happened})


def hazard(
    periods: pd.DataFrame,
    *,
    unit: str,
    terms: Sequence[str],
    link: Literal["logit", "cloglog"],
    groups: str,
    confidence: float,
) -> Hazard:
    """Regress events on terms with a free baseline by period, cluster-robust by district.

    link(h) = a(period) + x'b, where h is the chance of the event among those still at risk.
    Periods in which nobody (or everybody) at risk has the event have a baseline without a finite
    estimate; their rows add nothing to the likelihood and are set aside and counted.

    Parameters
    ----------
    periods : pandas.DataFrame
        From `person_periods`; terms may change from period to period.
    unit, groups : str
        Columns of the village and of its district.
    link : {'logit', 'cloglog'}
        Odds of the hazard, or hazards of a process in continuous time seen by period.
    confidence : float
        Of the intervals, between 0 and 1.

    Raises
    ------
    DataError
        If a village stands twice in a period, values are missing, the outcome has one class, a
        term is constant, repeats others or the baseline or has no finite effect, or all rows lie
        in one group.
    UsageError
        If there are more terms than the events allow, none, or a column, link or confidence is
        unknown.
    """
    _refuse_call(periods, unit, terms, link, groups, confidence)
    checked = design(
        periods[[c for c in periods if c in {EVENT, *terms, groups, "synthetic"}]],
        outcome=EVENT,
        terms=terms,
        groups=groups,
    )
    _refuse_terms(checked.events, len(periods), terms)
    risk = periods.groupby(PERIOD)[EVENT].agg(at_risk="size", events="sum")
    mixed = risk.index[(risk["events"] > 0) & (risk["events"] < risk["at_risk"])]
    used = periods[PERIOD].isin(mixed).to_numpy()
    count = len(np.unique(checked.groups[used]))
    fitted = _fit(checked, periods, mixed, used, link)
    quantile = stats.t.ppf((1 + confidence) / 2, count - 1)
    return Hazard(
        table=_table(checked, periods, fitted, quantile),
        baseline=_baseline(risk, mixed, fitted, quantile, link),
        link=link,
        log_likelihood=fitted.log_likelihood,
        rows=len(periods),
        rows_used=int(used.sum()),
        units=periods[unit].nunique(),
        events=checked.events,
        groups=count,
        synthetic=checked.synthetic,
    )


def _fit(
    checked: Design, periods: pd.DataFrame, mixed: pd.Index, used: np.ndarray, link: str
) -> Maximum:
    """Fit the rows of periods with both outcomes, with a truth value for each period."""
    dummies = (periods[PERIOD].to_numpy()[:, None] == mixed.to_numpy()).astype(float)
    matrix = np.column_stack([dummies, checked.matrix[:, 1:]])[used]
    if not len(mixed) or np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise DataError(
            message(
                "terms that say the same as others or as the periods",
                where=", ".join(checked.terms),
                way_out="Drop one of them.",
            )
        )
    groups = checked.groups[used]
    if len(np.unique(groups)) < 2:
        raise DataError(
            message(
                "all rows of periods with both outcomes lie in one group",
                way_out="Describe; infer nothing.",
            )
        )
    return fit_binary(matrix, checked.outcome[used], link=link, groups=groups)


def _table(
    checked: Design, periods: pd.DataFrame, fitted: Maximum, quantile: float
) -> pd.DataFrame:
    count = len(checked.terms)
    found = fitted.coefficients[-count:]
    error = np.sqrt(np.diag(fitted.robust))[-count:]
    deviations = [
        1.0 if b else periods[t].std() for t, b in zip(checked.terms, checked.binary, strict=True)
    ]
    return pd.DataFrame(
        {
            "term": checked.terms,
            "ratio": np.exp(found),
            "low": np.exp(found - quantile * error),
            "high": np.exp(found + quantile * error),
            "coefficient": found,
            "error": error,
            "per": np.where(checked.binary, "yes_no", "standard_deviation"),
            "unit": deviations,
        }
    )


def _baseline(
    risk: pd.DataFrame, mixed: pd.Index, fitted: Maximum, quantile: float, link: str
) -> pd.DataFrame:
    line = fitted.coefficients[: len(mixed)]
    half = quantile * np.sqrt(np.diag(fitted.robust))[: len(mixed)]
    chance = expit if link == "logit" else lambda value: -np.expm1(-np.exp(value))
    ends = {"hazard": chance(line), "low": chance(line - half), "high": chance(line + half)}
    table = risk.assign(share=risk["events"] / risk["at_risk"])
    table = table.join(pd.DataFrame(ends, index=mixed))
    table["hazard"] = table["hazard"].fillna(table["share"])
    return table.reset_index()


def _refuse_columns(table: pd.DataFrame, columns: Sequence[str]) -> None:
    if unknown := [c for c in columns if c not in table]:
        raise UsageError(message(f"no column '{unknown[0]}'", way_out=closest(unknown[0], table)))
    missing = table[list(columns)].isna().any()
    if missing.any():
        raise DataError(message("missing values", where=places(list(missing.index[missing]))))


def _refuse_spells(table: pd.DataFrame, unit: str, entered: str, ended: str, event: str) -> None:
    if twice := sorted({str(u) for u in table.loc[table[unit].duplicated(), unit]}):
        raise DataError(message("a village stands twice", where=places(twice)))
    for column in (entered, ended):
        numbers = pd.to_numeric(table[column], errors="coerce")
        if not (np.isfinite(numbers) & (numbers % 1 == 0)).all():
            raise DataError(message(f"'{column}' holds no whole numbers of periods"))
    short = table[entered].astype(int) >= table[ended].astype(int)
    if short.any():
        raise DataError(
            message(
                "a duration of 0 or less",
                where=places([str(u) for u in table.loc[short, unit]]),
                expected=f"'{ended}' after '{entered}'",
            )
        )
    if not table[event].isin((0, 1)).all():
        raise DataError(message(f"'{event}' holds other values than 0 and 1"))
    if not table[event].astype(int).any():
        raise DataError(message("no event", way_out="Without events there is no hazard to model."))


def _refuse_call(
    periods: pd.DataFrame,
    unit: str,
    terms: Sequence[str],
    link: str,
    groups: str,
    confidence: float,
) -> None:
    _refuse_columns(periods, [unit, PERIOD, EVENT, *terms, groups])
    if link not in ("logit", "cloglog"):
        raise UsageError(message(f"link '{link}'", expected="'logit' or 'cloglog'"))
    if not 0 < confidence < 1:
        raise UsageError(message(f"confidence is {confidence}", expected="between 0 and 1"))
    if not terms:
        raise UsageError(message("no terms", expected="at least one"))
    twice = periods.duplicated([unit, PERIOD])
    if twice.any():
        raise DataError(
            message(
                "a village stands twice in a period",
                where=places(sorted({str(u) for u in periods.loc[twice, unit]})),
            )
        )


def _refuse_terms(events: int, rows: int, terms: Sequence[str]) -> None:
    allowed = terms_allowed(events, rows)
    if len(terms) > allowed:
        raise UsageError(
            message(
                f"{len(terms)} terms with {events} events",
                expected=f"at most {allowed} terms",
                way_out="Choose fewer terms before looking at results.",
            )
        )
