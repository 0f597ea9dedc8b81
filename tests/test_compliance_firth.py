"""Separation and Firth's logit: against another package, by its own definition, and refusals."""

from __future__ import annotations

import firthmodels
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from policylib.compliance.design import design
from policylib.compliance.firth import firth, firth_fit
from policylib.compliance.newton import maximise
from policylib.compliance.separation import reach, separated
from policylib.errors import DataError, UsageError


def _drawn(rng, rows, terms, rare):
    """Rows with terms of truth values (rare) and of numbers, and an outcome of both classes."""
    while True:
        yes = rng.random(terms) < 0.6
        drawn = np.where(yes, rng.random((rows, terms)) < rare, rng.normal(size=(rows, terms)))
        matrix = np.column_stack([np.ones(rows), drawn])
        outcome = (rng.logistic(size=rows) + 1.5 * matrix[:, 1] > 0.7).astype(float)
        if 0 < outcome.sum() < rows and np.linalg.matrix_rank(matrix) > terms:
            return matrix, outcome


def _names(matrix):
    return [f"x{j}" for j in range(1, matrix.shape[1])]


def _fit(matrix, outcome, confidence=0.95):
    return firth_fit(
        matrix, outcome, names=_names(matrix), confidence=confidence, synthetic=False
    )  # fmt: skip


def _assert_as_elsewhere(matrix, outcome):
    ours = _fit(matrix, outcome)
    tight = firthmodels.FirthLogisticRegression(
        gtol=1e-9, xtol=1e-9, max_iter=2000, backend="numpy"
    ).fit(matrix[:, 1:], outcome)
    ends = np.asarray(tight.conf_int(method="pl", tol=1e-9, max_iter=1000))[:-1]
    assert ours.table["coefficient"].to_numpy() == pytest.approx(tight.coef_, abs=1e-6)
    assert ours.coefficients[0] == pytest.approx(tight.intercept_, abs=1e-6)
    assert ours.table[["low", "high"]].to_numpy() == pytest.approx(ends, abs=1e-6)
    assert ours.log_likelihood == pytest.approx(tight.loglik_, abs=1e-8)
    # Its test gives up when asked for more digits than rounding leaves.
    loose = firthmodels.FirthLogisticRegression(gtol=1e-6, xtol=1e-6, backend="numpy")
    p_values = loose.fit(matrix[:, 1:], outcome).lrt().lrt_pvalues_[:-1]
    assert ours.table["p_value"].to_numpy() == pytest.approx(p_values, abs=1e-6)


def test_separation_is_found_where_another_package_finds_it():
    rng = np.random.default_rng(11)
    found = 0
    for _ in range(300):
        matrix, outcome = _drawn(rng, int(rng.integers(10, 40)), int(rng.integers(1, 4)), 0.2)
        theirs = firthmodels.detect_separation(matrix[:, 1:], outcome)
        infinite = ~np.append(theirs.is_finite[-1], theirs.is_finite[:-1])
        lowest, highest = reach(matrix, outcome)
        ours = (lowest < 0) | (highest > 0)
        assert ours.any() == theirs.separation
        # Theirs is one direction, ours are all of them.
        assert not (infinite & ~ours).any()
        signs = np.append(theirs.directions[-1], theirs.directions[:-1])
        assert (highest[signs > 0] > 0).all()
        assert (lowest[signs < 0] < 0).all()
        found += theirs.separation
    assert 30 < found < 270


def test_a_logit_has_a_finite_estimate_exactly_without_separation():
    rng = np.random.default_rng(12)
    seen = set()
    for _ in range(150):
        matrix, outcome = _drawn(rng, 20, 2, 0.2)
        lowest, highest = reach(matrix, outcome)
        apart = bool((lowest < 0).any() or (highest > 0).any())
        seen.add(apart)
        if apart:
            with pytest.raises(DataError, match="no finite estimate"):
                maximise(matrix, outcome)
        else:
            assert np.isfinite(maximise(matrix, outcome).coefficients).all()
    assert seen == {True, False}


