"""One page made from its job: executed, checked, as the bytes of its files."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from policylib.kernels.limits import Limits
from policylib.reporting import execute
from policylib.reporting.pages import finished
from policylib.reporting.plans.plan import Job
from policylib.store import taken


@dataclass(frozen=True)
class Made:
    """A page that was made and checked.

    Attributes
    ----------
    files : dict of str to bytes
        By what each is, as `pages.finished.files` returns them.
    synthetic : bool
        Whether made-up rows stand behind any finding.
    """

    files: dict[str, bytes]
    synthetic: bool
    seconds: float


def make(
    job: Job,
    *,
    root: Path,
    aside: Path,
    limits: Limits,
    kernel: str,
    records: Mapping[str, bytes] = MappingProxyType({}),
) -> Made:
    """Execute a notebook, render its page and check both.

    Parameters
    ----------
    root : Path
        The project, which may lie elsewhere than where the job was planned.
    aside : Path
        Folder for what the run needs; made, and removed in the end.
    records : mapping of str to bytes
        Findings that it is given, by the notebook that computed them, as `Job.takes` has them.

    Raises
    ------
    PolicylibError
        With the reason where it is a RunError.
    """
    started = time.monotonic()
    here = replace(job.notebook, path=root / "notebooks" / job.notebook.path.name)
    aside.mkdir(parents=True)
    try:
        run = execute.execute(
            here,
            job.parameters,
            root=root,
            aside=aside,
            limits=limits,
            kernel=kernel,
            given=_given(job, records),
        )
        files = finished.files(job, run)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    made_up = any(f["synthetic"] for f in run.findings["findings"])
    return Made(files, made_up, time.monotonic() - started)


def _given(job: Job, records: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what each taken notebook leaves to this one; null where it has none of this area."""
    return {
        name: taken.file_of(records[name], page=job.takes[name]) if name in records else b"null"
        for name in job.notebook.takes
    }
