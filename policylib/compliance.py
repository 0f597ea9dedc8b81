"""Regression of village enrolment on what is known of the villages (thin: one logit).

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
from policylib.findings import Finding, N_

EVENTS_PER_TERM = 10
CONFIDENCE = 0.95


_REVENUE_SOURCE = ("data:portal-data-desa-jabar", "data:permendagri-register")


@dataclass(frozen=True)
class Usable:
    """The villages with usable revenue, and those that a rule leaves out.

    Attributes
    ----------
    table : pandas.DataFrame
        Usable villages with ``log_population`` and ``log_add_per_head`` (natural logarithms).
    left_out_table : pandas.DataFrame
        code, name, district, revenue_doubt of the others.
    """

    table: pd.DataFrame
    left_out_table: pd.DataFrame
    total: Finding
    used: Finding
    left_out: Finding

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The three counts."""
        return (self.total, self.used, self.left_out)


def usable(villages: pd.DataFrame) -> Usable:
    """Split villages by whether a rule doubts their revenue, and add the terms of the model."""
    doubted = villages["revenue_doubt"] != ""
    table = villages[~doubted].copy()
    table["log_population"] = np.log(table["population_2024"].astype("float64"))
    table["log_add_per_head"] = np.log(
        table["add_2023_rp"].astype("float64") / table["population_2024"].astype("float64"))
    columns = ["code", "name", "district", "revenue_doubt"]

    def count(name: str, label: str, rows: int, formula: str) -> Finding:
        return Finding(id=name, label=label, value=rows, low=rows, high=rows, unit="villages",
                       digits=0, sources=_REVENUE_SOURCE, formula=formula)

    return Usable(
        table.reset_index(drop=True), villages.loc[doubted, columns].reset_index(drop=True),
        total=count("villages-total", N_("villages of the register"), len(villages),
                    N_("rows of the register that are valid today")),
        used=count("villages-used", N_("villages with usable revenue"), len(table),
                   N_("villages − those left out by a rule")),
        left_out=count("villages-left-out", N_("villages left out by a rule"), int(doubted.sum()),
                       N_("not reported, figures of another village, or an implausible ADD")))


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


@dataclass(frozen=True)
class Precision:
    """How sharp the regression is: what it would be able to tell."""

    events: Finding
    rows: Finding
    terms: Finding
    half_width: Finding

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Events, rows, terms allowed and half-widths."""
        return (self.events, self.rows, self.terms, self.half_width)


def precision(effects: Effects, *, sources: Sequence[str]) -> Precision:
    """Return the range of the half-widths of continuous terms, in points, and the counts."""
    continuous = effects.table[effects.table["per"] == "standard_deviation"]
    half = (continuous["high"] - continuous["low"]) / 2

    def found(name: str, label: str, low: float, high: float, unit: str, formula: str) -> Finding:
        return Finding(id=name, label=label, value=low if low == high else None, low=low,
                       high=high, unit=unit, digits=0, range_digits=1, sources=tuple(sources),
                       formula=formula, synthetic=effects.synthetic)

    allowed = terms_allowed(effects.events, effects.rows)
    return Precision(
        events=found("events", N_("enrolled villages in the regression"), effects.events,
                     effects.events, "villages", N_("count of the outcome")),
        rows=found("rows", N_("villages in the regression"), effects.rows, effects.rows,
                   "villages", N_("villages with usable revenue")),
        terms=found("terms-allowed", N_("drivers allowed at a time"), allowed, allowed, "rows",
                    N_("rarer outcome ÷ ten events a term")),
        half_width=found("half-width", N_("half-width of the 95 percent interval of a driver"),
                         float(half.min()), float(half.max()), "points",
                         N_("t with districts − 1 degrees of freedom × cluster-robust error")))


def sources(*, seed: int | None) -> tuple[str, ...]:
    """Return what the regression of villages stands on; a seed says the outcome is made up."""
    drivers = ("data:permendagri-register", "data:dukcapil-2024", "data:village-facts",
               "data:idm-kemendes", "data:portal-data-desa-jabar")
    return drivers if seed is None else (*drivers, f"synthetic:seed-{seed}")


def terms_allowed(events: int, rows: int) -> int:
    """Return how many terms the rarer outcome allows.

    >>> terms_allowed(54, 179)
    5
    """
    return min(events, rows - events) // EVENTS_PER_TERM


def logit_effects(table: pd.DataFrame, *, outcome: str, terms: Sequence[str], groups: str
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
        raise DataError(message("the logit did not converge", where=", ".join(terms),
                                way_out="A term may separate the outcome; drop it."))
    margins = fit.get_margeff(at="overall", method="dydx", dummy=True)
    count = len(np.unique(codes))
    half = stats.t.ppf((1 + CONFIDENCE) / 2, count - 1) * margins.margeff_se
    effects = pd.DataFrame({
        "term": list(terms), "effect": margins.margeff, "low": margins.margeff - half,
        "high": margins.margeff + half,
        "per": ["yes_no" if table[t].dtype == bool else "standard_deviation" for t in terms]})
    return Effects(effects, rows, events, count, synthetic.is_marked(table))


def _checked(table: pd.DataFrame, outcome: str, terms: Sequence[str]) -> tuple[int, int]:
    missing = table[[outcome, *terms]].isna().any()
    if missing.any():
        raise DataError(message("missing values", where=places(list(missing.index[missing])),
                                way_out="Leave villages out by a stated rule and count them."))
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
        raise UsageError(message(f"{len(terms)} terms with {events} events in {rows} rows",
                                 expected=f"at most {allowed} terms",
                                 way_out="Choose fewer terms before looking at results."))
    return events, rows


def _design(table: pd.DataFrame, terms: Sequence[str]) -> pd.DataFrame:
    design = table[list(terms)].astype("float64")
    for term in terms:
        if table[term].dtype != bool:
            design[term] = (design[term] - design[term].mean()) / design[term].std()
    return design
