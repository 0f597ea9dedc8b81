"""Bad input as an office sends it: each message names the place and says what to do."""

import shutil
import subprocess
import sys

import openpyxl
import pytest

from policylib import pipeline
from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "policylib.cli"]
ABOUT = ["--as", "village-enrolment", "--source", "dpmd-form", "--publisher", "DPMD"]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "data" / "raw", root / "data" / "raw")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    pipeline.build(root)
    return root


def run(project, *words):
    return subprocess.run([*COMMAND, *words], cwd=project, capture_output=True, text=True)


@pytest.fixture
def form(project, tmp_path):
    path = tmp_path / "village-enrolment.xlsx"
    done = run(project, "template", "village-enrolment", "--output", str(path))
    assert done.returncode == 0, done.stderr
    return path


def ingest(project, path, *more, published="2025-11-01"):
    return run(project, "ingest", str(path), *ABOUT, "--published", published, *more)


def change(path, edit):
    book = openpyxl.load_workbook(path)
    edit(book.worksheets[0])
    book.save(path)


def heading(page, text):
    return next(c for row in page.iter_rows(max_row=8) for c in row if c.value == text)


def test_a_filled_form_comes_back_whole(project, form):
    def fill(page):
        row = heading(page, "Kode Desa").row + 1
        page.cell(row, heading(page, "Tanggal Pendaftaran").column).value = "16 Desember 2024"
        page.cell(row + 1, heading(page, "Tanggal Pendaftaran").column).value = "31/02/2025"

    change(form, fill)
    done = ingest(project, form, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "accepted              179" in done.stdout and "no_such_day" in done.stdout
    assert "nothing was written" in done.stdout


def test_a_renamed_column_is_named_with_its_cell(project, form):

    def rename(page):
        cell = heading(page, "Desa")
        cell.value = "Nama Ds"

    change(form, rename)
    code_lost = ingest(project, form)
    # The code alone still tells the village: nothing is missing, and the column is named.
    assert code_lost.returncode == 0, code_lost.stderr

    def rename_code(page):
        heading(page, "Kode Desa").value = "Nomor"

    change(form, rename_code)
    done = ingest(project, form)
    assert done.returncode == 3
    assert "no sheet holds a heading 'Kode Desa' or 'Desa'" in done.stderr
    assert "policylib template village-enrolment" in done.stderr


def test_last_years_file_is_told_from_this_years(project, form, tmp_path):
    source = ["--source", "dpmd-lama"]
    first = ingest(project, form, *source)
    assert first.returncode == 0, first.stderr

    def fill(page):
        page.cell(
            heading(page, "Kode Desa").row + 1, heading(page, "Keterangan").column
        ).value = "x"

    old = tmp_path / "tahun lalu.xlsx"
    shutil.copy(form, old)
    change(form, fill)
    assert ingest(project, form, *source, published="2026-11-01").returncode == 0
    done = ingest(project, old, *source, published="2026-11-02")
    assert done.returncode == 3
    assert "was received before, as dpmd-lama/001-2025-11-01, and a later one since" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kosong.xlsx", None, "holds no cells. Ask the sender"),
        ("surat.xlsx", b"%PDF-1.7", "is a PDF. Ask for the spreadsheet it was printed from"),
        ("tabel.xls", b"<html><table></table></html>", "is a web page or XML, whatever its name"),
        ("lain.csv", b"Barang;Harga\nKursi;1000\n", "no sheet holds a heading 'Kode Desa'"),
        ("tiada.xlsx", b"", "is empty. Ask the sender for the file again"),
    ],
)
def test_a_wrong_file_is_named(project, tmp_path, name, content, said):
    path = tmp_path / name
    if content is None:
        openpyxl.Workbook().save(path)
    else:
        path.write_bytes(content)
    done = ingest(project, path)
    assert done.returncode == 3 and said in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_locked_by_excel_is_named(project):
    done = ingest(project, ROOT / "tests" / "files" / "locked.xlsx")
    assert done.returncode == 3
    assert "is locked by a password. Ask the sender for it without a password" in done.stderr
