"""Dated law values: what is refused when loading, and when asking."""

from __future__ import annotations

import datetime as dt

import pytest

from policylib import law
from policylib.errors import LawError, LawWarning

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
        ("pu.jkk.class_5.rate", 0.0174),
        ("pu.jp.ceiling", 10_547_400),
        ("minimum_wage.32.16", 5_558_515),
        ("village.pay.secretary", 2_224_420),
        ("benefit.jkm.amount", 42_000_000),
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
        # A value after a temporary one begins later than the day on which it was checked.
        assert entry.checked_on + law.CHECK_HOLDS >= entry.from_


@pytest.mark.parametrize(
    ("day", "share"), [("2025-02-06", 0.0046), ("2025-02-07", 0.0036)], ids=["before", "after"]
)
def test_the_job_loss_share_changed_on_7_february_2025(day, share):
    on = dt.date.fromisoformat(day)
    parts = [law.value(f"pu.jkp.{p}.rate", on=on).ppm for p in ("state", "from_jkk", "from_jkm")]
    assert law.value("pu.jkp.rate", on=on).value == share
    assert sum(parts) == law.value("pu.jkp.rate", on=on).ppm


def test_the_minimum_wage_of_the_kabupaten_in_2026():
    assert law.value("minimum_wage.32.16", on=dt.date(2026, 7, 1)).whole == 5_938_885


#: Growth of gross domestic product in percent, 2015 to 2025 (Statistics Indonesia).
GROWTH = (4.79, 5.02, 5.07, 5.17, 5.02, -2.07, 3.69, 5.31, 5.05, 5.03, 5.11)


def test_each_pension_ceiling_follows_from_growth():
    # The ceiling of the year before times one plus growth, cut to the hundred below.
    ceilings = [v.value for v in law.items()["pu.jp.ceiling"].values]
    assert len(ceilings) == len(GROWTH) + 1
    for before, after, growth in zip(ceilings, ceilings[1:], GROWTH, strict=False):
        exact = int(before) * (10_000 + round(growth * 100))
        assert after == exact // 1_000_000 * 100


def test_the_brackets_are_those_of_the_annex():
    steps = law.value("bpu.base", on=DAY).steps
    assert len(steps) == 33
    assert (steps[0].below, steps[0].value) == (1_100_000, 1_000_000)
    assert (steps[-1].below, steps[-1].value) == (None, 20_700_000)


def test_what_is_not_modelled_is_an_error_that_says_why():
    with pytest.raises(LawError, match="not modelled: whether the relief"):
        law.value("construction.jkk.slices", on=dt.date(2020, 9, 1))


def test_the_next_pension_ceiling_is_not_invented():
    with pytest.raises(LawError, match="2015-07-01 to 2027-02-28"):
        law.value("pu.jp.ceiling", on=dt.date(2027, 3, 1))


def test_a_value_checked_long_ago_warns_and_is_an_error_in_strict_mode():
    late = dt.date(2027, 11, 22)
    with pytest.warns(LawWarning, match="more than a year before 2027-11-22"):
        law.value("pu.jkm.rate", on=late)
    with pytest.raises(LawError, match="last checked on 2026-11-21"):
        law.enacted().as_strict().value("pu.jkm.rate", on=late)
    law.value("pu.jkm.rate", on=dt.date(2027, 11, 21))


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (_value(value=None), "give one of"),
        (_value(value="0.0000001"), "finer than one in a million"),
        (_value(range="[0.02, 0.03]"), "outside its range"),
        (_value(value=None, status="not modelled"), "needs a note"),
        (_value(value=None, steps="[{below: 5, value: 1}]"), "has below: null"),
        (
            _value(
                value=None,
                steps="[{below: 5, value: 1}, {below: 4, value: 1}, {below: null, value: 1}]",
            ),
            "do not ascend",
        ),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(keys, words):
    with pytest.raises(LawError, match=words):
        _parse(keys)


def _changed(begins, ends):
    value = law.LawValue.model_validate(
        {
            "value": 9_000,
            "from": begins,
            "to": ends,
            "reference": "a test",
            "grade": "C",
            "checked_on": dt.date(2026, 11, 21),
        }
    )
    return law.enacted().changed("bpu.jkm.amount", value, scenario="test")


def test_a_reform_holds_between_its_days_and_is_cited_as_one():
    rules = _changed(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    days = (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 1))
    assert [rules.value("bpu.jkm.amount", on=d).whole for d in days] == [6800, 9000, 9000, 6800]
    assert rules.value("bpu.jkm.amount", on=days[1]).ref == "scenario:test"
    assert law.value("bpu.jkm.amount", on=days[1]).whole == 6800


def test_a_reform_without_end_replaces_all_that_follows():
    rules = _changed(dt.date(2020, 9, 1), None)
    assert rules.value("bpu.jkm.amount", on=dt.date(2020, 8, 31)).whole == 68
    assert rules.value("bpu.jkm.amount", on=dt.date(2026, 1, 1)).whole == 9000


def test_a_reform_of_an_unknown_value_is_refused():
    value = law.items()["bpu.jkm.amount"].values[0]
    with pytest.raises(LawError, match=r"Did you mean 'bpu\.jkm\.amount'"):
        law.enacted().changed("bpu.jkm.amoun", value, scenario="test")
