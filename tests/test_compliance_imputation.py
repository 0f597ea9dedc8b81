"""Filling in: known truth where values are missing at random, refusals, marks and the seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit

from policylib.compliance.imputation import impute, missing
from policylib.compliance.newton import maximise
from policylib.compliance.pooling import pool
from policylib.errors import DataError, UsageError

TRUTH = np.array([-0.8, 0.7, 0.6, 0.5])
TERMS = ["x", "z", "yes"]
GIVEN = {"terms": TERMS, "outcome": "enrolled", "groups": "district"}


def _complete(rng, rows=250):
    x = rng.normal(size=rows)
    z = 0.5 * x + rng.normal(size=rows)
    yes = rng.random(rows) < expit(0.5 * x)
    line = TRUTH @ [np.ones(rows), x, z, yes]
    enrolled = (rng.logistic(size=rows) < line).astype(int)
    return pd.DataFrame(
        {"x": x, "z": z, "yes": yes, "enrolled": enrolled, "district": np.arange(rows) % 23}
    )


def _lose(table, rng, *terms):
    """Lose values at random given x and the outcome."""
    lost = table.astype({"yes": "boolean"})
    for term in terms:
        gone = rng.random(len(table)) < expit(-1.6 + 1.2 * table["x"] + table["enrolled"])
        lost[term] = lost[term].mask(gone)
    return lost


def _fit(table):
    matrix = np.column_stack([np.ones(len(table)), table[TERMS].astype(float)])
    fit = maximise(matrix, table["enrolled"].to_numpy(float))
    return fit.coefficients, np.diag(fit.inverse)


def _pooled(table, seed, sets=5):
    fits = [_fit(filled) for filled in impute(table, **GIVEN, sets=sets, seed=seed)]
    estimates, variances = (np.array(part) for part in zip(*fits, strict=True))
    return pool(estimates, variances, complete_df=len(table) - 4).table


@pytest.mark.parametrize("term", ["z", "yes"])
def test_intervals_cover_the_truth_where_complete_rows_do_not(term):
    draws, inside, naive = 150, np.zeros(4), np.zeros(4)
    rng = np.random.default_rng(6)
    for seed in range(draws):
        table = _lose(_complete(rng), rng, term)
        found = _pooled(table, seed)
        inside += (found["low"] <= TRUTH) & (found["high"] >= TRUTH)
        middle, variance = _fit(table.dropna().astype({"yes": bool}))
        naive += np.abs(middle - TRUTH) <= 1.97 * np.sqrt(variance)
    for hits in inside:
        assert stats.binomtest(int(hits), draws, 0.95, alternative="less").pvalue > 0.005
    # What is lost depends on the outcome: complete rows misjudge the constant.
    assert stats.binomtest(int(naive[0]), draws, 0.95, alternative="less").pvalue < 1e-6


def test_two_terms_in_a_chain_are_without_bias():
    rng = np.random.default_rng(7)
    found = [_pooled(_lose(_complete(rng), rng, "z", "yes"), s, sets=3) for s in range(50)]
    estimates = np.array([f["estimate"] for f in found])
    error = estimates.std(axis=0, ddof=1) / np.sqrt(50)
    assert (np.abs(estimates.mean(axis=0) - TRUTH) < 3.5 * error + 0.03).all()


def test_filled_in_values_follow_their_cause():
    rng = np.random.default_rng(8)
    table = _complete(rng, 2000)
    lost = _lose(table, rng, "z", "yes")
    filled = impute(lost, **GIVEN, sets=2, seed=1)[0]
    gone = lost["z"].isna()
    theirs = np.corrcoef(filled.loc[gone, "z"], table.loc[gone, "x"])[0, 1]
    truth = np.corrcoef(table.loc[gone, "z"], table.loc[gone, "x"])[0, 1]
    assert theirs == pytest.approx(truth, abs=0.08)
    assert filled.loc[gone, "z"].mean() == pytest.approx(table.loc[gone, "z"].mean(), abs=0.1)
    gone = lost["yes"].isna()
    assert filled.loc[gone, "yes"].mean() == pytest.approx(table.loc[gone, "yes"].mean(), abs=0.06)


@pytest.fixture
def lost():
    rng = np.random.default_rng(9)
    return _lose(_complete(rng, 120), rng, "z", "yes")


def test_known_values_stay_and_filled_in_rows_are_marked(lost):
    before = lost.copy()
    sets = impute(lost, **GIVEN, sets=3, seed=1)
    pd.testing.assert_frame_equal(lost, before)
    gone = lost[TERMS].isna()
    for filled in sets:
        assert not filled[TERMS].isna().any(axis=None)
        assert filled["imputed"].tolist() == gone.any(axis=1).tolist()
        assert filled["yes"].dtype == bool
        for term in TERMS:
            known = ~gone[term]
            assert (filled.loc[known, term] == lost.loc[known, term]).all()
            assert filled.loc[~known, term].isin(lost[term].dropna().tolist()).all()
    assert not sets[0]["z"].equals(sets[1]["z"])


def test_the_seed_decides(lost):
    first, again, other = (impute(lost, **GIVEN, sets=2, seed=s) for s in (4, 4, 5))
    for one, two in zip(first, again, strict=True):
        pd.testing.assert_frame_equal(one, two)
    assert not first[0]["z"].equals(other[0]["z"])


def test_a_complete_table_is_left_as_it_is():
    table = _complete(np.random.default_rng(2), 60)
    for filled in impute(table, **GIVEN, sets=2, seed=0):
        pd.testing.assert_frame_equal(filled, table.assign(imputed=False))


def test_what_is_missing_is_counted_by_outcome():
    table = pd.DataFrame(
        {"x": [1.0, None, None, 4, None], "z": [1.0, 2, 3, None, 5],
         "enrolled": [1, 1, 0, 0, 0], "district": ["A", "A", "A", "B", "B"]}
    )  # fmt: skip
    found = missing(table, terms=["x", "z"], outcome="enrolled", groups="district")
    assert found.table.set_index("term").loc["x"].tolist() == pytest.approx([3, 0.6, 0.5, 2 / 3])
    assert found.table.set_index("term").loc["z"].tolist() == pytest.approx([1, 0.2, 0, 1 / 3])
    assert (found.rows, found.complete) == (5, 1)
    assert found.districts.empty


def test_a_term_missing_for_a_whole_district_is_named_and_refused(lost):
    lost.loc[lost["district"] == 7, "z"] = None
    found = missing(lost, **GIVEN).districts
    villages = int((lost["district"] == 7).sum())
    assert found.to_dict("records") == [{"term": "z", "district": "7", "villages": villages}]
    with pytest.raises(DataError, match=r"every village of a district \('z' in 7\)"):
        impute(lost, **GIVEN, sets=2, seed=0)


@pytest.mark.parametrize("column", ["enrolled", "district"])
def test_a_missing_outcome_or_district_is_refused(lost, column):
    lost[column] = lost[column].astype("Float64")
    lost.loc[3, column] = pd.NA
    with pytest.raises(DataError, match=rf"missing values \({column}\)"):
        impute(lost, **GIVEN, sets=2, seed=0)


def test_too_few_known_values_and_terms_that_say_the_same_are_refused(lost):
    lost["district"] = 0
    few = lost.assign(z=lost["z"].where(lost.index < 6))
    with pytest.raises(DataError, match="'z' cannot be predicted"):
        impute(few, **GIVEN, sets=2, seed=0)
    same = lost.assign(twice=2 * lost["x"])
    with pytest.raises(DataError, match="cannot be predicted"):
        impute(same, **GIVEN | {"terms": [*TERMS, "twice"]}, sets=2, seed=0)


def test_one_set_a_negative_seed_and_marked_rows_are_refused(lost):
    for change, table in (({"sets": 1}, lost), ({"seed": -1}, lost), ({}, lost.assign(imputed=1))):
        with pytest.raises(UsageError, match="expected two sets or more"):
            impute(table, **GIVEN, **{"sets": 2, "seed": 0} | change)


def test_an_unknown_column_is_refused(lost):
    with pytest.raises(UsageError, match="no column 'zz'"):
        missing(lost, **GIVEN | {"terms": ["zz"]})
