"""Findings computed again with a copy of the library and its data, in a process of their own.

Run as ``python -m policylib.reporting.again FOLDER`` with that copy first on the path; ``FOLDER``
is its project.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from policylib import pipeline
from policylib.errors import RunError, message
from policylib.reporting.needs import keys
from policylib.reporting.plans import notebooks
from policylib.reporting.plans.plan import Job
from policylib.reporting.workers import How, each_made

_ASKED, _FOUND = "asked.pickle", "found.json"


@dataclass(frozen=True)
class Computed:
    """A page's record of findings, and the parts of the key of what it was computed from."""

    record: dict
    parts: dict[str, str]


def computed(
    jobs: Sequence[Job], *, project: Path, how: How, seconds: float
) -> dict[str, Computed]:
    """Return what jobs give in a copy of the project, by their names; one that fails is not there.

    Parameters
    ----------
    project : Path
        Folder with ``notebooks``, ``data`` and ``policylib``, for this alone.
    seconds : float
        After which it is ended.

    Raises
    ------
    RunError
        If the process ends without a result; nothing that it wrote is repeated, for it may hold
        what is in a cell.
    """
    project = project.resolve()
    (project / _ASKED).write_bytes(pickle.dumps((list(jobs), replace(how, cluster=None))))
    path = os.pathsep.join(filter(None, (str(project), os.environ.get("PYTHONPATH"))))
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "policylib.reporting.again", str(project)],
            cwd=project, env={**os.environ, "PYTHONPATH": path, "POLICYLIB_BROWSER": "none"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RunError(message("it took too long"), reason="run_timeout") from None
    if ended.returncode:
        text = message(f"a computation with what was before ended with status {ended.returncode}")
        raise RunError(text, reason="kernel_died")
    found = json.loads((project / _FOUND).read_bytes())
    return {name: Computed(**one) for name, one in found.items()}


def main(project: Path) -> None:
    """Compute what was asked for."""
    asked, how = pickle.loads((project / _ASKED).read_bytes())
    pipeline.build(project, say=lambda text: None)
    folder = notebooks.folder(project)
    jobs = [replace(j, notebook=notebooks.read(folder / j.notebook.path.name)) for j in asked]
    parts = keys.every(jobs, keys.inputs(project, [job.notebook for job in jobs]))
    found = {
        ended.job.name: {
            "record": json.loads(ended.made.files["findings.json"]),
            "parts": parts[ended.job.name].parts,
        }
        for ended in each_made(jobs, root=project, how=how)
        if ended.made is not None
    }
    (project / _FOUND).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
