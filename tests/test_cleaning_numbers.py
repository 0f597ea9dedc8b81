"""Numbers as offices type them: every form read exactly, everything ambiguous refused."""

from __future__ import annotations

import math
import time
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from babel import numbers as babel_numbers
from hypothesis import given
from hypothesis import strategies as st

from policylib import wording
from policylib.cleaning.cells import UnreadableCellError
from policylib.cleaning.numbers import parse_numbers, parse_quantity, proven_style
from policylib.cleaning.rules import RULES

LANGUAGES = {code: wording.Language(code) for code in wording.LANGUAGES}
GROUPS = {"id": ".,", "en": ",."}


def rule(text: str, **options) -> str:
    with pytest.raises(UnreadableCellError) as caught:
        parse_quantity(text, **options)
    return caught.value.rule


def column(*texts, kinds=None, **options):
    options = {"whole": True, **options}
    kinds = None if kinds is None else pd.Series(list(kinds), dtype="str")
    return parse_numbers(pd.Series(texts, dtype="str"), kinds, **options)


def outcome(*texts, **options):
    """Each cell's value, or its rule where it has none."""
    read = column(*texts, **options)
    pairs = zip(read.values, read.errors, strict=True)
    return [error or (None if pd.isna(value) else value) for value, error in pairs]


EXACT = {
    "0": 0, "7": 7, "1234567": 1_234_567, "1.234.567": 1_234_567, "1,234,567": 1_234_567,
    "1.234.567,89": 1_234_567.89, "1,234,567.89": 1_234_567.89, "1.234,5": 1234.5,
    "1,234.5": 1234.5, "12,5": 12.5, "12.50": 12.5, "1,2345": 1.2345, "0,125": 0.125,
    "0.500": 0.5, "1234.567": 1234.567, "1234,567": 1234.567, "1 234 567": 1_234_567,
    "1 234": 1234, "1 234,5": 1234.5, "1\u00a0234\u202f567": None, "1\u202f234\u202f567": 1_234_567,
    "1'234'567": 1_234_567, "1’234": 1234, "１．２３４．５６７": 1_234_567, "١٢٣": 123,
    "1\u200b234\ufeff": 1234, " 42\n": 42, "-5": -5, "−5": -5, "-1.234.567": -1_234_567,
    "(1.250.000)": -1_250_000, "(1250)": -1250, "-0": 0, "9007199254740992": 2**53,
    "1,5 juta": 1_500_000, "1,5 jt": 1_500_000, "1,5 JT.": 1_500_000, "1,1 juta": 1_100_000,
    "1.1 million": 1_100_000, "600 ribu": 600_000, "600rb": 600_000, "2 miliar": 2 * 10**9,
    "2 Milyar": 2 * 10**9, "1,5 triliun": 1_500_000_000_000, "1500 ribu": 1_500_000,
    "200 orang": 200, "200orang": 200, "5 juta jiwa": 5_000_000, "187 desa": 187, "3 buah": 3,
}  # fmt: skip
EXACT["1\u00a0234\u202f567"] = 1_234_567


@pytest.mark.parametrize(("text", "value"), EXACT.items())
def test_a_text_that_proves_its_style_is_read_exactly(text, value):
    read = parse_quantity(text)
    assert (read.low, read.high, read.value) == (value,) * 3
    assert (read.approximate, read.unit) == (False, "")


@pytest.mark.parametrize(
    ("text", "value"),
    {
        "Rp 2 Miliar": 2 * 10**9, "Rp16.800": 16_800, "Rp16,800": 16_800, "Rp. 16.800,-": 16_800,
        "Rp 16.800,--": 16_800, "Rp16.800,00": 16_800, "Rp16,800.00": 16_800, "Rp16,800.-": 16_800,
        "RP 5000,-": 5000, "IDR 5.000.000": 5_000_000, "5.000.000 rupiah": 5_000_000,
        "1.000.000 IDR": 1_000_000, "1,5 juta rupiah": 1_500_000, "-Rp16.800": -16_800,
        "Rp-16.800": -16_800, "(Rp1.250)": -1250, "Rp (1.250)": -1250, "Rp  5": 5,
        "Rp1.500,50": 1500.5,
    }.items(),
)  # fmt: skip
def test_rupiah(text, value):
    read = parse_quantity(text)
    assert (read.value, read.unit) == (value, "rupiah")


