"""The commands of docs/how-to/larger-than-one-machine.md, run as they stand there."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from policylib.reporting.shelf import manifest, publish
from tests.conftest import ROOT
from tests.runner.dask_cluster import free_port
from tests.runner.project import notebook, project

PAGE = ROOT / "docs" / "how-to" / "larger-than-one-machine.md"


def commands() -> list[str]:
    """Every command of the page, in its order."""
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.fixture
def run(tmp_path):
    """Run a command of the page; only the port and the folders are another."""
    root, port, started = project(tmp_path / "project", a=notebook("1 + 1")), free_port(), []
    programs = {
        ".venv/bin/python": [sys.executable],
        ".venv/bin/policylib": [sys.executable, "-m", "policylib.cli"],
    }

    def ran(command: str) -> subprocess.Popen:
        first, *rest = shlex.split(command.replace("8786", str(port)))
        words = [*programs[first], *rest]
        own = tmp_path / f"{len(started)}"
        own.mkdir()
        # Each machine has its own folder; the run's is the project's.
        where = root if "report" in words else own
        started.append(subprocess.Popen(words, cwd=where, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield ran
    for process in started:
        ended = [process, *_below(process)]
        # First a nanny, then its worker: it would start another, and that one would be nobody's.
        for one in ended:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        process.communicate(timeout=60)


def _below(process: subprocess.Popen) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def test_a_scheduler_two_workers_and_a_run(run, tmp_path: Path):
    words = commands()
    assert ["scheduler" in w for w in words] == [True, False, False, False]
    assert ["dask_worker" in w for w in words] == [False, True, True, False]
    *services, report = map(run, words)
    _, said = report.communicate(timeout=150)
    assert report.returncode == 0, said
    assert all(service.poll() is None for service in services)
    reports = tmp_path / "project" / "reports"
    assert manifest.problems(publish.latest(reports)) == []
    assert json.loads((reports / "outcome.json").read_text())["outcome"] == "published"
