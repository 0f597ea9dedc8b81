"""Adjusted p-values against scipy, the definition, and closed testing."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from policylib.compliance.multiplicity import adjusted
from policylib.errors import DataError, UsageError


def _series(values):
    return pd.Series(values, index=[f"t{i}" for i in range(len(values))], dtype="float64")


@pytest.mark.parametrize("seed", range(4))
def test_benjamini_hochberg_is_that_of_scipy(seed):
    p = np.random.default_rng(seed).random(12) ** 2
    found = adjusted(_series(p))["benjamini_hochberg"]
    np.testing.assert_allclose(found, stats.false_discovery_control(p, method="bh"), rtol=1e-12)


def test_holm_by_its_definition():
    # 4 x .01 = .04; 3 x .013 = .039, raised to .04; 2 x .03 = .06; 1 x .04, raised to .06
    found = adjusted(_series([0.03, 0.01, 0.04, 0.013]))
    np.testing.assert_allclose(found["holm"], [0.06, 0.04, 0.06, 0.04], rtol=1e-12)
    assert found["term"].tolist() == ["t0", "t1", "t2", "t3"]


def test_one_test_is_not_adjusted():
    found = adjusted(_series([0.03])).loc[0]
    assert found["p"] == found["holm"] == found["benjamini_hochberg"] == 0.03


@pytest.mark.parametrize("seed", range(3))
def test_holm_is_the_closed_test_of_bonferroni(seed):
    # Closed testing (Marcus, Peritz and Gabriel 1976) keeps the chance of any false rejection.
    p = np.random.default_rng(seed).random(6) ** 3
    subsets = [s for size in range(1, 7) for s in itertools.combinations(range(6), size)]
    closed = [max(min(1, len(s) * p[list(s)].min()) for s in subsets if i in s) for i in range(6)]
    np.testing.assert_allclose(adjusted(_series(p))["holm"], closed, rtol=1e-12)


@pytest.mark.parametrize("value", [np.nan, -0.1, 1.1])
def test_what_is_no_p_value_is_refused_by_its_term(value):
    with pytest.raises(DataError, match=r"no p-value \(t1\)"):
        adjusted(_series([0.2, value]))


def test_a_term_that_stands_twice_and_an_empty_question_are_refused():
    with pytest.raises(UsageError, match="'x' stands twice"):
        adjusted(pd.Series([0.1, 0.2], index=["x", "x"]))
    with pytest.raises(UsageError, match="no p-value"):
        adjusted(_series([]))
