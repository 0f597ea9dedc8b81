"""Dates as offices type them: day first, and refused by a rule where that may be wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import pandas as pd

from policylib.cleaning.cells import ParsedColumn, UnreadableCellError
from policylib.cleaning.folding import as_texts, folded, read_kinds, refuse

_YEARS = range(1900, 2101)
_SERIALS = range(20_000, 80_001)
#: The day before Excel's day 1; 1900 is one further back, since Excel has a 29 February 1900.
_DAY_ZERO = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_TWO_DIGITS_FROM = 50
_DECEMBER = 12
_MONTHS = (
    "januari january jan",
    "februari pebruari february feb peb",
    "maret march mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agust agt agu ags aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_WEEKDAYS = (
    "senin monday sen mon",
    "selasa tuesday sel tue",
    "rabu wednesday rab wed",
    "kamis thursday kam thu",
    "jumat friday jum fri",
    "sabtu saturday sab sat",
    "minggu ahad sunday min sun",
)
_WEEKDAY = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
_LED_BY_WORD = re.compile(r"([a-z']+)(?: *[,.] *| +|(?=\())(?P<rest>.*)")
_BRACKETS = re.compile(r"\((.*)\)")
_TIME = r"(?:[t ] *(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?"
_YEAR = r"(?P<year>\d{4}|\d\d)"
_DAY_MONTH_YEAR = re.compile(
    rf"(?P<day>\d\d?) *(?P<gap>[-/.]) *(?P<month>\d\d?) *(?P=gap) *{_YEAR}{_TIME}", re.ASCII
)
_WRITTEN = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"(?P<day>\d\d?)[-/. ]*(?P<word>[a-z]+)[-/., ]*'?{_YEAR}{_TIME}",
        r"(?P<word>[a-z]+)\.? +(?P<day>\d\d?)(?:, *| +)(?P<year>\d{4})",
        rf"(?P<year>\d{{4}})(?P<gap>[-/.])(?P<month>\d\d?)(?P=gap)(?P<day>\d\d?){_TIME}",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    )
)
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?", re.ASCII)


def read_date(text: str, *, serial_1904: bool = False) -> tuple[dt.date, str]:
    """Read one day and the warning that goes with it.

    Parameters
    ----------
    text : str
        ``16 Desember 2024``, ``Senin (24/11/2025)``, ``25/02/2025``, ``2025-02-25``, ``16 Des 24``
        or Excel's day number. The day comes first; a time of day is dropped.
    serial_1904 : bool
        Whether day numbers count from 1904, as in files of old Macs, and not from 1900.

    Returns
    -------
    tuple of datetime.date and str
        The warning is two_digit_year, excel_serial or ''.

    Raises
    ------
    UnreadableCellError
        not_a_date (also outside 1900 to 2100), no_such_day, weekday_disagrees, or
        month_or_day_first for 02/25/2025.

    >>> read_date("Selasa, 25 Pebruari 2025")
    (datetime.date(2025, 2, 25), '')
    """
    weekday, rest = _split_weekday(folded(text))
    if _SERIAL.fullmatch(rest):
        day, warning = _from_serial(rest, serial_1904), "excel_serial"
    else:
        day, warning = _written(rest)
    refuse(weekday not in (None, day.weekday()), "weekday_disagrees")
    return day, warning


def parse_date(text: str) -> dt.date:
    """Read one day as `read_date` does, without its warning.

    >>> parse_date("25.02.2025")
    datetime.date(2025, 2, 25)
    """
    return read_date(text)[0]


def _split_weekday(text: str) -> tuple[int | None, str]:
    led = _LED_BY_WORD.fullmatch(text)
    weekday = _WEEKDAY.get(led[1].replace("'", "")) if led else None
    rest = text if weekday is None else led["rest"]
    bracketed = _BRACKETS.fullmatch(rest)
    return weekday, bracketed[1].strip() if bracketed else rest


def _from_serial(text: str, serial_1904: bool) -> dt.date:
    number = int(_SERIAL.fullmatch(text)[1])
    refuse(number not in _SERIALS, "not_a_date")
    day = _DAY_ZERO[serial_1904] + dt.timedelta(days=number)
    refuse(day.year not in _YEARS, "not_a_date")
    return day


def _written(text: str) -> tuple[dt.date, str]:
    figures = _DAY_MONTH_YEAR.fullmatch(text)
    if figures:
        return _from_figures(figures)
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _WRITTEN)), None)
    refuse(found is None, "not_a_date")
    parts = found.groupdict()
    month = _MONTH.get(parts["word"]) if "word" in parts else int(parts["month"])
    refuse(month is None, "not_a_date")
    year, warning = _year(parts["year"])
    return _day(year, month, int(parts["day"])), warning


def _from_figures(figures: re.Match[str]) -> tuple[dt.date, str]:
    year, warning = _year(figures["year"])
    day, month = int(figures["day"]), int(figures["month"])
    refuse(month > 12 and _exists(year, day, month), "month_or_day_first")
    return _day(year, month, day), warning


def _year(digits: str) -> tuple[int, str]:
    year, warning = int(digits), ""
    if len(digits) == 2:
        year, warning = year + (2000 if year < _TWO_DIGITS_FROM else 1900), "two_digit_year"
    refuse(year not in _YEARS, "not_a_date")
    return year, warning


def _day(year: int, month: int, day: int) -> dt.date:
    refuse(not _exists(year, month, day), "no_such_day")
    return dt.date(year, month, day)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def parse_dates(
    cells: pd.Series,
    kinds: pd.Series | None = None,
    *,
    serial_1904: bool = False,
    earliest: dt.date | None = None,
    latest: dt.date | None = None,
) -> ParsedColumn:
    """Read a column of days; one cell with the month first makes 03/02/2025 unreadable too.

    Parameters
    ----------
    cells : pandas.Series of str
        '' is an empty cell.
    kinds : pandas.Series of str, optional
        't' text, 'd' native date as ISO text, 'n' native number (a day number), 'e' Excel error,
        'f' formula without value; all others are no dates. None: all text.
    serial_1904 : bool
        Whether the workbook counts its days from 1904.
    earliest, latest : datetime.date, optional
        A day outside is out_of_range.

    Returns
    -------
    ParsedColumn
        Values are datetime.date.

    >>> parse_dates(pd.Series(["02/25/2025", "03/02/2025"])).errors.tolist()
    ['month_or_day_first', 'month_or_day_first']
    """
    texts, kinds = as_texts(cells, kinds)
    written = texts[kinds == "t"].unique()
    month_first = any(map(_is_month_first, written))
    swapped = month_first or _looks_swapped(written, texts[kinds == "d"].unique())

    def limited(day: dt.date, warning: str) -> tuple[dt.date, str]:
        outside = (earliest and day < earliest) or (latest and latest < day)
        refuse(bool(outside), "out_of_range")
        return day, warning

    readers = {
        "t": lambda text: limited(*_typed(text, serial_1904, month_first)),
        "d": lambda text: limited(*_native_date(text, swapped)),
        "n": lambda text: limited(*_native_number(text, serial_1904)),
    }
    return read_kinds(texts, kinds, readers, otherwise="not_a_date")


def _looks_swapped(written: Iterable[str], native: Iterable[str]) -> bool:
    """Whether an Excel that puts the month first has read what it could and left the rest.

    Of 05/02/2025 and 25/02/2025 such an Excel makes the native date 2 May and a text.
    """
    figures = [_DAY_MONTH_YEAR.fullmatch(_split_weekday(folded(t))[1]) for t in written]
    days = [int(f["day"]) for f in figures if f]
    return bool(days and min(days) > _DECEMBER and len(native)) and all(
        int(text[8:10] or 0) <= _DECEMBER for text in native
    )


def _is_month_first(text: str) -> bool:
    try:
        read_date(text)
    except UnreadableCellError as error:
        return error.rule == "month_or_day_first"
    return False


def _typed(text: str, serial_1904: bool, month_first: bool) -> tuple[dt.date, str]:
    if month_first:
        figures = _DAY_MONTH_YEAR.fullmatch(_split_weekday(folded(text))[1])
        both = {int(figures["day"]), int(figures["month"])} if figures else set()
        refuse(len(both) == 2 and max(both) <= _DECEMBER, "month_or_day_first")
    return read_date(text, serial_1904=serial_1904)


def _native_date(text: str, swapped: bool) -> tuple[dt.date, str]:
    found = _WRITTEN[2].fullmatch(folded(text))
    refuse(found is None, "not_a_date")
    day, warning = _written(folded(text))
    refuse(swapped and day.day <= _DECEMBER and day.day != day.month, "month_or_day_first")
    return day, warning


def _native_number(text: str, serial_1904: bool) -> tuple[dt.date, str]:
    refuse(not _SERIAL.fullmatch(text), "not_a_date")
    return _from_serial(text, serial_1904), "excel_serial"
