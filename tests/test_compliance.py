"""The regression of villages: refusals, invariances, intervals, and the mark of made-up rows."""

from __future__ import annotations

import math
import sys

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from policylib import compliance, store, synthetic
from policylib.errors import DataError, UsageError

TRUTH = {"population_2024": 0.3, "idm_2024": 0.5, "urban": 0.0}
TERMS = ("log_population", "urban", "idm_2024", "log_add_per_head")


def _table(rows=120):
    rng = np.random.default_rng(5)
    x, z = rng.normal(size=rows), rng.normal(size=rows)
    yes = rng.random(rows) < 0.5
    outcome = (0.8 * x + 0.5 * yes + rng.logistic(size=rows) > 0.2).astype(int)
    return pd.DataFrame({"x": x, "z": z, "yes": yes, "enrolled": outcome,
                         "district": np.arange(rows) % 10})  # fmt: skip


def _effects(table, *terms):
    return compliance.logit_effects(table, outcome="enrolled", terms=terms, groups="district")


@pytest.fixture(scope="module")
def covariates(root):
    return compliance.with_terms(store.load("village_covariates", root=root))


@pytest.fixture(scope="module")
def made_up(covariates):
    drawn = synthetic.enrolment(covariates, events=54, truth=TRUTH, seed=20251031)
    return compliance.usable(drawn.table)


@pytest.fixture(scope="module")
def effects(made_up):
    return compliance.logit_effects(
        made_up.table, outcome="enrolled", terms=TERMS, groups="district_code"
    )


@pytest.mark.parametrize(
    ("events", "rows", "terms"),
    [(54, 179, 5), (125, 179, 5), (49, 100, 4), (50, 100, 5), (9, 100, 0), (91, 100, 0)],
)
def test_the_rarer_outcome_allows_a_term_for_ten_events(events, rows, terms):
    assert compliance.terms_allowed(events, rows) == terms


def test_usable_villages_and_those_left_out_are_all_villages(covariates):
    found = compliance.usable(covariates)
    # 6 not reported, 9 copied, 2 implausible of 179
    assert [f.value for f in found.findings] == [179, 162, 17]
    assert len(found.table) == 162
    assert set(found.table["code"]) | set(found.left_out_table["code"]) == set(covariates["code"])


def test_left_out_villages_keep_their_reason(covariates):
    reasons = compliance.usable(covariates).left_out_table["revenue_doubt"]
    assert set(reasons) == {"not_reported", "copied_figures", "implausible_add"}


def test_the_terms_are_natural_logarithms():
    villages = pd.DataFrame(
        {"code": ["a", "b"], "name": ["A", "B"], "district": ["D", "D"],
         "population_2024": [1000, 500], "add_2023_rp": [2000, None], "revenue_doubt": ["", "x"]}
    )  # fmt: skip
    villages = compliance.with_terms(villages.astype({"add_2023_rp": "Int64"}))
    assert villages["log_add_per_head"].isna().tolist() == [False, True]
    found = compliance.usable(villages)
    assert found.table["log_population"].tolist() == [pytest.approx(math.log(1000))]
    assert found.table["log_add_per_head"].tolist() == [pytest.approx(math.log(2))]
    assert found.left_out_table["code"].tolist() == ["b"]


def test_usable_leaves_its_table_as_it_was(covariates):
    before = covariates.copy()
    compliance.usable(compliance.with_terms(covariates))
    pd.testing.assert_frame_equal(covariates, before)


@pytest.mark.parametrize(("value", "words"), [(0, "all 120 outcomes"), (1, "all 120 outcomes")])
def test_an_outcome_of_one_class_is_refused(value, words):
    with pytest.raises(DataError, match=words):
        _effects(_table().assign(enrolled=value), "x")


def test_a_constant_term_is_refused_by_name():
    with pytest.raises(DataError, match="constant terms: z"):
        _effects(_table().assign(z=1.0), "x", "z")


@pytest.mark.parametrize("column", ["x", "enrolled"])
def test_a_missing_value_is_refused_by_its_column(column):
    table = _table()
    table[column] = table[column].astype(float)
    table.loc[3, column] = None
    with pytest.raises(DataError, match=rf"missing values \({column}\)"):
        _effects(table, "x")