def test_classes_that_overlap_by_little_are_not_separated():
    x = np.append(np.linspace(-1, 0, 20), np.linspace(-1e-4, 1, 20))
    outcome = np.repeat([0.0, 1.0], 20)
    matrix = np.column_stack([np.ones(40), x])
    assert (np.concatenate(reach(matrix, outcome)) == 0).all()
    apart = np.column_stack([np.ones(40), np.append(x[:20] - 1e-4, x[20:])])
    assert reach(apart, outcome)[1][1] > 0


@pytest.mark.parametrize("seed", range(8))
def test_coefficients_intervals_and_p_values_equal_another_package(seed):
    rng = np.random.default_rng([21, seed])
    matrix, outcome = _drawn(rng, 60 + 15 * seed, 1 + seed % 4, 0.1)
    _assert_as_elsewhere(matrix, outcome)


@pytest.mark.parametrize("villages", [3, 5, 8])
def test_a_term_of_few_villages_that_separates_has_finite_ends_as_elsewhere(villages):
    rng = np.random.default_rng([22, villages])
    number = rng.normal(size=179)
    outcome = (rng.logistic(size=179) + 0.5 * number > 0.9).astype(float)
    few = np.zeros(179)
    few[np.flatnonzero(outcome)[:villages]] = 1
    matrix = np.column_stack([np.ones(179), few, number])
    assert reach(matrix, outcome)[1][1] > 0
    _assert_as_elsewhere(matrix, outcome)


def _penalised(matrix, outcome, coefficients):
    line = matrix @ coefficients
    p = 1 / (1 + np.exp(-line))
    information = matrix.T @ (matrix * (p * (1 - p))[:, None])
    likelihood = outcome @ np.log(p) + (1 - outcome) @ np.log1p(-p)
    return likelihood + np.linalg.slogdet(information)[1] / 2


def test_at_an_end_the_profile_has_fallen_by_the_limit():
    """By a search without derivatives, at 80 percent: 1.6424 is the quantile of chi-squared."""
    matrix, outcome = _drawn(np.random.default_rng(23), 40, 2, 0.3)
    fitted = _fit(matrix, outcome, confidence=0.8)
    for column, row in enumerate(fitted.table.itertuples(), start=1):
        for end in (row.low, row.high):
            found = minimize(
                lambda rest, j=column, b=end: -_penalised(matrix, outcome, np.insert(rest, j, b)),
                np.delete(fitted.coefficients, column), method="Nelder-Mead",
                options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 5000},
            )  # fmt: skip
            assert 2 * (fitted.log_likelihood + found.fun) == pytest.approx(1.6424, abs=0.0001)


@pytest.mark.parametrize(("a", "b", "c", "d"), [(3, 7, 9, 4), (0, 6, 5, 8), (12, 1, 0, 9)])
def test_a_table_of_two_by_two_adds_half_to_every_cell(a, b, c, d):
    """Firth (1993): for a saturated logit the penalty is half an observation more in each cell."""
    term = np.repeat([0.0, 0.0, 1.0, 1.0], [a, b, c, d])
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])
    fitted = _fit(np.column_stack([np.ones(len(term)), term]), outcome)
    expected = np.log((c + 0.5) * (b + 0.5) / ((d + 0.5) * (a + 0.5)))
    assert fitted.coefficients[1] == pytest.approx(expected, abs=1e-9)
    assert fitted.probabilities[-1] == pytest.approx((c + 0.5) / (c + d + 1), abs=1e-9)


def _table(rows=90):
    rng = np.random.default_rng(5)
    x = rng.normal(2, 3, size=rows)
    yes = rng.random(rows) < 0.1
    outcome = ((0.3 * x + rng.logistic(size=rows) > 0.8) | yes).astype(int)
    return pd.DataFrame(
        {"x": x, "yes": yes, "enrolled": outcome, "district": np.arange(rows) % 9}
    )  # fmt: skip


def _design(table):
    return design(table, outcome="enrolled", terms=["x", "yes"], groups="district")


