"""The rule of tests by district: each branch, its parts against others, how often it rejects."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pyfixest
import pytest
import statsmodels.api as sm
from scipy import stats

from policylib.compliance.bootstrap import score_bootstrap
from policylib.compliance.design import design
from policylib.compliance.jackknife import freedom, jackknife_steps, jackknife_test
from policylib.compliance.newton import maximise
from policylib.compliance.randomisation import randomisation_test
from policylib.compliance.rule import district_test
from policylib.errors import DataError, UsageError
from tests.simulation.districts import MOST, NOMINAL, Setting, rates, rule

DISTRICTS = 12


def _table(seed=3):
    rng = np.random.default_rng(seed)
    district = np.repeat(np.arange(DISTRICTS), rng.integers(6, 14, DISTRICTS))
    x = rng.normal(size=len(district))
    line = 0.6 * x - 0.5 + 0.4 * rng.normal(size=DISTRICTS)[district]
    outcome = (line + rng.logistic(size=len(district)) > 0).astype(int)
    return pd.DataFrame({"x": x, "enrolled": outcome, "district": district})


def _design(term, *terms):
    table = _table().assign(term=term)
    return design(table, outcome="enrolled", terms=["x", "term"], groups="district")


def _branch(districts):
    return lambda t: t["district"].isin(districts)


def _test(found, term="term"):
    return district_test(found, term=term, draws=199, seed=1)


@pytest.mark.parametrize("count", [5, 6, 7])
def test_five_districts_a_side_get_the_score_bootstrap(count):
    villages = _design(_branch(range(count)))
    found = _test(villages)
    own = score_bootstrap(villages, term="term", draws=199, weights="rademacher", seed=1)
    assert (found.method, found.p_value) == ("score_bootstrap", own.p_value)
    assert (found.treated, found.few) == (count, min(count, DISTRICTS - count))
    assert (found.draws, found.enumerated, found.error) == (199, False, own.error)
    assert (found.low, found.high) == (None, None)


@pytest.mark.parametrize("count", [2, 3, 4, 8, 9, 10])
def test_two_to_four_districts_a_side_get_randomisation(count):
    villages = _design(_branch(range(count)))
    found = _test(villages)
    own = randomisation_test(villages, treated="term", statistic="score", draws=199, seed=1)
    assert (found.method, found.p_value) == ("randomisation", own.p_value)
    assert (found.treated, found.few) == (count, min(count, DISTRICTS - count))
    assert found.enumerated
    assert f"{own.smallest:.2g}" in found.reason


@pytest.mark.parametrize("districts", [[4], range(1, 12)])
def test_one_district_is_described_without_a_p_value(districts):
    found = _test(_design(_branch(districts)))
    assert (found.method, found.p_value, found.low, found.high) == ("description", *[None] * 3)
    assert "differs in 1 district: describe, infer nothing" in found.reason


def test_a_term_that_varies_within_districts_gets_the_jackknife():
    villages = _design(1.0 * (np.arange(len(_table())) % 7))
    found = _test(villages, "x")
    own = jackknife_test(villages, term="x", few=False)
    assert (found.method, found.p_value) == ("cluster_jackknife", own.p_value)
    assert (found.low, found.high, found.estimate) == (own.low, own.high, own.estimate)
    assert (found.treated, found.few, found.draws) == (None, DISTRICTS, 0)
    assert "11.0 degrees of freedom" in found.reason


@pytest.mark.parametrize(
    ("districts", "method"),
    [(5, "cluster_jackknife"), (4, "cluster_jackknife_few"), (2, "cluster_jackknife_few"),
     (1, "description")],
)  # fmt: skip
def test_a_yes_no_of_villages_in_few_districts_counts_their_districts(districts, method):
    table = _table()
    rank = table.groupby("district").cumcount()
    villages = _design((table["district"] < districts) & (rank < 4))
    found = _test(villages)
    assert (found.method, found.treated, found.few) == (method, districts, districts)
    turned = _test(_design(~((table["district"] < districts) & (rank < 4))))
    assert (turned.method, turned.few) == (method, districts)
    if method == "cluster_jackknife_few":
        assert found.p_value == jackknife_test(villages, term="term", few=True).p_value


@pytest.mark.parametrize(
    ("values", "method", "few"),
    [
        ([0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5], "score_bootstrap", 5),
        ([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2], "description", 4),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2], "description", 2),
        (list(range(12)), "score_bootstrap", 11),
    ],
)
def test_a_districts_number_counts_those_off_the_commonest(values, method, few):
    found = _test(_design(lambda t: t["district"].map(dict(enumerate(map(float, values))))))
    assert (found.method, found.few, found.treated) == (method, few, None)
    assert (found.p_value is None) == (method == "description")


def test_the_mark_travels_and_a_test_is_a_row():
    villages = _design(_branch(range(6)))
    assert _test(villages).synthetic is False
    marked = _test(dataclasses.replace(villages, synthetic=True))
    assert marked.synthetic is True
    assert marked.table.loc[0, "reason"] == marked.reason


def test_an_unknown_term_is_refused():
    with pytest.raises(UsageError, match="no term 'trm'. Did you mean 'term'"):
        _test(_design(_branch(range(6))), "trm")


def _artificial(villages):
    """The linear regression whose jackknife the one step is: its least squares is the logit."""
    fit = sm.Logit(villages.outcome, villages.matrix).fit(disp=False, tol=1e-14)
    p = fit.predict()
    root = np.sqrt(p * (1 - p))
    matrix = villages.matrix * root[:, None]
    return matrix, (villages.outcome - p) / root + matrix @ fit.params, fit.params, p


def test_the_jackknife_is_that_of_pyfixest_on_the_artificial_regression():
    villages = _design(_branch(range(5)))
    matrix, outcome = _artificial(villages)[:2]
    table = pd.DataFrame(matrix, columns=["one", "x", "term"])
    table = table.assign(y=outcome, district=villages.groups)
    fit = pyfixest.feols(
        "y ~ one + x + term - 1", table, vcov={"CRV3": "district"},
        ssc=pyfixest.ssc(k_adj=False, G_adj=False),
    )  # fmt: skip
    steps = jackknife_steps(villages, maximise(villages.matrix, villages.outcome).probabilities)
    # Without its adjustments pyfixest's is the plain sum of squares, ours (G − 1) / G of it.
    theirs = np.sqrt((DISTRICTS - 1) / DISTRICTS) * fit.se()
    ours = np.sqrt((DISTRICTS - 1) / DISTRICTS * (steps**2).sum(axis=0))
    np.testing.assert_allclose(ours, theirs.to_numpy(), rtol=1e-6)
    found = jackknife_test(villages, term="x", few=False)
    assert found.error == pytest.approx(theirs["x"], rel=1e-6)
    assert found.estimate == pytest.approx(fit.coef()["x"], rel=1e-6)


def test_one_step_is_near_the_refit_without_the_district():
    villages = _design(_branch(range(5)))
    fit = maximise(villages.matrix, villages.outcome)
    steps = jackknife_steps(villages, fit.probabilities)
    for district in range(DISTRICTS):
        keep = villages.groups != district
        refitted = maximise(villages.matrix[keep], villages.outcome[keep]).coefficients
        change = fit.coefficients - refitted
        assert np.abs(steps[district] - change).max() < 0.15 * np.abs(change).max() + 0.01


def test_the_jackknifes_p_and_interval_are_those_of_t():
    found = jackknife_test(_design(_branch(range(5))), term="x", few=False)
    law = stats.t(DISTRICTS - 1)
    assert found.p_value == pytest.approx(2 * law.sf(abs(found.estimate) / found.error))
    half = law.ppf(0.975) * found.error
    assert (found.low, found.high) == pytest.approx((found.estimate - half, found.estimate + half))


def test_freedom_is_that_of_welch_for_equal_districts():
    """Two means of equal districts: Bell and McCaffrey's degrees are Welch and Satterthwaite's."""
    rows, treated = 9, 3
    table = pd.DataFrame({"district": np.repeat(np.arange(DISTRICTS), rows)})
    table["branch"] = table["district"] < treated
    count = np.where(table["branch"], 6, 2) + table["district"] % 2
    table["enrolled"] = (table.groupby("district").cumcount() < count).astype(int)
    villages = design(table, outcome="enrolled", terms=["branch"], groups="district")
    p = maximise(villages.matrix, villages.outcome).probabilities
    weights = [
        rows * (p * (1 - p))[(table["branch"] == side).to_numpy()][0] for side in (True, False)
    ]
    sizes = np.array([treated, DISTRICTS - treated])
    parts = 1 / (sizes * np.array(weights))
    welch = parts.sum() ** 2 / (parts**2 / (sizes - 1)).sum()
    assert freedom(villages, p, at=1) == pytest.approx(welch, rel=1e-9)
    assert jackknife_test(villages, term="branch", few=True).freedom == pytest.approx(welch)


def test_freedom_is_its_definition_with_all_rows():
    villages = _design(_branch(range(5)))
    matrix, _, _, p = _artificial(villages)
    rows = len(matrix)
    hat = matrix @ np.linalg.inv(matrix.T @ matrix) @ matrix.T
    bread = np.linalg.inv(matrix.T @ matrix) @ matrix.T
    columns = []
    for district in range(DISTRICTS):
        own = villages.groups == district
        values, vectors = np.linalg.eigh(np.eye(own.sum()) - hat[np.ix_(own, own)])
        half = vectors @ np.diag(values**-0.5) @ vectors.T
        columns.append((np.eye(rows) - hat)[:, own] @ half @ bread[1, own])
    gram = np.array(columns) @ np.array(columns).T
    expected = np.trace(gram) ** 2 / np.trace(gram @ gram)
    assert freedom(villages, p, at=1) == pytest.approx(expected, rel=1e-8)


def test_a_term_of_one_district_has_no_jackknife():
    table = _table()
    villages = _design((table["district"] == 3) & (table.index % 2 == 0))
    with pytest.raises(DataError, match=r"without one district a term is constant \(3\)"):
        jackknife_test(villages, term="term", few=True)


#: A few data sets of each setting; all 5,000 by ``python -m tests.simulation.districts``.
SETS = 300


@pytest.mark.parametrize(
    "setting",
    [Setting("urban"), Setting("idm_2024"), *(Setting("treated", k) for k in (11, 5, 3, 2))],
    ids=lambda s: f"{s.term}-{s.treated}",
)
def test_the_rule_rejects_true_nulls_no_more_than_allowed(setting):
    found = rates(setting, {"rule": rule}, sets=SETS, seed=20251031).iloc[0]
    # A bound at one in a thousand of the binomial of the most allowed.
    assert found["rejected"] * SETS <= stats.binom.ppf(0.999, SETS, MOST)
    assert found["rejected"] > 0
    assert found["without_estimate"] < 0.02


def test_the_simulation_sees_an_effect_and_its_level():
    found = rates(Setting("treated", 11, effect=2.0), {"rule": rule}, sets=60, seed=1).iloc[0]
    assert found["rejected"] > 0.8 > NOMINAL
    assert (found["sets"], found["term"], found["treated"]) == (60, "treated", 11)
