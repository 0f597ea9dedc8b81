"""The record of a run: what went in, so that a reviewer can make it again."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Sequence
from pathlib import Path

from policylib import store
from policylib.reporting.identity import library
from policylib.reporting.plans.plan import Job

#: Packages that only run a page, beside those that it names.
RUNNING = ("papermill", "nbconvert", "pandera", "pyarrow")


def of_run(jobs: Sequence[Job], root: Path, seals: dict[str, str]) -> dict:
    """Return data, code, lock and versions once, and each page with its parameters."""
    from policylib.tables.record import SHOWN  # brings the mathematics, half a second

    lock = root / "requirements.lock"
    return {
        "data_sha256": seals,
        "code_sha256": library(),
        "lock_sha256": store.sha256_of(lock) if lock.is_file() else "",
        "python": platform.python_version(),
        "versions": {n: importlib.metadata.version(n) for n in (*SHOWN, *RUNNING)},
        "pages": [
            {
                "page": job.name,
                "notebook": job.notebook.name,
                "parameters": job.values,
                "seed": job.values.get("seed"),
                "notebook_sha256": job.notebook.sha256,
            }
            for job in jobs
        ],
    }
