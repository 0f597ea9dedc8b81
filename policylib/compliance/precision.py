"""How sharp the regression is: what it would be able to tell, over many made-up outcomes.

One draw would say how wide intervals are by chance; here the draws' median stands with the range
from the 5th to the 95th percentile, and how often intervals miss is measured and not assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from policylib.compliance.assembled import OUTCOME, assemble
from policylib.compliance.logit import CONFIDENCE, logit_effects
from policylib.compliance.plan import Plan
from policylib.compliance.simulated import simulated_form
from policylib.errors import DataError, UsageError, message
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

POWER = 0.8
DRAWS = Definition(
    "draws", N_("made-up outcomes drawn"), N_("number of draws, each with its own seed"), "rows"
)
EVENTS = Definition(
    "events",
    N_("enrolled villages among those that answered enough"),
    N_("median over the draws; 5th to 95th percentile"),
    "villages",
)
REFUSED = Definition(
    "refused",
    N_("draws without a finite estimate, because a driver separates the outcome"),
    N_("draws − draws that could be fitted"),
    "rows",
)
HALF_WIDTH = Definition(
    "half-width",
    N_("half-width of the 95 percent interval of a driver, per standard deviation"),
    N_("median over draws and drivers; 5th to 95th percentile"),
    "points",
    digits=1,
)
DETECTABLE = Definition(
    "detectable",
    N_("effect per standard deviation that is told from nothing with power of 80 percent"),
    N_("half-width × (t of the interval + t of the power) ÷ t of the interval"),
    "points",
    digits=1,
)
FALSE_ALARMS = Definition(
    "false-alarms",
    N_("share of intervals that exclude zero although the stated truth is zero"),
    N_("counted over fitted draws and terms without effect; Wilson interval at all of them"),
    "share",
    digits=1,
)
LEVEL = Definition(
    "confidence", N_("confidence of the intervals"), N_("as declared beforehand"), "share"
)
NOMINAL = Definition(
    "nominal",
    N_("share of intervals that should exclude zero when the truth is zero"),
    N_("1 − confidence of the interval"),
    "share",
)


@dataclass(frozen=True)
class Precision(HasFindings):
    """How sharp the regression is: what it would be able to tell.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a term: truth (log odds per standard deviation), half_width (median), low, high
        (5th and 95th percentile), excludes_zero (share of draws), per.
    """

    table: pd.DataFrame
    draws: Finding
    refused: Finding
    events: Finding
    half_width: Finding
    detectable: Finding
    false_alarms: Finding
    nominal: Finding
    confidence: Finding


def precision(
    villages: pd.DataFrame,
    *,
    plan: Plan,
    truth: Mapping[str, float],
    events: int,
    draws: int,
    seed: int,
    sources: Sequence[str],
) -> Precision:
    """Draw forms with the published number of events, fit each as the plan says, and say how sharp
    that is.

    Parameters
    ----------
    villages : pandas.DataFrame
        Every village with its public terms (`with_terms`, `with_place`).
    truth : mapping of str to float
        Log odds ratio per standard deviation; a term that it does not name has none. At least
        one term must have none, or no false alarm can be measured.
    """
    terms = plan.terms
    if all(truth.get(term) for term in terms):
        raise UsageError(
            message(
                "every term has an effect",
                expected="at least one without, to measure false alarms",
                way_out="Leave a term out of the truth.",
            )
        )
    fits = _fits(villages, plan, truth, events, draws, seed)
    fitted = fits["draw"].nunique()
    refused = draws - fitted
    continuous = fits.loc[fits["per"] == "standard_deviation", "half"]
    null = float(fits.loc[fits["truth"] == 0, "excludes_zero"].mean())
    zero = fits.loc[fits["truth"] == 0, "excludes_zero"]
    wilson = stats.binomtest(int(zero.sum()), len(zero)).proportion_ci(method="wilson")
    given = {"sources": sources, "synthetic": True}
    return Precision(
        table=_by_term(fits, terms),
        draws=DRAWS.between(draws, draws, value=draws, **given),
        refused=REFUSED.between(refused, refused, value=refused, **given),
        events=_spread(EVENTS, fits.drop_duplicates("draw")["events"], given),
        half_width=_spread(HALF_WIDTH, continuous, given),
        detectable=_spread(DETECTABLE, continuous * _power_factor(fits["groups"].iloc[0]), given),
        false_alarms=FALSE_ALARMS.between(wilson.low, wilson.high, value=null, **given),
        nominal=NOMINAL.between(1 - CONFIDENCE, 1 - CONFIDENCE, value=1 - CONFIDENCE, **given),
        confidence=LEVEL.between(CONFIDENCE, CONFIDENCE, value=CONFIDENCE, **given),
    )


def _fits(
    villages: pd.DataFrame,
    plan: Plan,
    truth: Mapping[str, float],
    events: int,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Return the effects of every draw, one row a draw and term."""
    tables = []
    for draw, own in enumerate(np.random.SeedSequence(seed).generate_state(draws)):
        made_up = simulated_form(villages, plan=plan, truth=truth, events=events, seed=int(own))
        table = assemble(villages, made_up.form, plan=plan)
        rows = table.dropna(subset=[OUTCOME, *plan.terms])
        try:
            found = logit_effects(rows, outcome=OUTCOME, terms=plan.terms, groups=plan.groups)
        except DataError:  # no finite estimate: counted as refused, see REFUSED
            continue
        tables.append(found.table.assign(draw=draw, events=found.events, groups=found.groups))
    if not tables:
        raise DataError(message(f"none of {draws} draws could be fitted", way_out="Drop a term."))
    fits = pd.concat(tables, ignore_index=True)
    fits["half"] = (fits["high"] - fits["low"]) / 2
    fits["excludes_zero"] = (fits["low"] > 0) | (fits["high"] < 0)
    fits["truth"] = [truth.get(term, 0.0) for term in fits["term"]]
    return fits


def _by_term(fits: pd.DataFrame, terms: Sequence[str]) -> pd.DataFrame:
    by = fits.groupby("term", sort=False)
    table = pd.DataFrame(
        {
            "truth": by["truth"].first(),
            "half_width": by["half"].median(),
            "low": by["half"].quantile(0.05),
            "high": by["half"].quantile(0.95),
            "excludes_zero": by["excludes_zero"].mean(),
            "per": by["per"].first(),
        }
    )
    return table.loc[list(terms)].reset_index()


def _spread(definition: Definition, values: pd.Series, given: dict) -> Finding:
    low, middle, high = values.astype("float64").quantile([0.05, 0.5, 0.95])
    return definition.between(low, high, value=middle, **given)


def _power_factor(groups: int) -> float:
    """How many half-widths an effect needs, with t of groups − 1 degrees of freedom."""
    edge, extra = stats.t.ppf([(1 + CONFIDENCE) / 2, POWER], groups - 1)
    return float((edge + extra) / edge)
