"""Dated law values: what is refused when loading, and when asking."""

from __future__ import annotations

import datetime as dt

import pytest

from policylib import law
from policylib.errors import LawError

DAY = dt.date(2025, 6, 1)


def _value(**changes):
    """One value as YAML; a change to None removes the key."""
    keys = {
        "value": "0.01",
        "from": "2015-07-01",
        "to": "null",
        "reference": "PP 44/2015",
        "grade": "A",
        "checked_on": "2026-11-21",
    }
    keys |= {k.rstrip("_"): v for k, v in changes.items()}
    lines = [f"{k}: {v}" for k, v in keys.items() if v is not None]
    return "    - " + "\n      ".join(lines)


def _file(*values):
    return "rate:\n  description: a rate\n  unit: share\n  values:\n" + "\n".join(values) + "\n"


def _parse(*values):
    return law.parse(_file(*values), where="test.yaml")


def test_a_well_formed_file_is_read():
    entry = _parse(_value())["rate"].values[0]
    assert (entry.value, entry.from_, entry.to) == (0.01, dt.date(2015, 7, 1), None)


def test_an_empty_file_is_refused():
    with pytest.raises(LawError, match=r"test\.yaml cannot be read: it is no mapping"):
        law.parse("", where="test.yaml")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param([_value(extra="1")], "extra", id="unknown key"),
        pytest.param([_value(grade="D")], "grade", id="unknown grade"),
        pytest.param([_value(reference="PP")], "reference", id="reference too short"),
        pytest.param([_value(reference=None)], "reference", id="no reference"),
        pytest.param([_value(grade=None)], "grade", id="no grade"),
        pytest.param([_value(checked_on=None)], "checked_on", id="never checked"),
        pytest.param([_value(to=None)], "to", id="end not said"),
        pytest.param([_value(value="a lot")], "value", id="no number"),
        pytest.param([_value(from_="01-07-2015")], "year-month-day", id="day first"),
        pytest.param([_value(from_="'2015-07-01'")], "year-month-day", id="date as text"),
        pytest.param([_value(from_="2015")], "year-month-day", id="year only"),
        pytest.param(
            [_value(from_="2015-07-01 00:00:00")], "year-month-day", id="date with a time"
        ),
        pytest.param(
            [_value(to="2015-06-30")],
            "ends 2015-06-30 before it begins",
            id="ends before it begins",
        ),
        pytest.param(
            [_value(from_="2014-12-31")], "before PP 44/2015 was written", id="before its law"
        ),
        pytest.param(
            [_value(to="2020-12-31"), _value(from_="2020-12-31")], "overlaps", id="overlap of a day"
        ),
        pytest.param(
            [_value(to="2020-12-31"), _value(from_="2021-01-02")], "gap", id="gap of a day"
        ),
        pytest.param([_value(), _value(from_="2021-01-01")], "overlaps", id="after an open end"),
    ],
)
def test_a_malformed_value_is_refused_with_file_and_key(values, words):
    with pytest.raises(LawError, match="test.yaml") as error:
        _parse(*values)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("ends", "begins"),
    [
        pytest.param("2025-02-06", "2025-07-02", id="2025-02-07 written day first"),
        pytest.param("2025-02-06", "2025-02-08", id="a day later"),
        pytest.param("2025-06-02", "2025-02-07", id="2025-02-06 written day first"),
    ],
)
def test_a_slip_of_day_and_month_leaves_a_gap_or_an_overlap(ends, begins):
    with pytest.raises(LawError, match="day and month slip"):
        _parse(
            _value(from_="2021-02-02", to=ends, reference="PP 37/2021"),
            _value(from_=begins, reference="PP 6/2025"),
        )


def test_values_that_follow_each_other_by_a_day_are_read():
    read = _parse(
        _value(from_="2021-02-02", to="2025-02-06", reference="PP 37/2021"),
        _value(from_="2025-02-07", reference="PP 6/2025"),
    )
    assert len(read["rate"].values) == 2


