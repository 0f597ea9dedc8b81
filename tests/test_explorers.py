"""Explorers: the picture follows the sliders, and the default state stands in reports."""

from __future__ import annotations

import dataclasses
import sys

import pytest

from policylib import assumptions, coverage, explorers, store, wording
from policylib.errors import UsageError


@pytest.fixture
def explorer(ledger, english):
    refs = wording.References(ledger, store.provenance(), english, {})
    aim = coverage.target(ledger, region="32.16", share=0.65, date="2025-12-31")
    return explorers.coverage(
        coverage.need(ledger, region="32.16", target=aim),
        coverage.observed(ledger, region="32.16"),
        coverage.known(ledger, region="32.16"),
        assumed=assumptions.shipped(),
        refs=refs,
    )


def test_it_begins_at_the_needed_pace_and_the_stated_lapse(explorer):
    state = explorer.state
    assert state.pace == pytest.approx(0.0187, abs=0.0001)
    assert (state.lapse, state.workers, state.target) == (0.01, 1_500_000, 0.65)


def test_without_a_lapse_the_needed_pace_meets_the_target(explorer):
    state = dataclasses.replace(explorer.state, lapse=0.0)
    assert explorer.path(state).share[-1] == pytest.approx(0.65, abs=0.0005)


def test_a_slider_redraws_the_picture(explorer):
    box = explorer.widget()
    *sliders, picture = box.children
    before = picture.value
    assert [s.description for s in sliders] == [
        "new, points a month", "lapse, percent a month", "workers, thousand", "target, percent",
    ]  # fmt: skip
    sliders[1].value = 0.0
    assert explorer.state.lapse == 0
    assert picture.value != before
    sliders[2].value = 2_000.0
    # The same 690,000 people of two million workers.
    assert explorer.path(explorer.state).share[0] == pytest.approx(0.345)


def test_a_picture_is_the_same_twice(explorer):
    assert explorer.png(explorer.state) == explorer.png(explorer.state)


def test_its_title_says_how_many_are_missing_in_both_languages(explorer, indonesian):
    share = float(explorer.path(explorer.state).share[-1])
    title = explorer._title(explorer.state, share)
    assert title.startswith("1.87 points a month, 1.0% lapse a month:")
    missing = round((0.65 - share) * 1_500_000, -3)
    assert f"{missing:,.0f} people short" in title
    explorer.language = indonesian
    assert explorer._title(explorer.state, share).startswith(
        "Per bulan naik 1,87 poin, keluar 1,0%:"
    )


def test_a_report_shows_the_default_state_and_jupyterlab_the_sliders(explorer, monkeypatch):
    shown = []
    module = sys.modules["policylib.explorers.coverage"]
    monkeypatch.setattr(module, "display", shown.append)
    monkeypatch.setattr(module.Plate, "_ipython_display_", lambda plate: shown.append(plate))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    explorer._ipython_display_()
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/02.ipynb")
    explorer._ipython_display_()
    report, lab = shown
    assert report.axes is not None
    assert ("lapse a month", "1.0%") in [row.cells for row in report.data.rows]
    assert len(lab.children) == 5


@pytest.mark.parametrize("change", [{"pace": -0.1}, {"lapse": 1.1}, {"target": 0}, {"workers": 0}])
def test_a_slider_cannot_leave_its_sense(explorer, change):
    with pytest.raises(UsageError, match="shares from 0 to 1"):
        dataclasses.replace(explorer.state, **change)


def test_an_area_without_people_covered_has_no_explorer(explorer):
    with pytest.raises(UsageError, match="no number of people covered"):
        explorers.coverage(
            explorer.need, explorer.seen, None, assumed=assumptions.shipped(), refs=explorer.refs,
        )  # fmt: skip
