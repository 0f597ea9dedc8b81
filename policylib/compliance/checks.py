"""Other methods on the villages of the main model: what changes, and how well it foretells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from policylib.compliance.assembled import OUTCOME
from policylib.compliance.calibration import Calibration, by_district_folds
from policylib.compliance.collinearity import Collinearity, collinearity
from policylib.compliance.design import Design, design
from policylib.compliance.effects import average_effects
from policylib.compliance.errors_by_district import standard_errors, without_each
from policylib.compliance.imputation import Missing, impute, missing
from policylib.compliance.influence import DISTRICT, Influence, leave_out
from policylib.compliance.linear import fit_many, sums
from policylib.compliance.logit import penalised_effects
from policylib.compliance.newton import maximise
from policylib.compliance.pooling import pool
from policylib.compliance.random_intercept import RandomIntercept, random_intercept
from policylib.compliance.study import Study

FOLDS, NODES = 5, 15
_COLUMNS = ["term", "effect", "low", "high"]


@dataclass(frozen=True)
class Checks:
    """The effects by other methods, and diagnostics of the main model.

    Attributes
    ----------
    table : pandas.DataFrame
        method, term, effect, low, high, villages; a method that cannot be used has no row.
    missing : Missing
        What is missing of the terms among villages that say whether they are enrolled.
    within : RandomIntercept or None
        The logit with an intercept of each district; with `influence` (each district left out)
        and `calibration` None where a term separates the outcome.
    """

    table: pd.DataFrame
    missing: Missing
    within: RandomIntercept | None
    collinearity: Collinearity
    influence: Influence | None
    calibration: Calibration | None


def checks(study: Study, *, seed: int) -> Checks:
    """Fit the declared terms by other methods, and diagnose.

    Linear probability, Firth, an intercept of each district, and multiple imputation.

    Imputation is left out where a term is missing for every village of a district: nothing there
    says what it is.
    """
    seen, plan = study.design, study.plan
    known = study.table.dropna(subset=[OUTCOME])
    gone = missing(known, terms=plan.terms, outcome=OUTCOME, groups=plan.groups)
    fits = {"logit": study.effects.table, "linear": _linear(study), "firth": _firth(seen)}
    villages = dict.fromkeys(fits, len(seen.outcome))
    whole = bool(study.effects.separated)
    within = None if whole else random_intercept(seen, nodes=NODES, confidence=plan.confidence)
    if within is not None:
        ours = ["term", "effect", "effect_low", "effect_high"]
        fits["random_intercept"] = within.table[ours].set_axis(_COLUMNS, axis=1)
        villages["random_intercept"] = len(seen.outcome)
    if gone.districts.empty and gone.complete < gone.rows and not whole:
        fits["imputation"], villages["imputation"] = _imputed(known, study, seed), gone.rows
    parts = [t[_COLUMNS].assign(method=name, villages=villages[name]) for name, t in fits.items()]
    return Checks(
        table=pd.concat(parts, ignore_index=True),
        missing=gone,
        within=within,
        collinearity=collinearity(seen),
        influence=None if whole else leave_out(seen, by=DISTRICT),
        calibration=None if whole else by_district_folds(seen, folds=FOLDS, seed=seed),
    )


def _linear(study: Study) -> pd.DataFrame:
    """Return the linear probability model, cluster-robust by district."""
    seen = study.design
    held = sums(seen.matrix, seen.outcome, seen.groups)
    found, errors = fit_many(held, np.arange(seen.matrix.shape[1])[None, :])
    effects, half = found[0, 1:], _edge(study, len(seen.labels) - 1) * errors[0, 1:]
    return _table(seen, effects, effects - half, effects + half)


def _firth(seen: Design) -> pd.DataFrame:
    return _table(seen, *penalised_effects(seen))


def _imputed(known: pd.DataFrame, study: Study, seed: int) -> pd.DataFrame:
    plan = study.plan
    sets = impute(
        known, terms=plan.terms, outcome=OUTCOME, groups=plan.groups,
        sets=plan.imputations, seed=seed,
    )  # fmt: skip
    effects, errors = [], []
    for table in sets:
        seen = design(table, outcome=OUTCOME, terms=plan.terms, groups=plan.groups)
        coefficients = maximise(seen.matrix, seen.outcome).coefficients
        one = average_effects(seen.matrix, seen.binary, coefficients).effects[0]
        effects.append(one)
        errors.append(standard_errors(one, without_each(seen, coefficients)))
    frames = [pd.DataFrame(v, columns=list(plan.terms)) for v in (effects, np.square(errors))]
    pooled = pool(*frames, complete_df=len(study.design.labels) - 1).table
    return pooled.rename(columns={"estimate": "effect"})[["term", "effect", "low", "high"]]


def _edge(study: Study, freedom: float) -> float:
    return float(stats.t.ppf((1 + study.plan.confidence) / 2, freedom))


def _table(seen: Design, effects, low, high) -> pd.DataFrame:
    return pd.DataFrame({"term": list(seen.terms), "effect": effects, "low": low, "high": high})