def test_a_missing_district_is_refused():
    table = _table()
    table["district"] = table["district"].astype(object)
    table.loc[3, "district"] = None
    with pytest.raises(DataError, match=r"missing values \(district\)"):
        _effects(table, "x")


def test_a_village_that_stands_twice_is_refused():
    table = _table().assign(code=[*range(119), 0])
    with pytest.raises(DataError, match=r"a village stands twice \(119\)"):
        _effects(table, "x")


def test_more_terms_than_events_allow_are_refused():
    table = _table().assign(enrolled=[1] * 19 + [0] * 101)
    with pytest.raises(UsageError, match="2 terms with 19 events in 120 rows; expected at most 1"):
        _effects(table, "x", "z")


def test_a_single_district_carries_no_interval_and_is_refused():
    with pytest.raises(DataError, match="all rows lie in one district"):
        _effects(_table().assign(district=1), "x")


def test_terms_that_say_the_same_are_refused():
    table = _table()
    with pytest.raises(DataError, match="terms that say the same"):
        _effects(table.assign(z=2 * table["x"] + 1), "x", "z")


def test_a_term_that_separates_the_outcome_is_named_and_its_effect_finite():
    table = _table()
    found = _effects(table.assign(enrolled=(table["x"] > 0).astype(int)), "x", "z")
    assert "x" in found.separated
    assert np.isfinite(found.table[["effect", "low", "high"]]).all(axis=None)
    assert found.table["low"][0] > 0


def test_rows_events_and_districts_are_counted():
    table = _table()
    found = _effects(table, "x", "yes")
    assert (found.rows, found.groups) == (120, 10)
    assert found.events == table["enrolled"].sum()


def test_a_truth_value_is_yes_against_no():
    assert _effects(_table(), "x", "yes").table["per"].tolist() == ["standard_deviation", "yes_no"]


def test_a_truth_values_effect_is_the_mean_difference_of_predictions():
    table = _table()
    design = pd.DataFrame({"x": (table["x"] - table["x"].mean()) / table["x"].std(),
                           "yes": table["yes"].astype(float)})  # fmt: skip
    fit = sm.Logit(table["enrolled"], sm.add_constant(design)).fit(disp=False)
    with_yes, without = (sm.add_constant(design.assign(yes=v), has_constant="add") for v in (1, 0))
    expected = (fit.predict(with_yes) - fit.predict(without)).mean()
    assert _effects(table, "x", "yes").table["effect"][1] == pytest.approx(expected)


@pytest.mark.parametrize(("scale", "shift"), [(1000.0, 5.0), (0.001, -7.0), (-3.0, 2.0)])
def test_effects_do_not_depend_on_the_unit_of_a_term(scale, shift):
    table = _table()
    before = _effects(table, "x", "yes").table
    after = _effects(table.assign(x=scale * table["x"] + shift), "x", "yes").table
    sign = math.copysign(1, scale)
    assert after["effect"][0] == pytest.approx(sign * before["effect"][0], rel=1e-6)
    assert after["effect"][1] == pytest.approx(before["effect"][1], rel=1e-6)
    width = (before["high"] - before["low"])[0]
    assert (after["high"] - after["low"])[0] == pytest.approx(width, rel=1e-6)


def test_effects_do_not_depend_on_the_order_of_rows_or_names_of_districts():
    table = _table()
    before = _effects(table, "x").table
    mixed = table.sample(frac=1, random_state=1).assign(
        district=lambda t: t["district"].map(lambda d: f"district {9 - d}")
    )
    after = _effects(mixed, "x").table
    for column in ("effect", "low", "high"):
        assert after[column][0] == pytest.approx(before[column][0], rel=1e-6)


def _margins(table):
    design = table[["x", "z"]]
    return sm.Logit(table["enrolled"], sm.add_constant(design)).fit(disp=False).get_margeff()


