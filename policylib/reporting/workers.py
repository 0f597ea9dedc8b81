"""Pages made by processes: of this machine, or of a Dask cluster that is there already.

A worker makes one page at a time in its one thread, from plain data, and returns the bytes; the run
alone writes reports.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from policylib.errors import PolicylibError, RunError, message, places
from policylib.kernels import spec
from policylib.kernels.limits import Limits
from policylib.reporting import lean
from policylib.reporting.identity import differences, identity
from policylib.reporting.plans.plan import Job
from policylib.reporting.shelf import disk

if TYPE_CHECKING:
    from distributed import Client, Future

    from policylib.reporting.make import Made

#: Workers that a page may take down with it before it is called the culprit.
LOST_AT_MOST = 3


@dataclass(frozen=True)
class How:
    """What all pages of a run are made with.

    Attributes
    ----------
    processes : int
        Of this machine, where no cluster is named.
    cluster : str or None
        Address of a Dask scheduler.
    kernel : str
        Name of the kernelspec.
    """

    limits: Limits = field(default_factory=Limits)
    processes: int = 1
    cluster: str | None = None
    kernel: str = spec.NAME


@dataclass(frozen=True)
class Ended:
    """A page that a worker made, or the error that it met."""

    job: Job
    made: Made | None
    error: PolicylibError | None = None


def each_made(
    jobs: Sequence[Job],
    *,
    root: Path,
    how: How,
    records: Mapping[str, bytes] = MappingProxyType({}),
) -> Iterator[Ended]:
    """Make pages, the first of the sequence first; yield each as it ends.

    Parameters
    ----------
    records : mapping of str to bytes
        Findings of pages that are there already, by the name of the job, for those that take them.

    Raises
    ------
    RunError
        If the scheduler or all its workers are not there, are lost, or make pages with something
        else than this run.
    """
    from policylib.reporting import cluster

    lock = root / "requirements.lock"
    pinned = lock.read_text(encoding="utf-8", errors="replace") if lock.is_file() else ""
    with cluster.client(min(how.processes, len(jobs)), how.cluster, allowed=LOST_AT_MOST) as client:
        if how.cluster is not None:
            cluster.require_same(client, pinned)
        with cluster.project(client, root, is_near=how.cluster is None) as there:
            common = (there, how, pinned, identity(pinned))
            futures = _submitted(client, jobs, common, records)
            for future in cluster.as_they_end(client, list(futures)):
                yield _ended(futures.pop(future), future)
                future.release()


def _submitted(
    client: Client, jobs: Sequence[Job], common: tuple, records: Mapping[str, bytes]
) -> dict[Future, Job]:
    """Give all jobs to the workers; one that takes findings waits for those that make them."""
    futures: dict[str, Future] = {}
    places = {job.name: place for place, job in enumerate(jobs)}
    for job in sorted(jobs, key=lambda j: bool(j.takes)):
        taken = [futures.get(name) or records[name] for name in job.takes.values()]
        futures[job.name] = client.submit(
            _make, job, *common, *taken,
            key=f"{job.name}-{uuid.uuid4().hex}", pure=False, priority=-places[job.name],
        )  # fmt: skip
    return {futures[job.name]: job for job in jobs}


def _ended(job: Job, future: Future) -> Ended:
    from distributed import KilledWorker

    from policylib.reporting import cluster

    try:
        return Ended(job, future.result())
    except PolicylibError as error:
        return Ended(job, None, error)
    except KilledWorker:
        text = message(
            f"{job.name}: more than {LOST_AT_MOST} workers died while they made it",
            way_out="Look for what kills them, such as a lack of memory.",
        )
        return Ended(job, None, RunError(text, reason="worker_lost"))
    except OSError as error:
        return Ended(job, None, _of_disk(error, job))
    except CancelledError:
        raise cluster.lost("the scheduler") from None
    except Exception as error:
        # A defect of ours or of the worker's machine; the other pages go on.
        what = f"{type(error).__name__}: {str(error).split(chr(10))[0]}"
        text = message(f"{job.name}: {what}", way_out="Report this as a defect of policylib.")
        return Ended(job, None, RunError(text, reason="internal_error"))


def _of_disk(error: OSError, job: Job) -> RunError:
    """Return what the disk of a worker refused, with its reason."""
    try:
        with disk.told(Path(error.filename or job.name)):
            raise error
    except RunError as told:
        return disk.refused(told.reason, f"{job.name}: {told}")


def _make(
    job: Job,
    project: Path | str,
    how: How,
    lock: str,
    expected: dict[str, str],
    *taken: Made | bytes,
) -> Made:
    """Make one page in a worker, which may have come after the others were looked at.

    ``taken`` are the pages whose findings it is given, or these findings, as `Job.takes` has them.
    """
    lean.skip_iri()
    from distributed import get_worker

    from policylib.reporting.make import make

    if found := differences(expected, identity(lock)):
        raise differs(found, "a worker")
    records = [t if isinstance(t, bytes) else t.files["findings.json"] for t in taken]
    worker = get_worker()
    root = project if isinstance(project, Path) else worker.plugins[project].folder
    # The worker's own folder goes with it, also when it is killed.
    with tempfile.TemporaryDirectory(prefix="policylib-", dir=worker.local_directory) as folder:
        return make(
            job,
            root=root,
            aside=Path(folder) / "run",
            limits=how.limits,
            kernel=how.kernel,
            records=dict(zip(job.takes, records, strict=True)),
        )


def differs(found: Sequence[str], who: str) -> RunError:
    """Return the error of one that would make other pages than this run."""
    text = message(
        f"{who} differs from this run in {places(found)}",
        expected="the same project with the same requirements.lock, installed by 'make install'",
        way_out="Bring it to the same version and restart it.",
    )
    return RunError(text, reason="worker_differs")
