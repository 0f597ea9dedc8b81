"""Kinds that lay the table out otherwise: a clerk could undo them."""

from __future__ import annotations

from itertools import groupby

from tests.polluted import spell
from tests.polluted.files import Page, delimited, xlsx
from tests.polluted.registry import kind
from tests.polluted.truth import HEADINGS

_COUNTS = (2, 3, 4)


def _by_district(rows):
    return [(name, list(group)) for name, group in groupby(rows, key=lambda r: r.district)]


def _total(label, rows, *, place=1):
    line = [""] * len(HEADINGS)
    line[place] = label
    line[2:5] = [
        sum(r.officials for r in rows),
        sum(r.registered for r in rows),
        sum(r.contribution for r in rows),
    ]
    return line


@kind(clerk=True)
def titles_and_merged_headings(rows, rng):
    """Titles above and a heading of two merged rows."""
    top = ["Wilayah", "", "Perangkat Desa", "", "Jamsostek", "", "", "Keterangan"]
    low = ["Kecamatan", "Desa", "Jumlah Perangkat", "Terdaftar", "Iuran", "Persentase"]
    low += ["Tanggal Daftar", ""]
    start = [["PEMERINTAH KABUPATEN BEKASI"], ["Rekapitulasi per Oktober 2025"], []]
    merged = [(3, 0, 3, 1), (3, 2, 3, 3), (3, 4, 3, 6), (3, 7, 4, 7)]
    found = [*start, top, low, *map(spell.native, rows)]
    return xlsx(Page(found, merged=merged)), ".xlsx"


@kind(clerk=True)
def notes_and_signatures(rows, rng):
    """Notes, place and date, and a signature below."""
    tail = [
        [],
        ["Catatan: angka sementara"],
        ["", "", "", "", "Cikarang Pusat, 3 November 2025"],
        ["", "", "", "", "Kepala Bidang"],
        [],
        ["", "", "", "", "Budi Rekaan"],
        ["", "", "", "", "NIP. 197001011990031001"],
    ]
    return xlsx(Page([*spell.table(rows), *tail])), ".xlsx"


@kind(clerk=True)
def blank_columns_and_rows(rows, rng):
    """Blank rows and columns in between, and at the edges."""
    found = [[""], [""]]
    for line in spell.table(rows):
        found.append(["", *line[:3], "", "", *line[3:]])
        if rng.random() < 0.15:
            found.append([])
    return xlsx(Page(found)), ".xlsx"


@kind(clerk=True)
def header_again(rows, rng):
    """The header repeated every ten rows, as on printed pages."""
    found = []
    for number, row in enumerate(rows):
        if number % 10 == 0:
            found.append(list(HEADINGS))
        found.append(spell.native(row))
    return xlsx(Page(found)), ".xlsx"


@kind(clerk=True)
def numbered_columns(rows, rng):
    """A row below the header that numbers the columns."""
    style = rng.choice(("{}", "({})"))
    numbers = [style.format(n) for n in range(1, len(HEADINGS) + 1)]
    found = spell.table(rows, spell.plain)
    return delimited([found[0], numbers, *found[1:]]), ".csv"


@kind(clerk=True)
def totals(rows, rng):
    """Sub-totals per district and a grand total."""
    found = [list(HEADINGS)]
    for name, group in _by_district(rows):
        found += [*map(spell.native, group), _total(f"Jumlah Kec. {name}", group)]
    found.append(_total(rng.choice(("JUMLAH", "TOTAL", "Grand Total")), rows, place=0))
    return xlsx(Page(found)), ".xlsx"


@kind(clerk=True)
def merged_districts(rows, rng):
    """The district written once, merged over its villages."""
    found, merged = [list(HEADINGS)], []
    for _, group in _by_district(rows):
        start = len(found)
        found += map(spell.native, group)
        for line in found[start + 1 :]:
            line[0] = ""
        if len(group) > 1:
            merged.append((start, 0, len(found) - 1, 0))
    return xlsx(Page(found, merged=merged)), ".xlsx"


@kind(clerk=True)
def districts_as_rows(rows, rng):
    """The district as a row of its own above its villages."""
    found = [["No", *HEADINGS[1:]]]
    for name, group in _by_district(rows):
        found.append(["", f"KECAMATAN {name.upper()}"])
        found += [[str(n), *spell.plain(r)[1:]] for n, r in enumerate(group, 1)]
    width = len(HEADINGS)
    return delimited([line + [""] * (width - len(line)) for line in found]), ".csv"


@kind(clerk=True)
def several_sheets(rows, rng):
    """A cover, a guide and an empty sheet around the table."""
    pages = [
        Page([["REKAPITULASI"], ["Kabupaten Bekasi"]], name="Sampul"),
        Page(spell.table(rows), name="Data"),
        Page([["Cara mengisi"], ["1. Tulis nama desa"]], name="Petunjuk"),
        Page([], name="Sheet4"),
    ]
    return xlsx(*pages), ".xlsx"


@kind(clerk=True)
def sheet_a_district(rows, rng):
    """One sheet a district."""
    pages = [Page(spell.table(g), name=name[:31]) for name, g in _by_district(rows)]
    return xlsx(*pages), ".xlsx"


@kind(clerk=True)
def column_twice(rows, rng):
    """A column that stands twice with the same content."""
    found = [[*line, line[2]] for line in spell.table(rows)]
    return xlsx(Page(found)), ".xlsx"


@kind(clerk=True)
def emoji_and_directions(rows, rng):
    """Emoji, right-to-left marks and zero-width spaces in names."""
    found = spell.changed(
        rows, 1, lambda r: rng.choice(("\u200f", "\u200b", "✅ ", "\u202e", "")) + r.village
    )
    return delimited(found), ".csv"