@pytest.mark.parametrize("count", [10, 4])
def test_the_interval_is_of_the_jackknife_of_districts_and_t_with_districts_less_one(count):
    table = _table()
    table["district"] %= count
    found = _effects(table, "x", "z").table
    for term in ("x", "z"):
        table[term] = (table[term] - table[term].mean()) / table[term].std()
    every = _margins(table).margeff
    without = np.array([_margins(table[table["district"] != d]).margeff for d in range(count)])
    errors = np.sqrt((count - 1) / count * ((without - every) ** 2).sum(axis=0))
    half = (found["high"] - found["low"]) / 2
    assert half.tolist() == pytest.approx(
        (stats.t.ppf(0.975, count - 1) * errors).tolist(), rel=1e-6
    )
    assert ((found["high"] + found["low"]) / 2).tolist() == pytest.approx(every.tolist())


def test_fitting_leaves_the_table_as_it_was():
    table = _table()
    before = table.copy()
    _effects(table, "x", "yes")
    pd.testing.assert_frame_equal(table, before)


def test_real_rows_are_not_marked():
    assert _effects(_table(), "x").synthetic is False


@pytest.mark.parametrize("rows", [1, 120])
def test_one_made_up_row_marks_the_effects(rows):
    table = _table().assign(synthetic=[True] * rows + [False] * (120 - rows))
    assert _effects(table, "x").synthetic is True


def test_the_mark_travels_from_the_draw_to_the_effects(made_up, effects):
    assert synthetic.is_marked(made_up.table)
    assert effects.synthetic is True


def test_a_yes_no_term_with_an_empty_cell_is_named_and_its_effect_finite():
    table = _table()
    table["enrolled"] = table["enrolled"].where(table["yes"], 0)
    found = _effects(table, "x", "yes")
    assert found.separated == ("yes",)
    assert 0 < found.table["low"][1] < found.table["effect"][1] < found.table["high"][1] < 1


def test_an_unknown_column_is_refused_with_the_closest():
    with pytest.raises(UsageError, match="no column 'yess'. Did you mean 'yes'"):
        _effects(_table(), "yess")


@pytest.mark.parametrize("other", [2, -1, 0.5])
def test_an_outcome_other_than_0_and_1_is_refused(other):
    table = _table()
    table["enrolled"] = table["enrolled"].astype(float)
    table.loc[0, "enrolled"] = other
    with pytest.raises(DataError, match="'enrolled' holds other values than 0 and 1"):
        _effects(table, "x")


def test_sources_name_the_count_and_the_form_or_the_seed():
    counted = ("evidence:villages-2025-10",)
    real = compliance.sources(counted, form="village_enrolment.dpmd-form", seed=0)
    drawn = compliance.sources(counted, form="", seed=0)
    assert real[-2:] == ("evidence:villages-2025-10", "data:dpmd-form")
    assert drawn == (*real[:-1], "synthetic:seed-0")


SOURCES = ("data:idm-kemendes", "synthetic:seed-1")


PLAN = compliance.declared()


def _precision(villages, *, draws=6, seed=1):
    return compliance.precision(
        villages, plan=PLAN, truth={"budget": 0.5}, events=54,
        draws=draws, seed=seed, sources=SOURCES,
    )  # fmt: skip


@pytest.fixture(scope="module")
def sharp(placed):
    return _precision(placed)


def test_the_same_seed_gives_the_same_precision(placed, sharp):
    again = _precision(placed)
    assert again.findings == sharp.findings
    pd.testing.assert_frame_equal(again.table, sharp.table)


def test_another_seed_gives_another_precision(placed, sharp):
    assert _precision(placed, seed=2).half_width != sharp.half_width


def test_every_finding_of_the_precision_is_made_up(sharp):
    assert len(sharp.findings) == 8
    for found in sharp.findings:
        assert found.synthetic is True
        assert found.sources == SOURCES


def test_a_term_that_the_truth_does_not_name_has_none(sharp):
    assert sharp.table["term"].tolist() == list(PLAN.terms)
    assert sharp.table["truth"].tolist() == [0.5, 0.0, 0.0, 0.0, 0.0]


def test_the_villages_of_a_precision_stay_as_they_were(placed):
    before = placed.copy()
    _precision(placed, draws=2)
    pd.testing.assert_frame_equal(placed, before)


