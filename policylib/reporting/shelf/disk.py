"""Every change on disk as one named step: written, synced, renamed; a failure says the way out.

The other modules change the disk only through this one, so that a test can stop a process before
each step, or let the step fail, and look at what is left.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from policylib.errors import RunError, message

_SYNC_ONE_BY_ONE = 64
_REASONS = {
    errno.ENOSPC: ("disk_full", "the disk is full", "Free some space and run again."),
    errno.EDQUOT: ("disk_full", "the quota is used up", "Free some space and run again."),
    errno.EFBIG: ("file_too_large", "a file may not grow so large", "Raise the limit (ulimit -f)."),
    errno.EROFS: ("read_only", "the disk is read-only", "Choose another folder with --output."),
    errno.EACCES: ("read_only", "writing is not permitted", "Ask for the right to write there."),
    errno.EPERM: ("read_only", "writing is not permitted", "Ask for the right to write there."),
    errno.EXDEV: ("disk_error", "it lies on another disk", "Keep the whole folder on one disk."),
}


def step(what: str, path: Path, source: Path | None = None) -> None:
    """Stand before every change; tests put their own here."""


def refused(reason: str, text: str) -> RunError:
    """Return an error that carries its reason, one of ``outcome.REASONS``."""
    error = RunError(text)
    error.reason = reason
    return error


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn an OSError into a RunError that names the file and the way out.

    Raises
    ------
    RunError
        With the reasons disk_full, file_too_large, read_only or disk_error.
    """
    try:
        yield
    except OSError as error:
        said = os.strerror(error.errno) if error.errno else type(error).__name__
        other = ("disk_error", f"the disk says: {said}", "Look after the disk and run again.")
        reason, what, way_out = _REASONS.get(error.errno, other)
        raise refused(reason, message(what, where=path.name, way_out=way_out)) from error


@contextlib.contextmanager
def only_said(say: Callable[[str], None]) -> Iterator[None]:
    """Say a RunError instead of raising it: after publishing, the account of it may fail."""
    try:
        yield
    except RunError as error:
        say(str(error))


def folder(path: Path) -> None:
    """Make a folder and those above it, and sync the one that holds it."""
    if path.is_dir():
        return
    with told(path):
        step("folder", path)
        path.mkdir(parents=True, exist_ok=True)
    sync_folder(path.parent)


def write(path: Path, content: bytes) -> None:
    """Write one file and sync it; nobody may rely on it before it is renamed."""
    with told(path):
        step("create", path)
        with path.open("wb") as file:
            _fill(file, content, path)


def overwrite(path: Path, content: bytes) -> None:
    """Write over a file of the same size, which needs no further room on the disk."""
    if not path.is_file() or path.stat().st_size != len(content):
        write(path, content)
        return
    with told(path), path.open("r+b") as file:
        _fill(file, content, path)


def _fill(file: BinaryIO, content: bytes, path: Path) -> None:
    step("write", path)
    file.write(content)
    file.flush()
    step("sync", path)
    os.fsync(file.fileno())


def replace(path: Path, content: bytes) -> None:
    """Write a file whole, so that a reader meets the former or the new one."""
    new = path.with_name(f"{path.name}.new")
    write(new, content)
    rename(new, path)


def rename(old: Path, new: Path) -> None:
    """Rename and sync the folders that change; a file at ``new`` is replaced."""
    with told(new):
        step("rename", new, old)
        old.replace(new)
    for parent in {old.parent, new.parent}:
        sync_folder(parent)


def symlink(path: Path, target: str) -> None:
    """Point ``path`` to ``target`` by one rename.

    Raises
    ------
    OSError
        Where the file system or its owner allows no symbolic links.
    """
    new = path.with_name(f"{path.name}.new")
    step("symlink", new)
    new.unlink(missing_ok=True)
    new.symlink_to(target, target_is_directory=True)
    rename(new, path)


def copy(source: Path, target: Path) -> None:
    """Copy the bytes of one file; synced later with its folder."""
    with told(target):
        step("copy", target)
        shutil.copyfile(source, target, follow_symlinks=False)


def link(source: Path, target: Path) -> None:
    """Give a file a second name without copying it; copy where that cannot be."""
    try:
        step("link", target)
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        copy(source, target)


def sync_folder(path: Path) -> None:
    """Sync the names in a folder; Windows does it by itself."""
    if os.name == "nt":
        return
    with told(path):
        step("sync", path)
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def sync_all(path: Path, names: Iterable[str]) -> None:
    """Sync the files named in a folder and the folder, in one call where they are many."""
    names = list(names)
    if len(names) <= _SYNC_ONE_BY_ONE or not _sync_disk(path):
        for name in names:
            with told(path / name):
                step("sync", path / name)
                # Windows syncs only what is open for writing.
                number = os.open(path / name, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
                try:
                    os.fsync(number)
                finally:
                    os.close(number)
    sync_folder(path)


def _sync_disk(path: Path) -> bool:
    """Sync the whole file system of a folder; False where there is no such call."""
    import ctypes

    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if os.name != "nt" else None
    if syncfs is None:
        return False
    with told(path):
        step("sync disk", path)
        number = os.open(path, os.O_RDONLY)
        try:
            if syncfs(number) != 0:
                raise OSError(ctypes.get_errno(), "syncfs")
        finally:
            os.close(number)
    return True


def free_name(path: Path) -> Path:
    """Return ``path-1``, ``path-2``, … whichever is not taken."""
    numbered = (path.with_name(f"{path.name}-{n}") for n in itertools.count(1))
    return next(p for p in numbered if not os.path.lexists(p))


def discard(path: Path, aside: Path) -> None:
    """Remove a folder: away by rename first, so that no half of it stays where it counted."""
    folder(aside)
    gone = free_name(aside / "gone")
    rename(path, gone)
    with told(path):
        step("remove", gone)
        shutil.rmtree(gone)
