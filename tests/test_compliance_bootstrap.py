"""Wild cluster bootstrap tests against refitting every draw, and their rules of counting."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from policylib.compliance import wild
from policylib.compliance.bootstrap import score_bootstrap, wild_cluster
from policylib.compliance.design import design
from policylib.errors import DataError, UsageError

DISTRICTS = 9


def _table(districts=DISTRICTS, seed=3, effect=0.0):
    """Villages of uneven districts; `branch` is constant in a district."""
    rng = np.random.default_rng(seed)
    district = np.repeat(np.arange(districts), rng.integers(5, 14, districts))
    x = rng.normal(size=len(district)) + 0.5 * rng.normal(size=districts)[district]
    branch = district % 2 == 0
    line = 0.6 * x + effect * branch - 0.7 + 0.5 * rng.normal(size=districts)[district]
    outcome = (line + rng.logistic(size=len(district)) > 0).astype(int)
    return pd.DataFrame({"x": x, "branch": branch, "enrolled": outcome, "district": district})


def _design(**given):
    return design(_table(**given), outcome="enrolled", terms=["x", "branch"], groups="district")


@pytest.fixture(scope="module")
def villages():
    return _design()


def _t(outcome, matrix, groups, at, value=0.0):
    fit = sm.OLS(outcome, matrix).fit(cov_type="cluster", cov_kwds={"groups": groups})
    return (fit.params[at] - value) / fit.bse[at], fit.params[at]


def _restricted(outcome, matrix, at, value):
    others = np.delete(matrix, at, axis=1)
    fit = sm.OLS(outcome - value * matrix[:, at], others).fit()
    return fit.fittedvalues + value * matrix[:, at], fit.resid


def _refitted(outcome, matrix, groups, at, draws, value=0.0):
    """The t of every draw by statsmodels, one fit a draw."""
    fitted, residuals = _restricted(outcome, matrix, at, value)
    return np.array(
        [_t(fitted + w[groups] * residuals, matrix, groups, at, value)[0] for w in draws]
    )


def _artificial(found):
    """Outcome and matrix of the linear regression that a logit's Newton step is."""
    others = np.delete(found.matrix, 2, axis=1)
    p = sm.Logit(found.outcome, others).fit(disp=False, tol=1e-14).predict()
    root = np.sqrt(p * (1 - p))
    return (found.outcome - p) / root, found.matrix * root[:, None]


def _all_signs(districts=DISTRICTS):
    return np.array(list(itertools.product((1.0, -1.0), repeat=districts)))


def _random(found, weights, draws=40, seed=11):
    chunks = wild.weight_draws(len(found.labels), draws=draws, weights=weights, seed=seed)
    return np.concatenate(list(chunks))


def _counted(observed, drawn, enumerated):
    extreme = int((np.abs(drawn) >= abs(observed) * (1 - 1e-8)).sum())
    return extreme / len(drawn) if enumerated else (1 + extreme) / (1 + len(drawn))


@pytest.mark.parametrize("weights", ["rademacher", "webb"])
@pytest.mark.parametrize("at", [1, 2])
def test_statistics_of_draws_are_those_of_refitted_regressions(villages, weights, at):
    draws = _random(villages, weights)
    _, residuals = _restricted(villages.outcome, villages.matrix, at, 0.0)
    scores = wild.cluster_scores(villages.matrix, residuals, villages.groups, at=at)
    rows, k = villages.matrix.shape
    few = DISTRICTS / (DISTRICTS - 1) * (rows - 1) / (rows - k)
    expected = _refitted(villages.outcome, villages.matrix, villages.groups, at, draws)
    np.testing.assert_allclose(
        wild.evaluate(scores, None, draws).squares(0.0) / few, expected**2, rtol=1e-10
    )


@pytest.mark.parametrize("weights", ["rademacher", "webb"])
def test_a_linear_test_is_that_of_refitting_with_the_same_weights(villages, weights):
    found = wild_cluster(villages, term="branch", draws=40, weights=weights, seed=11)
    observed, estimate = _t(villages.outcome, villages.matrix, villages.groups, 2)
    drawn = _refitted(
        villages.outcome, villages.matrix, villages.groups, 2, _random(villages, weights)
    )
    assert found.statistic == pytest.approx(observed, rel=1e-10)
    assert found.estimate == pytest.approx(estimate, rel=1e-10)
    assert found.p_value == pytest.approx(_counted(observed, drawn, False), abs=1e-12)
    assert (found.enumerated, found.draws) == (False, 40)


