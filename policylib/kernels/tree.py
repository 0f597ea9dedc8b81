"""Every process that a run or a kernel started, found by a mark in its environment, and its end.

A mark is a random word in an environment variable. Children inherit it, also those that leave the
session or whose parent has died. Run as a program, this module is the warden of a run: it waits
until the pipe on its standard input closes, and ends the mark unless it was told that all is done.
Only the standard library is imported on Linux, so that a warden starts in a few milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

RUN = "POLICYLIB_RUN"
KERNEL = "POLICYLIB_KERNEL"
PROC = Path("/proc")
LINUX = sys.platform.startswith("linux")
SECONDS = 5.0
PAUSE = 0.01
#: So long a warden finds nothing before it leaves: while a process starts another program, its
#: environment cannot be read.
QUIET_SECONDS = 2.0
DONE = b"d"
_STOP = getattr(signal, "SIGKILL", signal.SIGTERM)


def new_mark() -> str:
    """Return a random word of 32 characters."""
    return os.urandom(16).hex()


def found(mark: str = "", *, under: Iterable[int] = (), but: Iterable[int] = ()) -> set[int]:
    """Return the living processes that carry the mark or descend from the given ones.

    Parameters
    ----------
    mark : str
        The word; empty for none.
    under : iterable of int
        Processes whose descendants count; they themselves do not.
    but : iterable of int
        Processes that do not count, nor what descends from them, unless they carry the mark.
    """
    parents = _parents()
    seen = {pid for pid in parents if mark and _carries(pid, mark)}
    roots, spared = set(under), set(but)
    below = _below(parents, seen | roots, spared - seen)
    return (below - roots | seen) - {os.getpid()}


def _below(parents: dict[int, int], roots: set[int], spared: set[int]) -> set[int]:
    reached, grown = set(roots), True
    while grown:
        more = {p for p, parent in parents.items() if parent in reached} - reached - spared
        reached |= more
        grown = bool(more)
    return reached


def end(
    mark: str = "",
    *,
    under: Iterable[int] = (),
    but: Iterable[int] = (),
    seconds: float = SECONDS,
) -> set[int]:
    """Kill what `found` finds until nothing is left; return what could not be ended in time."""
    last = time.monotonic() + seconds
    under, but = set(under), set(but)
    while left := found(mark, under=under, but=but):
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, _STOP)
        if time.monotonic() > last:
            return left
        time.sleep(PAUSE)
    return set()


def resident(pid: int, mark: str = "") -> int:
    """Return the bytes in memory of a process, what carries the mark and their descendants."""
    pids = found(mark, under=[pid]) | {pid}
    return sum(_resident(one) for one in pids)


def _parents() -> dict[int, int]:
    """Return each living process and its parent."""
    if not LINUX:
        return _parents_elsewhere()
    return {pid: parent for pid, parent, alive in _states() if alive}


def ended(parent: int) -> set[int]:
    """Return the children of a process that have ended and whose status nobody has taken."""
    return {pid for pid, of, alive in _states() if of == parent and not alive}


def _states() -> Iterator[tuple[int, int, bool]]:
    for pid in filter(str.isdigit, os.listdir(PROC)):  # noqa: PTH208
        with contextlib.suppress(OSError):
            state, parent = _read(pid, "stat").rpartition(b")")[2].split()[:2]
            yield int(pid), int(parent), state not in (b"Z", b"X")


def _read(pid: str | int, what: str) -> bytes:
    return (PROC / str(pid) / what).read_bytes()


def _carries(pid: int, mark: str) -> bool:
    if not LINUX:
        return _carries_elsewhere(pid, mark)
    with contextlib.suppress(OSError):
        return b"=" + mark.encode() + b"\0" in _read(pid, "environ")
    return False


def _resident(pid: int) -> int:
    if not LINUX:
        return _resident_elsewhere(pid)
    with contextlib.suppress(OSError):
        return int(_read(pid, "statm").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _parents_elsewhere() -> dict[int, int]:
    import psutil

    return {
        p.info["pid"]: p.info["ppid"] or 0
        for p in psutil.process_iter(["pid", "ppid", "status"])
        if p.info["status"] != psutil.STATUS_ZOMBIE
    }


def _carries_elsewhere(pid: int, mark: str) -> bool:
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        return mark in psutil.Process(pid).environ().values()
    return False


def _resident_elsewhere(pid: int) -> int:
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        return psutil.Process(pid).memory_info().rss
    return 0


def _watch(mark: str) -> None:
    """Wait for the end of the pipe; whoever held it has died unless it said that all is done."""
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, signal.SIG_IGN)
    if os.read(0, 1) != DONE:
        end(mark)
        quiet = time.monotonic()
        while time.monotonic() < quiet + QUIET_SECONDS:
            time.sleep(PAUSE)
            if found(mark):
                end(mark)
                quiet = time.monotonic()


if __name__ == "__main__":
    _watch(sys.argv[1])
