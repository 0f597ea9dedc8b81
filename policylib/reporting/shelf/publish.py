"""A set of pages put together aside, verified, renamed into place, published by one rename.

``reports/latest`` is a symbolic link to ``sets/<run>``; replacing it is the one act that publishes.
Where links cannot be made, the page ``reports/index.html`` says which set is the latest. A failed
run leaves both as they were. A folder that holds other things than a report is refused and nothing
of it is removed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from policylib.errors import RunError, UsageError, message
from policylib.reporting.shelf import disk, manifest, pointer
from policylib.reporting.shelf.listing import Kept
from policylib.reporting.shelf.pointer import RUN, latest

MARKER = ".policylib-report"
_OWN_FOLDERS = ("aside", "sealed", "sets", "seen")


def claim(reports: Path) -> None:
    """Mark a new or empty folder as ours; refuse one that holds something else.

    Raises
    ------
    RunError
        If the folder cannot be made or written.
    UsageError
        If it is no folder, holds other files, or a folder of ours in it is a link that leads
        elsewhere.
    """
    if os.path.lexists(reports) and not reports.is_dir():
        raise UsageError(
            message(
                f"'{reports.name}' is no folder",
                expected="a folder for reports",
                way_out="Choose another with --output.",
            )
        )
    with disk.told(reports):
        names = list(reports.iterdir()) if os.path.lexists(reports) else []
    if names and not (reports / MARKER).is_file():
        raise UsageError(
            message(
                f"the folder '{reports.name}' holds other files",
                expected="a report of policylib, or an empty folder",
                way_out="Choose another folder with --output.",
            )
        )
    if linked := [n for n in _OWN_FOLDERS if (reports / n).is_symlink()]:
        raise UsageError(
            message(
                f"'{linked[0]}' in the folder '{reports.name}' is a link",
                expected="a folder",
                way_out="Remove the link, or choose another folder with --output.",
            )
        )
    disk.folder(reports)
    if not names:
        disk.write(reports / MARKER, b"")
        disk.sync_folder(reports)


def run_id(reports: Path, *, now: dt.datetime, number: int) -> str:
    """Return a name for a run that no run of this folder has; ``number`` is its process.

    It tells the time for the reader; nothing hangs on its order.
    """
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%S")
    names = (f"{stamp}-{n}" for n in itertools.count(number))
    places = [reports / part for part in ("sets", "aside")]
    return next(n for n in names if not any(os.path.lexists(p / n) for p in places))


@contextlib.contextmanager
def work(reports: Path, run: str) -> Iterator[Path]:
    """Yield ``reports/aside/<run>``; it is removed whether the run succeeds or fails."""
    aside = reports / "aside" / _run(run)
    disk.folder(aside)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):  # another may still have its folder there
            aside.parent.rmdir()


def assemble(folder: Path, jobs: Mapping[str, Kept]) -> None:
    """Put the files of all jobs into the folder of a set, named ``<job>.<what>``.

    Sealed files get a second name, since their first goes when the set is published; files of a
    published set are copied, so that no two sets share bytes.
    """
    disk.folder(folder)
    for job, kept in jobs.items():
        put_file = disk.copy if kept.published else disk.link
        for what, name in kept.names.items():
            put_file(kept.folder / name, folder / manifest.placed(job, what))


def put(reports: Path, folder: Path, *, run: str, say: Callable[[str], None]) -> Path:
    """Verify a set with its manifest, move it to ``sets/<run>`` and publish it; return it.

    Raises
    ------
    RunError
        With the reason set_not_whole, or one of the disk; the former set stays the latest.
    """
    manifest.require(folder)
    target = reports / "sets" / _run(run)
    disk.folder(target.parent)
    disk.rename(folder, target)
    try:
        pointer.point(reports, target)
    except BaseException as error:
        if latest(reports) == target and isinstance(error, RunError):
            say(f"The set is published, but: {error}")
            return target
        if latest(reports) != target:
            with contextlib.suppress(RunError):
                disk.rename(target, folder)
        raise
    return target


def _run(run: str) -> str:
    if not RUN.fullmatch(run):
        raise UsageError(message(f"{run[:80]!r} is no name of a run"))
    return run
