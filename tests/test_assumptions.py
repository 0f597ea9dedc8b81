"""Assumptions: what a file may say, and how results cite them."""

from __future__ import annotations

import pytest

from policylib import assumptions
from policylib.errors import DataError, UsageError

GOOD = {
    "description": "a number for tests",
    "unit": "months",
    "value": "2",
    "low": "1",
    "high": "3",
    "kind": "assumed",
    "quality": "poor",
    "source": "nobody counted it",
}


def _file(**changes):
    keys = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    return "some.thing:\n" + "\n".join(f"  {k}: {v}" for k, v in keys.items())


def test_a_well_formed_file_is_read():
    found = assumptions.parse(_file(), where="test.yaml")["some.thing"]
    assert (found.value, found.low, found.high, found.kind) == (2, 1, 3, "assumed")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"extra": "1"}, "extra"),
        ({"source": None}, "source"),
        ({"source": "no"}, "source"),
        ({"kind": "fact"}, "kind"),
        ({"quality": "great"}, "quality"),
        ({"value": "4"}, "lies outside"),
        ({"kind": "observed"}, "not of poor quality"),
        ({"low": "few"}, "low"),
    ],
)
def test_a_malformed_assumption_is_refused_with_file_and_key(changes, words):
    with pytest.raises(DataError, match="test.yaml") as error:
        assumptions.parse(_file(**changes), where="test.yaml")
    assert words in str(error.value)


def test_an_unknown_name_is_refused_with_the_closest():
    with pytest.raises(UsageError, match=r"Did you mean 'village\.transfer\.month'"):
        assumptions.shipped()["village.transfer.mont"]


def test_a_scenario_marks_what_it_changed_and_nothing_else():
    before = assumptions.shipped()
    after = before.changed("village.reserve.months", value=6, low=6, high=6, scenario="more")
    assert after.ref("village.reserve.months") == "scenario:more"
    assert after.ref("village.transfer.month") == "assumption:village.transfer.month"
    assert before["village.reserve.months"].value == 0
    assert set(before) == set(after)


def test_a_change_outside_its_own_range_is_refused():
    with pytest.raises(ValueError, match="lies outside"):
        assumptions.shipped().changed(
            "village.reserve.months", value=7, low=0, high=6, scenario="more"
        )


@pytest.mark.parametrize("name", sorted(assumptions.shipped()))
def test_every_shipped_assumption_says_why_and_how_good(name):
    held = assumptions.shipped()[name]
    assert held.quality in assumptions.QUALITIES
    assert len(held.source) > 20
    assert held.low < held.high or held.kind != "assumed"
