"""A small office: a project with two notebooks, a complete published set, and somebody told."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from policylib.reporting.shelf import listing, manifest, outcome, pointer
from policylib.reporting.shelf.journal import lines
from tests.faults.processes import TOKEN, Watcher
from tests.runner.project import notebook, project

ROOT = Path(__file__).resolve().parents[2]
STEADY, STRUCK = "01-steady", "02-struck"
#: No run of a test takes so long.
PATIENCE = 240.0
PAGE = re.compile(r"0[12]-[a-z]+\.32\.16\.en\.(html|ipynb|findings\.json|xlsx|tables\.zip)")
PLAN = """[hook]
command = ["sh", "-c", 'cat >> "$ALERTS"']
[limits]
{limits}
[[report]]
languages = ["en"]
{more}"""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    said: str
    seconds: float


@dataclass
class Case:
    """One office in a folder of its own.

    Attributes
    ----------
    good : dict of str to dict of str to str
        Bytes (as sha256) that every page must have, by version and by name of the file.
    """

    folder: Path
    good: Mapping[str, Mapping[str, str]]
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    env: dict[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    words: tuple[str, ...] = ("--jobs", "1")
    output: str = "reports"
    watcher: Watcher = field(init=False)
    notes: list[str] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=lambda: {STEADY: 1, STRUCK: 1})
    cells: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.watcher = Watcher(self.token)

    @property
    def root(self) -> Path:
        """The project."""
        return self.folder / "project"

    @property
    def reports(self) -> Path:
        """The folder of reports."""
        return self.root / self.output

    def plan(self, more: str = "", **limits: float) -> None:
        """Write the plan with these limits."""
        terms = "\n".join(f"{name} = {value}" for name, value in limits.items())
        text = PLAN.format(limits=terms, more=more)
        (self.root / "reports.toml").write_text(text, encoding="utf-8")

    def write(self, steady: int, struck: int, *cells: str) -> None:
        """Write both notebooks in these versions; the second with what goes wrong in it."""
        self.versions, self.cells = {STEADY: steady, STRUCK: struck}, cells
        for name, version, more in ((STEADY, steady, ()), (STRUCK, struck, cells)):
            made = notebook(f"version = {version}\nprint(version)", *more)
            nbformat.write(made, self.root / "notebooks" / f"{name}.ipynb")

    def start(self, *words: str) -> subprocess.Popen:
        """Start the command ``report``; what it says goes to a file."""
        said = (self.folder / "said").open("wb")
        with said:
            command = (*self.prefix, sys.executable, "-m", "policylib.cli", "report")
            return subprocess.Popen(
                [*command, *(words or self._asked())],
                cwd=self.root, env=self.environment(), stdin=subprocess.DEVNULL,
                stdout=said, stderr=said,
            )  # fmt: skip

    def _asked(self) -> tuple[str, ...]:
        output = () if self.output == "reports" else ("--output", self.output)
        return (*output, *self.words)

    def environment(self) -> dict[str, str]:
        """Return the environment of a command."""
        own = {TOKEN: self.token, "ALERTS": str(self.folder / "alerts"), "PYTHONPATH": str(ROOT)}
        unprinted = {"POLICYLIB_BROWSER": "none"}  # a browser has limits and folders of its own
        return {**os.environ, **own, **unprinted, **self.env}

    def finish(self, running: subprocess.Popen, began: float) -> Ended:
        """Wait for the end of a command; one that does not end is killed and is a fault."""
        try:
            status = running.wait(max(1.0, PATIENCE - (time.monotonic() - began)))
        except subprocess.TimeoutExpired:
            self.notes.append(f"it did not end in {PATIENCE:g} seconds")
            running.kill()
            status = running.wait()
        said = (self.folder / "said").read_text(encoding="utf-8", errors="replace")
        return Ended(status, said, time.monotonic() - began)

    def run(self, *words: str, during: Callable[[subprocess.Popen], None] | None = None) -> Ended:
        """Run the command to its end, with something done meanwhile."""
        began = time.monotonic()
        running = self.start(*words)
        if during is not None:
            during(running)
        return self.finish(running, began)

    def latest(self) -> str:
        """Return the name of the set that is published."""
        found = pointer.latest(self.reports)
        return found.name if found else ""

    def pages(self) -> dict[str, str]:
        """Return the sums of the pages of the latest set."""
        found = pointer.latest(self.reports)
        names = [p for p in found.iterdir() if PAGE.fullmatch(p.name)] if found else []
        return {p.name: listing.sha256(p) for p in names}

    def right(self) -> dict[str, str]:
        """Return the sums that pages of the notebooks as they are now must have."""
        return {
            name: content
            for notebook, version in self.versions.items()
            for name, content in self.good[str(version)].items()
            if name.startswith(f"{notebook}.")
        }

    def problems(self) -> list[str]:
        """Return what is wrong with the latest set."""
        found = pointer.latest(self.reports)
        return ["no set is published"] if found is None else manifest.problems(found)

    def outcome(self) -> outcome.Outcome | None:
        """Return how the last run says that it ended."""
        return outcome.read(self.reports)

    def alerts(self) -> list[dict]:
        """Return what the hook was told, in order."""
        path = self.folder / "alerts"
        return [json.loads(x) for x in path.read_text().splitlines()] if path.exists() else []

    def events(self) -> list[dict]:
        """Return the journal."""
        return list(lines(self.reports))

    def forget(self) -> None:
        """End whatever is left, and remove the folder."""
        self.watcher.look()
        for process in self.watcher.seen:
            if process in self.watcher.left(0):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
        for place in (self.reports, self.folder / "temporary"):
            subprocess.run(["umount", "-l", str(place)], capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


class Office:
    """Makes cases from one project that was published once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.good: dict[str, dict[str, str]] = {}
        first = self._first()
        for version in (2, 1):
            first.write(version, version)
            ended = first.run()
            assert ended.status == 0, ended.said
            assert first.problems() == []
            self.good[str(version)] = first.pages()
            assert len(first.pages()) == 10
        assert first.alerts() == []

    def _first(self) -> Case:
        case = Case(self.folder / "first", self.good)
        case.root.mkdir(parents=True)
        project(case.root)
        case.plan(cell_seconds=30)
        return case

    def case(self) -> Case:
        """Return an office that has published version 1 of its pages."""
        folder = self.folder / str(next(self.numbers))
        shutil.copytree(self.folder / "first", folder, symlinks=True)
        return Case(folder, self.good)


def in_namespace(*commands: str, kinds: Sequence[str] = ("-m",)) -> tuple[str, ...]:
    """Return words before a command that run it where these commands of root hold alone."""
    script = " && ".join((*commands, 'exec "$@"'))
    return ("unshare", *kinds, "sh", "-c", script, "sh")
