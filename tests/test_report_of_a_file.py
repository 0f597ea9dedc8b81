"""A filled form makes the real page of 04, with no code changed and nothing kept."""

from __future__ import annotations

import json
import subprocess
import sys

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from policylib import compliance
from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "policylib.cli"]
PLAN = compliance.declared()
SAID = {"yes": "ya", "no": "tidak", "unknown": "tidak tahu"}
HEADINGS = {
    "own_revenue_enough": "PADes Cukup untuk Iuran",
    "siltap_paid_late_months": "Siltap Terlambat (bulan)",
    "attended_briefing": "Pernah Ikut Sosialisasi",
    "knows_legal_basis": "Mengetahui Dasar Hukum",
    "has_sipp_operator": "Ada Operator SIPP",
    "reminded_times": "Surat Pengingat (kali)",
    "visited_by_branch": "Dikunjungi BPJS Ketenagakerjaan",
    "checked_by_inspectorate": "Diperiksa Inspektorat",
    "required_for_disbursement": "Syarat Pencairan ADD",
    "active": "Kepesertaan Aktif",
}


def _run(*words):
    return subprocess.run([*COMMAND, *words], cwd=ROOT, capture_output=True, text=True)


def _fill(path, form) -> None:
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    cells = {c.value: c for row in page.iter_rows(max_row=8) for c in row if c.value}
    first, answers = cells["Kode Desa"].row + 1, form.set_index("code")
    for row in range(first, first + len(form)):
        village = answers.loc[page.cell(row, cells["Kode Desa"].column).value]
        for column, heading in HEADINGS.items():
            value = village[column]
            if not pd.isna(value):
                said = SAID.get(value, value) if isinstance(value, str) else int(value)
                page.cell(row, cells[heading].column).value = said
    book.save(path)


@pytest.fixture(scope="module")
def form(placed):
    """What villages might answer: made up here, and real as far as the program can know."""
    truth = {"supervision": 1.0}
    return compliance.simulated_form(placed, plan=PLAN, truth=truth, events=54, seed=5).form


@pytest.fixture(scope="module")
def reported(tmp_path_factory, form):
    folder = tmp_path_factory.mktemp("file")
    path, output = folder / "form.xlsx", folder / "reports"
    done = _run("template", "village-enrolment", "--output", str(path))
    assert done.returncode == 0, done.stderr
    _fill(path, form)
    before = {p.name for p in (ROOT / "data" / "raw").iterdir()}
    asked = ("--language", "en", "--known-on", "2026-11-21", "--output", str(output))
    done = _run("report", "03", "04", "--data", str(path), *asked)
    assert done.returncode == 0, done.stderr
    assert {p.name for p in (ROOT / "data" / "raw").iterdir()} == before
    return output


@pytest.fixture(scope="module")
def findings(reported):
    records = json.loads(next(reported.glob("latest/findings.json")).read_text("utf-8"))
    return {f["id"]: f for f in records[1]["findings"]}


def test_the_page_holds_what_the_library_gives(findings, form, placed):
    real = form.drop(columns="synthetic")
    expected = compliance.study(placed, real, plan=PLAN, seed=20251031, sources=["data:x"])
    for found in expected.findings:
        assert findings[found.id]["value"] == pytest.approx(found.value), found.id
        assert findings[found.id]["low"] == pytest.approx(found.low), found.id
        assert findings[found.id]["synthetic"] is False


def test_the_answer_is_of_the_file_and_not_made_up(reported):
    page = next(reported.glob("latest/04*.html")).read_text("utf-8")
    text = BeautifulSoup(page, "html.parser").get_text(" ")
    assert "179 villages say whether they are enrolled" in " ".join(text.split())
    assert "supervision index" in text and "These are associations and no causes" in text
    assert "the outcome here is made up" not in text


def test_the_monitor_counts_the_stages_and_names_no_village(reported):
    page = next(reported.glob("latest/03*.html")).read_text("utf-8")
    text = " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())
    assert "By the form that was filled in, 54 of 179 villages are active" in text
    assert "no more than the published 54" in text
    assert "are registered" not in text.partition("Evidence")[0].partition("By the form")[2]


def test_a_notebook_that_reads_no_form_refuses_the_file(tmp_path):
    path = tmp_path / "form.xlsx"
    assert _run("template", "village-enrolment", "--output", str(path)).returncode == 0
    done = _run("report", "01", "--data", str(path), "--output", str(tmp_path / "reports"))
    assert done.returncode == 2
    assert "form" in done.stderr and not (tmp_path / "reports").exists()
