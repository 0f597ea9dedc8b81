"""Sample sizes against statsmodels and each other; simulated power against formulas."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from policylib.compliance import power as of
from policylib.compliance import simulation
from policylib.compliance.clustered import clustered
from policylib.compliance.simulation import panel_power, simulated_power
from policylib.errors import UsageError

USUAL = {"power": 0.8, "level": 0.05, "r_squared": 0.0, "design_effect": 1.0}
SIZES = [7, 7, 7, 7, 8, 9, 6, 10, 11, 8, 7, 7, 12, 7, 7, 8, 6, 11, 7, 6, 8, 7, 6]


def test_179_villages_with_54_enrolled():
    # The trial: about 1.6 to 1.7 a standard deviation.
    alone = of.smallest_odds_ratio(179, events=54, **USUAL)
    shared = of.smallest_odds_ratio(179, events=54, **USUAL | {"r_squared": 0.2})
    assert alone == pytest.approx(1.6, abs=0.05)
    assert shared == pytest.approx(1.7, abs=0.05)


@pytest.mark.parametrize("odds_ratio", [0.6, 1.3, 1.7, 2.5])
@pytest.mark.parametrize(("r_squared", "effect"), [(0.0, 1.0), (0.3, 1.0), (0.3, 2.4)])
def test_the_smallest_odds_ratio_is_the_inverse_of_the_rows(odds_ratio, r_squared, effect):
    given = USUAL | {"r_squared": r_squared, "design_effect": effect}
    rows = of.rows_for_continuous(odds_ratio, share=0.25, **given)
    found = of.smallest_odds_ratio(rows, events=rows / 4, **given)
    assert abs(math.log(found)) == pytest.approx(abs(math.log(odds_ratio)), rel=0.01)


@pytest.mark.parametrize("share_yes", [0.2, 0.5])
def test_a_yes_no_term_needs_about_the_rows_of_two_proportions(share_yes):
    rows = of.rows_for_yes_no(0.3, 0.45, share_yes=share_yes, **USUAL)
    theirs = NormalIndPower().solve_power(
        proportion_effectsize(0.45, 0.3), power=0.8, alpha=0.05,
        ratio=share_yes / (1 - share_yes),
    ) / (1 - share_yes)  # fmt: skip
    assert rows == pytest.approx(theirs, rel=0.05)


@pytest.mark.parametrize(("r_squared", "effect", "times"), [(0.5, 1, 2), (0, 3, 3), (0.5, 3, 6)])
def test_what_terms_and_districts_share_multiplies_the_rows(r_squared, effect, times):
    given = USUAL | {"r_squared": r_squared, "design_effect": effect}
    for find in (
        lambda g: of.rows_for_yes_no(0.3, 0.31, share_yes=0.5, **g),
        lambda g: of.rows_for_continuous(1.02, share=0.3, **g),
    ):
        assert find(given) == pytest.approx(times * find(USUAL), rel=1e-4)


def test_the_design_effect_of_even_and_uneven_districts():
    assert of.design_effect(np.repeat([0, 1, 2], 8), correlation=0.1) == pytest.approx(1.7)
    assert of.design_effect(np.arange(9), correlation=0.5) == 1
    # The variance of a mean over rows, from the matrix of correlations itself.
    groups = np.repeat(np.arange(23), SIZES)
    alike = np.where(groups[:, None] == groups, 0.2, 0) + 0.8 * np.eye(len(groups))
    assert of.design_effect(groups, correlation=0.2) == pytest.approx(alike.mean() * len(groups))


@pytest.mark.parametrize(
    "wrong", [{"power": 1}, {"level": 0}, {"r_squared": 1}, {"design_effect": 0.5}]
)
def test_impossible_arguments_are_refused(wrong):
    with pytest.raises(UsageError):
        of.smallest_odds_ratio(179, events=54, **USUAL | wrong)


def test_no_effect_and_no_events_are_refused():
    with pytest.raises(UsageError, match="odds ratio 1"):
        of.rows_for_continuous(1, share=0.3, **USUAL)
    with pytest.raises(UsageError, match="the shares are the same"):
        of.rows_for_yes_no(0.3, 0.3, share_yes=0.5, **USUAL)
    with pytest.raises(UsageError, match="events 0"):
        of.smallest_odds_ratio(179, events=0, **USUAL)
    with pytest.raises(UsageError, match="correlation 2"):
        of.design_effect(np.arange(3), correlation=2)


def _matrix(rows=179, terms=1, seed=0):
    values = np.random.default_rng(seed).normal(size=(rows, terms))
    return np.column_stack([np.ones(rows), (values - values.mean(0)) / values.std(0, ddof=1)])


def test_clustered_errors_are_those_of_statsmodels():
    matrix, groups = _matrix(terms=2), np.repeat(np.arange(23), SIZES)
    rng = np.random.default_rng(3)
    outcomes = (rng.random((5, 179)) < 0.35).astype(float)
    found = clustered(matrix, outcomes, groups=groups)
    for row, outcome in enumerate(outcomes):
        fit = sm.Logit(outcome, matrix).fit(
            disp=False, tol=1e-13, cov_type="cluster", cov_kwds={"groups": groups}
        )
        np.testing.assert_allclose(found.coefficients[row], fit.params, rtol=0, atol=1e-8)
        np.testing.assert_allclose(found.errors[row], fit.bse, rtol=0, atol=1e-8)


def test_months_added_up_are_those_of_statsmodels_month_by_month():
    matrix, groups = _matrix(terms=2), np.repeat(np.arange(23), SIZES)
    rng = np.random.default_rng(4)
    month = rng.geometric(0.06, size=179)
    watched, events = np.minimum(month, 12), month <= 12
    found = clustered(
        matrix, (events / watched)[None], groups=groups, weights=watched[None].astype(float)
    )
    each = np.repeat(np.arange(179), watched)
    last = np.append(np.diff(each) > 0, True)
    fit = sm.Logit((last & events[each]).astype(float), matrix[each]).fit(
        disp=False, tol=1e-13, cov_type="cluster", cov_kwds={"groups": groups[each]}
    )
    np.testing.assert_allclose(found.coefficients[0], fit.params, rtol=0, atol=1e-8)
    # Theirs counts rows of months in its correction, ours villages.
    theirs, ours = ((n - 1) / (n - 3) for n in (len(each), 179))
    np.testing.assert_allclose(found.errors[0] ** 2 * theirs / ours, fit.bse**2, rtol=1e-7)


def _power(**change):
    given = {
        "groups": np.repeat(np.arange(23), SIZES), "column": 1, "level": "village", "events": 54,
        "district_sd": 0.0, "odds_ratios": [1.4, 1.7, 2.0], "power": 0.8, "draws": 300, "seed": 1,
    }  # fmt: skip
    months = change.pop("months", None)
    matrix = change.pop("matrix", _matrix())
    if months is None:
        return simulated_power(matrix, **given | change)
    return panel_power(matrix, **given | change, months=months)


def test_independent_rows_have_the_power_of_the_formula():
    found = _power(
        matrix=_matrix(300), groups=np.arange(300) % 100, events=150, draws=1000,
        odds_ratios=[1.2, 1.35, 1.5],
    )  # fmt: skip
    expected = of.smallest_odds_ratio(300, events=150, **USUAL)
    assert found.smallest == pytest.approx(expected, rel=0.05)
    assert found.smallest_low < found.smallest < found.smallest_high
    alarms = found.table.loc[0]
    assert alarms["odds_ratio"] == 1
    assert stats.binomtest(round(alarms["power"] * 1000), 1000, 0.06).pvalue > 0.001


def test_a_panel_of_rare_events_has_the_power_of_its_events():
    # Schoenfeld (1983): events = (z + z')^2 / log(odds ratio)^2.
    found = _power(
        matrix=_matrix(500), groups=np.arange(500) % 100, events=60, draws=800, months=24,
        odds_ratios=[1.25, 1.4, 1.6],
    )  # fmt: skip
    needed = stats.norm.ppf([0.975, 0.8]).sum() / math.sqrt(60)
    assert found.smallest == pytest.approx(math.exp(needed), rel=0.06)


def test_villages_of_the_case_as_in_the_trial():
    # Near 1.7 a standard deviation at village level.
    assert _power(district_sd=0.4).smallest == pytest.approx(1.7, abs=0.15)


def test_districts_that_differ_cost_most_at_district_level():
    ratios = [1.5, 2.0, 2.6, 3.4, 4.5]
    found = {
        (level, sd): _power(level=level, district_sd=sd, odds_ratios=ratios).smallest
        for level in ("village", "district") for sd in (0.0, 1.2)
    }  # fmt: skip
    assert found["village", 1.2] > found["village", 0.0]
    assert found["district", 1.2] > found["village", 1.2] + 0.3
    assert found["district", 1.2] / found["district", 0.0] > 1.3


def test_the_number_of_events_is_exact_for_one_look_and_expected_for_a_panel(monkeypatch):
    seen = []

    def spy(matrix, outcomes, **given):
        seen.append((outcomes > 0).sum(axis=1))
        return clustered(matrix, outcomes, **given)

    monkeypatch.setattr(simulation, "clustered", spy)
    _power(district_sd=0.8, draws=50)
    assert all((counts == 54).all() for counts in seen)
    seen.clear()
    _power(district_sd=0.8, draws=400, months=18)
    assert len(seen) == 4
    for counts in seen:
        assert counts.mean() == pytest.approx(54, abs=4 * counts.std() / 20)
        assert counts.std() > 2


def test_a_district_term_is_the_standardised_mean_of_its_villages(monkeypatch):
    seen = []

    def spy(matrix, outcomes, **given):
        seen.append(matrix[:, 1])
        return clustered(matrix, outcomes, **given)

    monkeypatch.setattr(simulation, "clustered", spy)
    matrix, groups = _matrix(), np.repeat(np.arange(23), SIZES)
    before = matrix.copy()
    _power(matrix=matrix, level="district", draws=4)
    values = pd.Series(seen[0])
    assert (values.groupby(groups).nunique() == 1).all()
    assert values.std() == pytest.approx(1)
    means = pd.Series(matrix[:, 1]).groupby(groups).transform("mean")
    assert values.corr(means) == pytest.approx(1)
    np.testing.assert_array_equal(matrix, before)


def test_what_none_tried_reaches_is_infinite():
    found = _power(odds_ratios=[1.05, 1.1], draws=100)
    assert found.smallest == found.smallest_low == found.smallest_high == math.inf


def test_draws_without_finite_estimate_are_counted_as_not_told():
    matrix = _matrix()
    matrix[:, 1] = np.arange(179) < 3
    found = _power(matrix=matrix, odds_ratios=[3.0], draws=200).table
    assert (found["refused"] > 0.2).all()
    assert (found["power"] <= 1 - found["refused"]).all()


def test_the_seed_decides_and_parts_do_not_matter_to_the_answer(monkeypatch):
    first, again, other = (_power(draws=100, seed=s).table for s in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)
    monkeypatch.setattr(simulation, "CELLS_AT_ONCE", 30 * 179 * 2)
    parts = _power(draws=300).table
    whole = first["power"]
    assert (np.abs(parts["power"] - whole) < 4 * 0.05 + 1e-9).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"level": "province"}, "level 'village' or 'district'"),
        ({"odds_ratios": []}, "odds ratios above 1"),
        ({"odds_ratios": [2.0, 1.5]}, "odds ratios above 1"),
        ({"column": 0}, "a column of a term"),
        ({"power": 80}, "a power between 0 and 1"),
        ({"district_sd": -1}, "a standard deviation from 0"),
        ({"seed": -1}, "a seed from 0"),
        ({"groups": np.zeros(179)}, "two districts or more"),
        ({"events": 179}, "both outcomes"),
        ({"events": 0, "months": 3}, "both outcomes"),
        ({"months": 0}, "one month or more"),
    ],
)
def test_a_simulation_that_cannot_start_says_why(change, words):
    with pytest.raises(UsageError, match=words):
        _power(**change)
