"""Dates as offices type them: day first, everything doubtful refused."""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylib import wording
from policylib.cleaning.cells import UnreadableCellError
from policylib.cleaning.dates import parse_date, parse_dates, read_date
from policylib.cleaning.rules import RULES

LANGUAGES = [wording.Language(code) for code in wording.LANGUAGES]
FEB = dt.date(2025, 2, 25)
DEC = dt.date(2024, 12, 16)
NOV = dt.date(2025, 11, 24)


def rule(text: str, **options) -> str:
    with pytest.raises(UnreadableCellError) as caught:
        read_date(text, **options)
    return caught.value.rule


def outcome(*texts, kinds=None, **options):
    """Each cell's day, or its rule where it has none."""
    kinds = None if kinds is None else pd.Series(list(kinds), dtype="str")
    read = parse_dates(pd.Series(texts, dtype="str"), kinds, **options)
    return [error or value for value, error in zip(read.values, read.errors, strict=True)]


@pytest.mark.parametrize(
    ("text", "day"),
    {
        "16 Desember 2024": DEC, "16 DESEMBER 2024": DEC, "16-Des-2024": DEC, "16 Des. 2024": DEC,
        "16/Dec/2024": DEC, "16Des2024": DEC, "16 December 2024": DEC, "December 16, 2024": DEC,
        "Dec. 16 2024": DEC, "16 Desember, 2024": DEC, "16\u00a0Desember\u00a02024": DEC,
        "Senin (24/11/2025)": NOV, "Senin, 24 November 2025": NOV, "senin 24 nopember 2025": NOV,
        "Monday, 24 Nov 2025": NOV, "Sen, 24-11-2025": NOV, "(24/11/2025)": NOV,
        "Jum'at, 28 November 2025": dt.date(2025, 11, 28),
        "Jum’at, 28 November 2025": dt.date(2025, 11, 28),
        "Jumat (28/11/2025)": dt.date(2025, 11, 28), "Ahad, 30-11-2025": dt.date(2025, 11, 30),
        "Minggu 30 Nop 2025": dt.date(2025, 11, 30),
        "25/02/2025": FEB, "25-02-2025": FEB, "25.02.2025": FEB, "25 / 2 / 2025": FEB,
        "2025-02-25": FEB, "2025/02/25": FEB, "2025.2.25": FEB, "20250225": FEB,
        "25 Pebruari 2025": FEB, "25 Peb 2025": FEB, "25 Feb 2025": FEB, "25 February 2025": FEB,
        "2025-02-25 00:00:00": FEB, "2025-02-25T13:45": FEB, "2025-02-25 13:45:01.5": FEB,
        "25/02/2025 00:00": FEB, "２５/０２/２０２５": FEB, "٢٥/٠٢/٢٠٢٥": FEB,
        " 25/02/2025\u200b\n": FEB,
        "03/02/2025": dt.date(2025, 2, 3), "1/1/1900": dt.date(1900, 1, 1),
        "31-12-2100": dt.date(2100, 12, 31), "29/02/2024": dt.date(2024, 2, 29),
    }.items(),
)  # fmt: skip
def test_days_that_leave_no_doubt(text, day):
    assert read_date(text) == (day, "")
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("Januari Jan January", 1),
        ("Februari Pebruari Feb Peb February", 2),
        ("Maret Mar March", 3),
        ("April Apr", 4),
        ("Mei May", 5),
        ("Juni Jun June", 6),
        ("Juli Jul July", 7),
        ("Agustus Agt Agust Agu Ags August Aug", 8),
        ("September Sep Sept", 9),
        ("Oktober Okt October Oct", 10),
        ("November Nopember Nov Nop", 11),
        ("Desember Des December Dec", 12),
    ],
)
def test_months(words, month):
    for word in words.split():
        assert parse_date(f"5 {word} 2024") == dt.date(2024, month, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    {
        "16 Des 24": DEC, "16 Des '24": DEC, "25/2/25": FEB, "25-02-25": FEB, "16/12/24": DEC,
        "1 Jan 49": dt.date(2049, 1, 1), "1 Jan 50": dt.date(1950, 1, 1),
        "17/8/45": dt.date(2045, 8, 17), "01.01.99": dt.date(1999, 1, 1),
    }.items(),
)  # fmt: skip
def test_two_digits_of_a_year_are_read_with_a_warning(text, day):
    assert read_date(text) == (day, "two_digit_year")


