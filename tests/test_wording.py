"""Numbers, dates and statements in the reader's language."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylib import store, wording
from policylib.errors import EvidenceError, LawError, UsageError
from policylib.findings import Finding, Statement

DAY = dt.date(2025, 2, 25)


def _finding(**changes):
    rest = {
        "id": "gap", "label": "people missing", "value": 285_000.0, "low": 268_250.0,
        "high": 302_250.0, "unit": "people", "digits": 0, "sources": ("evidence:cov-2025-02",),
        "formula": "gap", **changes,
    }  # fmt: skip
    return Finding(**rest)


def _said(language, text, **values):
    return str(wording.say(Statement(text, values), language=language))


@pytest.mark.parametrize(
    ("code", "method", "arguments", "text"),
    [
        ("en", "share", (0.46,), "46 percent"),
        ("id", "percent", (0.46,), "46%"),
        ("id", "percent", (0.302, 1), "30,2%"),
        ("en", "percent", (0.302, 1), "30.2%"),
        ("id", "rupiah", (16_800,), "Rp16.800"),
        ("en", "rupiah", (16_800,), "Rp16,800"),
        ("en", "rupiah", (-16_800,), "−Rp16,800"),
        ("id", "number", (1_756_310,), "1.756.310"),
        ("en", "number", (1_756_310,), "1,756,310"),
        ("id", "number", (1234.5, 2), "1.234,50"),
        ("en", "number", (1234.5, 2), "1,234.50"),
        ("en", "number", (-3.14159, 2), "−3.14"),
        ("id", "compact", (1_500_000,), "1,5 juta"),
        ("id", "compact", (2_000_000_000,), "2 miliar"),
        ("en", "compact", (1_500_000,), "1.5 million"),
        ("en", "compact", (2_000_000_000,), "2 billion"),
        ("en", "compact", (1_756_310,), "1,756,310"),
        ("en", "compact", (999_999,), "999,999"),
        ("en", "compact", (1_234_000,), "1.234 million"),
        ("en", "compact", (1_234_500,), "1,234,500"),
        ("en", "compact", (0,), "0"),
        ("en", "compact", (-1_500_000,), "−1.5 million"),
        ("en", "date", (DAY,), "25 February 2025"),
        ("id", "date", (DAY,), "25 Februari 2025"),
        ("en", "period", (DAY, "day"), "25 Feb 2025"),
        ("en", "period", (DAY, "month"), "Feb 2025"),
        ("en", "period", (DAY, "year"), "2025"),
        ("en", "full_month", (dt.date(2025, 10, 31),), "October 2025"),
        ("id", "full_month", (dt.date(2025, 10, 31),), "Oktober 2025"),
        ("en", "month", (DAY,), "Feb 2025"),
        ("id", "month", (dt.date(2025, 8, 1),), "Agu 2025"),
    ],
)
def test_values_as_each_language_writes_them(code, method, arguments, text):
    assert getattr(wording.Language(code), method)(*arguments) == text


@pytest.mark.parametrize("code", ["xx", "EN", "", "ind"])
def test_another_language_is_refused(code):
    with pytest.raises(UsageError, match="not offered"):
        wording.Language(code)


def test_english_words_need_no_catalogue(english):
    assert english.gettext("denominator: {text}", text="workers") == "denominator: workers"
    assert english.gettext("") == ""


@pytest.mark.parametrize("value", [-0.0, -0.4, -0.004])
@pytest.mark.parametrize("method", ["number", "share", "percent", "rupiah", "compact"])
def test_nothing_has_no_sign(english, method, value):
    scaled = value / 100 if method in ("share", "percent") else value
    assert "-" not in getattr(english, method)(scaled)


def test_a_small_negative_number_keeps_its_sign_where_it_is_shown(english):
    assert english.number(-0.4, 1) == "−0.4"


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("method", ["number", "share", "percent", "rupiah", "compact"])
def test_an_open_end_is_no_number(english, method, value):
    with pytest.raises(UsageError, match="cannot be written as a number"):
        getattr(english, method)(value)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ((0.29, "percent"), (0.92, "percent"), "29–92%"),
        ((5, "number"), (5, "number"), "5"),
        ((-3, "number"), (-1, "number"), "−3 to −1"),
        ((-0.1, "percent"), (0.2, "percent"), "−10% to 20%"),
        ((1000, "rupiah"), (2000, "rupiah"), "Rp1,000–Rp2,000"),
    ],
)
def test_two_ends_are_one_interval(english, low, high, words):
    ends = [getattr(english, form)(value) for value, form in (low, high)]
    told = english.interval(*ends)
    assert (told, told.low, told.high) == (words, low[0], high[0])


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("id", "1,5", 1.5),
        ("id", "1.234", 1234),
        ("id", "1.234,5", 1234.5),
        ("id", "1234", 1234),
        ("en", "1.5", 1.5),
        ("en", "1,234", 1234),
        ("en", "1,234.5", 1234.5),
        ("en", "-5", -5),
        ("id", "−1.234,5", -1234.5),
    ],
)
def test_numbers_are_read_as_each_language_writes_them(code, text, value):
    assert wording.Language(code).parse_number(text) == value


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("id", "1.5"),
        ("id", "1,234.5"),
        ("id", "0.65"),
        ("id", "1.23.4"),
        ("en", "1,5"),
        ("en", "1.234,5"),
        ("en", "12,34"),
        ("en", "0,65"),
        ("en", ""),
        ("en", "many"),
        ("en", "--5"),
        ("en", "1 234"),
        ("en", "inf"),
        ("en", "NaN"),
        ("en", "1e3"),
        ("en", "1_000"),
    ],
)
def test_a_number_written_otherwise_is_refused(code, text):
    with pytest.raises(UsageError, match="is not a number as written in"):
        wording.Language(code).parse_number(text)


@pytest.mark.parametrize("code", wording.LANGUAGES)
@given(units=st.integers(-(10**14), 10**14), digits=st.integers(0, 4))
def test_what_is_written_is_read_back(code, units, digits):
    language, value = wording.Language(code), units / 10**digits
    assert language.parse_number(language.number(value, digits)) == value


@pytest.mark.parametrize("code", wording.LANGUAGES)
@given(value=st.floats(-1e9, 1e9), digits=st.integers(0, 4))
def test_a_shown_number_is_off_by_half_its_last_digit_at_most(code, value, digits):
    language = wording.Language(code)
    shown = language.parse_number(language.number(value, digits))
    assert abs(shown - value) <= 0.5 * 10**-digits + 1e-6


@pytest.mark.parametrize(
    ("cell", "blocks"),
    [
        ("# A title", ["A title"]),
        ("## Limits\n\n- one\n- two", ["Limits", "one", "two"]),
        ("1. first\n2. second", ["first", "second"]),
        ("one line\nand the next", ["one line and the next"]),
        ("a list:\n- one\n  goes on\n- two", ["a list:", "one   goes on", "two"]),
        ("first\n\n\n  \nsecond", ["first", "second"]),
        ("", []),
        ("#hashtag - no mark", ["#hashtag - no mark"]),
    ],
)
def test_a_cell_is_cut_into_what_a_translator_sees(cell, blocks):
    assert list(wording.messages(cell)) == blocks


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("# A title", "# A TITLE"),
        ("## Limits\n\n- one\n- two", "## LIMITS\n\n- ONE\n- TWO"),
        ("1. first\n2. second", "1. FIRST\n2. SECOND"),
        ("a list:\n- one\n- two", "A LIST:\n- ONE\n- TWO"),
        ("one line\nand the next", "ONE LINE AND THE NEXT"),
    ],
)
def test_marks_stay_where_words_are_translated(cell, text):
    assert wording.translated(cell, str.upper) == text


MARKS = st.sampled_from(["", "# ", "### ", "- ", "2. "])
WORDS = st.from_regex("[a-z]{1,9}", fullmatch=True)


@given(st.lists(st.tuples(MARKS, WORDS), max_size=6))
def test_every_block_is_translated_once(parts):
    cell = "\n\n".join(mark + word for mark, word in parts)
    found = wording.translated(cell, lambda text: f"<{text}>")
    assert found == "\n\n".join(f"{mark}<{word}>" for mark, word in parts)
    assert list(wording.messages(cell)) == [word for _, word in parts]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("gap of [285,000](#finding-gap) people", "gap of 285,000 people"),
        ("[a](#b) and [c](#d)", "a and c"),
        ("no link [at all]", "no link [at all]"),
        ("", ""),
    ],
)
def test_links_are_taken_out_and_their_words_kept(text, plain):
    assert wording.without_links(text) == plain


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "285,000"),
        ({"value": None}, "268,250 to 302,250"),
        ({"unit": "share", "value": 0.46, "low": 0.455, "high": 0.465}, "46 percent"),
        ({"unit": "points", "value": 0.08, "digits": 1}, "8.0"),
        ({"unit": "points per month", "value": 0.0187, "digits": 2}, "1.87"),
        ({"unit": "rupiah", "value": 16_800.0}, "Rp16,800"),
        ({"value": None, "high": math.inf}, "at least 268,250"),
    ],
)
def test_a_finding_is_written_by_its_value_else_its_range(english, changes, text):
    assert wording.plain(_finding(**changes), english) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "268,250 to 302,250"),
        (
            {"unit": "share", "low": 0.455, "high": 0.465, "range_digits": 1},
            "45.5 to 46.5 percent",
        ),
        ({"unit": "share", "low": 0.4, "high": 0.4}, "40 percent"),
        ({"unit": "share", "low": 0.4, "high": 0.4049}, "40 percent"),
        ({"unit": "points", "low": 0.015, "high": 0.0917, "digits": 1}, "1.5 to 9.2"),
        ({"unit": "rupiah", "low": 575e6, "high": 585e6}, "Rp575,000,000 to Rp585,000,000"),
        ({"low": 200_000.0, "high": math.inf}, "at least 200,000"),
        ({"unit": "share", "low": 0.2, "high": math.inf}, "at least 20 percent"),
    ],
)
def test_a_range_is_written_with_both_ends(english, changes, text):
    said = _said(english, "{gap:range}", gap=_finding(**changes))
    assert wording.without_links(said) == text


@pytest.mark.parametrize(
    ("changes", "value", "ends"),
    [
        ({}, "285,000", "268,250–302,250"),
        ({"value": None}, "–", "268,250–302,250"),
        ({"low": 285_000.0, "high": 285_000.0}, "285,000", "–"),
        ({"value": None, "high": math.inf}, "–", "≥ 268,250"),
        ({"value": 1.0, "low": -2.0, "high": 3.0}, "1", "−2 to 3"),
        (
            {"unit": "share", "value": 0.46, "low": 0.455, "high": 0.465, "range_digits": 1},
            "46%",
            "45.5–46.5%",
        ),
        (
            {"unit": "points", "value": 0.08, "low": 0.07, "high": 0.09, "digits": 1},
            "8.0",
            "7.0–9.0",
        ),
        ({"unit": "rupiah"}, "Rp285,000", "Rp268,250–Rp302,250"),
    ],
)
def test_a_finding_in_the_cells_of_a_table(english, changes, value, ends):
    found = _finding(**changes)
    assert wording.cell(found, english) == value
    assert wording.interval_cell(found, english) == ends


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ("{gap}", "[285,000](#finding-gap)"),
        ("{gap:range}", "[268,250 to 302,250](#finding-gap)"),
        ("{gap:compact}", "[285,000](#finding-gap)"),
    ],
)
def test_every_number_of_a_sentence_links_to_its_finding(english, spec, text):
    assert _said(english, f"{spec} people", gap=_finding()) == f"{text} people"


def test_rupiah_in_words_keep_their_sign(english):
    ceiling = _finding(unit="rupiah", value=2e9, low=2e9, high=2e9)
    assert _said(english, "{a:compact}", a=ceiling) == "[Rp2 billion](#finding-gap)"


def test_an_unknown_way_to_write_is_refused(english):
    with pytest.raises(UsageError, match="'long' is no way to write"):
        _said(english, "{gap:long}", gap=_finding())


@pytest.mark.parametrize(
    ("spec", "text"), [("on", "25 February 2025"), ("on:month", "February 2025")]
)
def test_dates_are_written_in_full(english, spec, text):
    assert _said(english, "{" + spec + "}", on=DAY) == text


def test_names_are_written_as_they_are(english):
    assert _said(english, "in {region}", region="Kabupaten {Bekasi}") == "in Kabupaten {Bekasi}"


def test_sentences_follow_each_other(english):
    said = [Statement("One."), Statement("Two.")]
    assert wording.say(said, language=english) == "One. Two."
    assert wording.say(said, language=english, separator="\n") == "One.\nTwo."


def test_prose_shows_itself_as_markdown(english):
    assert wording.say(Statement("One."), language=english)._repr_markdown_() == "One."


@pytest.fixture
def references(ledger, root, english):
    return wording.References(ledger, store.provenance(root=root), english, {"target": 0.65})


@pytest.mark.parametrize(
    ("ref", "publisher", "grade"),
    [
        ("evidence:cov-2024-12", "Kabupaten Bekasi government (protocol and communication office)",
         "B"),
        ("law:bpu.jkm.amount@2026-01-01", "PP 44/2015", "A"),
        ("parameter:target", "chosen by whoever ran it", "assumption"),
        ("synthetic:seed-7", "drawn by this library", "made up"),
    ],
)  # fmt: skip
def test_a_reference_leads_to_publisher_and_grade(references, ref, publisher, grade):
    found = references.get(ref)
    assert (found.publisher, found.grade) == (publisher, grade)


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("evidence:target-2025", "target: coverage"),
        ("evidence:cov-2024-12", "observed: coverage"),
        ("law:bpu.jkk.rate@2026-01-01", "1%;"),
        ("law:bpu.jkm.amount@2026-01-01", "Rp6,800; in force from 1 February 2021"),
        ("law:bpu.jkm.amount@2020-08-01", "Rp68; in force from 1 August 2020"),
        ("law:bpu.jkk.rate@2020-08-01", "0.01%"),
        ("evidence:employed-2021", "as of Aug 2021; published Jun 2022"),
        ("evidence:cov-2025-02", "denominator: about 1.5 million workers"),
        ("parameter:target", "target = 0.65"),
    ],
)
def test_a_reference_says_what_it_is(references, ref, words):
    found = references.get(ref)
    assert words in f"{found.what} | {found.details}"


@pytest.mark.parametrize(
    ("ref", "error"),
    [
        ("evidence:cov-2025", EvidenceError),
        ("law:bpu.jkk@2026-01-01", LawError),
        ("law:bpu.jkk.rate@2014-01-01", LawError),
        ("data:nobody", UsageError),
        ("parameter:targt", UsageError),
    ],
)
def test_a_reference_that_nothing_stands_behind_is_refused(references, ref, error):
    with pytest.raises(error):
        references.get(ref)
    assert references.used == ()


def test_every_source_folder_is_a_reference(references, root):
    for name in store.source_names(root):
        assert references.get(f"data:{name}").grade in "ABC"


def test_references_are_remembered_in_order_and_once(references):
    for name in ("parameter:target", "synthetic:seed-7", "parameter:target"):
        references.get(name)
    assert references.used == ("parameter:target", "synthetic:seed-7")


def test_the_source_line_names_each_publisher_once_with_grade_and_link(references):
    line = references.line(["parameter:target", "evidence:cov-2024-12", "parameter:target"])
    assert line.startswith("Source: ")
    assert line.count("chosen by whoever ran it</a> (assumption)") == 1
    assert 'href="#evidence-cov-2024-12"' in line


def test_the_source_line_names_a_publisher_once_for_each_grade(references):
    # Both PP 44/2015 with grade A; the same publisher gives the count (B) and the workers (C).
    line = references.line(
        ["law:bpu.jkk.rate@2026-01-01", "law:bpu.jkm.amount@2026-01-01",
         "evidence:cov-2025-02", "evidence:covered-2025-02", "evidence:workers-2025-02"]
    )  # fmt: skip
    assert line.count("PP 44/2015</a> (A)") == 1
    assert 'href="#law-bpu.jkk.rate-2026-01-01"' in line
    publisher = references.get("evidence:cov-2025-02").publisher
    assert line.count(f"{publisher}</a> (B)") == 1
    assert line.count(f"{publisher}</a> (C)") == 1
    assert line.count("<a ") == 3
    assert len(references.used) == 5


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("evidence:cov-2025-02", "evidence-cov-2025-02"),
        ("law:bpu.jkk.rate@2026-01-01", "law-bpu.jkk.rate-2026-01-01"),
        ('a"b c<', "a-b-c-"),
    ],
)
def test_an_anchor_is_safe_in_a_page(ref, found):
    assert wording.anchor(ref) == found
