"""The processes of one run, found by a word in their environment and by descent, and their parts.

A process counts until it is gone; one that has ended and whose status nobody took is gone.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TOKEN = "POLICYLIB_FAULT"
PROC = Path("/proc")
PARTS = ("supervisor", "run", "worker", "warm parent", "kernel")
_SERVER, _WORKER, _WARDEN = "policylib.kernels.server", "multiprocessing.spawn", "tree.py"


@dataclass(frozen=True)
class Process:
    """One process; ``started`` tells it from a later one of the same number."""

    pid: int
    started: int
    parent: int
    command: str


def _read(pid: int | str, what: str) -> bytes:
    try:
        return (PROC / str(pid) / what).read_bytes()
    except OSError:
        return b""


def _stat(pid: int | str) -> tuple[str, int, int]:
    words = _read(pid, "stat").rpartition(b")")[2].split()
    return (words[0].decode(), int(words[1]), int(words[19])) if words else ("X", 0, 0)


def is_alive(process: Process) -> bool:
    """Whether just this process still runs or could run again."""
    state, _, started = _stat(process.pid)
    return state not in "ZX" and started == process.started


def of(token: str, *, under: Iterable[int] = ()) -> set[Process]:
    """Return what carries the word or descends from what does, whatever it did to its session."""
    states = {int(p): _stat(p) for p in os.listdir(PROC) if p.isdigit()}  # noqa: PTH208
    states = {p: s for p, s in states.items() if s[0] not in "ZX"}
    word = f"{TOKEN}={token}".encode()
    reached = {p for p in states if word in _read(p, "environ").split(b"\0")} | set(under)
    grown = True
    while grown:
        more = {p for p, s in states.items() if s[1] in reached} - reached
        reached |= more
        grown = bool(more)
    reached &= states.keys()
    return {Process(p, states[p][2], states[p][1], _command(p)) for p in reached - {os.getpid()}}


def _command(pid: int) -> str:
    return _read(pid, "cmdline").replace(b"\0", b" ").decode(errors="replace").strip()


def part(found: Iterable[Process], name: str, supervisor: int) -> list[Process]:
    """Return the processes of one of `PARTS`, or ``warden``."""
    by = {p.pid: p for p in found}

    def above(process: Process) -> str:
        return by[process.parent].command if process.parent in by else ""

    def called(process: Process) -> str:
        if process.pid == supervisor:
            return "supervisor"
        if _SERVER in process.command:
            return "kernel" if _SERVER in above(process) else "warm parent"
        if _WORKER in process.command:
            return "worker"
        if _WARDEN in process.command:
            return "warden"
        return "run" if process.parent == supervisor else ""

    return sorted((p for p in by.values() if called(p) == name), key=lambda p: p.started)


class Watcher(threading.Thread):
    """Looks now and then and remembers every process that a run ever had."""

    PAUSE = 0.1

    def __init__(self, token: str) -> None:
        super().__init__(daemon=True)
        self.token = token
        self.seen: set[Process] = set()
        self._told = threading.Event()
        self._looking = threading.Lock()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._told.wait(self.PAUSE):
            self.look()

    def look(self) -> set[Process]:
        """Return the processes that live now."""
        with self._looking:  # a strike looks too, from its own thread
            known = [p.pid for p in self.seen if is_alive(p)]
            found = of(self.token, under=known)
            self.seen |= found
        return found

    def stop(self) -> None:
        """Look no more."""
        self._told.set()
        self.join()

    def left(self, seconds: float) -> set[Process]:
        """Return what is still there after so many seconds, or nothing as soon as all are gone."""
        last = time.monotonic() + seconds
        while True:
            self.look()
            alive = {p for p in self.seen.copy() if is_alive(p)}
            if not alive or time.monotonic() > last:
                return alive
            time.sleep(0.05)