def test_all_signs_are_used_when_they_are_no_more_than_the_draws(villages):
    found = wild_cluster(villages, term="branch", draws=512, weights="rademacher", seed=1)
    drawn = _refitted(villages.outcome, villages.matrix, villages.groups, 2, _all_signs())
    observed, _ = _t(villages.outcome, villages.matrix, villages.groups, 2)
    assert found.p_value == pytest.approx(_counted(observed, drawn, True), abs=1e-12)
    assert (found.enumerated, found.draws, found.error) == (True, 512, 0.0)
    assert (
        wild_cluster(villages, term="branch", draws=511, weights="rademacher", seed=1).draws == 511
    )
    assert not wild_cluster(villages, term="branch", draws=512, weights="webb", seed=1).enumerated


def test_the_logit_test_is_that_of_refitting_its_artificial_regression(villages):
    found = score_bootstrap(villages, term="branch", draws=512, weights="rademacher", seed=1)
    outcome, matrix = _artificial(villages)
    observed, estimate = _t(outcome, matrix, villages.groups, 2)
    # The artificial outcome is orthogonal to the other terms: its restricted fit is zero.
    drawn = [_t(w[villages.groups] * outcome, matrix, villages.groups, 2)[0] for w in _all_signs()]
    assert found.statistic == pytest.approx(observed, rel=1e-8)
    assert found.estimate == pytest.approx(estimate, rel=1e-8)
    assert found.p_value == pytest.approx(_counted(observed, np.array(drawn), True), abs=1e-12)
    assert (found.low, found.high) == (None, None)


@pytest.mark.parametrize("test", [wild_cluster, score_bootstrap])
def test_sampled_draws_approach_all_signs(villages, test):
    exact = test(villages, term="branch", draws=512, weights="rademacher", seed=1).p_value
    class_of = {"draws": 511, "weights": "rademacher"}
    sampled = [test(villages, term="branch", seed=s, **class_of) for s in range(20)]
    mean = np.mean([s.p_value for s in sampled])
    # 20 × 511 draws, each of which counts with probability `exact`.
    assert abs(mean - exact) < 4 * np.sqrt(exact * (1 - exact) / 20 / 511) + 1 / 512
    assert sampled[0].error == pytest.approx(np.sqrt(exact * (1 - exact) / 511), rel=0.2)


def test_every_sign_vector_is_enumerated_once_up_to_turning():
    (draws,) = wild.weight_draws(5, draws=32, weights="rademacher", seed=0)
    both = {tuple(w) for w in np.concatenate([draws, -draws])}
    assert both == set(itertools.product((1.0, -1.0), repeat=5))
    assert len(draws) == 16


@pytest.mark.parametrize("weights", ["rademacher", "webb"])
def test_weights_have_mean_zero_and_variance_one(weights):
    (drawn,) = wild.weight_draws(20, draws=20_000, weights=weights, seed=4)
    assert abs(drawn.mean()) < 4 / np.sqrt(drawn.size)
    assert (drawn**2).mean() == pytest.approx(1, abs=0.01)
    assert len(np.unique(drawn)) == {"rademacher": 2, "webb": 6}[weights]


def test_chunks_give_every_draw_once(monkeypatch, villages):
    whole = wild_cluster(villages, term="x", draws=512, weights="rademacher", seed=1)
    monkeypatch.setattr(wild, "CHUNK", 90)
    parts = list(wild.weight_draws(DISTRICTS, draws=512, weights="rademacher", seed=1))
    assert (len(parts), sum(map(len, parts))) == (26, 256)
    again = wild_cluster(villages, term="x", draws=512, weights="rademacher", seed=1)
    assert again.p_value == whole.p_value


@pytest.mark.parametrize("side", ["low", "high"])
def test_the_interval_ends_where_refitting_begins_to_reject(side):
    villages = _design(effect=1.0)
    found = wild_cluster(villages, term="branch", draws=512, weights="rademacher", seed=1)
    end = getattr(found, side)
    assert np.isfinite(end)
    step = 1e-6 * np.sign(end - found.estimate)
    p = []
    for value in (end - step, end + step):
        observed, _ = _t(villages.outcome, villages.matrix, villages.groups, 2, value)
        drawn = _refitted(
            villages.outcome, villages.matrix, villages.groups, 2, _all_signs(), value
        )
        p.append(_counted(observed, drawn, True))
    assert p[0] >= 0.05 > p[1]


