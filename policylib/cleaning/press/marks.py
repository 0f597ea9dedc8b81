"""What of an article is no quantity: its dates are kept aside, other digits are blotted out."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from policylib.cleaning.cells import UnreadableCellError
from policylib.cleaning.dates import read_date
from policylib.cleaning.masks import masked

_Read = Callable[[re.Match[str]], tuple[dt.date | None, str] | None]
#: A date this far into an article is no dateline.
_DATELINE_ENDS = 500
_ANY = re.IGNORECASE
_MONTHS = (
    "januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober"
    "|november|nopember|desember"
)
_SHORT = "jan|feb|mar|apr|jun|jul|agu|agt|ags|sept?|okt|nov|des"
_FULL = re.compile(
    rf"(?<![\w/.-])(?:[0-3]?[0-9]\s+(?:{_MONTHS}|(?:{_SHORT})\b\.?)\s+[0-9]{{4}}"
    r"|[0-3]?[0-9]([/.-])[01]?[0-9]\1[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w/]|[.-][0-9])",
    _ANY,
)
_DAY_AND_MONTH = re.compile(r"(?<=\()([0-3]?[0-9]/[01]?[0-9])(?=\))")
_MONTH = re.compile(rf"\b({_MONTHS})\s+((?:19|20)[0-9]{{2}})(?![\w#])", _ANY)
_YEAR = re.compile(
    r"(?<![\w.,/#:-])(?<!Rp )(?<!Rp\. )(?:19[4-9]|20[0-4])[0-9]"
    r"(?![\w#/]|[.,][0-9]|\s*(?:%|persen|orang|jiwa|ribu|juta|miliar|rupiah))",
    _ANY,
)
_COUNTED = re.compile(
    r"\b(?:sebanyak|sejumlah|sekitar|mencapai|lebih\s+dari|kurang\s+dari|total)\s+$", _ANY
)
#: A day that is meant but not said in full; the dateline does not stand in for it.
_UNSAID = re.compile(
    rf"\b(?:[0-3]?[0-9]|pada|bulan|hingga|akhir|awal|sejak)\s+(?:{_MONTHS})\b(?!\s+#)"
    r"|\b(?:19|20)[0-9]{2}\s*[-–/]\s*(?:19|20)[0-9]{2}\b"
    r"|\b(?:tahun|bulan|pekan|minggu)\s+(?:lalu|sebelumnya|depan|mendatang)\b"
    r"|\bsebelumnya\b|\bsemula\b",
    _ANY,
)
_LABELS = (
    r"nomor|no\.?|pasal|ayat|bab|butir|halaman|hlm\.?|hal\.|rt|rw|kode\s+pos|lantai|blok|kavling"
    r"|tahap|gelombang|kelas|semester|triwulan|kuartal|jilid|edisi|peringkat|urutan|telepon|telp\.?"
    r"|hp|wa|whatsapp|hotline|call\s+cent(?:er|re)|nik|nip|km\.?|gedung|usia|berusia|umur"
)
_SPANS_OF_TIME = (
    r"tahun|bulan|minggu|pekan|hari|jam|menit|detik|kali|kilometer|km|meter|hektare?|ha|ton|kg"
)
_CLOCK = r"[0-2]?[0-9](?:[.:][0-5][0-9])?"
_LAWS = tuple(
    re.compile(pattern, _ANY)
    for pattern in (
        rf"\b(?:{_LABELS})\s{{0,3}}:?\s{{0,3}}\(?[0-9][0-9./:-]{{0,30}}(?:\s+tahun\s+[0-9]{{4}})?"
        r"(?:\s+(?:sampai(?:\s+dengan)?|hingga|s/d)\s+[0-9]{1,3}\b)?",
        r"\b[0-9][0-9.-]{0,30}\s+tahun\s+(?:19|20)[0-9]{2}\b",
        r"\b[0-9][0-9.-]{0,30}/[0-9][0-9/.]{0,30}",
    )
)
_OTHERS = tuple(
    re.compile(pattern, _ANY)
    for pattern in (
        r"(?:\+62|\b0)[\s-]?8[0-9]{1,2}(?:[\s-]?[0-9]){5,10}",
        r"\(0[0-9]{2,3}\)\s*[0-9][0-9 -]{4,12}|\b0[0-9]{2,3}[ -][0-9]{5,8}\b",
        rf"\b(?:pukul|jam)\s+{_CLOCK}(?:\s*(?:[-–]|sampai|hingga|s/d)\s*{_CLOCK})?",
        rf"\b{_CLOCK}(?:\s*[-–]\s*{_CLOCK})?\s*(?:WIB|WITA|WIT)\b",
        r"\b[0-9][0-9.,]{0,30}(?:\s*(?:[-–]|sampai|hingga)\s*[0-9][0-9.,]{0,30})?"
        rf"\s*(?:{_SPANS_OF_TIME})\b(?!\s+(?:ini|lalu|depan))",
        r"\([0-9]{1,3}\)|(?<=[a-z]),\s*[0-9]{1,2}\s*,(?![0-9])",
        r"(?m:^)[ \t]*\(?[0-9]{1,2}[.)][ \t]+",
        r"\bke-\s?[0-9]+",
        r"\bminus\s+[0-9][0-9.,]{0,30}|(?<![0-9])[ (]-[0-9][0-9.,]{0,30}",
        r"\b(?:jalan|jl\.?)\s+(?:[\w.']+\s+){1,5}?[0-9]+[a-z]?\b"
        r"(?=\s*[,.;)]|\s+(?:kota|kabupaten|kelurahan|desa|kecamatan|rt)\b)",
    )
)


@dataclass(frozen=True)
class DateMark:
    """A date in an article; ``day`` is None where it is meant but not said in full."""

    start: int
    end: int
    day: dt.date | None
    precision: str


@dataclass(frozen=True)
class Marked:
    """An article of the same length in which only digits of quantities are left.

    Attributes
    ----------
    text : str
        Digits that are no quantity stand as '#'.
    dates : tuple of DateMark
        In order; a month or a year stands for its last day.
    dateline : DateMark or None
        The first full day near the beginning.
    """

    text: str
    dates: tuple[DateMark, ...]
    dateline: DateMark | None


def marked(text: str, *, published: dt.date | None = None) -> Marked:
    """Take the dates out of an article and blot out all digits that are no quantity.

    Parameters
    ----------
    published : datetime.date, optional
        Stands in for a dateline that is missing, and lends its year to days such as (25/2).

    >>> marked("Pada 25/2/2025 pukul 10.00 WIB hadir 54 orang").text
    'Pada ##/#/#### pukul ##.## WIB hadir 54 orang'
    """
    text, days = _taken(masked(text), _FULL, lambda hit: (_day(hit[0]), "day"))
    near = published or (days[0].day if days else None)
    text, short = _taken(text, _DAY_AND_MONTH, lambda hit: (_in_year(hit[0], near), "day"))
    for pattern in _LAWS:
        text = pattern.sub(_blot, text)
    text, months = _taken(text, _MONTH, lambda hit: (_month_end(hit[1], hit[2]), "month"))
    text, unsaid = _taken(text, _UNSAID, lambda hit: (None, ""))
    for pattern in _OTHERS:
        text = pattern.sub(_blot, text)
    text, years = _taken(text, _YEAR, _year)
    dates = sorted((*days, *short, *months, *unsaid, *years), key=lambda mark: mark.start)
    return Marked(text, tuple(dates), _dateline(dates, published))


def _blot(hit: re.Match[str]) -> str:
    return re.sub(r"[0-9]", "#", hit[0])


def _taken(text: str, pattern: re.Pattern[str], read: _Read) -> tuple[str, list[DateMark]]:
    """Return the text without what the pattern finds, and the dates found."""
    marks: list[DateMark] = []

    def take(hit: re.Match[str]) -> str:
        found = read(hit)
        if found is None:
            return hit[0]
        marks.append(DateMark(hit.start(), hit.end(), *found))
        return _blot(hit)

    return pattern.sub(take, text), marks


def _day(text: str) -> dt.date | None:
    try:
        return read_date(" ".join(text.split()))[0]
    except UnreadableCellError:
        return None


def _in_year(text: str, near: dt.date | None) -> dt.date | None:
    """A press date such as (25/2) is the last such day that is not after the dateline."""
    if near is None:
        return None
    found = [_day(f"{text}/{year}") for year in (near.year, near.year - 1)]
    return next((day for day in found if day and day <= near), None)


def _month_end(month: str, year: str) -> dt.date | None:
    first = _day(f"1 {month} {year}")
    return first and first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _year(hit: re.Match[str]) -> tuple[dt.date, str] | None:
    if _COUNTED.search(hit.string[max(0, hit.start() - 20) : hit.start()]):
        return None
    return dt.date(int(hit[0]), 12, 31), "year"


def _dateline(dates: list[DateMark], published: dt.date | None) -> DateMark | None:
    for mark in dates:
        if mark.day and mark.precision == "day" and mark.start < _DATELINE_ENDS:
            return mark
    return DateMark(0, 0, published, "day") if published else None