@pytest.mark.parametrize(
    ("text", "share"),
    {
        "46 persen": 0.46, "46%": 0.46, "46 %": 0.46, "8,78%": 0.0878, "8.78 percent": 0.0878,
        "0,5 prosen": 0.005, "100%": 1, "-3,5%": -0.035, "46 persen pekerja": 0.46,
    }.items(),
)  # fmt: skip
def test_a_percentage_becomes_an_exact_share(text, share):
    read = parse_quantity(text)
    assert (read.low, read.high, read.value, read.unit) == (share, share, share, "percent")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("200-300", 200, 300, ""),
        ("200 – 300", 200, 300, ""),
        ("200—300", 200, 300, ""),
        ("200 s/d 300", 200, 300, ""),
        ("200 s.d. 300", 200, 300, ""),
        ("200 sd 300 orang", 200, 300, ""),
        ("200 sampai 300", 200, 300, ""),
        ("200 sampai dengan 300", 200, 300, ""),
        ("200 hingga 300", 200, 300, ""),
        ("200 to 300", 200, 300, ""),
        ("antara 200 dan 300", 200, 300, ""),
        ("antara 200-300", 200, 300, ""),
        ("between 200 and 300", 200, 300, ""),
        ("dari 200 sampai 300", 200, 300, ""),
        ("600–700 ribu", 600_000, 700_000, ""),
        ("1-1,5 juta", 1_000_000, 1_500_000, ""),
        ("600 ribu - 1 juta", 600_000, 1_000_000, ""),
        ("Rp200.000-300.000", 200_000, 300_000, "rupiah"),
        ("Rp 200 ribu - Rp 300 ribu", 200_000, 300_000, "rupiah"),
        ("Rp16.800,- s/d Rp17.000,-", 16_800, 17_000, "rupiah"),
        ("200-300 rupiah", 200, 300, "rupiah"),
        ("40-50%", 0.4, 0.5, "percent"),
        ("40% - 50%", 0.4, 0.5, "percent"),
        ("-5 - -3", -5, -3, ""),
        ("di atas 200 ribu", 200_000, math.inf, ""),
        ("lebih dari Rp200 ribu", 200_000, math.inf, "rupiah"),
        ("minimal 5", 5, math.inf, ""),
        ("> 200", 200, math.inf, ""),
        ("≥200", 200, math.inf, ""),
        ("paling sedikit 46%", 0.46, math.inf, "percent"),
        ("di bawah 10", -math.inf, 10, ""),
        ("kurang dari 10 juta", -math.inf, 10_000_000, ""),
        ("maksimal 10", -math.inf, 10, ""),
        ("<10", -math.inf, 10, ""),
    ],
)
def test_ranges_and_open_ends_have_no_single_value(text, low, high, unit):
    read = parse_quantity(text)
    assert (read.low, read.high, read.value, read.unit) == (low, high, None, unit)
    assert not read.approximate


@pytest.mark.parametrize(
    ("text", "low", "high", "value"),
    [
        ("10 ribuan", 5_000, 15_000, 10_000),
        ("40 ribuan", 35_000, 45_000, 40_000),
        ("sekitar 40 ribu", 35_000, 45_000, 40_000),
        ("sekitar 1,5 juta", 1_450_000, 1_550_000, 1_500_000),
        ("Sekitar 1,50 juta", 1_495_000, 1_505_000, 1_500_000),
        ("±5.000.000", 4_500_000, 5_500_000, 5_000_000),
        ("± Rp5.000", 4_500, 5_500, 5_000),
        ("+/- 105", 104.5, 105.5, 105),
        ("~5", 4.5, 5.5, 5),
        ("kurang lebih 200 orang", 150, 250, 200),
        ("kira-kira 21", 20.5, 21.5, 21),
        ("sekitar 46%", 0.455, 0.465, 0.46),
        ("sekitar -20", -25, -15, -20),
        ("sekitar 40-50 ribu", 35_000, 55_000, None),
        ("10-20 ribuan", 5_000, 25_000, None),
    ],
)
def test_about_is_half_a_unit_of_the_last_significant_digit(text, low, high, value):
    read = parse_quantity(text)
    assert (read.low, read.high, read.value, read.approximate) == (low, high, value, True)


