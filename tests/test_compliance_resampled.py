"""Effects over draws of districts: each draw as refitted alone, and the jackknife beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from policylib import compliance
from policylib.errors import DataError


def _design(rows=240, districts=16, seed=4):
    chance = np.random.default_rng(seed)
    table = pd.DataFrame({"x": chance.normal(size=rows), "yes": chance.random(rows) < 0.4})
    table["district"] = np.arange(rows) % districts
    line = 0.8 * table["x"] + 0.5 * table["yes"] - 0.6
    table["enrolled"] = (line + chance.logistic(size=rows) > 0).astype(int)
    return compliance.design(table, outcome="enrolled", terms=["x", "yes"], groups="district")


def test_a_draw_is_the_fit_of_its_districts():
    design = _design()
    found = compliance.resampled_effects(design, confidence=0.95, draws=5, seed=9)
    chance = np.random.default_rng(9)
    times = chance.multinomial(16, np.full(16, 1 / 16), size=5)
    for own, effects in zip(times, found.effects, strict=True):
        rows = np.repeat(np.arange(240), own[design.groups])
        fit = sm.Logit(design.outcome[rows], design.matrix[rows]).fit(disp=False)
        assert effects == pytest.approx(fit.get_margeff(dummy=True).margeff, abs=1e-8)


def test_its_errors_are_near_those_of_the_jackknife():
    design = _design(960)
    found = compliance.resampled_effects(design, confidence=0.95, draws=999, seed=1).table
    other = compliance.effects_of(design).table
    half = (other["high"] - other["low"]) / 2
    assert (found["error"] * 2.13 / half).tolist() == pytest.approx([1, 1], abs=0.2)
    assert found["effect"].tolist() == pytest.approx(other["effect"].tolist())
    assert (found["low"] < found["effect"]).all() and (found["effect"] < found["high"]).all()


def test_the_same_seed_gives_the_same_draws():
    one, two = (
        compliance.resampled_effects(_design(), confidence=0.95, draws=20, seed=3).effects
        for _ in range(2)
    )
    assert np.array_equal(one, two)


def test_a_term_that_separates_is_refused():
    design = _design()
    outcome = (design.matrix[:, 1] > 0).astype(float)
    apart = compliance.Design(**{**vars(design), "outcome": outcome})
    with pytest.raises(DataError, match="no finite estimate"):
        compliance.resampled_effects(apart, confidence=0.95, draws=20, seed=3)