def test_day_numbers():
    assert read_date("45713") == (FEB, "excel_serial")
    assert read_date("45713.0") == (FEB, "excel_serial")
    assert read_date("44251", serial_1904=True) == (FEB, "excel_serial")
    assert read_date("20000")[0] == dt.date(1954, 10, 3)
    for text in ("19999", "80001", "80000", "45713.5", "45713,0", "4571", "0", "-45713"):
        assert rule(text) == "not_a_date"


@pytest.mark.parametrize(
    ("text", "broken"),
    {
        "31/02/2025": "no_such_day", "29 Februari 2025": "no_such_day", "2025-02-30": "no_such_day",
        "00/02/2025": "no_such_day", "31/13/2025": "no_such_day", "20251301": "no_such_day",
        "02/30/2025": "no_such_day", "2025-25-02": "no_such_day", "31/04/25": "no_such_day",
        "02/25/2025": "month_or_day_first", "2-25-25": "month_or_day_first",
        "12/31/2024 00:00": "month_or_day_first",
        "Selasa, 24 November 2025": "weekday_disagrees", "Selasa (24/11/2025)": "weekday_disagrees",
        "Sunday, 24 Nov 2025": "weekday_disagrees", "Selasa, 31/02/2025": "no_such_day",
    }.items(),
)  # fmt: skip
def test_days_that_cannot_be(text, broken):
    assert rule(text) == broken


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "nihil", "Oktober 2025", "Okt 25", "10/2025", "2025", "2025-02", "16 Des", "16/12",
        "25 02 2025", "25/02-2025", "25/02/2025 WIB 10.00", "25/02/2025 10.00 WIB", "25/02/202",
        "25/02/20255", "25/02/1899", "1 Jan 2101", "1899-12-31", "99991231", "25022025",
        "2025-02-25T17:00:00Z", "2025-02-25T17:00:00+07:00", "2025-02-25 25:00", "10:00",
        "Senin", "Senin,", "hari Senin 24/11/2025", "24/11/2025 (Senin)", "5 Foo 2024",
        "5 Ma 2024", "16 Desember", "24-25 November 2025", "24 s/d 25 November 2025", "(24/11/2025",
        "16\nDesember\n2024", "1 6 Des 2024", "#REF!", "\u202e25/02/2025", "²5/02/2025",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(text):
    assert rule(text) == "not_a_date"


# columns


def test_a_cell_with_the_month_first_spoils_its_look_alikes():
    assert outcome("03/02/2025", "25/02/2025") == [dt.date(2025, 2, 3), FEB]
    assert outcome(
        "02/25/2025", "03/02/2025", "Senin, 03/02/2025", "3/2/25", "25/02/2025", "03/03/2025",
        "3 Februari 2025", "2025-02-03", "20250203", "",
    ) == [
        *["month_or_day_first"] * 4, FEB, dt.date(2025, 3, 3), *[dt.date(2025, 2, 3)] * 3, None,
    ]  # fmt: skip


def test_native_cells():
    texts = ("2025-02-25", "2025-02-25 00:00:00", "45713", "45713.0", "02/03/2025", "x", "45713.5")
    assert outcome(*texts, kinds="ddnnddn") == [FEB, FEB, FEB, FEB, *["not_a_date"] * 3]
    assert outcome("44251", "44251", "2025-02-25", kinds="ntd", serial_1904=True) == [FEB] * 3
    assert outcome("#N/A", "", "0.5", "TRUE", "", "45713", kinds="efpbd?") == [
        "excel_error", "formula_without_value", "not_a_date", "not_a_date", None, "not_a_date",
    ]  # fmt: skip


def test_native_dates_beside_text_that_excel_could_not_read_may_be_swapped():
    # An Excel that puts the month first makes 05/02/2025 a date and leaves 25/02/2025 a text.
    for text in ("02/25/2025", "25/02/2025"):
        assert outcome(text, "2025-05-02", kinds="td")[1] == "month_or_day_first"
    assert outcome("25/02/2025", "2025-05-25", kinds="td")[1] == dt.date(2025, 5, 25)
    assert outcome("25/02/2025", "2025-05-05", kinds="td")[1] == dt.date(2025, 5, 5)
    assert outcome("05/02/2025", "2025-05-02", kinds="td")[1] == dt.date(2025, 5, 2)


