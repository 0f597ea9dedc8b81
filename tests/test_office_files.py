"""Files as offices send them: what they are, read as text, refused with a way out."""

import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from policylib import store
from policylib.errors import DataError, UsageError
from policylib.store.office.delimited import read_rows
from policylib.store.office.safe_text import inert
from policylib.store.office.sniff import sniff


def refused(path):
    with pytest.raises(DataError) as error:
        store.read_office_file(path)
    text = str(error.value)
    assert path.name in text and text.count(". ") >= 1
    return text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\x00" * 100, "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"<html><table><tr><td>Desa</td></tr></table></html>", "is a web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "is a web page or XML"),
        (b"PK\x03\x04 and then nothing", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "is damaged"),
        (b"Desa;Jumlah\nSetu;\x00\n", "NUL bytes: it is damaged or no text (row 2)"),
        (b'Desa;Jumlah\n"Setu;1\nCiledug;2\n', "a quote that is not closed"),
        (b'Desa;Jumlah\n"Setu"x;1\n', "a quote inside a quoted cell (row 2)"),
        (b"only one column\nand another line\n", "no separator"),
        (b"Desa;Jumlah\n\x81\x8d;1\n", "an encoding that cannot be told"),
    ],
)
def test_what_is_no_table_is_named(tmp_path, content, said):
    path = tmp_path / "kiriman.xls"
    path.write_bytes(content)
    assert said in refused(path)


def test_a_file_that_is_not_there(tmp_path):
    assert "is not there" in refused(tmp_path / "x.xlsx")


def test_other_archives_are_named(tmp_path):
    path = tmp_path / "surat.xlsx"
    for inside, said in (("word/document.xml", "Word document"), ("a.txt", "no spreadsheet")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(inside, "x")
        assert said in refused(path)


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 50_000_000)
    assert "unpacks to far more" in refused(path)


def test_a_reader_that_dies_takes_nobody_along(tmp_path):
    path = tmp_path / "rusak.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write(1048575, 16383, "jauh")
    book.close()
    assert "far outside the table (XFD1048576)" in refused(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_text_in_any_encoding_and_separator(tmp_path, encoding, separator):
    rows = [["Desa", "Jumlah", "Ket"], ["Sukamaju – é", "1", "x"], ["Setu", "2", "y"]]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(separator.join(r) for r in rows).encode(encoding))
    found, rules = read_rows(path)
    assert found == rows
    assert rules == (("encoding_guessed",) if encoding == "cp1252" else ())


