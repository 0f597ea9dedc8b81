"""How offices spell what the clean table holds."""

from __future__ import annotations

import datetime as dt
import random

from tests.polluted.files import Percent
from tests.polluted.truth import HEADINGS, Row

MONTHS = (
    ("Januari", "Jan"),
    ("Februari", "Pebruari", "Feb"),
    ("Maret", "Mar"),
    ("April", "Apr"),
    ("Mei", "MEI"),
    ("Juni", "Jun"),
    ("Juli", "Jul"),
    ("Agustus", "Agt", "Agust"),
    ("September", "Sept", "Sep"),
    ("Oktober", "Okt"),
    ("November", "Nopember", "Nop"),
    ("Desember", "Des"),
)
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
EXCEL_1900 = dt.date(1899, 12, 30)


def native(row: Row) -> list:
    """Cells with their types."""
    share = None if row.share is None else Percent(row.share / 10_000)
    return [
        row.district,
        row.village,
        row.officials,
        row.registered,
        row.contribution,
        share,
        row.day,
        row.remark,
    ]


def plain(row: Row) -> list[str]:
    """Cells as a careful clerk types them."""
    return [
        row.district,
        row.village,
        str(row.officials),
        str(row.registered),
        str(row.contribution),
        percent(row.share),
        slashed(row.day),
        row.remark,
    ]


def table(rows: list[Row], cells=native, headings=HEADINGS) -> list[list]:
    """Header and rows."""
    return [list(headings), *map(cells, rows)]


def changed(rows: list[Row], place: int, spell, cells=plain) -> list[list]:
    """The table with one column spelt otherwise; ``spell`` takes the row."""
    found = table(rows, cells)
    for line, row in zip(found[1:], rows, strict=True):
        line[place] = spell(row)
    return found


def dotted(number: int) -> str:
    """16.800."""
    return f"{number:,}".replace(",", ".")


def percent(share: int | None) -> str:
    """8,78%."""
    if share is None:
        return ""
    whole, rest = divmod(share, 100)
    return f"{whole},{rest:02}%" if rest else f"{whole}%"


def slashed(day: dt.date | None) -> str:
    """25/02/2025."""
    return f"{day:%d/%m/%Y}" if day else ""


def in_words(day: dt.date | None, rng: random.Random) -> str:
    """A day with its month in words, as different hands write it."""
    if day is None:
        return ""
    month = rng.choice(MONTHS[day.month - 1])
    weekday = WEEKDAYS[day.weekday()]
    return rng.choice(
        (
            f"{day.day} {month} {day.year}",
            f"{day.day:02} {month.upper()} {day.year}",
            f"{day.day}-{month}-{day.year}",
            f"{weekday}, {day.day} {month} {day.year}",
            f"{weekday} ({day.day}/{day.month}/{day.year})",
        )
    )


def serial(day: dt.date | None) -> str:
    """Excel's number of a day."""
    return str((day - EXCEL_1900).days) if day else ""


def village(name: str, rng: random.Random) -> str:
    """The same letters as offices write them."""
    loose = name.replace(" ", rng.choice(("", " ", "  ")))
    word = rng.choice((loose, loose.upper(), loose.title(), loose.lower()))
    return rng.choice(("", "Desa ", "DESA ", "Ds. ", "Ds ")) + word


def district(name: str, rng: random.Random) -> str:
    """A district with its directions shortened."""
    for long, short in (
        ("Selatan", "Sel."),
        ("Utara", "Ut."),
        ("Timur", "Tim."),
        ("Barat", "Bar."),
    ):
        name = name.replace(long, rng.choice((long, short)))
    return rng.choice(("", "Kec. ", "KECAMATAN ", "Kecamatan ")) + name


def misspelt(name: str, rng: random.Random) -> str:
    """One or two slips of a typist."""
    letters = list(name)
    for _ in range(rng.randint(1, 2)):
        at = rng.randrange(len(letters))
        slip = rng.randrange(4)
        if slip == 0:
            letters[at] = rng.choice("abcdefghijklmnoprstuwy")
        elif slip == 1:
            letters.insert(at, letters[at])
        elif slip == 2 and len(letters) > 3:
            del letters[at]
        elif at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)
