"""A scheduler and workers of Dask as processes of their own, as an office would start them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SECONDS = 60.0


@dataclass
class Cluster:
    """Processes that can be killed one by one."""

    folder: Path
    address: str
    scheduler: subprocess.Popen
    workers: list[subprocess.Popen] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def add(self, **env: str) -> subprocess.Popen:
        """Start one more worker, with its nanny; return the nanny."""
        place = self.folder / f"worker {len(self.workers)}"
        place.mkdir()
        words = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(place))
        self.workers.append(_start("dask_worker", self.address, *words, env=self.env | env))
        return self.workers[-1]

    def kill(self, nanny: subprocess.Popen) -> None:
        """Kill a nanny and what it started, the warm parent and kernels among them, with -9."""
        for process in (nanny, *_below(nanny)):
            with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        nanny.wait()

    def left(self) -> list[Path]:
        """Return what living workers hold of ours; a killed one's folder Dask clears later."""
        living = [f"worker {i}" for i, w in enumerate(self.workers) if w.poll() is None]
        return [p for n in living for p in (self.folder / n).rglob("policylib-*") if p.is_dir()]

    def end(self) -> None:
        """End all."""
        for process in (*self.workers, self.scheduler):
            # First a nanny, then its worker: it would start another, and that one is nobody's.
            for one in (process, *_below(process)):
                with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
                    one.kill()
            process.wait()


@contextlib.contextmanager
def cluster(folder: Path, *, workers: int, **env: str) -> Iterator[Cluster]:
    """Start a scheduler and its workers; end them and their children afterwards."""
    port = free_port()
    words = (
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-dashboard",
        "--dashboard-address",
        "127.0.0.1:0",
    )
    scheduler = _start("dask_scheduler", *words, env={**os.environ, **env})
    made = Cluster(folder, f"tcp://127.0.0.1:{port}", scheduler, env={**os.environ, **env})
    try:
        for _ in range(workers):
            made.add()
        yield made
    finally:
        made.end()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _start(module: str, *words: str, env: dict[str, str]) -> subprocess.Popen:
    nothing = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = (sys.executable, "-m", f"distributed.cli.{module}", *words)
    return subprocess.Popen(command, env=env, **nothing)


def _below(process: subprocess.Popen) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def alive(process: psutil.Process) -> bool:
    """Whether it runs; one that has ended and that nobody has asked after does not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def until(what, *, seconds: float = SECONDS):
    """Wait until ``what()`` is true and return it."""
    last = time.monotonic() + seconds
    while not (found := what()):
        if time.monotonic() > last:
            raise TimeoutError(f"not in {seconds:g} s")
        time.sleep(0.05)
    return found
