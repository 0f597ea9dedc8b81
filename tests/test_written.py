"""Printed numbers that remember what they print."""

from __future__ import annotations

import copy
import math
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylib import tables
from policylib.findings import Finding
from policylib.tables import numbers
from policylib.wording import Language, Written, cell, interval_cell, span


def finding(**changed) -> Finding:
    given = {
        "id": "a", "label": "a", "value": 0.46, "low": 0.455, "high": 0.465, "unit": "share",
        "digits": 0, "range_digits": 1, "sources": ("parameter:x",), "formula": "f",
    }  # fmt: skip
    return Finding(**(given | changed))


@pytest.mark.parametrize(
    ("method", "value", "form", "digits"),
    [
        ("number", 1234.5, "number", 1),
        ("percent", 0.4625, "percent", 2),
        ("rupiah", 16800, "rupiah", 0),
    ],
)
@pytest.mark.parametrize("code", ["en", "id"])
def test_a_printed_number_remembers_it(code, method, value, form, digits):
    given = () if method == "rupiah" else (digits,)
    made = getattr(Language(code), method)(value, *given)
    assert isinstance(made, Written)
    assert (made.value, made.form, made.digits) == (value, form, digits)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_twelve_digits_of_any_number_are_kept(value):
    kept = Written("x", value).value
    assert math.isclose(kept, value, rel_tol=5e-12, abs_tol=1e-307)


@settings(deadline=None)
@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_whole_numbers_are_kept_to_the_last_digit(value):
    assert Written("x", value).value == value and isinstance(Written("x", value).value, int)


def test_what_differs_between_machines_is_not_kept():
    assert Written("x", 0.1 + 0.2).value == Written("x", 0.3).value == 0.3


def test_a_changed_text_forgets():
    made = Written("5", 5)
    for text in (made + "%", f"{made}", made.upper(), made.removesuffix("x") + ""):
        assert not isinstance(text, Written)


def test_it_survives_copies():
    made = Written("5%", 0.05, low=0.04, form="percent", digits=1, made_up=True)
    for again in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert (again, vars(again)) == (made, vars(made))


def test_a_cell_of_a_finding_holds_value_and_interval(english):
    value, ends = cell(finding(), english), interval_cell(finding(), english)
    assert (value, value.value, value.digits) == ("46%", 0.46, 0)
    assert (ends, ends.low, ends.high, ends.range_digits) == ("45.5–46.5%", 0.455, 0.465, 1)
    assert ends.value is None


def test_points_are_kept_as_they_are_printed(english):
    assert cell(finding(unit="points", value=0.08, low=0.07, high=0.09), english).value == 8


def test_an_open_end_is_none(english):
    ends = interval_cell(finding(value=None, high=math.inf), english)
    assert (ends, ends.low, ends.high, ends.value) == ("≥ 45.5%", 0.455, None, None)


def test_negative_intervals_are_said_with_a_word_and_keep_their_ends(indonesian):
    ends = interval_cell(finding(value=0, low=-0.1, high=0.1), indonesian)
    assert (ends, ends.low, ends.high) == ("−10,0% sampai 10,0%", -0.1, 0.1)


def test_made_up_numbers_know_it(english):
    made_up = finding(sources=("synthetic:x",), synthetic=True)
    assert cell(made_up, english).made_up and interval_cell(made_up, english).made_up
    assert not cell(finding(), english).made_up


def test_a_span_of_words_is_words(english):
    assert not isinstance(span("no–yes", "no", "yes"), Written)


def test_a_link_and_what_stands_beside_it_keep_their_numbers(english):
    one = finding()
    both = numbers.beside(tables.link(cell(one, english), "finding-a"), interval_cell(one, english))
    assert str(both) == '<a href="#finding-a">46%</a> (45.5–46.5%)'
    kept = numbers.written(both)
    assert (kept.value, kept.low, kept.high) == (0.46, 0.455, 0.465)
    assert (kept.digits, kept.range_digits) == (0, 1)


def test_the_data_of_a_table_says_what_its_html_says(english):
    rows = (
        tables.Row(("<b>x</b>", tables.link(english.rupiah(-5), "a")), id="r"),
        tables.Row(("y", "–")),
    )
    table = tables.Table(
        "c", (tables.Column("a"), tables.Column("b", True)), rows, '<a href="#x">P</a> (A)'
    )
    (data,) = table._repr_mimebundle_()[numbers.MIME]["tables"]
    assert [r["cells"][0] for r in data["rows"]] == ["<b>x</b>", "y"]
    assert data["rows"][0]["cells"][1] == {
        "text": "−Rp5",
        "form": "rupiah",
        "digits": 0,
        "value": -5,
    }
    assert (data["source"], data["rows"][0]["id"]) == ("P (A)", "r")
    assert not any(r["made_up"] for r in data["rows"])


def test_a_mark_on_a_table_is_on_every_row(english):
    table = tables.Table("c", (tables.Column("a"),), (tables.Row(("x",)),), mark="made up")
    (data,) = table._repr_mimebundle_()[numbers.MIME]["tables"]
    assert data["mark"] == "made up" and data["rows"][0]["made_up"]