def test_a_truth_without_a_zero_cannot_measure_false_alarms(placed):
    truth = dict.fromkeys(PLAN.terms, 0.1)
    with pytest.raises(UsageError, match="every term has an effect"):
        compliance.precision(
            placed, plan=PLAN, truth=truth, events=54, draws=2, seed=1, sources=SOURCES
        )


#: Half-widths of 'budget' in the draws that are fitted by hand; None has no finite estimate.
HALVES = (0.01, None, 0.02, 0.03, 0.04, None, 0.05)


@pytest.fixture
def by_hand(monkeypatch, placed):
    """The precision of `HALVES`; 'urban' has 9 points and excludes zero in the first draw."""
    fits = iter(HALVES)

    def fit(*_, **__):
        half = next(fits)
        if half is None:
            raise DataError("no finite estimate")
        middle = {0.01: 0.2}.get(half, 0.0)
        table = pd.DataFrame(
            {"term": ["budget", "urban"], "effect": [0.1, middle],
             "low": [0.1 - half, middle - 0.09], "high": [0.1 + half, middle + 0.09],
             "per": ["standard_deviation", "yes_no"]}
        )  # fmt: skip
        return compliance.Effects(table, 162, round(1000 * half), 23, True)

    monkeypatch.setattr(sys.modules["policylib.compliance.precision"], "logit_effects", fit)
    two = PLAN.asked(outcome="active", terms="budget urban")
    return compliance.precision(
        placed, plan=two, truth={"budget": 0.5}, events=54, draws=len(HALVES), seed=1,
        sources=SOURCES,
    )  # fmt: skip


def test_the_half_width_is_the_median_with_5th_and_95th_percentile(by_hand):
    # 1 to 5 points: between the first two 0.05 × 4 = 0.2 of the way, and 0.2 before the last.
    found = by_hand.half_width
    assert (found.low, found.value, found.high) == pytest.approx((0.012, 0.03, 0.048))
    assert by_hand.table["half_width"].tolist() == pytest.approx([0.03, 0.09])
    assert (by_hand.table["low"][0], by_hand.table["high"][0]) == pytest.approx((0.012, 0.048))


def test_an_effect_that_can_be_detected_needs_power_of_four_in_five(by_hand):
    # t of 23 − 1 districts: 2.0739 at 97.5 and 0.8583 at 80 percent; (2.0739 + 0.8583) ÷ 2.0739
    found = by_hand.detectable
    ends = (0.012 * 1.41386, 0.03 * 1.41386, 0.048 * 1.41386)
    assert (found.low, found.value, found.high) == pytest.approx(ends, rel=1e-4)


def test_draws_without_a_finite_estimate_are_counted(by_hand):
    assert (by_hand.draws.value, by_hand.refused.value) == (7, 2)
    # 10 to 50 events of the fitted draws, each once and not once a term.
    events = by_hand.events
    assert (events.low, events.value, events.high) == pytest.approx((12, 30, 48))


def test_false_alarms_are_counted_where_the_truth_is_zero(by_hand):
    # 'urban' excludes zero in 1 of 5 fits; Wilson with z² = 3.8415:
    # (0.2 + 0.38415 ∓ 1.96 √(0.032 + 0.038415)) ÷ 1.7683
    found = by_hand.false_alarms
    assert (found.low, found.value, found.high) == pytest.approx((0.0362, 0.2, 0.6245), abs=1e-4)
    assert by_hand.table["excludes_zero"].tolist() == [1.0, 0.2]
    assert (by_hand.nominal.value, by_hand.confidence.value) == pytest.approx((0.05, 0.95))


def test_where_no_draw_can_be_fitted_nothing_is_said(monkeypatch, placed):
    def fit(*_, **__):
        raise DataError("no finite estimate")

    monkeypatch.setattr(sys.modules["policylib.compliance.precision"], "logit_effects", fit)
    with pytest.raises(DataError, match="none of 3 draws could be fitted"):
        _precision(placed, draws=3)


def test_the_villages_stand_in_all_23_districts(effects):
    assert 20 <= effects.groups <= 23
    assert effects.table["term"].tolist() == list(TERMS)
