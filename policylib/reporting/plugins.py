"""What a worker holds beside its pages: its warm parent, and the project that a run brought."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from distributed import Scheduler, Worker, WorkerPlugin

from policylib.errors import RunError
from policylib.kernels import warm
from policylib.reporting import carried
from policylib.reporting.identity import library

_PREFIX = "policylib-project-"


class Warm(WorkerPlugin):
    """The worker's warm parent: started with it, so that the first page need not wait for it."""

    idempotent = True

    def __init__(self) -> None:
        self.name = f"policylib-warm-{library()[:12]}"

    def setup(self, worker: Worker) -> None:
        """Start it while the worker goes on."""
        self._starting = asyncio.ensure_future(asyncio.to_thread(_start))

    async def teardown(self, worker: Worker) -> None:
        """End it, and its kernels."""
        await self._starting
        await asyncio.to_thread(warm.stop)


def _start() -> None:
    try:
        warm.start()
    except (RunError, warm.NotForkable):
        return  # the page that asks for a kernel says why, or has a cold one


class Project(WorkerPlugin):
    """The project of one run, in a folder of the worker's own.

    The scheduler keeps it for workers that come later, such as one in the place of a lost one.
    """

    def __init__(self, archive: bytes, client: str) -> None:
        self.archive, self.name = archive, named(client)
        self.folder: Path | None = None

    def setup(self, worker: Worker) -> None:
        """Unpack it."""
        base = worker.local_directory
        self.folder = Path(tempfile.mkdtemp(prefix="policylib-", dir=base))
        carried.unpack(self.archive, self.folder)
        self.archive = b""

    def teardown(self, worker: Worker) -> None:
        """Remove it."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def named(client: str) -> str:
    """Return the name of the project that a client brought."""
    return _PREFIX + client


def abandoned(dask_scheduler: Scheduler) -> list[str]:
    """Return the names of projects whose clients have gone without taking them away."""
    known = {named(client) for client in dask_scheduler.clients}
    return [n for n in dask_scheduler.worker_plugins if n.startswith(_PREFIX) and n not in known]