def test_warnings_and_limits():
    cells = pd.Series(["25/02/25", "45713", "25/02/2025", "26/02/2025", "24/02/2025", "x"])
    read = parse_dates(cells, earliest=FEB, latest=FEB)
    assert read.warnings.tolist() == ["two_digit_year", "excel_serial", "", "", "", ""]
    assert read.errors.tolist() == ["", "", "", "out_of_range", "out_of_range", "not_a_date"]
    assert read.values.tolist() == [FEB, FEB, FEB, None, None, None]


def test_types_and_index():
    for texts in ([], ["25/02/2025"], ["", "x"]):
        index = [f"row {n}" for n in range(len(texts))]
        read = parse_dates(pd.Series(texts, index=index, dtype="str"))
        assert read.values.dtype == object
        for part in (read.values, read.errors, read.warnings):
            assert part.index.tolist() == index
    read = parse_dates(pd.Series(["25/02/2025", None], index=[4, 4], dtype=object))
    assert read.values.tolist() == [FEB, None]


def test_a_long_column_of_few_days_is_fast():
    days = [dt.date(1960, 1, 1) + dt.timedelta(days=n) for n in range(20_000)]
    texts = np.array([f"{day:%d/%m/%Y}" for day in days], dtype=object)
    chosen = np.random.default_rng(1).integers(0, len(days), 1_500_000)
    cells = pd.Series(texts[chosen], dtype="str")
    start = time.process_time()
    read = parse_dates(cells)
    assert time.process_time() - start < 6
    assert read.values.iloc[:1000].tolist() == [days[n] for n in chosen[:1000]]


# properties

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
ALPHABET = "0123456789/-. :'(),\u00a0\u200bTdesnoJumatfrib"


@given(DAYS, st.sampled_from(LANGUAGES))
def test_what_our_own_reports_write_is_read_back(day, language):
    assert read_date(language.date(day)) == (day, "")
    assert read_date(language.period(day, "day")) == (day, "")


@given(DAYS)
def test_forms_written_by_others_are_read_back(day):
    for form in (
        "%d/%m/%Y",
        "%d-%m-%Y",
        "%d.%m.%Y",
        "%Y-%m-%d",
        "%Y%m%d",
        "%d %B %Y",
        "%A, %d %b %Y",
    ):
        assert read_date(day.strftime(form)) == (day, "")
    assert read_date(f"{day.isoformat()} 00:00:00") == (day, "")
    assert read_date(f"{day.day}/{day.month}/{day.year}") == (day, "")


@given(DAYS)
def test_month_first_is_never_read_as_another_day_once_the_column_shows_it(day):
    text = f"{day:%m/%d/%Y}"
    (read,) = outcome(text, "02/25/2025")[:1]
    assert read == (day if day.day == day.month else "month_or_day_first")


@given(DAYS, st.sampled_from(["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]))
def test_only_the_right_weekday_is_read(day, weekday):
    right = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"][day.weekday()]
    text = f"{weekday} ({day:%d/%m/%Y})"
    if weekday == right:
        assert parse_date(text) == day
    else:
        assert rule(text) == "weekday_disagrees"


@given(st.integers(20_000, 73_000))
def test_day_numbers_agree_with_pandas(number):
    day = pd.to_datetime(number, unit="D", origin="1899-12-30").date()
    assert parse_date(str(number)) == day
    assert outcome(str(number), kinds="n") == [day]


@given(st.one_of(st.text(), st.text(ALPHABET, max_size=16)), st.booleans())
def test_any_text_is_read_or_refused_by_a_known_rule_and_always_alike(text, serial_1904):
    def read():
        try:
            return read_date(text, serial_1904=serial_1904)
        except UnreadableCellError as error:
            assert error.rule in RULES
            return error.rule

    first = read()
    assert first == read()
    if not isinstance(first, str):
        assert 1900 <= first[0].year <= 2100
        assert first[1] in ("", "excel_serial", "two_digit_year")


@given(st.lists(st.one_of(st.text(max_size=8), st.text(ALPHABET, max_size=10)), max_size=5))
def test_any_column_is_read_or_refused(texts):
    read = parse_dates(pd.Series(texts, dtype="str"))
    assert (read.values.notna() & (read.errors != "")).sum() == 0
    assert set(read.errors) <= {"", *RULES}
