"""A set of pages written aside and published by one rename.

``reports/index.html`` is the only thing that a reader opens; it points into ``reports/sets/<run>``.
The set is complete before the index is replaced, so a failed run leaves the former report as it
was. A folder that holds other things than a report is refused and nothing of it is removed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from policylib.errors import UsageError, message

SETS_KEPT = 3
MARKER = ".policylib-report"
_RUN = re.compile(r"\d{8}T\d{6}-\d+")
_DAY_SECONDS = 86_400


@contextlib.contextmanager
def staging(reports: Path) -> Iterator[Path]:
    """Yield an empty folder beside the sets; it is removed whether the run succeeds or fails.

    Raises
    ------
    UsageError
        If the folder holds files and was not made by this library.
    """
    _claim(reports)
    _sweep(reports / "aside")
    aside = reports / "aside" / f"{_now()}-{os.getpid()}"
    aside.mkdir(parents=True)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):  # another run may still have its folder there
            aside.parent.rmdir()


def _claim(reports: Path) -> None:
    """Mark a new or empty folder as ours; refuse one that holds something else."""
    if reports.is_dir() and not (reports / MARKER).is_file() and any(reports.iterdir()):
        raise UsageError(
            message(
                f"the folder '{reports.name}' holds other files",
                expected="a report of policylib, or an empty folder",
                way_out="Choose another folder with --output.",
            )
        )
    reports.mkdir(parents=True, exist_ok=True)
    (reports / MARKER).touch()


def _sweep(folder: Path) -> None:
    """Remove what runs that were killed left behind more than a day ago."""
    for old in folder.glob("*") if folder.is_dir() else ():
        if _RUN.fullmatch(old.name) and time.time() - old.stat().st_mtime > _DAY_SECONDS:
            shutil.rmtree(old, ignore_errors=True)


def publish(aside: Path, reports: Path, index_html: Callable[[str], str]) -> Path:
    """Move the set into place, then replace the index by one rename; return the index.

    Parameters
    ----------
    index_html : callable of str to str
        Makes the index, given the path of the set relative to ``reports``.
    """
    sets = reports / "sets"
    sets.mkdir(exist_ok=True)
    target = sets / aside.name
    aside.replace(target)
    index, new = reports / "index.html", reports / f"{target.name}.index.new"
    new.write_text(index_html(f"sets/{target.name}"), encoding="utf-8")
    new.replace(index)
    for old in _own_sets(sets, target)[: -(SETS_KEPT - 1)]:
        # The report is published: a set that cannot be removed is no reason to call it failed.
        shutil.rmtree(old, ignore_errors=True)
    return index


def _own_sets(sets: Path, target: Path) -> list[Path]:
    """Sets of former runs, oldest first; nothing that this library did not write."""
    found = (p for p in sets.iterdir() if _RUN.fullmatch(p.name) and (p / "run.json").is_file())
    return sorted(p for p in found if p != target)


def write_json(path: Path, content: object) -> None:
    """Write one JSON file, keys sorted."""
    path.write_text(
        json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
