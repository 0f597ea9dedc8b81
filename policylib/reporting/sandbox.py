"""The project as one notebook sees it: its data to read, and an empty folder to run in."""

from __future__ import annotations

import shutil
from pathlib import Path

from policylib.errors import RunError, message, places

_DATA, _CELLS = "data", "notebooks"


def lay(root: Path, folder: Path) -> Path:
    """Lay a project whose data are those of ``root``; return the folder that cells run in.

    A file that a cell writes is then found by `require_empty`, whoever else runs beside it.
    """
    (folder / _CELLS).mkdir(parents=True)
    data = (root / _DATA).resolve()
    try:
        (folder / _DATA).symlink_to(data, target_is_directory=True)
    except OSError:  # Windows without the right to make links
        shutil.copytree(data, folder / _DATA)
    return folder / _CELLS


def require_empty(folder: Path, *, name: str) -> None:
    """Raise RunError if a run left a file in the project laid in ``folder``."""
    found = [*folder.iterdir(), *(folder / _CELLS).iterdir()]
    left = sorted(p.name for p in found if p not in (folder / _DATA, folder / _CELLS))
    if left:
        raise RunError(
            message(
                f"{name} wrote files that no report declares",
                where=places(left),
                way_out="A notebook shows its results; files of them are made by the runner.",
            ),
            reason="undeclared_file",
        )
