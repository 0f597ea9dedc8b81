"""A hundred reports beside the loops that a user would write around papermill.

Run by ``make bench``, which writes its lines into benchmarks/README.md. Ours is the whole command:
plan, execution in fresh kernels, pages, checks, a published set. The loops execute alone and make
no page; they are measured on a few notebooks and scaled up, which is said.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import measured
from tests.runner.project import FIGURE, ROOT, notebook, project

PAGES, PROCESSES, LOOPED = 100, 2, 4
FIRST_DAY = dt.date(2025, 3, 1)
THOUSANDS = 3_000
_LOOP = """
import sys, papermill
source, folder, *days = sys.argv[1:]
for day in days:
    papermill.execute_notebook(source, f"{folder}/{day}.ipynb", parameters={"known_on": day},
                               kernel_name="python3", progress_bar=False)
"""
#: The code of a notebook in one process that has imported all, figures drawn as a kernel does.
_PURE = """
import io, json, sys, time, contextlib
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
source, *days = sys.argv[1:]
cells = [c for c in json.load(open(source))["cells"] if c["cell_type"] == "code"]
shell = InteractiveShell.instance()
select_figure_formats(shell, {"png"})
def run(day):
    for place, cell in enumerate(cells):
        with contextlib.redirect_stdout(io.StringIO()):
            shell.run_cell("".join(cell["source"])).raise_error()
            if place == 0:
                shell.user_ns["known_on"] = day
run(days[0])
started = time.perf_counter()
for day in days[1:]:
    run(day)
