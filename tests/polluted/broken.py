"""Kinds that no clerk can undo: the truth is lost, or only the sender knows it."""

from __future__ import annotations

import io
import zipfile

from tests.polluted import spell
from tests.polluted.files import Formula, Page, delimited, edited, xlsx
from tests.polluted.registry import kind


def _some(rows, rng, share=0.2):
    return set(rng.sample(range(1, len(rows) + 1), max(1, int(share * len(rows)))))


def _spoilt(rows, rng, place, spoil, cells=spell.plain):
    """The table with some cells of a column replaced."""
    found = spell.table(rows, cells)
    for number in _some(rows, rng):
        found[number][place] = spoil(rows[number - 1])
    return found


@kind()
def ambiguous_thousands(rows, rng):
    """1.500 under a heading in thousands, where nothing proves the style."""
    found = spell.table(rows, spell.plain)
    found[0][4] = "Iuran (ribu Rp)"
    for line in found[1:]:
        line[4] = f"{rng.randint(1, 9)}.{rng.randint(100, 999)}"
    return delimited(found), ".csv"


@kind()
def swapped_dates(rows, rng):
    """Days that an Excel with the month first took for dates, beside texts it could not read."""
    found = spell.table(rows)
    for line, row in zip(found[1:], rows, strict=True):
        if row.day and row.day.day <= 12:
            line[6] = row.day.replace(month=row.day.day, day=row.day.month)
        elif row.day:
            line[6] = spell.slashed(row.day)
    return xlsx(Page(found)), ".xlsx"


@kind()
def month_first(rows, rng):
    """Dates with the month first."""
    return delimited(spell.changed(rows, 6, lambda r: f"{r.day:%m/%d/%Y}" if r.day else "")), ".csv"


@kind()
def no_such_day(rows, rng):
    """31/02 and other days that do not exist."""
    wrong = ("31/02/2025", "30 Februari 2024", "31 April 2023", "00/01/2024")
    return delimited(_spoilt(rows, rng, 6, lambda r: rng.choice(wrong))), ".csv"


@kind()
def wrong_weekday(rows, rng):
    """A weekday that disagrees with its date."""

    def day(row):
        if row.day is None:
            return ""
        return f"{spell.WEEKDAYS[(row.day.weekday() + 3) % 7]}, {row.day:%d/%m/%Y}"

    return delimited(_spoilt(rows, rng, 6, day)), ".csv"


@kind()
def words_for_numbers(rows, rng):
    """Ranges, about, more than, words and dashes where one number belongs."""
    wrong = ("10-12", "sekitar 20", "lebih dari 5", "belum ada", "-", "n/a", "?", "1O", "10 ribuan")
    return delimited(_spoilt(rows, rng, rng.choice((2, 3)), lambda r: rng.choice(wrong))), ".csv"


@kind()
def negative_and_parts(rows, rng):
    """Counts below zero, in brackets or with a decimal part."""
    wrong = ("-5", "(12)", "7,5", "3,25")
    return delimited(_spoilt(rows, rng, 2, lambda r: rng.choice(wrong))), ".csv"


@kind()
def excel_errors(rows, rng):
    """#REF! and #N/A in cells."""
    found = _spoilt(rows, rng, 4, lambda r: rng.choice(("#REF!", "#N/A", "#DIV/0!")), spell.native)
    return xlsx(Page(found)), ".xlsx"


@kind()
def formulas_without_values(rows, rng):
    """Formulas whose value was never saved."""
    found = _spoilt(rows, rng, 3, lambda r: Formula("=C2-1"), spell.native)
    return xlsx(Page(found)), ".xlsx"


@kind()
def wrong_totals(rows, rng):
    """A total that is not the sum."""
    found = [*spell.table(rows), ["JUMLAH", "", sum(r.officials for r in rows) + 7]]
    return xlsx(Page(found)), ".xlsx"


@kind()
def merged_values(rows, rng):
    """One value merged over several villages."""
    found = spell.table(rows)
    start = rng.randint(1, len(rows) - 2)
    for line in found[start + 1 : start + 3]:
        line[4] = ""
    return xlsx(Page(found, merged=[(start, 4, start + 2, 4)])), ".xlsx"


@kind()
def blank_districts(rows, rng):
    """The district only in the first row of its villages, not merged."""
    found, last = spell.table(rows, spell.plain), ""
    for line in found[1:]:
        line[0], last = ("" if line[0] == last else line[0]), line[0]
    return delimited(found), ".csv"


@kind()
def duplicated_rows(rows, rng):
    """Rows that stand twice, some with other figures."""
    found = spell.table(rows, spell.plain)
    for number in _some(rows, rng, 0.1):
        again = list(found[number])
        if rng.random() < 0.5:
            again[2] = str(int(again[2]) + 1)
        found.append(again)
    return delimited(found), ".csv"


@kind()
def columns_that_differ(rows, rng):
    """Two columns with one heading and other content."""
    found = [
        [*line, line[2] if not n else (line[2] or 0) + 1]
        for n, line in enumerate(spell.table(rows))
    ]
    return xlsx(Page(found)), ".xlsx"


@kind()
def renamed_column(rows, rng):
    """A needed column under a heading nobody knows."""
    found = spell.table(rows)
    found[0][2] = rng.choice(("Jml Aparat", "Aparatur", "Banyaknya"))
    return xlsx(Page(found)), ".xlsx"


