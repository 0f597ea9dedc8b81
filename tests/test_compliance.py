"""The regression of villages: refusals, invariances, intervals, and the mark of made-up rows."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from policylib import compliance, store, synthetic
from policylib.errors import DataError, PolicylibError, UsageError

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
    return store.load("village_covariates", root=root)


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
    found = compliance.usable(villages.astype({"add_2023_rp": "Int64"}))
    assert found.table["log_population"].tolist() == [pytest.approx(math.log(1000))]
    assert found.table["log_add_per_head"].tolist() == [pytest.approx(math.log(2))]
    assert found.left_out_table["code"].tolist() == ["b"]


def test_usable_leaves_its_table_as_it_was(covariates):
    before = covariates.copy()
    compliance.usable(covariates)
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
    with pytest.raises(DataError, match="district"):
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
    with pytest.raises(PolicylibError):
        _effects(_table().assign(district=1), "x")


def test_terms_that_say_the_same_are_refused():
    table = _table()
    with pytest.raises(PolicylibError):
        _effects(table.assign(z=2 * table["x"] + 1), "x", "z")


@pytest.mark.filterwarnings("ignore")
def test_a_term_that_separates_the_outcome_is_refused():
    table = _table()
    with pytest.raises(DataError, match="no finite estimate"):
        _effects(table.assign(enrolled=(table["x"] > 0).astype(int)), "x")


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


@pytest.mark.parametrize("count", [10, 3])
def test_the_interval_is_t_with_districts_less_one(count):
    table = _table()
    table["district"] %= count
    found = _effects(table, "x", "z").table
    design = table[["x", "z"]]
    design = sm.add_constant((design - design.mean()) / design.std())
    fit = sm.Logit(table["enrolled"], design).fit(
        disp=False, cov_type="cluster", cov_kwds={"groups": table["district"].to_numpy()}
    )
    errors = fit.get_margeff(at="overall").margeff_se
    half = (found["high"] - found["low"]) / 2
    assert half.tolist() == pytest.approx(
        (stats.t.ppf(0.975, count - 1) * errors).tolist(), rel=1e-6
    )
    assert ((found["high"] + found["low"]) / 2).tolist() == pytest.approx(found["effect"].tolist())


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


def test_the_mark_travels_from_the_draw_to_every_finding(made_up, effects):
    assert synthetic.is_marked(made_up.table)
    assert effects.synthetic is True
    sharp = compliance.precision(effects, sources=compliance.sources(seed=20251031))
    assert [f.synthetic for f in sharp.findings] == [True] * 4
    for finding in sharp.findings:
        assert "synthetic:seed-20251031" in finding.sources


def test_without_made_up_rows_no_finding_is_marked():
    sharp = compliance.precision(_effects(_table(), "x"), sources=compliance.sources(seed=None))
    assert [f.synthetic for f in sharp.findings] == [False] * 4
    assert not [s for f in sharp.findings for s in f.sources if s.startswith("synthetic")]


def test_precision_counts_and_ranges_over_continuous_terms(effects):
    sharp = compliance.precision(effects, sources=["data:idm-kemendes"])
    table = effects.table[effects.table["per"] == "standard_deviation"]
    half = (table["high"] - table["low"]) / 2
    assert (sharp.half_width.low, sharp.half_width.high) == (half.min(), half.max())
    assert len(table) == 3
    assert (sharp.rows.value, sharp.events.value) == (162, effects.events)
    assert sharp.terms.value == min(effects.events, 162 - effects.events) // 10


def test_a_yes_no_term_does_not_widen_the_range_of_half_widths(effects):
    wide = effects.table.copy()
    wide.loc[wide["per"] == "yes_no", ["low", "high"]] = [-9.0, 9.0]
    sharp = compliance.precision(replace(effects, table=wide), sources=["data:idm-kemendes"])
    assert sharp.half_width.high < 1


def test_the_villages_stand_in_all_23_districts(effects):
    assert 20 <= effects.groups <= 23
    assert effects.table["term"].tolist() == list(TERMS)
