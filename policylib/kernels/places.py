"""A private folder with a short path for the sockets of this process's kernels."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "policylib-"
#: A socket's path holds 107 bytes; what follows the folder is some 20 of them.
LONGEST = 80
_numbers = itertools.count(1)
_folders: dict[int, Path] = {}


class Place:
    """Where one kernel's sockets and connection file are."""

    def __init__(self) -> None:
        self._stem = folder() / str(next(_numbers))
        self.sockets = f"{self._stem}"
        self.connection_file = f"{self._stem}.json"

    def clear(self) -> None:
        """Remove sockets that an earlier kernel left."""
        for old in self._stem.parent.glob(f"{self._stem.name}-*"):
            old.unlink(missing_ok=True)

    def close(self) -> None:
        """Remove everything of this kernel."""
        self.clear()
        Path(self.connection_file).unlink(missing_ok=True)


def folder() -> Path:
    """Return this process's folder, readable by its user alone; made when first asked for."""
    mine = _folders.get(os.getpid())
    if mine is None or not mine.is_dir():
        base = Path(tempfile.gettempdir())
        if len(os.fsencode(base)) > LONGEST - 40:
            base = Path("/tmp")
        _sweep(base)
        mine = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=base))
        _folders.clear()
        _folders[os.getpid()] = mine
        atexit.register(_remove, os.getpid(), mine)
    return mine


def _remove(owner: int, mine: Path) -> None:
    if owner == os.getpid():
        shutil.rmtree(mine, ignore_errors=True)


def _sweep(base: Path) -> None:
    """Remove what processes that were killed have left."""
    for old in base.glob(f"{PREFIX}*-*"):
        owner = old.name[len(PREFIX) :].partition("-")[0]
        with contextlib.suppress(OSError):
            if owner.isdigit() and old.stat().st_uid == os.getuid() and not _lives(int(owner)):
                shutil.rmtree(old, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