@pytest.mark.parametrize(
    "text",
    [
        "1.500", "1,500", "12.345", "12,345", "999,000", "1.500 juta", "1,500 ribu",
        "Rp1.500 juta", "Rp1,500 miliar", "12.345%", "sekitar 1.500", "±5.000", "> 1.500",
        "1.500-2.000", "(1.250)", "-1.500", "1.500 orang", "Rp1.500-2,000", "1 234.567",
        "1'234,567", "1\u200b.500",
    ],
)  # fmt: skip
def test_a_separator_before_three_digits_is_ambiguous(text):
    assert rule(text) == "ambiguous_separator"


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "–", "—", "n/a", "N/A", "nihil", "tidak ada", "ada", "Rp", "Rp-", "%", "ribu",
        "ribuan", "2 M", "2M", "5 k", "2 T", "1.23.456", "1,2,3", "12,34,567", "1.234.56",
        "1,234,56", "1.234,567,8", "0.123.456", "01.234", "007", "00", "00,5", ".5", "5.", ",5",
        "+5", "--5", "- 5", "–5", "5-", "(5", "5)", "((5))", "(-5)", "(5 orang)", "5²", "½", "Ⅳ",
        "1e5", "200\n300", "1\t234", "1  234", "1 23", "12 345 6", "200 orang 300", "200/300",
        "300-200", "600 - 1 juta", "5 ribu - 6000", "40%-50", "Rp5%", "5 juta %", "Rp5.000 orang",
        "> 200-300", "> 10 ribuan", "dari 200", "antara 200", "200 dan 300", "1-2-3", "16/12/2024",
        "2024-12-05", "0812-3456-7890", "9007199254740993", "10 triliun triliun", "9008 triliun",
        "9" * 101, "5 persen per tahun", "\u202e123", "200\u00ad300", "1;5", "1:30", "#REF!",
        "=1+1", "16.800,00,-", "16.800.-", "lima", "∞", "nan", "inf", "True",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(text):
    assert rule(text) == "not_a_number"


def test_a_style_decides_what_is_ambiguous_and_refuses_the_other_style():
    assert parse_quantity("1.500", style="id").value == 1500
    assert parse_quantity("1.500", style="en").value == 1.5
    assert parse_quantity("1,500 juta", style="id").value == 1_500_000
    assert parse_quantity("1.500-2.000", style="id").high == 2000
    assert rule("12,5", style="en") == "not_a_number"
    assert rule("12.5", style="id") == "not_a_number"
    assert parse_quantity("Rp16.800", style="id").value == 16_800
    assert rule("Rp16.800", style="en") == "not_whole"
    assert rule("1.500", style="mixed") == "ambiguous_separator"
    assert rule("Rp1.500", style="mixed") == "ambiguous_separator"


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        ([], ""),
        (["1.500", "1,500", "12", "Rp16.800", "Rp16,800", "abc", "", "46%"], ""),
        (["1.500", "12,5"], "id"),
        (["1.500", "1.234.567"], "id"),
        (["1.500", "Rp5.000,-"], "id"),
        (["1.500", "12.5 juta"], "en"),
        (["1.500", "200-300,5"], "id"),
        (["1,234.5", "8,78%"], "mixed"),
    ],
)
def test_the_style_that_a_column_proves(texts, style):
    assert proven_style(texts) == style
    assert proven_style(reversed(texts)) == style


# columns


def test_a_column_of_people_reads_1500_where_nothing_speaks_against_it():
    assert outcome("1.500", "2,500", "12", "") == [1500, 2500, 12, None]
    assert outcome("1.500", "1.234.567") == [1500, 1_234_567]
    assert outcome("1,500", "1,234,567") == [1500, 1_234_567]