def test_decimal_commas_do_not_pass_for_separators(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Desa;A;B\n" + "".join(f"D{i};1,5;2,5\n" for i in range(50)))
    assert read_rows(path)[0][1] == ["D0", "1,5", "2,5"]


def test_the_line_that_names_the_separator_is_no_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nDesa;Jumlah, orang\nSetu;1\n")
    assert read_rows(path)[0] == [["Desa", "Jumlah, orang"], ["Setu", "1"]]


def test_a_quote_that_swallows_rows_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    lines = [f"D{i};{i}" for i in range(30)]
    lines[3], lines[20] = '"' + lines[3], lines[20] + '"'
    path.write_text("Desa;Jumlah\n" + "\n".join(lines) + "\n")
    assert "a cell that holds other rows" in refused(path)


def test_cells_of_a_spreadsheet_keep_their_kind(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Isi")
    page.write_row(0, 0, ["teks", 1500, 16800.5, True])
    page.write_number(1, 0, 0.46, book.add_format({"num_format": "0%"}))
    page.write_number(1, 1, 45642, book.add_format({"num_format": "dd/mm/yyyy"}))
    page.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    page.write_formula(1, 3, "=A1", None, "")
    page.set_row(1, None, None, {"hidden": True})
    page.set_column(2, 2, None, None, {"hidden": True})
    page.merge_range("A4:B4", "gabung")
    book.close()
    grid = store.read_office_file(path).grids[0]
    assert grid.cells[0] == ["teks", "1500", "16800.5", "true"]
    assert grid.cells[1] == ["0.46", "2024-12-16", "#DIV/0!", "="]
    assert grid.kinds[:2] == ["tnnb", "pdef"]
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {3})
    assert grid.merged == ((4, 1, 4, 2),) and grid.spread(4, 2) == "gabung"


def test_a_wrong_dimension_tag_hides_no_rows(tmp_path):
    path, edited = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    for row in range(20):
        page.write_row(row, 0, [f"D{row}", row])
    book.close()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B20"', b'ref="A1:B3"'))
    assert len(store.read_office_file(edited).grids[0].cells) == 20


def test_the_kind_of_file_is_told_by_content(tmp_path):
    path = tmp_path / "a.xls"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet()
    book.close()
    assert sniff(path) == "xlsx"


@pytest.mark.parametrize("text", ["=1+1", "+62", "@SUM(A1)", "-kurang", "\t=1", " =1", "＝1"])
def test_formulas_are_made_inert(text):
    assert inert(text) == ("+62" if text == "+62" else f"'{text}")


def test_keys_lie_outside_and_are_long(tmp_path, root):
    key = tmp_path / "kunci"
    cases = {b"short": "too short", b"x" * 65: "too long"}
    for content, said in cases.items():
        key.write_bytes(content)
        key.chmod(0o600)
        with pytest.raises(UsageError, match=said):
            store.read_key(key, root=root)
    key.write_text("ab" * 32 + "\n")
    assert store.read_key(key, root=root) == b"\xab" * 32
    key.chmod(0o644)
    with pytest.raises(UsageError, match="other users"):
        store.read_key(key, root=root)
    with pytest.raises(UsageError, match="no key file"):
        store.read_key(tmp_path / "none", root=root)
    with pytest.raises(UsageError, match="inside the project"):
        store.read_key(root / "README.md", root=root)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", ";;", "catatan", "a;b;c;d"])
def test_the_quick_and_the_careful_way_read_the_same(tmp_path, monkeypatch, end, last):
    from policylib.cleaning.grids import ColumnRows
    from policylib.store.office import delimited

    path = tmp_path / "a.csv"
    lines = ["Desa;A;B", *(f" D{i} ;;{i},5" for i in range(200)), last]
    path.write_bytes(end.join([*lines, ""]).encode())
    careful = [list(row) for row in delimited.read_rows(path)[0]]
    monkeypatch.setattr(delimited, "QUICK_FROM", 1)
    quick = delimited.read_rows(path)[0]
    if last in (";;", "catatan"):
        assert isinstance(quick, ColumnRows) == (last == ";;")
    assert [list(row) for row in quick] == careful


def test_formats_far_below_and_to_the_right_are_no_cells(tmp_path):
    path = tmp_path / "far.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Desa", "Jumlah"])
    book.active.append(["Sukamaju", 3])
    book.save(path)
    corner = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    _edit(path, "xl/worksheets/sheet1.xml", lambda x: x.replace(b"</sheetData>", corner))
    (grid,) = store.read_office_file(path).grids
    assert [list(row) for row in grid.cells] == [["Desa", "Jumlah"], ["Sukamaju", "3"]]


def _edit(path, part, change):
    """Rewrite one part of an xlsx."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(("saved", "kind"), [(0, "f"), (33_600, "n")])
def test_a_formula_that_was_never_counted_holds_no_zero(tmp_path, saved, kind):
    # xlsxwriter saves 0 for every formula and asks Excel to count on opening.
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Desa", "Iuran"])
        page.write(1, 0, "Sukamaju")
        page.write_formula(1, 1, "=2*16800", None, saved)
    (grid,) = store.read_office_file(path).grids
    assert grid.kinds[1][1] == kind


def test_cells_without_places_in_a_row_with_gaps_are_refused(tmp_path):
    path = tmp_path / "unplaced.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Desa", "Jumlah", "Terdaftar"])
        page.write(1, 0, "Sukamaju")
        page.write(1, 2, 3)
    _edit(path, "xl/worksheets/sheet1.xml", lambda x: re.sub(rb' r="[A-Z]+\d+"', b"", x))
    with pytest.raises(DataError, match="do not say where they stand"):
        store.read_office_file(path)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_quote_that_swallows_one_row_is_refused(tmp_path, end):
    path = tmp_path / "quotes.csv"
    rows = [
        "Desa;Jumlah;Terdaftar;Keterangan",
        'Sukamaju;3;2;"lunas',
        'Sukamurni;4;4;"',
        "Sukajaya;5;5;",
    ]
    path.write_bytes(end.join(rows).encode())
    with pytest.raises(DataError, match="a quote is not closed"):
        store.read_office_file(path)
