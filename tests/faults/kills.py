"""Processes that are killed, stopped or asked to end at moments drawn with a seed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable

from tests.faults import processes
from tests.faults.case import Case, Ended
from tests.faults.oracle import EITHER, FAILS, Fault
from tests.faults.processes import PARTS, Process

SEED = 20260729
KILLS = 100
#: What each part's death may be called. A worker's page is made again by another one.
_SAID = {
    "kernel": ("kernel_died", "kernel_start"),
    "warm parent": ("kernel_died", "kernel_start"),
    "worker": ("worker_lost",),
    "run": ("killed",),
    "supervisor": ("killed",),
}
#: How long after its start a part is hit at the latest, in seconds.
_LATEST = {"kernel": 1.5, "warm parent": 4.0, "worker": 6.0, "run": 9.0, "supervisor": 9.0}
_POLL = 0.05


def first(case: Case, running: subprocess.Popen, part: str) -> Process | None:
    """Wait for a part of a run; None if the run ends before."""
    while running.poll() is None:
        if found := processes.part(case.watcher.look(), part, running.pid):
            return found[0]
        time.sleep(_POLL)
    return None


def hit(part: str, number: int, wait: float) -> Callable[[Case], Ended]:
    """Return a strike that sends a signal so long after the part was first seen."""

    def strike(case: Case) -> Ended:
        def during(running: subprocess.Popen) -> None:
            if (found := first(case, running, part)) is None:
                return
            last = time.monotonic() + wait
            while running.poll() is None and time.monotonic() < last:
                time.sleep(min(_POLL, wait))
            with contextlib.suppress(ProcessLookupError):
                if running.poll() is None and processes.is_alive(found):
                    os.kill(found.pid, number)

        return case.run(during=during)

    return strike


def _new(strike: Callable[[Case], Ended], cell: str = "", **limits: float):
    """Have something to make in both notebooks, by two workers; in one, if a cell is given.

    A process that is to be hit while a cell runs is then the one that runs it.
    """

    def new(case: Case) -> Ended:
        case.plan(**{"cell_seconds": 30, **limits})
        case.write(1 if cell else 2, 2, *([cell] if cell else []))
        case.words = ("--jobs", "2")
        return strike(case)

    return new


def kills(count: int = KILLS, seed: int = SEED) -> list[Fault]:
    """Return kill -9 of each part in turn at random moments."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        part = PARTS[number % len(PARTS)]
        wait = chance.uniform(0, _LATEST[part])
        found.append(
            Fault(f"kill -9: {part}", f"after {wait:.4f} s", _new(hit(part, signal.SIGKILL, wait)),
                  _SAID[part], EITHER)
        )  # fmt: skip
    return found


def asked_to_end(count: int = 4, seed: int = SEED) -> list[Fault]:
    """Return SIGTERM, SIGINT and SIGHUP to the supervisor, SIGTERM to the run."""
    chance = random.Random(seed)
    found = []
    for to, number in (
        ("supervisor", signal.SIGTERM),
        ("supervisor", signal.SIGINT),
        ("supervisor", signal.SIGHUP),
        ("run", signal.SIGTERM),
    ):
        for _ in range(count):
            wait = chance.uniform(0, _LATEST[to])
            found.append(
                Fault(f"{number.name} to the {to}", f"after {wait:.4f} s",
                      _new(hit(to, number, wait)), ("terminated", "killed"), EITHER)
            )  # fmt: skip
    return found


def stopped() -> list[Fault]:
    """Return SIGSTOP of each part; what still runs must end it."""
    slow = "import time\ntime.sleep(2)"
    found = []
    for part, comes_to, reasons in (
        ("kernel", FAILS, ("cell_timeout", "kernel_start", "run_timeout")),
        ("warm parent", EITHER, ("cell_timeout", "kernel_start", "run_timeout")),
        ("worker", EITHER, ("worker_lost", "run_timeout")),
        ("run", FAILS, ("run_timeout",)),
    ):
        strike = hit(part, signal.SIGSTOP, 0.5)
        found.append(
            Fault("SIGSTOP", part, _new(strike, slow, cell_seconds=5, run_seconds=45),
                  reasons, comes_to)
        )  # fmt: skip
    return found


def all_faults() -> list[Fault]:
    """Return every fault of a signal."""
    return [*kills(), *asked_to_end(), *stopped()]
