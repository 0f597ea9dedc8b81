"""Answers of villages as numbers: what is missing stays missing, strangers are refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from policylib import compliance, store, synthetic
from policylib.errors import DataError, UsageError

PLAN = compliance.declared()
TRUTH = {"budget": 0.5, "supervision": 0.5, "log_population": 0.3}
CIKARANG = "32.16.09.2001"


@pytest.fixture(scope="module")
def villages(placed):
    return placed


@pytest.fixture(scope="module")
def made_up(villages):
    return compliance.simulated_form(villages, plan=PLAN, truth=TRUTH, events=54, seed=7)


def _assembled(villages, form):
    return compliance.assemble(villages, form, plan=PLAN)


def test_distances_are_of_the_sphere(villages):
    rows = villages.set_index("code")
    assert rows.loc[CIKARANG, "log_distance_km"] == 0
    # 6.26189 S 107.15162 E to 6.28109 S 107.15056 E: 0.0192 degrees of latitude, about 2.14 km.
    assert np.expm1(rows.loc["32.16.09.2006", "log_distance_km"]) == pytest.approx(2.138, abs=0.01)


def test_the_change_of_the_index_is_a_difference(villages, root):
    index = store.load("village_index", root=root).set_index("code")
    row = villages.set_index("code").loc["32.16.01.2002"]
    assert row["idm_change"] == pytest.approx(0.8251 - 0.7251)
    assert index.loc["32.16.01.2002", "idm_2024"] == 0.8251


def test_made_up_forms_hold_the_published_number_and_the_mark(villages, made_up):
    assert (made_up.form["active"] == "yes").sum() == 54
    table = _assembled(villages, made_up.form)
    assert synthetic.is_marked(made_up.form) and synthetic.is_marked(table)
    assert table["enrolled"].sum() == 54 and len(table) == 179


def test_the_same_seed_gives_the_same_form(villages, made_up):
    again = compliance.simulated_form(villages, plan=PLAN, truth=TRUTH, events=54, seed=7)
    pd.testing.assert_frame_equal(again.form, made_up.form)
    other = compliance.simulated_form(villages, plan=PLAN, truth=TRUTH, events=54, seed=8)
    assert not other.form.equals(made_up.form)


def test_an_index_is_the_mean_of_standardised_items_turned_to_mean_more(villages, made_up):
    table = _assembled(villages, made_up.form)
    items = table[list(PLAN.blocks["budget"])].astype(float)
    z = (items - items.mean()) / items.std()
    z["siltap_paid_late_months"] *= -1
    whole = items.notna().all(axis=1)
    expected = z.mean(axis=1)
    assert np.corrcoef(table.loc[whole, "budget"], expected[whole])[0, 1] == pytest.approx(1)
    assert table["budget"].std() == pytest.approx(1)


def test_an_index_with_too_few_answers_is_missing(villages, made_up):
    form = made_up.form.copy()
    form.loc[0, ["attended_briefing", "knows_legal_basis"]] = None
    form.loc[1, "attended_briefing"] = None
    table = _assembled(villages, form).set_index("code")
    assert np.isnan(table.loc[form["code"][0], "understanding"])
    assert np.isfinite(table.loc[form["code"][1], "understanding"])


def test_not_known_is_no_only_where_the_plan_says_so(villages, made_up):
    form = made_up.form.copy()
    form.loc[0, ["knows_legal_basis", "own_revenue_enough", "active"]] = "unknown"
    row = _assembled(villages, form).iloc[0]
    assert row["knows_legal_basis"] == 0
    assert np.isnan(row["own_revenue_enough"]) and np.isnan(row["enrolled"])


def test_a_village_without_a_row_is_kept_and_missing(villages, made_up):
    table = _assembled(villages, made_up.form.iloc[5:])
    assert len(table) == 179
    assert table["enrolled"].isna().sum() == 5
    assert synthetic.is_marked(table)


def test_the_rule_of_a_district_is_what_most_villages_say(villages, made_up):
    form = made_up.form.assign(required_for_disbursement="no").merge(
        villages[["code", "district_code"]], on="code"
    )
    first, second = sorted(form["district_code"].unique())[:2]
    one = form["district_code"] == first
    form.loc[one, "required_for_disbursement"] = "yes"
    form.loc[form.index[one][0], "required_for_disbursement"] = "no"
    two = form.index[form["district_code"] == second]
    form.loc[two, "required_for_disbursement"] = None
    table = _assembled(villages, form.drop(columns="district_code"))
    rules = table.groupby("district_code")["district_rule"].first()
    assert rules[first] == 1 and np.isnan(rules[second]) and set(rules.drop(second)) == {0, 1}


def test_the_registered_are_those_with_a_day(villages, made_up):
    plan = PLAN.asked(outcome="registered", terms=" ".join(PLAN.terms))
    form = made_up.form.assign(registered_on=pd.NaT, active="unknown")
    form.loc[0, "registered_on"] = pd.Timestamp("2024-05-01")
    form.loc[1, "active"] = "no"
    outcome = compliance.assemble(villages, form, plan=plan)["enrolled"]
    assert outcome[0] == 1 and outcome[1] == 0 and outcome[2:].isna().all()


def test_a_village_that_stands_twice_is_refused(villages, made_up):
    twice = pd.concat([made_up.form, made_up.form.iloc[:21]], ignore_index=True)
    with pytest.raises(DataError, match=r"a village stands twice \(32.16.01.2001; .* and 18 more"):
        _assembled(villages, twice)


def test_a_village_of_another_area_is_refused(villages, made_up):
    form = made_up.form.copy()
    form.loc[3, "code"] = "32.75.01.1001"
    with pytest.raises(DataError, match=r"outside the register of this area \(32.75.01.1001\)"):
        _assembled(villages, form)


def test_an_answer_that_all_villages_share_is_refused(villages, made_up):
    with pytest.raises(DataError, match="every village gives the same answer: visited_by_branch"):
        _assembled(villages, made_up.form.assign(visited_by_branch="yes"))


def test_a_column_that_the_form_lacks_is_named(villages, made_up):
    with pytest.raises(UsageError, match="the form has no column 'attended_briefing'"):
        _assembled(villages, made_up.form.drop(columns="attended_briefing"))


def test_a_truth_of_an_unknown_term_is_refused(villages):
    with pytest.raises(UsageError, match="the truth names 'bugdet'"):
        compliance.simulated_form(villages, plan=PLAN, truth={"bugdet": 1}, events=54, seed=1)
