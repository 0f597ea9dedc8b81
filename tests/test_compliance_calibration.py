"""Prediction of left-out districts against scikit-learn and statsmodels, and simulated truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit
from sklearn.metrics import brier_score_loss, roc_auc_score

from policylib.compliance.calibration import area, by_district_folds
from policylib.compliance.design import design
from policylib.errors import DataError, UsageError

SIZES = [3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 8, 9, 9, 10, 10, 11, 11, 11, 11, 12]


def _design(seed=3, slope=1.0, sizes=SIZES, between=0.5):
    rng = np.random.default_rng(seed)
    districts = np.repeat(np.arange(len(sizes)), sizes)
    x, z = rng.normal(size=(2, len(districts)))
    shift = between * rng.normal(size=len(sizes))[districts]
    enrolled = (rng.logistic(size=len(x)) < slope * x - 0.8 + shift).astype(int)
    table = pd.DataFrame({"x": x, "z": z, "enrolled": enrolled, "district": districts})
    return design(table, outcome="enrolled", terms=["x", "z"], groups="district")


@pytest.fixture(scope="module")
def found():
    return by_district_folds(_design(), folds=5, seed=1)


def test_a_fold_never_splits_a_district_and_none_is_empty(found):
    assert (found.table.groupby("district")["fold"].nunique() == 1).all()
    rows = found.table["fold"].value_counts()
    assert len(rows) == 5
    assert rows.max() - rows.min() <= max(SIZES)


@pytest.mark.parametrize("folds", [2, 22, 23])
def test_as_many_folds_as_asked_for(folds):
    table = by_district_folds(_design(), folds=folds, seed=1).table
    assert sorted(table["fold"].unique()) == list(range(folds))


@pytest.mark.parametrize("fold", range(5))
def test_each_fold_is_predicted_by_a_fit_to_the_others(found, fold):
    made = _design()
    out = found.table["fold"].to_numpy() == fold
    fit = sm.Logit(made.outcome[~out], made.matrix[~out]).fit(disp=False, tol=1e-13)
    np.testing.assert_allclose(
        found.table.loc[out, "predicted"], fit.predict(made.matrix[out]), rtol=0, atol=1e-9
    )


def test_area_and_brier_are_those_of_scikit_learn(found):
    outcome, predicted = found.table["outcome"], found.table["predicted"]
    assert found.auc == pytest.approx(roc_auc_score(outcome, predicted), abs=1e-12)
    assert found.brier == pytest.approx(brier_score_loss(outcome, predicted), abs=1e-12)


def test_the_comparison_is_the_share_of_the_other_folds(found):
    errors = []
    for _, own in found.table.groupby("fold"):
        others = found.table.drop(own.index)["outcome"].mean()
        errors.extend((own["outcome"] - others) ** 2)
    assert found.brier_share == pytest.approx(np.mean(errors), abs=1e-12)


def test_intercept_and_slope_are_those_of_statsmodels(found):
    line = np.log(found.table["predicted"] / (1 - found.table["predicted"]))
    outcome, ones = found.table["outcome"], np.ones(len(line))
    family = sm.families.Binomial()
    alone = sm.GLM(outcome, ones, family=family, offset=line).fit(tol=1e-13)
    both = sm.GLM(outcome, np.column_stack([ones, line]), family=family).fit(tol=1e-13)
    assert found.intercept == pytest.approx(alone.params.iloc[0], abs=1e-8)
    assert found.slope == pytest.approx(both.params.iloc[1], abs=1e-8)


@pytest.mark.parametrize("ties", [False, True])
def test_with_a_row_a_group_the_error_is_delongs(ties):
    # DeLong's variance is that of a jackknife of each class, here with scikit-learn's area.
    rng = np.random.default_rng(2)
    outcome = np.repeat([1, 0], [20, 35])
    score = rng.normal(size=55) + outcome
    score = np.round(score) if ties else score
    value, error = area(outcome, score, groups=np.arange(55))
    variance = 0.0
    for own in (1, 0):
        rows = np.flatnonzero(outcome == own)
        without = [roc_auc_score(np.delete(outcome, r), np.delete(score, r)) for r in rows]
        variance += (len(rows) - 1) * np.var(without)
    assert value == pytest.approx(roc_auc_score(outcome, score), abs=1e-12)
    assert error == pytest.approx(np.sqrt(variance), abs=1e-12)


def test_the_error_holds_where_districts_share_more_than_the_score():
    # Score and outcome share a district part: rows are no units of chance.
    rng = np.random.default_rng(4)
    codes = np.repeat(np.arange(23), SIZES)
    values, errors, naive = [], [], []
    for _ in range(400):
        own = rng.normal(size=23)[codes]
        score = own + rng.normal(size=len(codes))
        outcome = (rng.logistic(size=len(codes)) < 1.5 * own - 0.5).astype(int)
        value, error = area(outcome, score, groups=codes)
        values.append(value)
        errors.append(error)
        naive.append(area(outcome, score, groups=np.arange(len(codes)))[1])
    spread = np.std(values)
    assert np.mean(errors) == pytest.approx(spread, rel=0.15)
    assert np.mean(naive) < 0.85 * spread


def test_terms_that_tell_nothing_are_no_better_than_chance():
    values = [by_district_folds(_design(s, slope=0.0), folds=5, seed=s) for s in range(60)]
    assert np.mean([v.auc for v in values]) == pytest.approx(0.5, abs=0.05)
    assert np.mean([v.slope for v in values]) < 0.5
    assert np.mean([v.brier - v.brier_share for v in values]) > 0


def test_terms_that_tell_much_are_told_and_calibrated():
    found = by_district_folds(_design(5, 1.5, [40] * 40, 0.0), folds=8, seed=2)
    rng = np.random.default_rng(0)
    x = rng.normal(size=200_000)
    truth = roc_auc_score(rng.random(200_000) < expit(1.5 * x - 0.8), x)
    assert found.auc_low < truth < found.auc_high
    assert found.slope == pytest.approx(1, abs=0.15)
    assert found.intercept == pytest.approx(0, abs=0.15)
    assert found.brier < found.brier_share


def test_the_seed_decides_the_folds():
    tables = [by_district_folds(_design(), folds=5, seed=s).table for s in (1, 1, 2)]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    assert not tables[0]["fold"].equals(tables[2]["fold"])


@pytest.mark.parametrize(("folds", "seed"), [(1, 0), (24, 0), (5, -1)])
def test_impossible_folds_are_refused(folds, seed):
    with pytest.raises(UsageError, match="expected 2 to 23 folds"):
        by_district_folds(_design(), folds=folds, seed=seed)


def test_a_fold_without_finite_estimate_is_refused_by_its_districts():
    table = pd.DataFrame({"x": np.arange(12.0), "enrolled": [0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1],
                          "district": list("AAAABBBBCCCC")})  # fmt: skip
    made = design(table, outcome="enrolled", terms=["x"], groups="district")
    with pytest.raises(DataError, match="no finite estimate without the districts of a fold"):
        by_district_folds(made, folds=3, seed=0)


def test_an_outcome_in_one_district_carries_no_area():
    with pytest.raises(DataError, match="fewer than two groups"):
        area(np.array([1, 1, 0, 0]), np.arange(4.0), groups=np.array([0, 0, 0, 1]))
