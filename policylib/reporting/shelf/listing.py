"""Files of one folder with their sums; what a folder holds beside or against its list."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policylib.errors import UsageError, message

#: What may be the name of a file in a set or a sealed folder.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_SUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class File:
    """Sum and bytes of one file."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Kept:
    """A finished job whose bytes were checked.

    ``names`` and ``files`` go by what a file is ("html", "ipynb", "findings.json"); ``names`` says
    what it is called in ``folder``. ``about`` is the caller's own, JSON. ``published`` is False for
    a sealed job.
    """

    key: str
    folder: Path
    names: dict[str, str]
    files: dict[str, File]
    about: dict = field(default_factory=dict)
    published: bool = False


def name(text: str) -> str:
    """Return a file name that cannot lead out of its folder.

    Raises
    ------
    UsageError
        If it holds anything but letters, digits, dot, hyphen and underscore.
    """
    if not _NAME.fullmatch(text) or text.endswith("."):
        raise UsageError(
            message(
                f"{text[:80]!r} cannot be the name of a file of a report",
                expected="letters, digits, dot, hyphen and underscore, beginning with one of the "
                "first two",
            )
        )
    return text


def canonical(content: object) -> bytes:
    """Return JSON of which there is one form."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def digest(content: object) -> str:
    """Return the sha256 of the canonical JSON."""
    return hashlib.sha256(canonical(content)).hexdigest()


def parsed(text: bytes | str) -> object:
    """Parse JSON in which every key stands once.

    Raises
    ------
    ValueError
        If it is none.
    """

    def once(pairs: list[tuple[str, object]]) -> dict:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except RecursionError as error:
        raise ValueError("too deep") from error


def sha256(path: Path) -> str:
    """Hash a regular file, following no link."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(number, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def listed(folder: Path, *, leave: Collection[str] = ()) -> dict[str, File]:
    """Hash every file of a folder.

    Raises
    ------
    UsageError
        If the folder holds anything but plain files, or a name that is none.
    """
    found = {}
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if kind := _kind(entry):
            raise UsageError(message(f"'{entry.name}' is {kind}", expected="plain files alone"))
        if entry.name not in leave:
            found[name(entry.name)] = File(
                sha256(folder / entry.name), entry.stat(follow_symlinks=False).st_size
            )
    return found


def differences(
    folder: Path,
    files: Mapping[str, File],
    *,
    leave: Collection[str] = (),
    sum_of: Callable[[Path, os.stat_result], str] = lambda path, about: sha256(path),
) -> dict[str, str]:
    """Return what is wrong, by file name: missing, not on the list, no plain file, other bytes."""
    wrong, met = {}, set()
    for entry in os.scandir(folder):
        met.add(entry.name)
        if kind := _kind(entry):
            wrong[entry.name] = f"{entry.name}: is {kind}"
        elif entry.name in files:
            if said := _difference(folder / entry.name, entry, files[entry.name], sum_of):
                wrong[entry.name] = said
        elif entry.name not in leave:
            wrong[entry.name] = f"{entry.name}: is not on the list"
    wrong |= {n: f"{n}: is missing" for n in files.keys() - met}
    return dict(sorted(wrong.items()))


def _difference(path: Path, entry: os.DirEntry, file: File, sum_of: Callable) -> str:
    about = entry.stat(follow_symlinks=False)
    if about.st_size != file.size:
        return f"{path.name}: {about.st_size} bytes instead of {file.size}"
    try:
        return "" if sum_of(path, about) == file.sha256 else f"{path.name}: other bytes (sha256)"
    except OSError as error:
        return f"{path.name}: cannot be read ({os.strerror(error.errno or 0)})"


def _kind(entry: os.DirEntry) -> str:
    if entry.is_symlink():
        return "a link"
    if entry.is_dir(follow_symlinks=False):
        return "a folder"
    return "" if stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode) else "no plain file"


def to_json(files: Mapping[str, File]) -> dict[str, dict]:
    """Return files as they stand in JSON."""
    return {n: {"sha256": f.sha256, "size": f.size} for n, f in files.items()}


def from_json(content: object) -> dict[str, File]:
    """Read files back.

    Raises
    ------
    ValueError
        If a name, a sum or a size cannot be one.
    """
    if not isinstance(content, dict):
        raise ValueError("no list of files")
    found = {}
    for text, about in content.items():
        if not _NAME.fullmatch(text) or set(about) != {"sha256", "size"}:
            raise ValueError(f"no file: {text[:80]!r}")
        if not (_SUM.fullmatch(str(about["sha256"])) and type(about["size"]) is int):
            raise ValueError(f"no sum or size: {text[:80]!r}")
        found[text] = File(about["sha256"], about["size"])
    return found
