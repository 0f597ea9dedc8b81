"""The record of a run: what went in, so that a reviewer can make it again."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from pathlib import Path

import nbformat

from policylib.reporting.execute import Executed

#: Packages that only run a page, beside those that it names.
RUNNING = ("papermill", "nbconvert", "pandera", "pyarrow")


def of_run(runs: list[Executed], root: Path, seals: dict[str, str]) -> dict:
    """Return data, code, lock and versions once, and each notebook with its parameters."""
    from policylib.tables.record import SHOWN  # brings the mathematics, half a second

    return {
        "data_sha256": seals,
        "code_sha256": _tree(root / "policylib", (".py", ".yaml", ".po", ".j2", ".css")),
        "lock_sha256": _file(root / "requirements.lock"),
        "python": platform.python_version(),
        "versions": {n: importlib.metadata.version(n) for n in (*SHOWN, *RUNNING)},
        "notebooks": [
            {
                "notebook": r.notebook.name,
                "parameters": r.parameters,
                "seed": r.parameters.get("seed"),
                "cells_sha256": cells_sha256(r.notebook.path),
            }
            for r in runs
        ],
    }


def cells_sha256(path: Path) -> str:
    """Hash the cell sources of a notebook; outputs do not count."""
    cells = nbformat.read(path, as_version=4).cells
    text = json.dumps([(c.cell_type, c.source) for c in cells], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _tree(folder: Path, endings: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in endings):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
