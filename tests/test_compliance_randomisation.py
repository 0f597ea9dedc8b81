"""Randomisation inference against scipy's permutation test and a fit of every choice."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from policylib.compliance import randomisation
from policylib.compliance.design import design
from policylib.compliance.randomisation import by_district, randomisation_test
from policylib.errors import DataError, UsageError

DISTRICTS = 8


def _table(sizes=None, seed=4, treated=(1, 5), districts=DISTRICTS):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(5, 14, districts) if sizes is None else sizes
    district = np.repeat(np.arange(districts), sizes)
    x = rng.normal(size=len(district)) + 0.5 * rng.normal(size=districts)[district]
    line = 0.6 * x - 0.7 + 0.5 * rng.normal(size=districts)[district]
    outcome = (line + rng.logistic(size=len(district)) > 0).astype(int)
    return pd.DataFrame(
        {"x": x, "branch": np.isin(district, treated), "enrolled": outcome, "district": district}
    )


def _design(table, terms=("x", "branch")):
    return design(table, outcome="enrolled", terms=list(terms), groups="district")


def _test(found, *, statistic="coefficient", treated="branch", draws=99, seed=1):
    return randomisation_test(found, treated=treated, statistic=statistic, draws=draws, seed=seed)


def _each_choice(table, count, *, kind):
    """The statistic of every choice: one weighted regression by statsmodels each."""
    others = sm.add_constant((table["x"] - table["x"].mean()) / table["x"].std()).to_numpy()
    p = sm.Logit(table["enrolled"].to_numpy(), others).fit(disp=False, tol=1e-14).predict()
    root = np.sqrt(p * (1 - p))
    district = table["district"].to_numpy()
    found = {}
    for choice in itertools.combinations(range(DISTRICTS), count):
        chosen = np.isin(district, choice).astype(float)
        matrix = np.column_stack([others, chosen]) * root[:, None]
        fit = sm.OLS((table["enrolled"].to_numpy() - p) / root, matrix).fit(
            cov_type="cluster", cov_kwds={"groups": district}
        )
        # Rao's score is the fall of the sum of squares of the artificial regression.
        fall = np.sqrt(((table["enrolled"].to_numpy() - p) ** 2 / root**2).sum() - fit.ssr)
        kinds = {"studentised": fit.tvalues[2], "coefficient": fit.params[2], "score": fall}
        found[choice] = kinds[kind]
    return found


@pytest.mark.parametrize("statistic", ["score", "coefficient", "studentised"])
@pytest.mark.parametrize("treated", [(1, 5), (0, 3, 6), (2, 3, 4, 7)])
def test_the_p_value_is_the_share_of_all_choices(statistic, treated):
    table = _table(treated=treated)
    each = _each_choice(table, len(treated), kind=statistic)
    own = abs(each[treated])
    expected = np.mean([abs(v) >= own * (1 - 1e-8) for v in each.values()])
    found = _test(_design(table), statistic=statistic)
    assert found.p_value == pytest.approx(expected, abs=1e-12)
    assert (found.enumerated, found.draws) == (True, math.comb(DISTRICTS, len(treated)))
    assert found.smallest == 1 / found.draws
    assert found.error == 0.0


@pytest.mark.parametrize("statistic", ["score", "coefficient", "studentised"])
def test_every_choice_has_the_statistic_of_its_own_fit(statistic):
    table = _table()
    found = _design(table)
    each = _each_choice(table, 2, kind=statistic)
    sums = randomisation._Sums.of(found, found.matrix[:, :2])
    choices = np.concatenate(list(randomisation._choices(DISTRICTS, 2, None, 0)))
    coefficient, square = sums.of_choices(choices, statistic)
    rows, k = found.matrix.shape
    few = DISTRICTS / (DISTRICTS - 1) * (rows - 1) / (rows - k)
    ours = square / few if statistic == "studentised" else square
    if statistic == "coefficient":
        np.testing.assert_allclose(coefficient, list(each.values()), rtol=1e-8)
    np.testing.assert_allclose(ours, np.array(list(each.values())) ** 2, rtol=1e-8, atol=1e-10)


def test_equal_districts_without_terms_are_scipys_permutation_test():
    table = _table(sizes=np.full(DISTRICTS, 7))
    shares = table.groupby("district")["enrolled"].mean().to_numpy()
    treated = np.isin(np.arange(DISTRICTS), (1, 5))
    scipys = stats.permutation_test(
        (shares[treated], shares[~treated]),
        lambda a, b, axis: np.abs(a.mean(axis) - b.mean(axis)),
        alternative="greater", n_resamples=np.inf, vectorized=True,
    )  # fmt: skip
    found = _test(_design(table, ["branch"]))
    assert found.p_value == pytest.approx(scipys.pvalue, abs=1e-12)


def test_ties_count_as_at_least_as_extreme():
    # Four districts of share 0.6 and four of 0.2: every choice of two high ones ties.
    table = pd.DataFrame({"district": np.repeat(np.arange(8), 5)})
    table["branch"] = table["district"].isin([0, 1])
    table["enrolled"] = (np.arange(40) % 5 < np.where(table["district"] < 4, 3, 1)).astype(int)
    found = _test(_design(table, ["branch"]))
    # 6 pairs of high and, two-sided, 6 pairs of low districts of 28.
    assert found.p_value == pytest.approx(12 / 28)


def test_labels_name_districts_as_a_term_does():
    table = _table()
    by_term = _test(_design(table))
    by_label = _test(_design(table, ["x"]), treated=["1", "5"])
    assert by_label.p_value == by_term.p_value
    assert by_label.estimate == pytest.approx(by_term.estimate, rel=1e-9)


def test_the_estimate_is_one_newton_step_from_the_null():
    table = _table()
    assert _test(_design(table)).estimate == pytest.approx(
        _each_choice(table, 2, kind="coefficient")[1, 5], rel=1e-8
    )


def test_many_choices_are_sampled_with_the_observed_one_counted():
    table = _table(districts=20, treated=range(8))
    found = _test(_design(table), draws=400)
    assert (found.enumerated, found.draws) == (False, 400)
    assert found.smallest == 1 / 401
    assert found.p_value * 401 == pytest.approx(round(found.p_value * 401), abs=1e-9)
    assert _test(_design(table), draws=400) == found
    assert _test(_design(table), draws=400, seed=2).p_value != found.p_value


def test_sampled_choices_approach_all_of_them(monkeypatch):
    found = _design(_table(treated=(2, 3, 4, 7)))
    exact = _test(found).p_value
    monkeypatch.setattr(randomisation, "ENUMERATED_UP_TO", 0)
    assert math.comb(DISTRICTS, 4) == 70
    draws = 69
    mean = np.mean([_test(found, draws=draws, seed=s).p_value for s in range(60)])
    expected = (1 + draws * exact) / (1 + draws)
    assert abs(mean - expected) < 4 * np.sqrt(exact * (1 - exact) / draws / 60)


def test_sampled_choices_have_the_size_asked_for_and_are_even():
    choices = np.concatenate(list(randomisation._choices(9, 3, 9_000, 1)))
    assert (choices.sum(axis=1) == 3).all()
    assert stats.chisquare(choices.sum(axis=0)).pvalue > 0.001


@pytest.mark.parametrize("treated", [(3,), range(1, 8)])
def test_a_single_treated_or_untreated_district_is_refused(treated):
    with pytest.raises(DataError, match="of 8 districts treated; expected at least two treated"):
        _test(_design(_table(treated=treated)))


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"treated": "x"}, DataError, "'x' is no yes/no of whole districts"),
        ({"treated": "brnch"}, UsageError, "no term 'brnch'. Did you mean 'branch'"),
        ({"treated": ["1", "9"]}, UsageError, "no district '9'"),
        ({"statistic": "mean"}, UsageError, "statistic 'mean'. Known: coefficient, score"),
    ],
)
def test_a_bad_call_is_refused(given, error, words):
    with pytest.raises(error, match=words):
        _test(_design(_table()), **given)


def test_a_term_that_varies_in_a_district_has_no_value_by_district():
    found = _design(_table())
    assert by_district(found, "x") is None
    assert by_district(found, "branch").tolist() == [0, 1, 0, 0, 0, 1, 0, 0]


def test_the_mark_of_made_up_rows_travels_and_a_test_is_a_row():
    found = _design(_table())
    assert _test(found).synthetic is False
    marked = _test(dataclasses.replace(found, synthetic=True))
    assert marked.synthetic is True
    assert marked.table.loc[0, "p_value"] == marked.p_value


@pytest.mark.parametrize("statistic", ["score", "coefficient", "studentised"])
def test_the_level_is_exact_when_districts_are_drawn_by_lot(statistic):
    """Uneven districts, strong correlation inside them, a share that grows with the size."""
    rng = np.random.default_rng(6)
    sizes = np.array([4, 5, 6, 8, 10, 14, 18, 24])
    district = np.repeat(np.arange(8), sizes)
    rejected = 0
    for _ in range(250):
        share = 1 / (1 + np.exp(1 - sizes / 20 - rng.normal(size=8)))
        table = pd.DataFrame({"district": district})
        table["enrolled"] = (rng.random(len(table)) < share[district]).astype(int)
        table["branch"] = np.isin(district, rng.choice(8, 2, replace=False))
        rejected += _test(_design(table, ["branch"]), statistic=statistic).p_value <= 2 / 28
    # Exact: at most 2/28; binomial bounds at one in a thousand.
    assert rejected <= stats.binom.ppf(0.999, 250, 2 / 28)
    assert rejected >= stats.binom.ppf(0.001, 250, 1 / 28)