@pytest.mark.parametrize(
    "reference", ["PP 6/2025", "UU 3/2025", "Law 3/2025", "Permendagri 15/2025", "Inpres 2/2025"]
)
def test_a_value_is_not_in_force_before_the_year_of_its_law(reference):
    with pytest.raises(LawError, match="was written"):
        _parse(_value(from_="2024-12-31", reference=reference))


@pytest.mark.parametrize(
    "text",
    [
        _file(_value() + "\n      value: 0.02"),
        _file(_value()) + _file(_value(value="0.02")),
    ],
    ids=["inside a value", "a whole item"],
)
def test_a_key_given_twice_is_refused(text):
    with pytest.raises(LawError, match="given twice"):
        law.parse(text, where="test.yaml")


def test_an_item_without_values_is_refused():
    with pytest.raises(LawError, match="values"):
        law.parse("rate: {description: a, unit: share, values: []}", where="test.yaml")


@pytest.mark.parametrize("text", ["- rate", "only words"], ids=["a list", "a text"])
def test_a_file_that_is_no_mapping_is_refused(text):
    with pytest.raises(LawError, match="test.yaml"):
        law.parse(text, where="test.yaml")


def test_broken_yaml_is_refused():
    with pytest.raises(LawError, match="test.yaml"):
        law.parse("rate: [", where="test.yaml")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bpu.jkk.rate", 0.01),
        ("bpu.jkm.amount", 6800),
        ("bpu.lowest_base.amount", 1_000_000),
    ],
)
def test_values_in_force_are_those_of_the_regulation(name, expected):
    assert law.value(name, on=DAY).value == expected


@pytest.mark.parametrize(
    ("day", "rate", "amount", "reference", "grade"),
    [
        ("2015-07-01", 0.01, 6800, "PP 44/2015", "A"),
        ("2020-07-31", 0.01, 6800, "PP 44/2015", "A"),
        # 1 percent of 1 percent, and of 6,800 rupiah.
        ("2020-08-01", 0.0001, 68, "PP 49/2020", "B"),
        ("2021-01-31", 0.0001, 68, "PP 49/2020", "B"),
        ("2021-02-01", 0.01, 6800, "PP 44/2015", "A"),
    ],
)
def test_the_relief_of_2020_is_one_percent_of_the_value(day, rate, amount, reference, grade):
    for name, expected in (("bpu.jkk.rate", rate), ("bpu.jkm.amount", amount)):
        found = law.value(name, on=dt.date.fromisoformat(day))
        assert (found.value, found.reference, found.grade) == (expected, reference, grade)


def test_the_answer_says_what_was_asked_and_where_it_stands():
    found = law.value("bpu.jkm.amount", on=DAY)
    assert (found.name, found.asked_for, found.from_, found.reference) == (
        "bpu.jkm.amount",
        DAY,
        dt.date(2021, 2, 1),
        "PP 44/2015",
    )


def test_both_ends_of_a_value_are_in_force():
    entry = _parse(_value(to="2020-12-31"))["rate"].values[0]
    days = [dt.date(2015, 6, 30), dt.date(2015, 7, 1), dt.date(2020, 12, 31), dt.date(2021, 1, 1)]
    assert [entry.covers(day) for day in days] == [False, True, True, False]


def test_an_unknown_name_is_refused_with_the_closest():
    with pytest.raises(LawError, match=r"Did you mean 'bpu\.jkk\.rate'"):
        law.value("bpu.jkk.rat", on=DAY)


def test_a_day_outside_is_an_error_and_never_zero():
    with pytest.raises(LawError, match="2015-07-01 to now"):
        law.value("bpu.jkk.rate", on=dt.date(2015, 6, 30))


@pytest.mark.parametrize("name", sorted(law.items()))
def test_every_shipped_value_has_reference_grade_and_day_of_check(name):
    for entry in law.items()[name].values:
        assert "/" in entry.reference
        assert entry.grade in "ABC"
        assert entry.checked_on >= entry.from_