@kind()
def unknown_villages(rows, rng):
    """Villages of another regency."""
    return delimited(_spoilt(rows, rng, 1, lambda r: rng.choice(("Lembang", "Cibiru")))), ".csv"


@kind()
def other_codes(rows, rng):
    """Ten-digit codes of Statistics Indonesia without names."""
    found = [["Kode", *spell.HEADINGS[2:]]]
    for n, row in enumerate(rows):
        found.append([f"3216{(n % 23 + 1) * 10:03}{n % 9 + 1:03}", *spell.plain(row)[2:]])
    return delimited(found), ".csv"


@kind()
def ragged_rows(rows, rng):
    """Rows with a cell too many or too few."""
    found = spell.table(rows, spell.plain)
    for number in _some(rows, rng, 0.15):
        if rng.random() < 0.5:
            found[number].insert(rng.randint(0, 7), "x")
        else:
            del found[number][rng.randint(0, 6)]
    return delimited(found), ".csv"


@kind()
def unclosed_quote(rows, rng):
    """A quote that is never closed."""
    found = spell.table(rows, spell.plain)
    lines = delimited(found).decode().split("\r\n")
    at = rng.randint(1, len(rows))
    lines[at] = '"' + lines[at]
    if rng.random() < 0.5:
        other = rng.randint(1, len(rows))
        lines[other] = lines[other] + '"'
    return "\r\n".join(lines).encode(), ".csv"


@kind()
def nul_bytes(rows, rng):
    """NUL bytes in the text."""
    content = bytearray(delimited(spell.table(rows, spell.plain)))
    for _ in range(rng.randint(1, 20)):
        content[rng.randrange(len(content))] = 0
    return bytes(content), ".csv"


@kind()
def truncated(rows, rng):
    """An xlsx that ends early."""
    content = xlsx(Page(spell.table(rows)))
    return content[: rng.randint(10, len(content) - 1)], ".xlsx"


@kind()
def bits_flipped(rows, rng):
    """An xlsx with bits turned."""
    content = bytearray(xlsx(Page(spell.table(rows))))
    for _ in range(rng.randint(1, 30)):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content), ".xlsx"


@kind()
def far_corner(rows, rng):
    """One cell at the last row and column."""
    content = xlsx(Page(spell.table(rows)))
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return edited(content, "xl/worksheets/sheet1.xml", b"</sheetData>", corner), ".xlsx"


@kind()
def bomb(rows, rng):
    """A zip that unpacks to very much more."""
    out = io.BytesIO(xlsx(Page(spell.table(rows))))
    size = rng.choice((30, 60, 90)) * 10**6
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * size)
    return out.getvalue(), ".xlsx"


@kind()
def web_page(rows, rng):
    """A web page saved as .xls."""
    cells = "".join(f"<td>{c}</td>" for c in spell.HEADINGS)
    return f"<html><table><tr>{cells}</tr></table></html>".encode(), ".xls"


@kind()
def locked(rows, rng):
    """A file locked by a password."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(2000)
    return head + "EncryptedPackage".encode("utf-16-le") + rng.randbytes(2000), ".xlsx"


@kind()
def nothing(rows, rng):
    """An empty file, an empty sheet, or a header alone."""
    empty = (b"", xlsx(Page([])), delimited([list(spell.HEADINGS)]))
    return rng.choice(empty), ".xlsx"


@kind()
def another_table(rows, rng):
    """A table about something else."""
    return delimited([["Barang", "Harga"], ["Kursi", "100000"], ["Meja", "200000"]]), ".csv"


@kind(clerk=True)
def formulas_as_text(rows, rng):
    """Formula-like text in remarks stays text."""
    found = spell.table(rows, spell.plain)
    found[0].append("Catatan petugas")
    for line in found[1:]:
        line.append(rng.choice(("=1+1", "@SUM(A1)", "-kurang", "+62 812")))
    return delimited(found), ".csv"


@kind()
def numbers_of_persons(rows, rng):
    """A NIK in the remarks."""
    return delimited(spell.changed(rows, 7, lambda r: "KTP 3216 9912 0390 0001")), ".csv"


@kind()
def thousands_eaten(rows, rng):
    """Rupiah with points that an Excel with the decimal point read as numbers."""

    def eaten(row):
        text = spell.dotted(row.contribution)
        return text if text.count(".") > 1 else float(text)

    return xlsx(Page(spell.changed(rows, 4, eaten, spell.native))), ".xlsx"


@kind()
def second_table(rows, rng):
    """A second table below the first, its columns in another order."""
    half = len(rows) // 2
    first = spell.table(rows[:half], spell.plain)
    second = [
        [line[1], line[0], line[3], line[2], *line[4:]]
        for line in spell.table(rows[half:], spell.plain)
    ]
    return delimited([*first, [""] * 8, *second]), ".csv"


@kind()
def two_units(rows, rng):
    """A title that says thousands of rupiah over a heading that says rupiah."""
    found = spell.table(rows)
    found[0][4] = "Iuran (Rp)"
    return xlsx(Page([["Rekap iuran (dalam ribuan rupiah)"], *found])), ".xlsx"