def test_a_column_that_proves_the_other_style_refuses_it():
    assert outcome("1.500", "1.000", "1,234,567") == ["not_whole", "not_whole", 1_234_567]
    assert outcome("1,500", "1.234.567,00") == ["not_whole", 1_234_567]
    assert outcome("Rp1.500", "Rp1,234,567", unit="rupiah") == ["not_whole", 1_234_567]


def test_in_a_mixed_column_each_cell_must_prove_itself():
    texts = ("1.500", "1,234,567", "1.234.567", "12")
    assert outcome(*texts) == ["ambiguous_separator", 1_234_567, 1_234_567, 12]
    assert outcome(*texts, whole=False)[0] == "ambiguous_separator"


def test_a_column_of_parts_never_guesses():
    assert outcome("1.500", "2.500", whole=False) == ["ambiguous_separator"] * 2
    assert outcome("1.500", "12,5", whole=False) == [1500, 12.5]
    assert outcome("1.500", "12.5", whole=False) == [1.5, 12.5]


def test_native_numbers_are_never_ambiguous_and_prove_nothing():
    texts, kinds = ("1.500", "1.5", "1500", "1e6", "16800.5", "-3"), "tnnnnn"
    assert outcome(*texts, kinds=kinds, whole=False) == [
        "ambiguous_separator", 1.5, 1500, 1_000_000, 16_800.5, -3,
    ]  # fmt: skip
    assert outcome(*texts, kinds=kinds)[:3] == [1500, "thousands_eaten", 1500]
    assert outcome("1500.0", "nan", "1.234.567", "1e999", kinds="nnnn") == [
        1500, "not_a_number", "not_a_number", "not_a_number",
    ]  # fmt: skip


def test_native_numbers_that_may_have_lost_their_thousands_are_refused():
    # 201.600, 201.000 and 1.201.600 as an Excel with the decimal point leaves them
    assert outcome("201.6", "201", "1.201.600", "5000", kinds="nntn") == [
        "thousands_eaten", "thousands_eaten", 1_201_600, 5000,
    ]  # fmt: skip
    assert outcome("12", "9", "1.201", kinds="nnt") == [12, 9, 1201]


def test_a_scale_in_the_heading_makes_three_digits_ambiguous_again():
    million = {"scale": 1_000_000}
    assert outcome("1.500", **million) == ["ambiguous_separator"]
    assert outcome("Rp1.500", unit="rupiah", **million) == ["ambiguous_separator"]
    assert outcome("1.500", "1,5", **million) == [1_500_000_000, 1_500_000]
    assert outcome("1.500", "1.5", **million) == [1_500_000, 1_500_000]
    assert outcome("1,1", "1,2345678", "2 juta", "7", **million) == [
        1_100_000, "not_whole", "scale_twice", 7_000_000,
    ]  # fmt: skip
    assert outcome("1.1", kinds="n", **million) == [1_100_000]
    assert outcome("1,5 juta", "600 ribu") == [1_500_000, 600_000]
    assert outcome("1.500 ribu") == ["ambiguous_separator"]
    assert outcome("9007199254740992", "9007199255", scale=10**6) == ["not_a_number"] * 2


def test_shares():
    share = {"whole": False, "unit": "share"}
    assert outcome("46%", "8,78 persen", "0,46", "46", **share) == [
        0.46, 0.0878, "unit_unknown", "unit_unknown",
    ]  # fmt: skip
    assert outcome("46", "8,78", "46%", "5 orang", percent_heading=True, **share) == [
        0.46, 0.0878, 0.46, "not_a_number",
    ]  # fmt: skip
    for heading, bare in ((False, "unit_unknown"), (True, 0.46)):
        read = outcome("46", "0.46", kinds="np", percent_heading=heading, **share)
        assert read == [bare, 0.46]
    assert outcome("110%", "-5%", "Rp5", **share) == ["out_of_range", "negative", "not_a_number"]
    assert outcome("110%", high=2, **share) == [1.1]


