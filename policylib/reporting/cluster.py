"""A run's connection to Dask: of its own, or to an existing scheduler; and when that is lost."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import dask
from distributed import Client, Future, LocalCluster

from policylib.errors import RunError, message
from policylib.kernels.places import PREFIX
from policylib.reporting import carried, plugins
from policylib.reporting.identity import differences, identity

START_SECONDS = 30
#: So long a run waits where no worker is left, for one that is started again.
NO_WORKER_SECONDS = 60
_LOOK_SECONDS = 2
_HOW_TO = "docs/how-to/larger-than-one-machine.md"


@contextlib.contextmanager
def client(processes: int, address: str | None, *, allowed: int) -> Iterator[Client]:
    """Yield a client of the scheduler at an address, or of one for this run alone.

    Parameters
    ----------
    allowed : int
        Workers that a page may take down with it; a scheduler that is there already has its own
        number, 3 if it was not told another.

    Raises
    ------
    RunError
        If no scheduler answers, or it has no worker.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with contextlib.ExitStack() as stack:
        stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": allowed}))
        own = stack.enter_context(_opened(address or stack.enter_context(_local(processes))))
        with contextlib.suppress(TimeoutError):
            own.wait_for_workers(1, timeout=START_SECONDS)
        if not own.nthreads():
            raise _no_worker()
        own.register_plugin(plugins.Warm())
        yield own


class _Opened(Client):
    """One that is closed where it cannot start.

    Left to be closed when memory is cleared, it would wait for a lock that the clearing thread may
    hold itself, for ever.
    """

    def start(self, **words: object) -> None:
        try:
            super().start(**words)
        except BaseException:
            self.close()
            raise


def _opened(where: str | LocalCluster) -> Client:
    try:
        return _Opened(where, timeout=START_SECONDS)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        said = str(error).split("\n")[0]
        text = message(
            f"no scheduler answers at {where} ({said})",
            expected="an address such as tcp://host:8786",
            way_out=f"Start one: {_HOW_TO}",
        )
        raise RunError(text, reason="worker_lost") from None


@contextlib.contextmanager
def _local(processes: int) -> Iterator[LocalCluster]:
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        try:
            cluster = _started(processes, folder)
        except RuntimeError:  # a worker died before it answered
            text = message("a worker did not start", way_out="Run again; look at memory and disk.")
            raise RunError(text, reason="worker_lost") from None
        with cluster:
            yield cluster


def _started(processes: int, folder: str) -> LocalCluster:
    return LocalCluster(
        n_workers=processes,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",  # with none named, a well-known port is tried first
        scheduler_kwargs={"dashboard": False},
        host="127.0.0.1",
        memory_limit=0,
        silence_logs=logging.CRITICAL,
        local_directory=folder,
    )


def require_same(client: Client, lock: str) -> None:
    """Refuse a scheduler or worker that would make other pages than this process.

    Raises
    ------
    RunError
        With the reason worker_differs, naming the machine and what differs.
    """
    from policylib.reporting.workers import differs

    mine, theirs = identity(lock), _identities(client, lock)
    for address, said in theirs.items():
        found = differences(mine, said) if isinstance(said, dict) else ["the library"]
        if found:
            raise differs(found, f"{address}")


def _identities(client: Client, lock: str) -> dict[str, object]:
    """Return what each says of itself; one that has no such library gives its error."""
    said: dict[str, object] = {}
    try:
        said["the scheduler"] = client.run_on_scheduler(identity, lock)
    except Exception as error:
        said["the scheduler"] = error
    for address in client.nthreads():
        try:
            said |= _named(client.run(identity, lock, workers=[address], on_error="return"))
        except Exception as error:  # it cannot even read the question
            said |= _named({address: error})
    return said


def _named(said: dict[str, object]) -> dict[str, object]:
    return {f"the worker at {address}": answer for address, answer in said.items()}


@contextlib.contextmanager
def project(client: Client, root: Path, *, is_near: bool) -> Iterator[Path | str]:
    """Yield where workers find the project: its folder, or the name of the plugin that brings it.

    It is taken away from all workers in the end; what a killed run left goes with the next one.
    """
    if is_near:
        yield root
        return
    for name in client.run_on_scheduler(plugins.abandoned):
        client.unregister_worker_plugin(name)
    brought = plugins.Project(carried.packed(root), client.id)
    client.register_plugin(brought)
    try:
        yield brought.name
    finally:
        if client.status == "running":
            with contextlib.suppress(OSError, ValueError):
                client.unregister_worker_plugin(brought.name)


def as_they_end(client: Client, futures: Sequence[Future]) -> Iterator[Future]:
    """Yield futures as they end.

    Raises
    ------
    RunError
        If the scheduler is lost, or all workers are and none comes back.
    """
    ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
    for future in futures:
        future.add_done_callback(ended.put)
    seen = time.monotonic()
    for _ in futures:
        while True:
            try:
                yield ended.get(timeout=_LOOK_SECONDS)
                break
            except queue.Empty:
                seen = _looked(client, seen)
        seen = time.monotonic()


def _looked(client: Client, seen: float) -> float:
    """Return when a worker was last there."""
    try:
        has_workers = client.status == "running" and bool(client.nthreads())
    except (OSError, RuntimeError):
        has_workers = False
    if client.status != "running":
        raise lost("the scheduler")
    if not has_workers and time.monotonic() - seen > NO_WORKER_SECONDS:
        raise lost("the last worker")
    return time.monotonic() if has_workers else seen


def lost(what: str) -> RunError:
    """Return the error of a run that goes on no more."""
    text = message(
        f"{what} was lost while pages were made",
        way_out=f"Start it and run again; finished pages are kept ({_HOW_TO}).",
    )
    return RunError(text, reason="worker_lost")


def _no_worker() -> RunError:
    text = message(f"the scheduler has no worker after {START_SECONDS} s", way_out=_HOW_TO)
    return RunError(text, reason="worker_lost")
