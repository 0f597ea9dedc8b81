"""Hashes of whole folders: of the raw files of each source, and of the library."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from policylib.store.office.versions import sha256_of

#: Packages with files that are no code but what pages are computed from, and what these are.
SHIPPED = {"law": "law", "assumptions": "assumptions", "scenarios": "assumptions"}
_PASSED_OVER = ("__pycache__",)


def sources_sha256(root: Path) -> dict[str, str]:
    """Hash the files of every folder under data/raw, ``source.yml`` among them, by its name.

    Every version that an office sent counts for its source, and so do the corrections.
    """
    raw = root / "data" / "raw"
    names = sorted(p.name for p in raw.iterdir() if p.is_dir() and not p.name.startswith("."))
    return {name: digest(tree(raw / name)) for name in names}


def shipped(package: str) -> dict[str, str]:
    """Hash the files beside the code of a package of `SHIPPED`, by their paths in the library."""
    library = Path(__file__).resolve().parents[1]
    found = tree(library / package).items()
    return {f"{package}/{name}": sha256 for name, sha256 in found if not name.endswith(".py")}


def tree(folder: Path) -> dict[str, str]:
    """Hash every file below a folder but hidden ones and bytecode, by its path there.

    Raises
    ------
    OSError
        If a folder or a file cannot be read; none is passed over.
    """
    found = {}
    for here, folders, files in os.walk(folder, onerror=_refuse, followlinks=True):
        folders[:] = sorted(f for f in folders if f not in _PASSED_OVER and not f.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and not name.endswith(".pyc"):
                path = Path(here, name)
                found[path.relative_to(folder).as_posix()] = sha256_of(path)
    return found


def _refuse(error: OSError) -> None:
    raise error


def digest(hashes: Mapping[str, str]) -> str:
    """Hash names with their hashes, in order of name."""
    text = "".join(f"{name}\0{sha256}\n" for name, sha256 in sorted(hashes.items()))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