def test_a_percentage_or_another_unit_does_not_belong_in_a_column_of_things():
    assert outcome("46%", "Rp5.000", "5 orang") == ["not_a_number", "not_a_number", 5]
    assert outcome("46%", "Rp5.000", "5 orang", unit="rupiah") == [
        "not_a_number", 5000, "not_a_number",
    ]  # fmt: skip
    assert outcome("0.46", kinds="p") == ["not_a_number"]
    with pytest.raises(KeyError):
        column("x", unit="shares")


def test_cells_that_hold_no_single_number_say_why():
    texts = ("200-300", "1.500-2.000", "> 5", "sekitar 5", "10 ribuan", "#REF!", "nihil", "-")
    assert outcome(*texts) == [
        "interval_in_cell", "interval_in_cell", "open_end_in_cell", "approximate_in_cell",
        "approximate_in_cell", "excel_error", "not_a_number", "not_a_number",
    ]  # fmt: skip
    assert outcome("#N/A", "", "5", "TRUE", "2024-12-16", "", "9", kinds="effbdt?") == [
        "excel_error", "formula_without_value", "formula_without_value", "not_a_number",
        "not_a_number", None, "not_a_number",
    ]  # fmt: skip


def test_limits():
    assert outcome("-5", "5", "11", low=0, high=10) == ["negative", 5, "out_of_range"]
    assert outcome("-5", "5", low=1) == ["out_of_range", 5]
    assert outcome("0,1", "0,09", whole=False, low=0.1) == [0.1, "out_of_range"]
    assert outcome("11", low=0, high=10_000, scale=1000) == ["out_of_range"]


@pytest.mark.parametrize(("whole", "dtype"), [(True, "Int64"), (False, "Float64")])
def test_types_and_index(whole, dtype):
    for texts in ([], ["12"], ["x"], ["", "1,5", "12"]):
        index = [f"row {n}" for n in range(len(texts))]
        read = parse_numbers(pd.Series(texts, index=index, dtype="str"), whole=whole)
        assert read.values.dtype == dtype
        for part in (read.values, read.errors, read.warnings):
            assert part.index.tolist() == index
        assert read.values.isna().tolist() == [t != "12" and (whole or t != "1,5") for t in texts]


def test_duplicate_index_missing_cells_and_kinds_of_another_index():
    cells = pd.Series(["1.500", None, "7"], index=[3, 3, 9], dtype=object)
    read = parse_numbers(cells, pd.Series(["t", "t", "n"]), whole=True)
    assert read.values.isna().tolist() == [False, True, False]
    assert read.values.iloc[[0, 2]].tolist() == [1500, 7]
    assert read.errors.tolist() == ["", "", ""]


PLAIN = st.one_of(
    st.integers(0, 10**20).map(str),
    st.sampled_from(
        ["0", "00", "007", "9007199254740992", "9007199254740993", "12\n", "１２", "5 "]
    ),
)


@given(
    st.lists(PLAIN, min_size=1, max_size=6),
    st.sampled_from([1, 1000, 10**6, 10**9]),
    st.booleans(),
)
def test_the_fast_path_reads_as_the_slow_one(texts, scale, whole):
    limits = {"low": 3, "high": 10**14, "whole": whole, "scale": scale}
    # a closing no-break space keeps a text off the fast path and changes nothing else
    assert outcome(*texts, **limits) == outcome(*(f"{t}\u00a0" for t in texts), **limits)


def test_a_million_plain_numbers_are_fast():
    cells = pd.Series(np.arange(1000, 1_001_000)).astype("str")
    start = time.process_time()
    read = parse_numbers(cells, whole=True, low=0, high=1e12)
    assert time.process_time() - start < 3
    assert read.values.sum() == np.arange(1000, 1_001_000).sum()


# properties

ALPHABET = "0123456789.,'-–()% \u00a0\u200brpRjutaibM/±>"


@given(st.one_of(st.text(), st.text(ALPHABET, max_size=14)), st.sampled_from(["", "id", "en"]))
def test_any_text_is_read_or_refused_by_a_known_rule_and_always_alike(text, style):
    def read():
        try:
            return parse_quantity(text, style=style)
        except UnreadableCellError as error:
            assert error.rule in RULES
            return error.rule

    first = read()
    assert first == read()
    if not isinstance(first, str):
        assert first.low <= first.high
        assert first.value is None or first.low <= first.value <= first.high


