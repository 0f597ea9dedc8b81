"""Slices of the simulations, and the page that holds all of them."""

from __future__ import annotations

import pytest

from tests import methods_page
from tests.simulation import districts, effects, run


@pytest.fixture(scope="module")
def page():
    return methods_page.block(run.PAGE, run.START, run.END)


def test_the_page_shows_what_was_measured(page):
    assert f"`{run.code_measured()}`" in page, "run: make simulate"


def test_default_intervals_hold_as_often_as_they_say(page):
    rows = methods_page.rows(page, "Coverage of the default intervals")
    assert len(rows) == len(effects.SPREADS) * len(effects.PLAN.terms)
    for row in rows:
        assert 93 <= float(row[2]) <= 97, row


def test_the_rule_is_never_too_often_wrong(page):
    rows = methods_page.rows(page, "False positives")
    named = {row[0] for row in rows}
    assert {f"{n} treated districts" for n in (11, 5, 3, 2)} <= named
    for row in rows:
        # Always the largest districts is the worst that can be done to it; the page says so.
        if "always" not in row[0]:
            assert float(row[2]) <= 100 * districts.MOST, row
    assert "Conservative, below 3.5 percent" in page and "The rule's worst is" in page


def test_firth_is_finite_wherever_a_driver_separates(page):
    rows = methods_page.rows(page, "Separation")
    # The trial found 36, 16 and 5.5 percent.
    for row, trial in zip(rows, (36, 16, 5.5), strict=True):
        assert float(row[1]) == pytest.approx(trial, abs=4)
        assert float(row[2]) == 100


def test_a_slice_of_the_coverage():
    found = effects.coverage(0.5, sets=40, seed=1)
    # Below 32 of 40 would come once in ten thousand at 95 percent.
    assert (found["default"] >= 0.8).all()
    assert (found["default"] >= found["textbook"]).mean() >= 0.6


@pytest.mark.parametrize("treated", [11, 3])
def test_a_slice_of_the_false_positives(treated):
    setting = districts.Setting("treated", treated)
    found = districts.rates(setting, {"rule": districts.rule}, sets=60, seed=2)
    # More than 9 of 60 would come once in a thousand at 5 percent.
    assert found["rejected"].iloc[0] <= 9 / 60
