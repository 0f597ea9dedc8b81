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
from pathlib import Path

from policylib import pipeline
from policylib.errors import PolicylibError, RunError, message
from policylib.reporting.plans.plan import Job
from policylib.reporting.workers import How, each_made

_ASKED, _FOUND = "asked.pickle", "found.json"


def findings(jobs: Sequence[Job], *, project: Path, how: How) -> dict[str, dict]:
    """Return the records of findings that jobs give in a copy of the project, by their names.

    Parameters
    ----------
    project : Path
        Folder with ``notebooks``, ``data`` and ``policylib``, for this alone.

    Raises
    ------
    RunError
        If any job fails there, or all together take longer than one may by its limits for each.
    """
    (project / _ASKED).write_bytes(pickle.dumps((list(jobs), how)))
    environment = {**os.environ, "PYTHONPATH": str(project), "POLICYLIB_BROWSER": "none"}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "policylib.reporting.again", str(project)],
            cwd=project, env=environment, capture_output=True, text=True, errors="replace",
            timeout=how.limits.notebook_seconds * len(jobs), check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RunError(message("took too long"), reason="run_timeout") from None
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise RunError(message(said[-1] if said else "it was ended"), reason="cell_error")
    return json.loads((project / _FOUND).read_bytes())


def main(project: Path) -> None:
    """Compute what was asked for; the last line of the errors says why it was not possible."""
    jobs, how = pickle.loads((project / _ASKED).read_bytes())
    pipeline.build(project, say=lambda text: None)
    found: dict[str, dict] = {}
    for ended in each_made(jobs, root=project, how=how):
        if ended.made is None:
            raise ended.error
        found[ended.job.name] = json.loads(ended.made.files["findings.json"])
    (project / _FOUND).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except PolicylibError as error:
        sys.exit(str(error).split("\n")[0])
    except Exception as error:  # its words may hold what is in a cell
        sys.exit(type(error).__name__)