print((time.perf_counter() - started) / len(days[1:]))
"""


@dataclass(frozen=True)
class Case:
    """A notebook, and the plan that makes its pages."""

    name: str
    root: Path
    file: str
    regions: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where the notebook lies."""
        return self.root / "notebooks" / self.file

    def plan(self, pages: int) -> None:
        """Write a plan of so many pages, each another day or area."""
        days = [f'"{d}"' for d in days_from(pages // len(self.regions))]
        codes = ", ".join(f'"{r}"' for r in self.regions)
        text = (
            f'[[report]]\nnotebooks = ["{self.path.stem}"]\nregions = [{codes}]\n'
            f'languages = ["en"]\nknown_on = [{", ".join(days)}]\n'
        )
        (self.root / "reports.toml").write_text(text, encoding="utf-8")


def days_from(count: int) -> list[str]:
    """Return so many days in a row."""
    return [(FIRST_DAY + dt.timedelta(days=n)).isoformat() for n in range(count)]


def called(*words: str, cwd: Path) -> str:
    """Run a command to its end; stop where it fails."""
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words[2:4]} failed: {done.stderr[-2000:]}")
    return done.stdout


def ours(case: Case) -> float:
    """Return the seconds of a whole run that makes every page."""
    shutil.rmtree(case.root / "reports", ignore_errors=True)
    command = (sys.executable, "-m", "policylib.cli", "report", "--jobs", str(PROCESSES))
    return measured.timed(lambda: called(*command, cwd=case.root))[1]


def again(case: Case) -> float:
    """Return the seconds of a run in which nothing has changed."""
    return measured.timed(
        lambda: called(sys.executable, "-m", "policylib.cli", "report", cwd=case.root)
    )[1]


def by_command(case: Case) -> float:
    """Return the seconds of one notebook in a loop of papermill's command."""

    def loop() -> None:
        for day in days_from(LOOPED):
            called(
                sys.executable, "-m", "papermill", str(case.path), str(case.root / "out.ipynb"),
                "-p", "known_on", day, "-k", "python3", "--no-progress-bar", cwd=case.root,
            )  # fmt: skip

    return measured.timed(loop)[1] / LOOPED


def in_process(case: Case, processes: int) -> float:
    """Return the seconds of one notebook in loops of execute_notebook, in so many processes."""
    words = [sys.executable, "-c", _LOOP, str(case.path)]

    def loops() -> None:
        running = []
        for number in range(processes):
            folder = case.root / f"out-{number}"
            folder.mkdir(exist_ok=True)
            running.append(
                subprocess.Popen(
                    [*words, str(folder), *days_from(LOOPED)],
                    cwd=case.path.parent, stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
        if any(r.wait() for r in running):
            raise SystemExit("a loop failed")

    return measured.timed(loops)[1] / (LOOPED * processes)


def pure(case: Case) -> float:
    """Return the seconds of the cells' own code."""
    command = (sys.executable, "-c", _PURE, str(case.path), *days_from(4))
    return float(called(*command, cwd=case.path.parent).splitlines()[-1])


def rows(case: Case) -> list[str]:
    """Return the lines of one notebook."""
    case.plan(PAGES)
    seconds = ours(case)
    second = again(case)
    lines = [f"| {case.name} | ours, with pages and checks | {seconds:,.1f} | 1.0 |"]
    ways = {
        "papermill's command in a loop": by_command(case),
        "`execute_notebook` in a loop": in_process(case, 1),
        "two such loops, a process each": in_process(case, 2),
    }
    for way, one in ways.items():
        lines.append(
            f"| {case.name} | {way} (scaled) | {one * PAGES:,.1f} | {one * PAGES / seconds:,.1f} |"
        )
    bound = pure(case) * PAGES / PROCESSES
    lines.append(f"| {case.name} | the cells' own code on two cores | {bound:,.1f} | |")
    lines.append(f"| {case.name} | ours again, nothing changed | {second:,.2f} | |")
    return lines


#: Publishes the planned pages, every one with the bytes of one page: 3,000 real ones take minutes.
_COPIED = """
import sys
from pathlib import Path
from unittest import mock
from policylib.cli import runs
from policylib.reporting import run
from policylib.reporting.plans import plan_file
from policylib.reporting.make import Made
from policylib.reporting.workers import Ended
root, page = Path(sys.argv[1]), Path(sys.argv[2])
files = {what: Path(f"{page}.{what}").read_bytes() for what in run.EXACT}
made = Made(files, synthetic=False, seconds=0.5)
def copied(jobs, **_):
    return (Ended(job, made) for job in jobs)
with mock.patch.object(run, "each_made", copied):
    asked = runs.Asked((), None, None, None, (), None, None)
    terms = plan_file.terms(root / "reports.toml")
    reports = root / "reports"
    runs.be(asked, terms, root, reports, runs.How(jobs=1))
"""


def unchanged_thousands(case: Case) -> list[str]:
    """Return how long an unchanged plan of thousands takes; its pages are copies of one."""
    page = next((case.root / "reports" / "latest").resolve().glob("00*.html")).with_suffix("")
    kept = case.root / "kept"
    kept.mkdir()
    for path in page.parent.glob(f"{page.name}.*"):
        shutil.copy(path, kept)
    shutil.rmtree(case.root / "reports")
    case.plan(THOUSANDS)
    called(sys.executable, "-c", _COPIED, str(case.root), str(kept / page.name), cwd=case.root)
    first, second = again(case), again(case)
    return [
        f"| {case.name} | ours again, {THOUSANDS:,} pages, nothing changed, first time | "
        f"{first:,.2f} | |",
        f"| {case.name} | the same, once more | {second:,.2f} | |",
    ]


def main() -> None:
    """Measure and write the lines; the loops print nothing, so neither do we."""
    os.environ["POLICYLIB_BROWSER"] = "none"
    with tempfile.TemporaryDirectory() as folder:
        small = project(Path(folder) / "small", nb_00_small=notebook(*FIGURE))
        real = Path(folder) / "real"
        project(real)
        shutil.copy(ROOT / "notebooks" / "01-what-do-we-know.ipynb", real / "notebooks")
        cases = (
            Case("small", small, "00-small.ipynb", ("32.16",)),
            Case("01", real, "01-what-do-we-know.ipynb", ("32.16", "32.75")),
        )
        head = ["| notebook | way | seconds for 100 | times ours |", "|---|---|---|---|"]
        found = [line for case in cases for line in rows(case)]
        lines = "\n".join([*head, *found, *unchanged_thousands(cases[0])])
    measured.write("runner", lines)


if __name__ == "__main__":
    main()
