"""Slices of the backtests, and the page that holds all of them."""

from __future__ import annotations

import re

import pytest

from policylib import assumptions, store
from policylib.projection import curve
from tests import methods_page
from tests.backtest import methods, run, truth


@pytest.fixture(scope="module")
def series():
    return store.load("adoption_shares"), store.load("adoption_series")


@pytest.fixture(scope="module")
def page():
    return methods_page.block(run.PAGE, run.START, run.END)


def test_the_page_shows_what_was_measured(page):
    assert f"`{run.code_measured()}`" in page, "run: make backtest"


def test_errors_agree_with_the_trial(page):
    cells = [c for row in methods_page.rows(page, "Error of methods") for c in row[1:] if "/" in c]
    assert len(cells) == 18
    for cell in cells:
        ours, trial = re.match(r"([\d.]+) \([-+][\d.]+\) / ([\d.]+)$", cell).groups()
        assert abs(float(ours) - float(trial)) <= 1.5, cell


def test_a_slice_of_the_errors_is_what_the_page_says(series, page, monkeypatch):
    monkeypatch.setattr(methods, "CASES", methods.CASES[:2])
    quick = {k: v[:2] for k, v in methods.TRIAL.items() if v[0] is not None}
    monkeypatch.setattr(methods, "TRIAL", quick)
    found = methods.errors(*series).set_index(["method", "known", "ahead"])
    rows = {row[0]: row for row in methods_page.rows(page, "Error of methods")}
    for method in quick:
        for column, case in enumerate(methods.CASES, start=1):
            error = found.loc[(method, *case), "error"]
            assert rows[method][column].startswith(f"{error:.1f} ")


def test_default_intervals_hold_as_often_as_they_say(page):
    rows = methods_page.rows(page, "Intervals of the reference class")
    eighty = [float(row[3]) for row in rows if row[1] == "80"]
    assert len(eighty) == 4
    assert all(76 <= share <= 84 for share in eighty)
    assert "The worst kind is" in page


def test_posteriors_hold_the_truth_on_the_page(page):
    rows = methods_page.rows(page, "Known truth")
    assert len(rows) == 6
    assert all(93 <= float(row[1]) <= 97 for row in rows), rows
    assert re.search(r"\d+ of 95 percent. Below 90 it is no default", page)


@pytest.mark.parametrize("name", ["linear", "damped", "logistic"])
def test_a_slice_of_known_truth(name):
    share, failed = truth.coverage(curve(name), assumptions.shipped(), series=150, seed=3)
    assert 0.88 <= share <= 0.99
    assert failed <= 3


def test_a_posterior_that_is_too_sure_would_be_seen():
    """With an interval of half the level the truth lies outside as often."""
    share, _ = truth.coverage(curve("linear"), assumptions.shipped(), series=150, seed=3, level=0.5)
    assert 0.38 <= share <= 0.62
