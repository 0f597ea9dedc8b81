"""Finished jobs that wait for their set: written aside, sealed by one rename, believed by bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from pathlib import Path

from policylib.errors import RunError, UsageError, message, places
from policylib.reporting.shelf import disk, listing
from policylib.reporting.shelf.disk import refused
from policylib.reporting.shelf.listing import Kept

FOLDER = "sealed"
LIST = "files.json"
_KEY = re.compile(r"[0-9a-f]{16,128}")
_DAMAGED = re.compile(rf"{_KEY.pattern}\.damaged-\d+")


def seal(
    reports: Path,
    key: str,
    folder: Path,
    about: dict,
    *,
    exact: Collection[str] | None = None,
    say: Callable[[str], None],
) -> Kept:
    """List, sync and rename a finished folder into ``reports/sealed/<key>``.

    Parameters
    ----------
    folder : Path
        Below ``reports/aside``; holds plain files named by what they are ("html",
        "findings.json"). It is gone afterwards.
    about : dict
        JSON that goes with the job into the manifest.
    exact : collection of str, optional
        Files that must have the same bytes when another process has sealed the same key before;
        default all. An executed notebook, for one, holds its times.

    Raises
    ------
    RunError
        With the reason not_same, if the same key was sealed with other bytes before.
    UsageError
        If the key is none, or the folder holds anything but plain files.
    """
    target = _place(reports, key)
    files = listing.listed(folder, leave=(LIST,))
    content = {"key": key, "about": about, "files": listing.to_json(files)}
    content["sum"] = listing.digest(content)
    disk.write(folder / LIST, listing.canonical(content) + b"\n")
    disk.sync_all(folder, files)
    disk.folder(target.parent)
    while True:
        if os.path.lexists(target) and (former := taken(reports, key, say=say)) is not None:
            return _same(former, files, folder, exact)
        try:
            disk.rename(folder, target)
        except RunError:
            if not os.path.lexists(target):  # else another process was first: compare
                raise
        else:
            return _kept(target, files, key, about)


def _same(
    former: Kept, files: dict[str, listing.File], folder: Path, exact: Collection[str] | None
) -> Kept:
    compared = sorted(files) if exact is None else sorted(set(exact) & files.keys())
    other = [n for n in compared if former.files.get(n) != files[n]]
    other += sorted(files.keys() ^ former.files.keys())
    if other:
        raise refused(
            "not_same",
            message(
                "the same work was done twice with other results",
                where=f"{former.key[:12]}: {places(other)}",
                way_out="A notebook may depend on nothing but its declared inputs.",
            ),
        )
    disk.discard(folder, former.folder.parents[1] / "aside")
    return former


def taken(reports: Path, key: str, *, say: Callable[[str], None]) -> Kept | None:
    """Return a sealed job whose every byte was hashed, or None.

    A damaged one is set aside by rename as ``<key>.damaged-<n>`` and said; it is not believed.
    """
    folder = _place(reports, key)
    if not os.path.lexists(folder):
        return None
    try:
        kept, wrong = _read(folder, key)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        kept, wrong = None, [f"{LIST}: cannot be read ({type(error).__name__})"]
    if not wrong:
        return kept
    if os.path.lexists(folder):  # else another process has set it aside
        disk.rename(folder, disk.free_name(folder.with_name(f"{key}.damaged")))
    say(
        message(
            "a sealed job is damaged and is made again", where=f"{key[:12]}: {places(list(wrong))}"
        )
    )
    return None


def _read(folder: Path, key: str) -> tuple[Kept, list[str]]:
    if folder.is_symlink():
        raise ValueError("a link")
    content = listing.parsed((folder / LIST).read_bytes())
    if content.pop("sum") != listing.digest(content) or content["key"] != key:
        return None, [f"{LIST}: was changed"]
    files = listing.from_json(content["files"])
    wrong = list(listing.differences(folder, files, leave=(LIST,)).values())
    return _kept(folder, files, key, content["about"]), wrong


def _kept(folder: Path, files: dict[str, listing.File], key: str, about: dict) -> Kept:
    return Kept(key, folder, {n: n for n in files}, files, about)


def damaged(reports: Path) -> list[str]:
    """Return the names of sealed folders that were set aside as damaged."""
    folder = reports / FOLDER
    return sorted(p.name for p in folder.glob("*.damaged-*")) if folder.is_dir() else []


def sweep(reports: Path, *, needed: Collection[str]) -> list[str]:
    """Remove sealed jobs that are not needed, and damaged ones; return their names.

    What this library did not name stays.
    """
    folder, gone = reports / FOLDER, []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        ours = _KEY.fullmatch(path.name) and path.name not in needed
        if (ours or _DAMAGED.fullmatch(path.name)) and path.is_dir() and not path.is_symlink():
            disk.discard(path, reports / "aside")
            gone.append(path.name)
    return gone


def _place(reports: Path, key: str) -> Path:
    if not _KEY.fullmatch(key):
        raise UsageError(message(f"{key[:80]!r} is no key", expected="16 to 128 hex digits"))
    return reports / FOLDER / key
