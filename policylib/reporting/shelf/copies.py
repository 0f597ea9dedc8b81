"""The published set copied to another place, such as an object store; then the pointer there.

The set lies under ``sets/<run>/``; ``latest.json`` names it with the sum of its manifest and is
written last. A file counts as copied when it was read back with the same sum.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policylib.errors import RunError, UsageError, message
from policylib.reporting.shelf import listing, manifest

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

POINTER = "latest.json"


@dataclass(frozen=True)
class Place:
    """A folder that fsspec reaches.

    Attributes
    ----------
    address : str
        As it was given, without a password in it.
    login : str
        What was left out; no error shows it.
    """

    files: AbstractFileSystem
    folder: str
    address: str
    login: str

    def path(self, name: str) -> str:
        """Return the path of a file below the folder."""
        return f"{self.folder.rstrip('/')}/{name}"


def place(address: str) -> Place:
    """Return the place at an address such as ``s3://bucket/reports`` or ``file:///srv/reports``.

    Raises
    ------
    UsageError
        If there is no such kind of address, or its package is not installed.
    """
    from fsspec.core import url_to_fs

    shown, login = _shown(address)
    try:
        files, folder = url_to_fs(address, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        text = message(
            f"--copy-to {shown}: {str(error).split(chr(10))[0].replace(address, shown)}",
            expected="an address that fsspec knows, such as s3://bucket/reports",
            way_out="Correct it, or install the package that it names.",
        )
        raise UsageError(text) from None
    return Place(files, folder, shown, login)


def _shown(address: str) -> tuple[str, str]:
    """Return an address without who logs in and with which password, and that part."""
    protocol, mark, rest = address.rpartition("://")
    host, slash, path = rest.partition("/")
    login, at, host = host.rpartition("@")
    return f"{protocol}{mark}{host}{slash}{path.partition('?')[0]}", login + at


def copy(published: Path, target: Place, *, say: Callable[[str], None]) -> int:
    """Copy what is missing of a published set and point to it; return how many files were copied.

    Raises
    ------
    RunError
        With the reason copy_failed; the former set there stays the latest there.
    """
    try:
        return _copied(published, target, say)
    except RunError:
        raise
    except Exception as error:  # every store has errors of its own
        said = str(error).split("\n")[0].replace(target.login or "\0", "") or "no reason given"
        raise _failed(target, f"{type(error).__name__}: {said}") from error


def _copied(published: Path, target: Place, say: Callable[[str], None]) -> int:
    about = manifest.read(published)
    names = [*about.files, *(n for n in manifest.OWN if (published / n).is_file())]
    folder = target.path(f"sets/{published.name}")
    sizes = _sizes(target, folder)
    pointer = _pointer(published)
    is_pointed = _read(target, target.path(POINTER)) == pointer
    count = 0
    for name in names:
        path, own = f"{folder}/{name}", published / name
        # Where the pointer is right the set was whole once; else what lies there is read.
        same_size = sizes.get(name) == own.stat().st_size
        if not (same_size and (is_pointed or _read(target, path) == own.read_bytes())):
            _put(target, path, own.read_bytes())
            count += 1
    if not is_pointed:
        _point(target, pointer)
    if count or not is_pointed:
        say(f"The set is copied to {target.address} ({count} files).")
    return count


def _pointer(published: Path) -> bytes:
    sha256 = listing.sha256(published / manifest.LIST)
    return listing.canonical({"run": published.name, "manifest_sha256": sha256}) + b"\n"


def _sizes(target: Place, folder: str) -> dict[str, int]:
    try:
        found = target.files.ls(folder, detail=True)
    except FileNotFoundError:
        return {}
    return {f["name"].rpartition("/")[2]: f["size"] for f in found if f["type"] == "file"}


def _read(target: Place, path: str) -> bytes | None:
    try:
        return target.files.cat_file(path)
    except FileNotFoundError:
        return None


def _put(target: Place, path: str, content: bytes) -> None:
    target.files.makedirs(path.rpartition("/")[0], exist_ok=True)
    target.files.pipe_file(path, content)
    there = _read(target, path)
    if there is None or hashlib.sha256(there).digest() != hashlib.sha256(content).digest():
        raise _failed(target, f"{path.rpartition('/')[2]} was not kept as it was sent")


def _point(target: Place, content: bytes) -> None:
    """Replace the pointer: an object store does it at once, a disk by renaming."""
    path = target.path(POINTER)
    if "file" not in _protocols(target):
        _put(target, path, content)
        return
    _put(target, f"{path}.new", content)
    Path(f"{path}.new").replace(path)


def _protocols(target: Place) -> tuple[str, ...]:
    named = target.files.protocol
    return (named,) if isinstance(named, str) else tuple(named)


def _failed(target: Place, what: str) -> RunError:
    text = message(
        f"the set is published here, but its copy at {target.address} failed: {what}",
        way_out="Look after that place and run again; what is missing is copied then.",
    )
    return RunError(text, reason="copy_failed")


def last(target: Place) -> dict | None:
    """Return what the pointer there says, or None where there is none."""
    content = _read(target, target.path(POINTER))
    return None if content is None else json.loads(content)
