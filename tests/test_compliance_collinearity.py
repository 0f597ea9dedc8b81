"""Variance inflation and condition numbers against statsmodels, numpy and built dependences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.outliers_influence import variance_inflation_factor

from policylib.compliance.collinearity import collinearity
from policylib.compliance.design import design


def _design(noise=0.5, rows=179, seed=4):
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=(2, rows))
    table = pd.DataFrame(
        {
            "x": 1000 + 30 * x,
            "z": z,
            "near": x - z + noise * rng.normal(size=rows),
            "yes": rng.random(rows) < 0.3,
            "enrolled": (rng.logistic(size=rows) < x).astype(int),
            "district": np.arange(rows) % 23,
        }
    )
    return design(table, outcome="enrolled", terms=["x", "z", "near", "yes"], groups="district")


@pytest.mark.parametrize("noise", [0.01, 0.5, 5.0])
def test_inflation_is_that_of_statsmodels(noise):
    made = _design(noise)
    expected = [variance_inflation_factor(made.matrix, j) for j in range(1, 5)]
    np.testing.assert_allclose(collinearity(made).table["inflation"], expected, rtol=1e-8)


def test_the_condition_is_that_of_numpy_with_columns_of_unit_length():
    made = _design()
    scaled = made.matrix / np.sqrt((made.matrix**2).sum(axis=0))
    assert collinearity(made).condition == pytest.approx(np.linalg.cond(scaled), rel=1e-10)


def test_the_weakest_combination_is_the_one_built_in():
    made = _design(noise=0.001)
    found = collinearity(made)
    assert found.condition > 1000
    top = found.weakest.iloc[:3]
    assert set(top["term"]) == {"x", "z", "near"}
    assert found.weakest["loading"].iloc[3:].abs().max() < 0.01
    assert (found.weakest["loading"] ** 2).sum() == pytest.approx(1)
    # near = x - z in raw units: x and near oppose, z and near agree
    loading = found.weakest.set_index("term")["loading"]
    assert loading["near"] * loading["x"] < 0 < loading["near"] * loading["z"]


def test_terms_that_share_nothing_have_no_inflation():
    rows = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)] * 3)
    table = pd.DataFrame(rows, columns=["a", "b", "enrolled"])
    table["group"] = table.index % 4
    found = collinearity(design(table, outcome="enrolled", terms=["a", "b"], groups="group"))
    assert found.table["inflation"].tolist() == pytest.approx([1, 1])
    assert found.condition == pytest.approx(1)


def test_a_single_term_has_no_inflation():
    table = pd.DataFrame({"a": [1.0, 2, 4, 7], "enrolled": [0, 1, 0, 1], "group": [0, 0, 1, 1]})
    found = collinearity(design(table, outcome="enrolled", terms=["a"], groups="group"))
    assert found.table["inflation"].tolist() == pytest.approx([1])
