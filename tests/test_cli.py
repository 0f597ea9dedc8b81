"""The command line: help, exit codes, messages, and what a failed run leaves alone."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from policylib import cli
from tests.conftest import ROOT

COMMANDS = (
    "report",
    "schedule",
    "check",
    "list",
    "data",
    "seal",
    "refresh",
    "catalogue",
    "ingest",
    "template",
    "evidence",
    "verify",
    "doctor",
)


def run(*words: str, cwd=ROOT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "policylib.cli", *words], cwd=cwd, capture_output=True, text=True
    )


def test_help_names_every_command():
    text = CliRunner().invoke(cli.app, ["--help"]).stdout
    listed = text.partition("Commands:")[2]
    assert set(re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_and_argument_is_explained(command):
    import typer

    click = typer.main.get_command(cli.app).commands[command]
    assert click.help
    for parameter in click.params:
        if parameter.name != "help":
            assert parameter.help, parameter.name


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from typer.testing import CliRunner; from policylib import cli; "
        "CliRunner().invoke(cli.app, ['--help']); "
        "print([m for m in ('pandas', 'numpy', 'matplotlib', 'papermill', 'nbformat') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


MISUSE = {
    ("report", "--region", "bekasi"): ("32.16 Kabupaten Bekasi", "32.75 Kota Bekasi"),
    ("report", "--region", "99.99"): ("99.99",),
    ("report", "02", "--region", "32.75"): ("no answer for Kota Bekasi", "32.16"),
    ("report", "02", "-p", "targt=0.65"): ("no parameter 'targt'", "'target'"),
    ("report", "02", "-p", "target=much"): ("'much' is no value for 'target'", "decimal point"),
    ("report", "02", "-p", "target"): ("expected name=value",),
    ("report", "02", "-p", "target=0.6", "-p", "target=0.7"): ("given twice",),
    ("report", "01", "--known-on", "31-12-2025"): ("'31-12-2025'", "year-month-day"),
    ("report", "9"): ("no notebook '09'",),
    ("report", "01", "-p", "region=32.75"): ("--region 32.75",),
    ("report", "01", "-p", "language=id"): ("--language id",),
    ("report", "01", "--known-on", ""): ("year-month-day",),
    ("report", "01", "--known-on", "20251231"): ("year-month-day",),
    ("report", "--region", "bekasy"): ("32.16 Kabupaten Bekasi", "32.75 Kota Bekasi"),
    ("report", "01", "--language", "fr"): ("language 'fr'",),
}


@pytest.mark.parametrize("words", MISUSE, ids=" ".join)
def test_misuse_exits_2_and_says_what_to_do(words, tmp_path):
    done = run(*words, "--output", str(tmp_path / "reports"))
    assert done.returncode == cli.MISUSE, done.stderr
    for part in MISUSE[words]:
        assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "reports").exists()


def test_list_shows_questions_and_parameters():
    done = run("list")
    assert done.returncode == 0
    assert "02-can-the-target-be-met: Can the coverage target be met?" in done.stdout
    assert "target = 0.65  (coverage to reach, a share from 0 to 1)" in done.stdout


def test_check_passes_on_the_project_as_it_is():
    done = run("check")
    assert done.returncode == 0, done.stdout
    assert "FAILED" not in done.stdout


def test_check_fails_with_3_on_a_changed_fact(project):
    (project / "policylib").symlink_to(ROOT / "policylib")
    path = project / "data/raw/published-numbers/published_numbers.csv"
    path.write_text(path.read_text().replace("0.455,", "0.445,", 1))
    done = run("check", cwd=project)
    assert done.returncode == cli.DATA
    assert "row 3 changed" in done.stdout


def test_a_corrupted_fact_exits_3_and_leaves_the_former_report(project):
    former = project / "reports" / "index.html"
    former.parent.mkdir()
    former.write_text("former")
    (former.parent / ".policylib-report").touch()
    path = project / "data/raw/published-numbers/published_numbers.csv"
    path.write_text(path.read_text().replace("0.455,", "0.445,", 1))
    done = run("report", "01", cwd=project)
    assert done.returncode == cli.DATA
    assert "published_numbers.csv" in done.stderr and "row 3 changed" in done.stderr
    assert "git checkout" in done.stderr
    assert {p.name for p in former.parent.iterdir()} == {"index.html", ".policylib-report"}
    assert former.read_text() == "former"


def test_a_question_that_cannot_be_asked_on_a_date_exits_3(project):
    done = run("report", "02", "--language", "en", "--known-on", "2025-01-01", cwd=project)
    assert done.returncode == cli.DATA
    assert "02-can-the-target-be-met: no observed" in done.stderr or (
        "names no number of workers" in done.stderr
    )
    assert not (project / "reports" / "index.html").exists()


def test_a_failing_notebook_exits_1_and_leaves_the_former_report(project):
    import nbformat

    words = ("report", "01", "--region", "32.16", "--language", "en")
    assert run(*words, cwd=project).returncode == 0
    former = (project / "reports" / "latest").readlink()
    path = project / "notebooks" / "01-what-do-we-know.ipynb"
    node = nbformat.read(path, as_version=4)
    node.cells[4].source = "1 / 0"
    nbformat.write(node, path)
    done = run(*words, cwd=project)
    assert done.returncode == cli.FAILED
    assert "ZeroDivisionError" in done.stderr and "code cell 4" in done.stderr
    assert "Traceback" not in done.stderr
    assert (project / "reports" / "latest").readlink() == former
    assert run("verify", "reports", cwd=project).stdout == f"reports/{former}: whole\n"


README_REPORTS = re.findall(
    r"^\.venv/bin/policylib (report .*?)\s*(?:#.*)?$",
    (ROOT / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize("line", README_REPORTS)
def test_the_report_commands_of_the_readme_work(line, project):
    done = run(*line.split(), cwd=project)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "reports/index.html"
    assert list((project / "reports").glob("latest/*.html"))


def test_the_readme_names_report_commands():
    assert len(README_REPORTS) == 2


def test_make_report_runs_the_report_of_everything():
    done = subprocess.run(["make", "-n", "report"], cwd=ROOT, capture_output=True, text=True)
    assert ".venv/bin/policylib report" in done.stdout.splitlines()
