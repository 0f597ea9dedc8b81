"""What goes wrong in an office: each fault ends clearly and leaves the former report alone.

Faults of the runner itself are in the other modules here; these are of the real notebooks and data.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from policylib.reporting.plans.plan_file import SETS_KEPT
from policylib.reporting.shelf import manifest, pointer
from tests.conftest import ROOT

ONE_PAGE = ("report", "01", "--region", "32.75", "--language", "en")


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "policylib.cli", *words]


def run(project, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(command(*words), cwd=project, capture_output=True, text=True)


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """A project after an earlier run."""
    folder = tmp_path_factory.mktemp("reported") / "project"
    for part in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "requirements.lock", folder)
    assert run(folder, *ONE_PAGE).returncode == 0
    return folder


@pytest.fixture
def former(project, reported):
    """The folder of reports after an earlier run, and the set that it published."""
    for part in ("reports", "data/processed"):
        shutil.copytree(reported / part, project / part, symlinks=True, dirs_exist_ok=True)
    return Former(project / "reports")


class Former:
    """What an earlier run published, to be held against what is there later."""

    def __init__(self, reports):
        self.reports, self.latest = reports, pointer.latest(reports)

    def is_untouched(self) -> bool:
        """Whether the same set is still the latest, whole, and nothing lies aside."""
        aside = self.reports / "aside"
        return (
            pointer.latest(self.reports) == self.latest
            and manifest.problems(self.latest) == []
            and not (aside.is_dir() and any(aside.iterdir()))
        )


def in_notebook(project, source: str) -> None:
    path = project / "notebooks" / "01-what-do-we-know.ipynb"
    node = nbformat.read(path, as_version=4)
    node.cells[4].source = source
    nbformat.write(node, path)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os\nos._exit(0)", "a cell ended the process"),
        ("import sys\nsys.exit(0)", "a cell ended the process"),
        ("raise RuntimeError('first\\nsecond')", "RuntimeError: first"),
        ("x = = 1", "SyntaxError"),
        ("del book", "NameError"),
    ],
)
def test_a_broken_notebook_fails_and_leaves_the_report(project, former, source, words):
    in_notebook(project, source)
    done = run(project, *ONE_PAGE)
    assert done.returncode == 1, done.stderr
    assert words in done.stderr
    assert "01-what-do-we-know" in done.stderr
    assert "Traceback" not in done.stderr and str(ROOT) not in done.stderr
    assert former.is_untouched()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_the_report_and_nothing_aside(project, former, number):
    in_notebook(project, "import time\ntime.sleep(60)")
    running = subprocess.Popen(
        command(*ONE_PAGE), cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    aside = former.reports / "aside"
    for _ in range(600):
        if aside.is_dir() and any(aside.iterdir()):
            break
        time.sleep(0.1)
    running.send_signal(number)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "the former report stays" in said
    assert former.is_untouched()


def test_a_folder_with_other_files_is_refused_and_kept(project):
    other = project / "other"
    photos = other / "sets" / "2019-photos"
    photos.mkdir(parents=True)
    (other / "index.html").write_text("mine")
    done = run(project, *ONE_PAGE, "--output", "other")
    assert done.returncode == 2
    assert "holds other files" in done.stderr and "--output" in done.stderr
    assert photos.is_dir() and (other / "index.html").read_text() == "mine"


def test_a_foreign_folder_among_the_sets_survives(project, former):
    kept = former.latest.parent / "2019-photos"
    kept.mkdir()
    (kept / "photo").write_text("mine")
    for _ in range(3):
        assert run(project, *ONE_PAGE, "--force").returncode == 0
    assert (kept / "photo").read_text() == "mine"
    assert len(list(kept.parent.iterdir())) == 1 + SETS_KEPT


def test_an_output_that_cannot_be_a_folder_is_one_clear_line(project):
    (project / "taken").write_text("a file")
    done = run(project, *ONE_PAGE, "--output", "taken")
    assert done.returncode == 2
    assert "taken" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("broken", ["{", '{"table": "regions", "unknown": 1}', ""])
def test_a_broken_descent_is_remade(project, broken):
    assert run(project, "data").returncode == 0
    (project / "data" / "processed" / "regions.json").write_text(broken)
    done = run(project, "data")
    assert done.returncode == 0, done.stderr
    assert "1 tables written" in done.stdout


def test_a_truncated_table_is_remade(project):
    assert run(project, "data").returncode == 0
    path = project / "data" / "processed" / "regions.parquet"
    path.write_bytes(path.read_bytes()[:100])
    done = run(project, "data")
    assert done.returncode == 0 and "1 tables written" in done.stdout


@pytest.mark.parametrize("content", [None, "", "- a", "id: a\nid: b", "id: ["])
def test_sealing_a_source_without_a_good_source_file_says_so(project, content):
    path = project / "data" / "raw" / "idm-kemendes" / "source.yml"
    before = path.read_text()
    path.unlink() if content is None else path.write_text(content)
    done = run(project, "seal", "idm-kemendes")
    assert done.returncode == 3
    assert "idm-kemendes/source.yml" in done.stderr and "Traceback" not in done.stderr
    assert path.exists() == (content is not None)
    assert before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("0.455,0.465,share,", "0.455,0.465,percent,", "column unit: 'percent'"),
        ("32.16,coverage_share,about", "32.16,coverage_shares,about",
         "column quantity: 'coverage_shares'"),
        ("cov-2025-02,32.16", "cov-2024-12,32.16", "stands twice"),
    ],
)  # fmt: skip
def test_a_row_that_no_page_could_use_is_refused_by_check(project, old, new, words):
    path = project / "data" / "raw" / "published-numbers" / "published_numbers.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert run(project, "seal", "published-numbers").returncode == 0
    done = run(project, "data")
    assert done.returncode == 3
    assert words in done.stderr and "row 3" in done.stderr


@pytest.mark.parametrize("notebook", ["01", "02", "04"])
@pytest.mark.parametrize("known_on", ["2020-12-01", "2025-02-24", "2025-06-01"])
def test_a_notebook_on_an_early_date_answers_or_says_why_not(project, notebook, known_on):
    done = run(project, "report", notebook, "--language", "en", "--known-on", known_on)
    assert done.returncode in (0, 3), done.stderr
    assert "Traceback" not in done.stderr
    if done.returncode == 3:
        assert "Choose a later known_on" in done.stderr or "choose a later known_on" in done.stderr
    else:
        for page in project.glob("reports/sets/*/*.html"):
            assert "finding-villages-enrolled" not in page.read_text(encoding="utf-8")


def test_a_broken_notebook_is_named_by_check_and_blocks_no_other(project):
    (project / "policylib").symlink_to(ROOT / "policylib")
    path = project / "notebooks" / "02-can-the-target-be-met.ipynb"
    path.write_text(path.read_text()[:200])
    done = run(project, "check")
    assert done.returncode == 3
    assert "02-can-the-target-be-met.ipynb is no readable notebook" in done.stdout
    assert "Traceback" not in done.stderr
    assert run(project, *ONE_PAGE).returncode == 0


def test_reports_run_from_any_folder_of_the_project(project):
    done = subprocess.run(command(*ONE_PAGE), cwd=project / "notebooks", capture_output=True,
                          text=True, env={**os.environ})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (project / "reports" / "index.html").is_file()


def test_a_folder_of_another_project_is_not_taken_for_ours(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    done = run(tmp_path, "list")
    # The folder beside the installed package is the next place to look.
    assert done.returncode == 0 and "02-can-the-target-be-met" in done.stdout


def test_what_the_kernel_itself_complains_of_does_not_reach_the_terminal(project):
    in_notebook(project, "get_ipython().kernel.log.error('kernel plumbing')\n1 / 0")
    done = run(project, *ONE_PAGE)
    assert done.returncode == 1 and "ZeroDivisionError" in done.stderr
    assert "kernel plumbing" not in done.stderr
