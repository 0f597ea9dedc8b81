"""Kinds that only spell values, headings or the file otherwise: a clerk could undo them."""

from __future__ import annotations

import random

from tests.polluted import spell
from tests.polluted.files import Page, Percent, delimited, edited, ods, xls, xlsx
from tests.polluted.registry import kind
from tests.polluted.truth import HEADINGS

SYNONYMS = (
    ("Kecamatan", "KEC.", "Nama Kecamatan", "kecamatan"),
    ("Nama Desa", "DESA", "Desa / Kel", "Nama Desa/Kelurahan"),
    ("Jml Perangkat", "JUMLAH PERANGKAT DESA", "Perangkat Desa (orang)"),
    ("Jumlah Peserta", "Terdaftar (orang)", "PESERTA"),
    ("Iuran", "IURAN (Rp)", "Jumlah Iuran", "Nominal Iuran (Rupiah)"),
    ("Realisasi", "Capaian", "PERSENTASE LUNAS"),
    ("Tgl. Daftar", "Tanggal Pendaftaran", "TGL DAFTAR"),
    ("Ket.", "Catatan", "KETERANGAN"),
)


@kind(clerk=True)
def native_xlsx(rows, rng):
    """Numbers, dates and percentages with their types, xlsx."""
    return xlsx(Page(spell.table(rows))), ".xlsx"


@kind(clerk=True)
def native_ods(rows, rng):
    """Numbers, dates and percentages with their types, ods."""
    return ods(Page(spell.table(rows))), ".ods"


@kind(clerk=True)
def native_xls(rows, rng):
    """Numbers, dates and percentages with their types, xls of before 2007."""
    return xls(Page(spell.table(rows))), ".xls"


@kind(clerk=True)
def wrong_ending(rows, rng):
    """An xlsx named .xls, .csv or .ods."""
    return xlsx(Page(spell.table(rows))), rng.choice((".xls", ".csv", ".ods"))


@kind(clerk=True)
def indonesian_numbers(rows, rng):
    """Text with points for thousands and a decimal comma."""
    return delimited(spell.changed(rows, 4, lambda r: spell.dotted(r.contribution))), ".csv"


@kind(clerk=True)
def english_numbers(rows, rng):
    """Text with commas for thousands, proved by the column."""
    return delimited(spell.changed(rows, 4, lambda r: f"{r.contribution:,}.00")), ".csv"


@kind(clerk=True)
def rupiah_signs(rows, rng):
    """Rp before, ,- or ,00 behind, spaces that do not break, full-width digits."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")

    def money(row):
        text = spell.dotted(row.contribution)
        return rng.choice(
            (
                f"Rp{text}",
                f"Rp. {text},-",
                f"Rp\u00a0{text},00",
                f"IDR {text}",
                text.translate(wide),
                text.replace(".", "\u00a0"),
            )
        )

    return delimited(spell.changed(rows, 4, money)), ".csv"


@kind(clerk=True)
def unit_in_heading(rows, rng):
    """Rupiah in thousands, percent without its sign, said by the headings."""
    found = spell.table(rows, spell.plain)
    found[0][4], found[0][5] = "Iuran (ribu Rp)", "Persentase (%)"
    for line, row in zip(found[1:], rows, strict=True):
        whole, rest = divmod(row.contribution, 1000)
        line[4] = f"{whole},{rest:03}0" if rest else str(whole)
        line[5] = line[5].rstrip("%")
    return delimited(found), ".csv"


@kind(clerk=True)
def unit_in_title(rows, rng):
    """Rupiah in thousands, said by a line above the table."""
    found = spell.table(rows)
    for line, row in zip(found[1:], rows, strict=True):
        line[4] = row.contribution / 1000
    title = [["REKAPITULASI IURAN DESA"], ["(dalam ribuan rupiah)"], []]
    return xlsx(Page([*title, *found])), ".xlsx"


@kind(clerk=True)
def unit_row(rows, rng):
    """Units in a row of their own below the headings."""
    found = spell.table(rows)
    for line, row in zip(found[1:], rows, strict=True):
        line[4] = row.contribution / 1000
    units = ["", "", "(orang)", "(orang)", "(ribu Rp)", "(%)", "", ""]
    return xlsx(Page([found[0], units, *found[1:]])), ".xlsx"


@kind(clerk=True)
def months_in_words(rows, rng):
    """Dates such as 16 Nopember 2024 or Senin (24/11/2025)."""
    return delimited(spell.changed(rows, 6, lambda r: spell.in_words(r.day, rng))), ".csv"


@kind(clerk=True)
def slashed_dates(rows, rng):
    """Dates as 25/02/2025, 25-2-2025 or 25.02.2025."""

    def day(row):
        text = spell.slashed(row.day)
        return rng.choice((text, text.replace("/", "-"), text.replace("/", ".")))

    return delimited(spell.changed(rows, 6, day)), ".csv"


@kind(clerk=True)
def day_numbers(rows, rng):
    """Dates as Excel's day numbers in a text."""
    return delimited(spell.changed(rows, 6, lambda r: spell.serial(r.day))), ".csv"


