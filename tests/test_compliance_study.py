"""The declared analysis in one go: also where a term separates the enrolled from the others."""

from __future__ import annotations

import pytest

from policylib import compliance, figures, sentences, tables
from policylib.errors import DataError, UsageError

PLAN = compliance.declared()


@pytest.fixture(scope="module")
def form(placed):
    truth = {"supervision": 0.8}
    drawn = compliance.simulated_form(placed, plan=PLAN, truth=truth, events=54, seed=3).form
    return drawn.drop(columns="synthetic")


def _study(placed, form):
    return compliance.study(placed, form, plan=PLAN, seed=1, sources=["data:dukcapil-2024"])


@pytest.fixture(scope="module")
def apart(placed, form):
    """A form in which no village that is not urban is enrolled."""
    rural = set(placed.loc[~placed["urban"], "code"])
    urban_only = form.assign(active=form["active"].mask(form["code"].isin(rural), "no"))
    more = urban_only.index[~urban_only["code"].isin(rural) & (urban_only["active"] == "no")][:25]
    return _study(placed, urban_only.assign(active=urban_only["active"].mask(
        urban_only.index.isin(more), "yes")))  # fmt: skip


def test_under_separation_the_page_still_answers(apart, english):
    assert "urban" in apart.effects.separated
    assert apart.shares is None and not apart.share and apart.rule is None
    assert set(apart.effect) == set(PLAN.blocks)
    for found in apart.effect.values():
        assert -1 < found.low <= found.value <= found.high < 1
    told = " ".join(sentences.plain(s, language=english) for s in sentences.regression.study(apart))
    assert "cannot be split into shares" in told
    title = sentences.plain(sentences.regression.shares_title(apart), language=english)
    assert "cannot be told" in title.replace("\n", " ")
    names = tables.regression.BLOCKS
    assert (
        figures.regression.shares(apart.shares, names=names, title=title, language=english) is None
    )


def test_under_separation_the_checks_leave_out_what_has_no_maximum(apart):
    found = compliance.checks(apart, seed=1)
    assert set(found.table["method"]) == {"logit", "linear", "firth"}
    assert (found.within, found.influence, found.calibration) == (None, None, None)


def test_without_separation_every_method_is_there(placed, form):
    found = compliance.checks(_study(placed, form), seed=1)
    assert {"logit", "linear", "firth", "random_intercept"} <= set(found.table["method"])
    effects = found.table.set_index(["method", "term"])["effect"]
    for method in ("linear", "firth", "random_intercept"):
        assert effects[method, "supervision"] == pytest.approx(
            effects["logit", "supervision"], abs=0.03
        )


def test_too_few_enrolled_for_the_terms_are_refused(placed, form):
    few = form.assign(active="no")
    few.loc[:30, "active"] = "yes"
    with pytest.raises(UsageError, match="5 terms with"):
        _study(placed, few)


def test_a_form_without_answers_is_refused(placed, form):
    with pytest.raises(DataError, match="no village answered enough"):
        _study(placed, form.assign(active=None))