def test_the_interval_excludes_zero_exactly_when_the_test_rejects():
    tests = [
        wild_cluster(
            _design(seed=s, effect=1.5), term="branch", draws=512, weights="rademacher", seed=1
        )
        for s in range(12)
    ]
    rejected = [t.p_value < 0.05 for t in tests]
    assert [t.low > 0 or t.high < 0 for t in tests] == rejected
    assert 0 < sum(rejected) < 12
    assert all(t.low <= t.estimate <= t.high for t in tests)


def test_too_few_districts_reject_nothing_and_the_interval_is_infinite():
    table = _table(districts=4)
    found = wild_cluster(
        design(table, outcome="enrolled", terms=["branch"], groups="district"),
        term="branch", draws=999, weights="rademacher", seed=1,
    )  # fmt: skip
    # Eight different |t|: no p-value below 1/8.
    assert found.p_value >= 0.125
    assert (found.low, found.high) == (-np.inf, np.inf)


@pytest.mark.parametrize("test", [wild_cluster, score_bootstrap])
def test_a_seed_says_all_and_names_of_districts_nothing(test):
    table = _table()
    given = {"term": "branch", "draws": 99, "weights": "webb"}
    asked = {"outcome": "enrolled", "terms": ["x", "branch"], "groups": "district"}
    first = test(design(table, **asked), seed=5, **given)
    assert test(design(table, **asked), seed=5, **given) == first
    mixed = table.sample(frac=1, random_state=2)
    mixed["district"] = [f"d{d}" for d in mixed["district"]]
    again = test(design(mixed, **asked), seed=5, **given)
    assert again.p_value == first.p_value
    assert again.statistic == pytest.approx(first.statistic, rel=1e-9)
    assert test(design(table, **asked), seed=6, **given).p_value != first.p_value


@pytest.mark.parametrize("test", [wild_cluster, score_bootstrap])
def test_the_outcome_turned_round_gives_the_same_p(villages, test):
    given = {"term": "branch", "draws": 512, "weights": "rademacher", "seed": 1}
    turned = dataclasses.replace(villages, outcome=1 - villages.outcome)
    assert test(turned, **given).p_value == test(villages, **given).p_value
    assert test(turned, **given).estimate == pytest.approx(-test(villages, **given).estimate)


def test_the_mark_of_made_up_rows_travels(villages):
    given = {"term": "x", "draws": 9, "weights": "webb", "seed": 1}
    assert wild_cluster(villages, **given).synthetic is False
    assert score_bootstrap(dataclasses.replace(villages, synthetic=True), **given).synthetic is True


def test_a_test_is_one_row_of_a_table(villages):
    found = score_bootstrap(villages, term="x", draws=9, weights="webb", seed=1)
    assert found.table.loc[0, "p_value"] == found.p_value
    assert found.table.shape == (1, len(dataclasses.fields(found)))


@pytest.mark.parametrize("test", [wild_cluster, score_bootstrap])
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"term": "brach"}, "no term 'brach'. Did you mean 'branch'"),
        ({"draws": 0}, "0 draws; expected at least 1"),
        ({"weights": "mammen"}, "weights 'mammen'; expected 'rademacher' or 'webb'"),
    ],
)
def test_a_bad_call_is_refused(villages, test, changed, words):
    given = {"term": "branch", "draws": 9, "weights": "webb", "seed": 1}
    with pytest.raises(UsageError, match=words):
        test(villages, **(given | changed))


def test_districts_all_alike_have_no_variance_and_are_refused():
    branch = np.repeat([True, False], 40)
    table = pd.DataFrame({"branch": branch, "district": np.arange(80) // 10})
    table["enrolled"] = (np.arange(80) % 10 < np.where(branch, 8, 2)).astype(int)
    villages = design(table, outcome="enrolled", terms=["branch"], groups="district")
    with pytest.raises(DataError, match="the statistic of 'branch' has no variance"):
        wild_cluster(villages, term="branch", draws=99, weights="webb", seed=1)


def test_the_p_value_is_uniform_when_nothing_is_there():
    rng = np.random.default_rng(8)
    table = _table(districts=12)
    p = []
    for _ in range(300):
        table["enrolled"] = (rng.random(len(table)) < 0.4).astype(int)
        villages = design(table, outcome="enrolled", terms=["x", "branch"], groups="district")
        p.append(
            score_bootstrap(villages, term="branch", draws=199, weights="webb", seed=1).p_value
        )
    assert stats.kstest(p, "uniform").pvalue > 0.001
