"""Forms that offices fill in: what they hold, and that the reader of headings reads them back."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import warnings
import zipfile

import openpyxl
import pytest
import python_calamine

from policylib.cleaning import AreaMatcher, Grid, clean
from policylib.cleaning.headings import find_header
from policylib.cleaning.units import read_heading
from policylib.errors import RegionError, UsageError
from policylib.regions import normalise
from policylib.schemas import office_table, office_tables
from policylib.store.forms import villages_of, write_form
from policylib.store.office import read_office_file

DAY = dt.date(2025, 12, 31)
VILLAGES = [("32.16.01.2001", "Tarumajaya", "Sagara Makmur"), ("32.16.01.2002", "=1+1", "@A1")]
TABLES = office_tables()


@pytest.fixture(scope="module")
def villages(register):
    return villages_of(register, "32.16", on=DAY)


@pytest.fixture(scope="module")
def form(villages, tmp_path_factory):
    path = tmp_path_factory.mktemp("form") / "village-enrolment.xlsx"
    write_form(office_table("village-enrolment"), path, villages=villages)
    return path


def heading_row(table) -> int:
    return 4 if table.groups else 3


def headings(page, row: int) -> list[str]:
    return [cell.value for cell in page[row]]


@pytest.mark.parametrize("name", TABLES)
def test_headings_mean_one_column_each(name):
    owners: dict[str, set[str]] = {}
    for column, described in office_table(name).columns.items():
        for heading in described.headings:
            for letters in {normalise(heading), read_heading(heading)[0]}:
                owners.setdefault(letters, set()).add(column)
    assert {k: v for k, v in owners.items() if len(v) > 1} == {}


@pytest.mark.parametrize("name", TABLES)
def test_words_of_choices_mean_one_value_each(name):
    for column in office_table(name).columns.values():
        owners: dict[str, set[str]] = {}
        for value, words in column.choices.items():
            for word in (value, *words):
                owners.setdefault(normalise(word), set()).add(value)
        assert all(len(values) == 1 for values in owners.values()), column


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_both_readers_find_the_headings_as_described(name, language, tmp_path):
    table, path = office_table(name), tmp_path / "form.xlsx"
    write_form(table, path, language=language)
    wanted = [c.headings[0] for c in table.columns.values()]
    page = openpyxl.load_workbook(path).worksheets[0]
    assert headings(page, heading_row(table)) == wanted
    other = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert other[heading_row(table) - 1] == wanted


@pytest.mark.parametrize("name", TABLES)
def test_only_the_first_sheet_is_taken_for_the_table(name, tmp_path):
    table, path = office_table(name), tmp_path / "form.xlsx"
    write_form(table, path)
    first, *others = (grid(page) for page in openpyxl.load_workbook(path).worksheets)
    header = find_header(first, table)
    assert (header.top, header.bottom) == (heading_row(table),) * 2
    assert list(header.columns) == list(table.columns) and not header.unread
    assert len(others) == 2
    for other in others:
        found = find_header(other, table)
        assert found is None or found.missing(table)


def grid(page) -> Grid:
    rows = [[str(c.value or "") for c in row] for row in page.iter_rows()]
    merged = [(m.min_row, m.min_col, m.max_row, m.max_col) for m in page.merged_cells.ranges]
    return Grid(page.title, rows, merged=tuple(merged))


def test_every_village_is_filled_in(form, villages):
    assert len(villages) == 179
    page = openpyxl.load_workbook(form).worksheets[0]
    rows = [tuple(c.value for c in row[:3]) for row in page.iter_rows(min_row=5)]
    assert rows == villages
    assert rows[0] == ("32.16.01.2001", "Tarumajaya", "Sagara Makmur")
    assert not any(c.value for row in page.iter_rows(min_row=5, min_col=4) for c in row)


def test_a_filled_form_is_read_back(form, register, tmp_path):
    book = openpyxl.load_workbook(form)
    page = book.worksheets[0]
    at = {cell.value: cell.column for cell in page[4]}
    answers = {
        "Sumber Dana Iuran": "bagi hasil pajak/retribusi",
        "Kepesertaan Aktif": "tidak tahu",
        "Tanggal Pendaftaran": dt.datetime(2025, 2, 25),
        "Iuran per Bulan (Rp)": 134315,
    }
    for heading, answer in answers.items():
        page.cell(6, at[heading]).value = answer
    path = tmp_path / "filled.xlsx"
    book.save(path)
    areas = AreaMatcher(register, regency="32.16", on=DAY)
    read = read_office_file(path).grids
    cleaned = clean(read, office_table("village-enrolment"), areas, hidden="keep")
    assert (len(cleaned.table), cleaned.account.quarantined) == (179, 0)
    assert cleaned.account.holds
    rules = set(cleaned.issues["rule"])
    assert rules == {"title", "sheet_not_read"}
    row = cleaned.table.set_index("row").loc[6]
    assert (row["budget_source"], row["active"]) == ("tax_share", "unknown")
    assert (row["registered_on"], row["contribution_rp_month"]) == (dt.date(2025, 2, 25), 134315)


def test_groups_stand_above_their_columns(form):
    table = office_table("village-enrolment")
    page = openpyxl.load_workbook(form).worksheets[0]
    above, group = [], None
    for cell in page[3]:
        group = cell.value or group
        above.append(group)
    assert above == [table.groups[c.group].id for c in table.columns.values()]


@pytest.mark.parametrize("name", TABLES)
def test_cells_accept_what_the_description_says(name, tmp_path):
    table, path = office_table(name), tmp_path / "form.xlsx"
    with warnings.catch_warnings():
        # XlsxWriter only warns of a list or message that is too long for Excel, and leaves it out
        warnings.simplefilter("error")
        write_form(table, path)
    rules = openpyxl.load_workbook(path).worksheets[0].data_validations.dataValidation
    rules = {cell.min_col: rule for rule in rules for cell in rule.sqref.ranges}
    types = {"choice": "list", "date": "date", "count": "whole", "rupiah": "whole"}
    types |= {"share": "decimal", "nik": "textLength"}
    for at, column in enumerate(table.columns.values(), 1):
        assert rules[at].type == types.get(column.kind), column
        assert rules[at].prompt == column.about.id
        if column.choices:
            words = [words[0] for words in column.choices.values()]
            assert rules[at].formula1 == f'"{",".join(words)}"'
            assert not any("," in word for word in words)
        if column.kind == "count" and column.high is not None:
            limits = (rules[at].formula1, rules[at].formula2)
            assert limits == (f"{column.low:.0f}", f"{column.high:.0f}")


def test_texts_that_look_like_formulas_are_texts(tmp_path):
    described = office_table("village-enrolment").model_dump()
    described["title"] = {"en": "=1+1", "id": "=1+1"}
    described["purpose"] = {"en": "x", "id": "+1\n-1\n@A1\nhttps://example.org"}
    described["groups"]["identity"] = {"en": "=A1", "id": "=A1"}
    described["columns"]["remark"]["headings"] = ("=cmd()",)
    described["columns"]["remark"]["about"] = {"en": "=2", "id": "=2"}
    path = tmp_path / "form.xlsx"
    write_form(type(office_table("village-enrolment"))(**described), path, villages=VILLAGES)
    book = openpyxl.load_workbook(path)
    cells = [c for page in book for row in page.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} == {"s"}
    assert not any(c.hyperlink for c in cells)
    assert {"=1+1", "=A1", "=cmd()", "@A1", "=2", "+1", "-1"} <= {c.value for c in cells}


def test_the_page_is_set_up_for_reading_and_printing(form):
    page = openpyxl.load_workbook(form).worksheets[0]
    assert page.freeze_panes == "D5"
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.fitToHeight == 0 and page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$3:$4" and page.print_title_cols == "$A:$C"
    assert not page.protection.sheet
    assert not any(d.hidden for d in page.row_dimensions.values())
    formats = {c.headings[0]: c.kind for c in office_table("village-enrolment").columns.values()}
    dates = [c.column_letter for c in page[4] if formats[c.value] == "date"]
    assert {page.column_dimensions[d].number_format for d in dates} == {"dd/mm/yyyy"}


@pytest.mark.parametrize(("language", "words"), [("id", "tidak per baris"), ("en", "row by row")])
def test_the_guide_says_why_and_who_sees_it(language, words, tmp_path):
    path = tmp_path / "form.xlsx"
    write_form(office_table("village-enrolment"), path, language=language)
    text = "\n".join(str(row[0].value) for row in openpyxl.load_workbook(path).worksheets[1])
    for word in (words, "NIK", "BPJS Ketenagakerjaan"):
        assert word in text


def test_the_code_book_names_every_column_and_choice(form):
    table = office_table("village-enrolment")
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(form).worksheets[2]][3:]
    assert [row[6] for row in rows] == [f"village_enrolment.{name}" for name in table.columns]
    assert [(row[1], row[7]) for row in rows] == [
        (c.about.id, c.about.en) for c in table.columns.values()
    ]
    source = rows[list(table.columns).index("budget_source")]
    assert "PADes = own revenue" in source[4]


def test_the_same_form_is_the_same_bytes_and_knows_no_clock(form, villages, tmp_path):
    path = tmp_path / "again.xlsx"
    write_form(office_table("village-enrolment"), path, villages=villages)
    assert path.read_bytes() == form.read_bytes()
    with zipfile.ZipFile(path) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert core.count("2026-01-01T00:00:00Z") == core.count("dcterms:W3CDTF") == 2


def test_a_file_is_never_replaced_unasked(tmp_path):
    table, path = office_table("budget-paid-groups"), tmp_path / "form.xlsx"
    path.write_text("filled in")
    with pytest.raises(UsageError, match="--overwrite"):
        write_form(table, path)
    assert path.read_text() == "filled in"
    write_form(table, path, overwrite=True)
    assert zipfile.is_zipfile(path)
    assert [p.name for p in tmp_path.iterdir()] == ["form.xlsx"]


def test_a_failed_writing_leaves_nothing_behind(tmp_path):
    with pytest.raises(OSError):
        write_form(office_table("budget-paid-groups"), tmp_path / "none" / "form.xlsx")
    (tmp_path / "form.xlsx").mkdir()
    with pytest.raises(OSError):
        write_form(office_table("budget-paid-groups"), tmp_path / "form.xlsx", overwrite=True)
    assert [p.name for p in tmp_path.iterdir()] == ["form.xlsx"]


@pytest.mark.parametrize(
    ("name", "language", "part"), [("form.xlsx", "fr", "Known: en, id"), ("form.csv", "id", "xlsx")]
)
def test_misuse_is_refused(name, language, part, tmp_path):
    with pytest.raises(UsageError, match=part):
        write_form(office_table("budget-paid-groups"), tmp_path / name, language=language)
    assert not list(tmp_path.iterdir())


def test_villages_of_a_district_and_of_an_area_without_any(register):
    assert len(villages_of(register, "32.16.01", on=DAY)) == 7
    with pytest.raises(RegionError, match="no village"):
        villages_of(register, "32.75", on=DAY)


def template(*words: str, cwd) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "policylib.cli", "template", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def test_the_command_writes_the_form(tmp_path):
    done = template("village-enrolment", "--region", "32.16", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "village-enrolment.xlsx"
    page = openpyxl.load_workbook(tmp_path / "village-enrolment.xlsx").worksheets[0]
    assert page.max_row == 4 + 179
    again = template("village-enrolment", "--region", "32.16", cwd=tmp_path)
    assert again.returncode == 2 and "--overwrite" in again.stderr


def test_the_command_writes_an_empty_form_for_persons(tmp_path):
    done = template("worker-register", "--language", "en", "--output", "p.xlsx", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == ["Form", "Guide", "Code book"]
    assert book.worksheets[0].max_row == 3


MISUSE = {
    ("village-participation",): "--region 32.16",
    ("budget-paid-groups", "--region", "32.16"): "Leave out --region",
    ("village-enrollment", "--region", "32.16"): "Did you mean 'village_enrolment'?",
    ("village-enrolment", "--region", "bekasi"): "ambiguous",
    ("village-enrolment", "--region", "32.16", "--on", "31/12/2025"): "year-month-day",
}


@pytest.mark.parametrize("words", MISUSE, ids=" ".join)
def test_the_command_says_what_to_do(words, tmp_path):
    done = template(*words, cwd=tmp_path)
    assert done.returncode == 2 and MISUSE[words] in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and not list(tmp_path.iterdir())
