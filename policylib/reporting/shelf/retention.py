"""What is kept of former sets, and what runs that were ended left behind."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

from policylib.errors import RunError, UsageError, message
from policylib.reporting.shelf import disk, manifest, pointer, sealed, seen

_ASIDE = re.compile(rf"{pointer.RUN.pattern}|gone-\d+")
_HALF = (pointer.LATEST, pointer.INDEX)


def retain(reports: Path, *, keep: int, say: Callable[[str], None]) -> list[str]:
    """Remove the oldest sets beyond the newest ``keep`` that are whole; return their names.

    The latest set stays whatever its age, and so does what this library did not make. A set that
    is not whole does not count and goes when ``keep`` whole ones are newer. A set that cannot be
    removed is said: the report is published, so that it is no reason to call the run failed.

    Raises
    ------
    UsageError
        If ``keep`` is less than 1.
    """
    if keep < 1:
        raise UsageError(message(f"keep is {keep}", expected="1 or more"))
    latest, whole, gone = pointer.latest(reports), 0, []
    for path in _newest_first(reports):
        if whole >= keep:
            if path != latest and _removed(path, reports, say):
                gone.append(path.name)
        elif not manifest.problems(path, seen=seen.Seen.of(reports, path.name)):
            whole += 1
    return gone


def _newest_first(reports: Path) -> list[Path]:
    return sorted(pointer.sets(reports), key=lambda p: (pointer.number(p), p.name), reverse=True)


def _removed(path: Path, reports: Path, say: Callable[[str], None]) -> bool:
    try:
        disk.discard(path, reports / "aside")
        (reports / seen.FOLDER / f"{path.name}.json").unlink(missing_ok=True)
    except (OSError, RunError) as error:
        say(message(f"the former set {path.name} could not be removed ({error})".rstrip(".")))
        return False
    return True


def sweep(
    reports: Path, *, run: str, needed: Collection[str], say: Callable[[str], None]
) -> list[str]:
    """Remove what ended runs left in ``aside``, half-written files and sealed jobs not needed.

    To be called by the holder of the lock alone. Names that this library did not give stay.

    Parameters
    ----------
    run : str
        The present run; its folder stays.
    needed : collection of str
        Keys of sealed jobs that the present plan or a recent run has not published yet.
    """
    gone = []
    aside = reports / "aside"
    for path in sorted(aside.iterdir()) if aside.is_dir() else ():
        ours = _ASIDE.fullmatch(path.name) and path.name != run
        if ours and path.is_dir() and not path.is_symlink() and _swept(path, say):
            gone.append(path.name)
    with disk.only_said(say), disk.told(reports):
        for name in _HALF:
            (reports / f"{name}.new").unlink(missing_ok=True)
        _sweep_seen(reports)
        gone += sealed.sweep(reports, needed=needed)
    return gone


def _swept(path: Path, say: Callable[[str], None]) -> bool:
    try:
        with disk.told(path):
            disk.step("remove", path)
            shutil.rmtree(path)
    except RunError as error:
        say(str(error))
        return False
    return True


def _sweep_seen(reports: Path) -> None:
    """What was remembered of sets that are gone."""
    folder = reports / seen.FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        run = path.name.removesuffix(".new").removesuffix(".json")
        if pointer.RUN.fullmatch(run) and (path.suffix == ".new" or not _stands(reports, run)):
            path.unlink(missing_ok=True)


def _stands(reports: Path, run: str) -> bool:
    return (reports / "sets" / run).is_dir()
