"""Sheets that a hostile reader sent: each is refused, asked about, or read right."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
import xlsxwriter

from policylib import cleaning, schemas, store
from policylib.errors import DataError

HEAD = ["Kecamatan", "Desa", "Jumlah Perangkat", "Terdaftar", "Iuran per Bulan", "Keterangan"]
ROWS = [
    ["Babelan", "Bunibakti", "12", "10", "250", "lunas"],
    ["Babelan", "Muara Bakti", "9", "9", "300", ""],
    ["Setu", "Burangkeng", "11", "4", "120", ""],
]
NUMBER = "3216981503990001"


@pytest.fixture(scope="module")
def areas(register):
    return cleaning.AreaMatcher(register, regency="32.16", on=dt.date(2025, 12, 31))


@pytest.fixture
def read(tmp_path, areas):
    def _read(lines, *, table="village_participation", separator=";"):
        path = tmp_path / "file.csv"
        path.write_text("\n".join(separator.join(line) for line in lines) + "\n")
        return _cleaned(path, areas, table)

    return _read


def _cleaned(path, areas, table="village_participation"):
    grids = store.read_office_file(path).grids
    return cleaning.clean(
        grids, schemas.office_table(table), areas, hidden="keep", key=bytes(range(32))
    )


def _headed(**changes):
    return [[changes.get(h.split()[0].lower(), h) for h in HEAD], *ROWS]


@pytest.mark.parametrize(
    ("column", "heading"),
    [
        ("terdaftar", "Terdaftar (%)"),
        ("terdaftar", "Terdaftar (Rp)"),
        ("iuran", "Iuran (orang)"),
        ("iuran", "Iuran per Bulan (%)"),
        ("iuran", "Iuran (Rp/orang)"),
    ],
)
def test_a_unit_of_another_column_is_refused(read, column, heading):
    with pytest.raises(DataError, match=r"has the heading .* with a unit of that column"):
        read(_headed(**{column: heading}))


@pytest.mark.parametrize(
    "unit",
    [
        "Satuan : Rp. 000,-",
        "(Rp.1000)",
        "dalam Rp. 1.000",
        "(000 rupiah)",
        "(dlm ribuan)",
        "Rp.000",
    ],
)
def test_thousands_are_read_off_titles_however_they_are_said(read, unit):
    found = read([[unit, "", "", "", "", ""], *_headed()])
    assert found.table["contribution_rp_month"].tolist() == [250_000, 300_000, 120_000]


@pytest.mark.parametrize("unit", ["x1000", "(000)", "(dlm ribuan)", "Rp.000", "setahun"])
def test_a_unit_inside_the_table_is_refused(read, unit):
    lines = _headed()
    with pytest.raises(DataError, match="states a unit inside the table"):
        read([*lines[:2], ["", "", "", "", unit, ""], *lines[2:]])


def test_a_header_that_comes_again_with_a_unit_is_refused(read):
    lines = _headed()
    again = [h.replace("Iuran per Bulan", "Iuran (Rp ribu)") for h in HEAD]
    with pytest.raises(DataError, match="states a unit inside the table"):
        read([*lines[:3], again, *lines[3:]])


def test_a_second_table_with_other_columns_is_refused_wherever_it_stands(read):
    short = [["Kecamatan", "Desa", "Jumlah Perangkat", "Terdaftar"], *(r[:4] for r in ROWS)]
    swapped = ["Kecamatan", "Kelurahan", "Terdaftar", "Jumlah Perangkat"]
    with pytest.raises(DataError, match="second table"):
        read([*short, swapped, ["Babelan", "Bahagia", "5", "15"]])
    wider = [*HEAD[:2], "Jumlah Perangkat", "", "", ""]
    with pytest.raises(DataError, match="second table"):
        read([wider, [*ROWS[0][:3], "", "", ""], *_headed()[:1], *ROWS[1:]])


def test_sub_headings_that_are_not_merged_are_refused(read):
    head = ["Kecamatan", "Desa", "Jumlah Perangkat", "", "Terdaftar", ""]
    with pytest.raises(DataError, match="parts 'Jumlah Perangkat' into sub-headings"):
        read([head, ["", "", "L", "P", "L", "P"], ["Babelan", "Bunibakti", "7", "5", "6", "4"]])


def test_a_comma_in_an_amount_without_quotes_holds_the_row(read):
    lines = [[*r[:4], "250,000"] for r in ROWS]
    found = read([HEAD, *lines], separator=",")
    assert found.table.empty
    assert found.quarantine["reasons"].str.contains("wrong_width").all()


@pytest.mark.parametrize(
    ("style", "expected"),
    [('0".000"', 250_000), ('0" ribu"', 250_000), ('#,##0" rb"', 250_000), ('0" orang"', 250)],
)
def test_what_a_number_format_adds_is_read_too(tmp_path, areas, style, expected):
    path = tmp_path / "format.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        for at, row in enumerate(ROWS, 1):
            page.write_row(at, 0, [*row[:2], int(row[2]), int(row[3])])
            page.write_number(at, 4, int(row[4]), book.add_format({"num_format": style}))
    found = _cleaned(path, areas)
    assert found.table["contribution_rp_month"].iloc[0] == expected


def test_a_percent_sign_that_only_looks_like_one_is_none(tmp_path):
    path = tmp_path / "percent.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Desa", "Capaian"])
    book.active.append(["Sukamaju", 0.5])
    book.active["B2"].number_format = '0.0"%"'
    book.save(path)
    (grid,) = store.read_office_file(path).grids
    assert grid.kinds[1][1] == "n"


def test_full_rupiah_in_a_column_of_thousands_are_asked(read):
    lines = _headed(iuran="Iuran (Rp ribu)")
    lines[1] = [*ROWS[0][:4], "Rp 2.500.000", ""]
    found = read(lines)
    assert "scale_twice" in set(found.issues["rule"])
    assert found.table["contribution_rp_month"].isna().iloc[0]


def test_an_amount_beyond_all_budgets_is_out_of_range_and_masked(read):
    lines = _headed()
    lines[1] = [*ROWS[0][:4], NUMBER, ""]
    found = read([*lines, ["JUMLAH", "", "32", "23", NUMBER, ""]])
    assert "out_of_range" in set(found.issues["rule"])
    assert NUMBER not in found.issues.to_csv()


def test_a_ditto_is_no_value(read):
    lines = _headed()
    lines[2] = [*ROWS[1][:5], "idem"]
    found = read(lines)
    assert "ditto" in set(found.issues["rule"])
    assert found.table["remark"].fillna("").tolist() == ["lunas", "", ""]


def test_a_heading_of_a_district_that_is_not_understood_ends_the_one_before(read):
    lines = [
        ["Desa", "Jumlah Perangkat", "Terdaftar"],
        ["KECAMATAN SUKATANI", "", ""],
        ["Sukamulya", "5", "5"],
        ["WILAYAH TARUMAJAYA", "19", "7"],
        ["Stia Asih", "9", "9"],
    ]
    found = read(lines)
    assert "32.16.15.2004" not in set(found.table["code"])


def test_rows_that_are_numbered_on_are_no_notes(read):
    head = ["No", *HEAD]
    rows = [[str(n), *row] for n, row in enumerate(ROWS, 1)]
    found = read([head, *rows, ["4", "Babelan", "Kedung Pngwsnnn", "", "", "", "belum lapor"]])
    assert found.account.declared.get("note", 0) == 0
    assert len(found.quarantine) == 1


def test_a_company_called_total_is_no_total(read):
    head = ["Nama Perusahaan", "NIK", "Nama", "Desa", "Kecamatan", "Upah"]
    row = ["Total Bangun Persada", NUMBER, "A", "Bunibakti", "Babelan", "5.500.000"]
    other = ["PT Lain", "3216981503990002", "B", "Bunibakti", "Babelan", "5.600.000"]
    found = read([head, row, other], table="worker_register")
    assert found.account.declared.get("total", 0) == 0


def test_sheets_whose_names_look_alike_are_told_apart(tmp_path, areas):
    path = tmp_path / "sheets.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, row in (("Babelan", ROWS[0]), ("Babelan ", ["Babelan", "Tidak Ada", "1", "1"])):
            page = book.add_worksheet(name)
            page.write_row(0, 0, HEAD)
            page.write_row(1, 0, row)
    found = _cleaned(path, areas)
    assert set(found.table["sheet"]) | set(found.quarantine["sheet"]) == {"Babelan", "Babelan (2)"}
    assert "Tidak Ada" in found.quarantine["cells"].iloc[0]


@pytest.mark.parametrize(
    "written",
    [
        "3,216,981,503,990,001",
        "3216 - 9815 - 0399 - 0001",
        "3216–9815–0399–0001",
        "3216·9815·0399·0001",
        "(3216)(9815)(0399)(0001)",
        "3216:9815:0399:0001",
        "3216981503,990001",
        "3216\u200b9815\u200b0399\u200b0001",
    ],
)
def test_a_number_of_a_person_is_masked_however_it_is_cut(written):
    from policylib.cleaning.masks import masked

    assert not any(c.isdigit() for c in masked(f"NIK {written} ada"))


def test_a_number_under_a_date_format_of_an_old_file_is_a_number(tmp_path):
    import xlwt

    path = tmp_path / "old.xls"
    book = xlwt.Workbook()
    page = book.add_sheet("Rekap")
    page.write(0, 0, "Desa")
    page.write(1, 0, float(NUMBER[:15]), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    book.save(str(path))
    (grid,) = store.read_office_file(path).grids
    assert grid.cells[1][0].startswith("3216")
