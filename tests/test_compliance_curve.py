"""The specification curve: each model as others fit it, and a test that holds its level."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests

from policylib import compliance
from policylib.compliance.linear import fit_many, sums
from policylib.compliance.logits import effects_many
from policylib.errors import DataError

PLAN = compliance.declared()
TRUTH = {"budget": 0.5, "log_population": 0.3}


@pytest.fixture(scope="module")
def villages(placed):
    return placed


def _table(villages, seed=1, truth=TRUTH):
    drawn = compliance.simulated_form(villages, plan=PLAN, truth=truth, events=54, seed=seed)
    return compliance.assemble(villages, drawn.form, plan=PLAN)


@pytest.fixture(scope="module")
def found(villages):
    return compliance.curve(_table(villages), plan=PLAN, draws=19, seed=1)


@pytest.fixture(scope="module")
def numbers():
    chance = np.random.default_rng(2)
    columns = np.column_stack([np.ones(150), chance.normal(size=(150, 4))])
    columns[:, 4] = columns[:, 4] > 0
    outcome = (columns[:, 1] + chance.logistic(size=150) > 0.3).astype(float)
    return columns, outcome, chance.integers(0, 14, size=150)


MODELS = np.array([[0, 1, 4], [0, 2, 4], [0, 3, 4]])


def test_linear_models_equal_those_of_statsmodels(numbers):
    columns, outcome, groups = numbers
    effects, errors = fit_many(sums(columns, outcome, groups), MODELS)
    for model, b, se in zip(MODELS, effects, errors, strict=True):
        fit = sm.OLS(outcome, columns[:, model]).fit(
            cov_type="cluster", cov_kwds={"groups": groups}
        )
        assert b == pytest.approx(fit.params, abs=1e-10)
        assert se == pytest.approx(fit.bse, abs=1e-10)


def test_logits_with_effects_equal_those_of_statsmodels(numbers):
    columns, outcome, groups = numbers
    effects, errors = effects_many(columns, outcome, groups, MODELS, binary=(False, True))
    for model, b, se in zip(MODELS, effects, errors, strict=True):
        fit = sm.Logit(outcome, columns[:, model]).fit(
            disp=False, cov_type="cluster", cov_kwds={"groups": groups}
        )
        margins = fit.get_margeff(at="overall", dummy=True)
        assert b == pytest.approx(margins.margeff, abs=1e-8)
        assert se == pytest.approx(margins.margeff_se, abs=1e-8)


def test_every_declared_choice_is_gone_through_once(found):
    choices = PLAN.specifications
    blocks = len(choices.budget) * len(choices.understanding) * len(choices.supervision)
    count = blocks * len(choices.controls) * len(choices.samples) * len(choices.models)
    assert found.specifications == count == 810
    keys = ["block", "term", "others", "controls", "sample", "model"]
    assert len(found.table) == 3 * count and not found.table.duplicated(keys).any()


def test_a_specification_is_the_model_that_it_names(villages, found):
    table = _table(villages)
    choices = PLAN.specifications
    used = {*choices.budget, *choices.understanding, *choices.supervision}
    used |= {t for c in choices.controls for t in c}
    rows = table.dropna(subset=sorted(used))
    assert found.rows == len(rows)
    rows = rows[rows["district_code"] != rows["district_code"].value_counts().index[0]]
    terms = ["own_revenue_enough", "understanding", "log_reminded_times", "log_population"]
    x = rows[terms].astype(float)
    for term in terms:
        x[term] = (x[term] - x[term].mean()) / x[term].std()
    fit = sm.Logit(rows["enrolled"], sm.add_constant(x)).fit(disp=False)
    row = found.table.query(
        "block == 'budget' and term == 'own_revenue_enough' and model == 'logit' and "
        "others == 'understanding log_reminded_times' and controls == 'log_population' and "
        "sample == 'without_largest_district'"
    )
    assert len(row) == 1
    margins = fit.get_margeff(at="overall").margeff
    assert row["effect"].iloc[0] == pytest.approx(margins[0], abs=1e-8)


def test_the_mark_travels_and_the_seed_repeats(villages, found):
    again = compliance.curve(_table(villages), plan=PLAN, draws=19, seed=1)
    pd.testing.assert_frame_equal(again.summary, found.summary)
    assert found.synthetic


def test_the_test_of_the_curve_finds_a_strong_block_and_holds_its_level(villages):
    strong = compliance.curve(
        _table(villages, truth={"supervision": 1.5}), plan=PLAN, draws=39, seed=1
    )
    assert strong.summary.set_index("block").loc["supervision", "p_value"] <= 0.05
    chances = [
        compliance.curve(_table(villages, seed=s), plan=PLAN, draws=19, seed=s)
        .summary.set_index("block").loc["understanding", "p_value"]
        for s in range(12)
    ]  # fmt: skip
    # Twelve draws without an effect: five or more at 10 percent would come once in a hundred.
    assert sum(p <= 0.1 for p in chances) <= 4


def test_chances_are_adjusted_for_the_three_blocks(found):
    p, holm = found.summary["p_value"], found.summary["adjusted"]
    assert sorted(holm) == pytest.approx(sorted(multipletests(p, method="holm")[1]))
    assert (holm >= p).all()


def test_without_draws_no_chance_is_given(villages):
    found = compliance.curve(_table(villages), plan=PLAN, draws=0, seed=1)
    assert found.summary["p_value"].isna().all()


def test_too_few_answers_are_refused(villages):
    table = _table(villages)
    table.loc[1:, "attended_briefing"] = np.nan
    with pytest.raises(DataError, match="1 villages answered every item"):
        compliance.curve(table, plan=PLAN, draws=0, seed=1)
