"""Average marginal effects against statsmodels, hand arithmetic and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from policylib.compliance.effects import average_effects
from policylib.compliance.newton import maximise_many

BINARY = np.array([False, True, False])


def _data(seed, rows=179):
    rng = np.random.default_rng(seed)
    matrix = np.column_stack(
        [np.ones(rows), rng.normal(size=rows), rng.random(rows) < 0.3, rng.normal(size=rows)]
    )
    line = matrix @ [-0.9, 0.7, 0.8, -0.4]
    return matrix, (rng.logistic(size=rows) < line).astype(float)


def _theirs(matrix, outcome, robust=None):
    how = {} if robust is None else {"cov_type": "cluster", "cov_kwds": {"groups": robust}}
    fit = sm.Logit(outcome, matrix).fit(disp=False, tol=1e-13, **how)
    return fit, fit.get_margeff(at="overall", method="dydx", dummy=True)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("clustered", [False, True])
def test_effects_and_their_errors_are_those_of_statsmodels(seed, clustered):
    matrix, outcome = _data(seed)
    fit, margins = _theirs(matrix, outcome, np.arange(179) % 23 if clustered else None)
    found = average_effects(matrix, BINARY, fit.params)
    np.testing.assert_allclose(found.effects[0], margins.margeff, rtol=0, atol=1e-8)
    errors = np.sqrt(np.diagonal(found.covariance(fit.cov_params())[0]))
    np.testing.assert_allclose(errors, margins.margeff_se, rtol=0, atol=1e-8)


def test_many_sets_at_once_are_each_by_itself():
    matrix, _ = _data(0)
    outcomes = np.array([_data(seed)[1] for seed in range(6)])
    many = maximise_many(matrix, outcomes)
    found = average_effects(matrix, BINARY, many.coefficients)
    for row, outcome in enumerate(outcomes):
        margins = _theirs(matrix, outcome)[1]
        np.testing.assert_allclose(found.effects[row], margins.margeff, rtol=0, atol=1e-8)


def test_a_design_for_each_set_is_each_by_itself():
    matrices, outcomes = zip(*[_data(seed) for seed in range(4)], strict=True)
    fits = [_theirs(m, y) for m, y in zip(matrices, outcomes, strict=True)]
    found = average_effects(np.array(matrices), BINARY, np.array([f.params for f, _ in fits]))
    expected = [margins.margeff for _, margins in fits]
    np.testing.assert_allclose(found.effects, expected, rtol=0, atol=1e-8)


def test_a_weight_of_nought_leaves_a_row_out():
    matrix, _ = _data(1)
    coefficients = np.array([-0.5, 0.6, 1.2, -0.3])
    keep = np.arange(179) % 3 > 0
    weighted = average_effects(matrix, BINARY, coefficients, weights=keep[None].astype(float))
    shorter = average_effects(matrix[keep], BINARY, coefficients)
    np.testing.assert_allclose(weighted.effects, shorter.effects, rtol=1e-12)
    np.testing.assert_allclose(weighted.jacobian, shorter.jacobian, rtol=1e-10, atol=1e-15)


def test_the_jacobian_is_the_derivative():
    matrix, _ = _data(2)
    b, step = np.array([-0.5, 0.6, 1.2, -0.3]), 1e-6
    slopes = [
        (
            average_effects(matrix, BINARY, b + step * unit).effects
            - average_effects(matrix, BINARY, b - step * unit).effects
        )[0]
        / (2 * step)
        for unit in np.eye(4)
    ]
    found = average_effects(matrix, BINARY, b).jacobian[0]
    np.testing.assert_allclose(found, np.array(slopes).T, atol=1e-9)


def test_two_rows_by_hand():
    # Both rows at p = 1/2: the slope is b/4; yes against no from 0 to log 3 is 3/4 - 1/2.
    matrix = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    found = average_effects(matrix, np.array([False, True]), np.array([0.0, 0.8, np.log(3)]))
    np.testing.assert_allclose(found.effects, [[0.2, 0.25]], rtol=1e-12)