@given(st.lists(st.one_of(st.text(max_size=8), st.text(ALPHABET, max_size=8)), max_size=5))
def test_any_column_is_read_or_refused(texts):
    for whole in (True, False):
        read = column(*texts, whole=whole)
        assert (read.values.notna() & (read.errors != "")).sum() == 0
        assert set(read.errors) <= {"", *RULES}


@given(st.text("0123456789.,", min_size=1, max_size=12))
def test_babel_reads_the_same_in_indonesian(text):
    try:
        ours = parse_quantity(text, style="id").value
    except UnreadableCellError:
        return
    assert ours == float(babel_numbers.parse_decimal(text, locale="id", strict=True))


@given(st.decimals(-(10**12), 10**12, places=3))
def test_what_babel_writes_is_read_back(number):
    for code, locale in (("id", "id"), ("en", "en_GB")):
        text = babel_numbers.format_decimal(number, locale=locale)
        back = babel_numbers.parse_decimal(text, locale=locale, strict=True)
        assert parse_quantity(text, style=code).value == float(back)


@given(st.integers(-(10**14), 10**14), st.sampled_from(["id", "en"]))
def test_what_our_own_reports_write_is_read_back(number, code):
    language = LANGUAGES[code]
    assert parse_quantity(language.number(number), style=code).value == number
    # compact() itself drops what is below a million millionth
    compact = parse_quantity(language.compact(number), style=code).value
    assert math.isclose(compact, number, rel_tol=1e-12)
    assert parse_quantity(language.rupiah(number), style=code).value == number
    assert parse_quantity(language.rupiah(number)).value == number


@given(st.integers(0, 10**6), st.integers(0, 4), st.sampled_from(["id", "en"]))
def test_percentages_of_our_own_reports_are_read_back(parts, digits, code):
    share = float(Decimal(parts).scaleb(-2 - digits))
    for text in (LANGUAGES[code].share(share, digits), LANGUAGES[code].percent(share, digits)):
        assert parse_quantity(text, style=code).value == share


def written(number: Decimal, style: str) -> str:
    group, decimal = GROUPS[style]
    return f"{number:,}".replace(",", "\0").replace(".", decimal).replace("\0", group)


PROOF = {"id": "1.234,5", "en": "1,234.5"}


@given(
    st.lists(st.decimals(0, 10**9, places=3) | st.integers(0, 10**12).map(Decimal), max_size=6),
    st.sampled_from(["id", "en"]),
)
def test_in_a_column_that_proves_its_style_every_value_is_exact(values, style):
    texts = [*(written(value, style) for value in values), PROOF[style]]
    assert outcome(*texts, whole=False) == [*map(float, values), 1234.5]


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_an_ambiguous_cell_alone_is_never_a_value_unless_things_are_counted(lead, rest, mark):
    text = f"{lead}{mark}{rest:03}"
    assert outcome(text, whole=False) == ["ambiguous_separator"]
    assert outcome(text, whole=True, scale=1000) == ["ambiguous_separator"]
    assert outcome(text, whole=True) == [lead * 1000 + rest]


def _native(*numbers, **given):
    cells = pd.Series([str(n) for n in numbers])
    kinds = pd.Series(["n"] * len(numbers))
    return parse_numbers(cells, kinds, whole=True, unit="rupiah", **given)


def test_whole_numbers_beside_parts_of_a_rupiah_may_be_in_thousands():
    found = _native(2100, 1411.2, 2401.233, 16_800_000)
    assert list(found.errors) == ["unit_unclear", "not_whole", "not_whole", ""]
    assert found.values.isna().tolist() == [True, True, True, False]


def test_parts_are_no_doubt_where_the_heading_says_thousands():
    found = _native(2100, 1411.2, scale=1000)
    assert found.values.tolist() == [2_100_000, 1_411_200]


def test_one_number_with_parts_among_many_is_a_slip_of_its_own():
    found = _native(*[16_800] * 19, 13_103.856)
    assert list(found.errors[:19]) == [""] * 19
    assert found.errors.iloc[19] == "not_whole"
