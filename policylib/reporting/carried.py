"""What pages are made from, carried elsewhere: as one archive, or as a copy of the project."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import policylib

LOCK = "requirements.lock"
_CARRIED = ("data", "notebooks")
_PASSED_OVER = (".ipynb_checkpoints", "__pycache__")


def packed(root: Path) -> bytes:
    """Return data and notebooks of a project as one archive, the same bytes for the same files."""
    found = [path for part in _CARRIED for path in sorted((root / part).rglob("*"))]
    inside = {p.relative_to(root): p for p in found if p.is_file()}
    return archive({n.as_posix(): p for n, p in inside.items() if not {*_PASSED_OVER} & {*n.parts}})


def archive(files: Mapping[str, Path]) -> bytes:
    """Return files by their names in an archive, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, path in files.items():
            opened.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(archive: bytes, folder: Path) -> None:
    """Write the files of an archive into a folder."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        opened.extractall(folder)


def copy(root: Path, folder: Path) -> None:
    """Copy data, notebooks, the lock and the library that runs now into a folder."""
    parts = {part: root / part for part in _CARRIED} | {
        "policylib": Path(policylib.__file__).parent
    }
    for name, here in parts.items():
        if here.is_dir():
            ignored = shutil.ignore_patterns(".ipynb_checkpoints")
            shutil.copytree(here, folder / name, ignore=ignored, dirs_exist_ok=True)
    if (root / LOCK).is_file():
        shutil.copy(root / LOCK, folder)
