"""Sums remembered by size, times and inode, as git's index does, so that nothing is hashed twice.

Kept outside the sets, one file a set. It is only ever a saving: whatever is wrong with it, the
files are hashed again.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from policylib.errors import RunError
from policylib.reporting.shelf import disk, listing

FOLDER = "seen"
#: A file changed this shortly before it was hashed may change again and show the same times.
_SETTLED_NS = 50_000_000
_SETTLED_COARSE_NS = 4_000_000_000
_SECOND_NS = 1_000_000_000


class Seen:
    """What is remembered of one set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = _read(path)
        self._changed = False

    @classmethod
    def of(cls, reports: Path, run: str) -> Seen:
        """Return what is remembered of the set of a run."""
        return cls(reports / FOLDER / f"{run}.json")

    def sum_of(self, path: Path, about: os.stat_result) -> str:
        """Return the sha256 of a file, hashed only when size, times or inode are new."""
        looks = [about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino]
        known = self._known.get(path.name)
        if known is not None and known[:4] == looks:
            return known[4]
        begun = time.time_ns()
        found = listing.sha256(path)
        if begun - max(about.st_mtime_ns, about.st_ctime_ns) > _settled(about):
            self._known[path.name] = [*looks, found]
            self._changed = True
        return found

    def keep(self) -> None:
        """Write what is remembered; a disk that refuses it costs only time."""
        if not self._changed:
            return
        content = {"files": self._known, "sum": listing.digest(self._known)}
        try:
            disk.folder(self.path.parent)
            disk.replace(self.path, listing.canonical(content))
        except RunError:
            return
        self._changed = False


def _settled(about: os.stat_result) -> int:
    """Some file systems tell times in whole or even seconds."""
    return _SETTLED_NS if about.st_mtime_ns % _SECOND_NS else _SETTLED_COARSE_NS


def _read(path: Path) -> dict[str, list]:
    try:
        content = listing.parsed(path.read_bytes())
        files = content["files"]
        return files if content["sum"] == listing.digest(files) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