def test_a_design_is_named_standardised_and_marked():
    table = _table()
    assert separated(_design(table)) == ("yes",)
    fitted = firth(_design(table), confidence=0.9)
    raw = _fit(
        np.column_stack([np.ones(len(table)), table[["x", "yes"]].astype(float)]),
        table["enrolled"].to_numpy(float), confidence=0.9,
    )  # fmt: skip
    rows = fitted.table.set_index("term")
    for column in ("coefficient", "low", "high"):
        per_unit = rows.loc["x", column] / table["x"].std()
        assert per_unit == pytest.approx(raw.table[column][0], abs=1e-8)
        assert rows.loc["yes", column] == pytest.approx(raw.table[column][1], abs=1e-8)
    assert fitted.probabilities == pytest.approx(raw.probabilities, abs=1e-9)
    assert (fitted.rows, fitted.events, fitted.synthetic) == (90, table["enrolled"].sum(), False)
    assert firth(_design(table.assign(synthetic=True)), confidence=0.9).synthetic


def test_the_order_of_rows_changes_nothing():
    table = _table()
    one = firth(_design(table), confidence=0.95).table
    other = firth(_design(table.sample(frac=1, random_state=1)), confidence=0.95).table
    pd.testing.assert_frame_equal(one, other, rtol=1e-7)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """Heinze and Schemper (2002): near the nominal rate also where many sets separate."""
    rng = np.random.default_rng(24)
    truth, held, apart = 2.0, 0, 0
    for _ in range(120):
        term = np.repeat([1.0, 0.0], [6, 44])
        outcome = (rng.logistic(size=50) + truth * term > 0.8).astype(float)
        matrix = np.column_stack([np.ones(50), term])
        row = _fit(matrix, outcome).table.iloc[0]
        held += row["low"] <= truth <= row["high"]
        apart += (reach(matrix, outcome)[1] > 0).any()
    assert apart > 10
    # 95 percent of 120 is 114; its standard error is 2.4.
    assert 107 <= held < 120


#: Fifteen rows with three events: the profile of the second term has two branches.
FEW = [
    (0.4, 1.0, 0), (0.3, -0.5, 0), (0.4, 0.7, 1), (-1.9, 0.4, 0), (0.2, -2.3, 0),
    (-0.3, -1.1, 0), (0.7, -0.8, 1), (0.6, 0.7, 1), (-0.4, 1.4, 0), (-0.1, 0.5, 0),
    (0.8, -1.7, 0), (-0.2, -1.7, 0), (-1.8, -1.3, 0), (-1.4, 1.0, 0), (-0.1, -0.3, 0),
]  # fmt: skip


def test_two_branches_of_a_profile_are_an_error_and_never_an_interval():
    rows = np.array(FEW)
    matrix, outcome = np.column_stack([np.ones(len(rows)), rows[:, :2]]), rows[:, 2]

    def highest(value, starts):
        return max(
            -minimize(
                lambda rest: -_penalised(matrix, outcome, np.append(rest, value)),
                start, method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-10},
            ).fun
            for start in starts
        )  # fmt: skip

    # From two places the same held coefficient leads to two maxima.
    assert highest(2.98, [(-8.0, 10.0)]) - highest(2.98, [(-2.0, 1.0)]) > 0.05
    with pytest.raises(DataError, match=r"two branches \(column 2, above.*Too few rows"):
        _fit(matrix, outcome)


def test_bad_calls_are_refused():
    matrix, outcome = _drawn(np.random.default_rng(1), 30, 2, 0.3)
    with pytest.raises(UsageError, match=r"confidence is 95"):
        _fit(matrix, outcome, confidence=95)
    with pytest.raises(UsageError, match="1 names for 3 columns"):
        firth_fit(matrix, outcome, names=["x"], confidence=0.9, synthetic=False)
    twice = np.column_stack([matrix, matrix[:, 1]])
    with pytest.raises(DataError, match="say the same"):
        _fit(twice, outcome)