@kind(clerk=True)
def days_from_1904(rows, rng):
    """A workbook that counts its days from 1904."""
    return xlsx(Page(spell.table(rows)), epoch_1904=True), ".xlsx"


@kind(clerk=True)
def spellings_of_villages(rows, rng):
    """Ds., DESA, capitals, missing spaces; districts with Kec. and Sel., Ut."""
    found = spell.table(rows)
    for line, row in zip(found[1:], rows, strict=True):
        line[0], line[1] = spell.district(row.district, rng), spell.village(row.village, rng)
    return xlsx(Page(found)), ".xlsx"


@kind()
def misspelt_villages(rows, rng):
    """Village names with one or two slips."""
    found = spell.changed(
        rows, 1, lambda r: spell.misspelt(r.village, rng) if rng.random() < 0.3 else r.village
    )
    return delimited(found), ".csv"


@kind(clerk=True)
def codes_without_points(rows, rng):
    """Village codes as 3216012001, text or number, beside the names."""
    found = spell.table(rows)
    found[0].insert(0, "Kode Desa")
    for line, row in zip(found[1:], rows, strict=True):
        code = row.code.replace(".", "")
        line.insert(0, int(code) if rng.random() < 0.5 else code)
    return xlsx(Page(found)), ".xlsx"


@kind(clerk=True)
def codes_alone(rows, rng):
    """Village codes with points and no names."""
    found = [["Kode Wilayah", *HEADINGS[2:]]]
    found += [[row.code, *spell.plain(row)[2:]] for row in rows]
    return delimited(found), ".csv"


@kind(clerk=True)
def other_headings(rows, rng):
    """Columns in another order under other headings."""
    heads = [rng.choice(words) for words in SYNONYMS]
    order = rng.sample(range(len(heads)), len(heads))
    found = [heads, *(spell.plain(r) for r in rows)]
    return delimited([[line[i] for i in order] for line in found]), ".csv"


@kind(clerk=True)
def more_columns(rows, rng):
    """Columns that the table has no place for."""
    found = spell.table(rows)
    for number, line in enumerate(found):
        line.insert(0, number or "No")
        line.insert(4, rng.choice(("Ya", "Tidak")) if number else "Sudah disurati")
    return xlsx(Page(found)), ".xlsx"


@kind(clerk=True)
def separators(rows, rng):
    """Comma, tab, bar or semicolon; the line sep=;."""
    mark = rng.choice((",", "\t", "|", ";"))
    content = delimited(spell.table(rows, spell.plain), mark)
    if mark == ";" or rng.random() < 0.3:
        content = f"sep={mark}\r\n".encode() + content
    return content, ".csv"


@kind(clerk=True)
def encodings(rows, rng):
    """UTF-16 with and without mark, UTF-8 with mark, Windows-1252."""
    found = spell.changed(rows, 7, lambda r: f"{r.remark} – “é”" if r.remark else "")
    for line, row in zip(found[1:], rows, strict=True):
        line[7] = row.remark
    found[0][4] = "Iuran\u00a0per\u00a0Bulan"
    name = rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"))
    return delimited(found, encoding=name), ".csv"


@kind(clerk=True)
def hidden_rows_and_columns(rows, rng):
    """Hidden rows and columns, kept."""
    hidden = tuple(rng.sample(range(1, len(rows) + 1), 3))
    return xlsx(Page(spell.table(rows), hidden_rows=hidden, hidden_columns=(7,))), ".xlsx"


@kind(clerk=True)
def wrong_dimension(rows, rng):
    """A dimension tag that hides all rows but three."""
    content = xlsx(Page(spell.table(rows)))
    part = "xl/worksheets/sheet1.xml"
    return edited(content, part, f'ref="A1:H{len(rows) + 1}"'.encode(), b'ref="A1:H3"'), ".xlsx"


@kind(clerk=True)
def shares_of_one(rows, rng):
    """Percentages as native numbers with a percent format, some whole."""
    found = spell.table(rows)
    for line, row in zip(found[1:], rows, strict=True):
        line[5] = None if row.share is None else Percent(row.share / 10_000)
    return xls(Page(found)), ".xls"


def seeded(number: int) -> random.Random:
    """The generator of one file."""
    return random.Random(number)
