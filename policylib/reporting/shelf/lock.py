"""One run at a time in a folder of reports; the system itself frees the lock when a run dies."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

from policylib.errors import RunError, message
from policylib.reporting.shelf import disk

FILE = "lock"
_FAR = 1 << 30  # Windows locks bytes, which nobody can then read: one far behind the text
_LOOKS = 5
_BETWEEN_SECONDS = 0.1
_open: set[int] = set()


@contextlib.contextmanager
def held(reports: Path, *, run: str, now: dt.datetime) -> Iterator[None]:
    """Hold the lock of a folder of reports; the text in it says who does and is never believed.

    Children do not inherit it.

    Raises
    ------
    RunError
        With the reason locked, naming process, computer and time, if another run holds it.
    """
    path = reports / FILE
    number = _taken(path)
    try:
        about = {"pid": os.getpid(), "host": platform.node(), "run": run}
        _text(number, json.dumps(about | {"since": now.isoformat(timespec="seconds")}))
        yield
    finally:
        with contextlib.suppress(OSError):
            os.ftruncate(number, 0)
        _free(number)


def _free(number: int) -> None:
    """Free it by name: a child just forked may still have the file open."""
    _open.discard(number)
    with contextlib.suppress(OSError):
        if os.name != "nt":
            import fcntl

            fcntl.flock(number, fcntl.LOCK_UN)
    os.close(number)


def _taken(path: Path) -> int:
    while True:
        with disk.told(path):
            disk.step("lock", path)
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            number = os.open(path, flags, 0o666)
        try:
            with disk.told(path):
                if not _lock(number):
                    raise disk.refused("locked", _who(path))
                if _is_still(number, path):
                    _open.add(number)
                    return number
        except BaseException:
            os.close(number)
            raise
        os.close(number)


def _is_still(number: int, path: Path) -> bool:
    """Whether the file was not replaced by hand between opening and locking."""
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except FileNotFoundError:
        return False


def _lock(number: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(number, _FAR, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _text(number: int, text: str) -> None:
    """Say who holds it; a full disk may refuse the text, not the lock."""
    with contextlib.suppress(OSError):
        os.ftruncate(number, 0)
        os.lseek(number, 0, os.SEEK_SET)
        os.write(number, text.encode())


def _who(path: Path) -> str:
    about: dict = {}
    for _ in range(_LOOKS):  # who has just taken it has not yet written its name
        try:
            about = json.loads(path.read_text(encoding="utf-8"))
            who = f"process {int(about['pid'])} on {str(about['host'])[:80]}"
            who += f" since {str(about['since'])[:40]}"
        except (OSError, ValueError, KeyError, TypeError):
            who = "another process"
        else:
            if about["host"] != platform.node() or _lives(int(about["pid"])):
                break
            who = "another process"
        time.sleep(_BETWEEN_SECONDS)
    return message(
        "another run is making these reports",
        where=who,
        way_out="Wait for its end, or choose another folder with --output.",
    )


def _lives(pid: int) -> bool:
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return pid > 0


def is_held(reports: Path) -> bool:
    """Whether a run holds the lock at this moment."""
    path = reports / FILE
    if not path.exists():
        return False
    try:
        _free(_taken(path))
    except RunError:
        return True
    return False


def _drop_in_child() -> None:
    for number in _open:
        with contextlib.suppress(OSError):
            os.close(number)
    _open.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_drop_in_child)
