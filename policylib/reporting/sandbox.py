"""The project as one notebook sees it: its data to read, and an empty folder to run in."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from policylib.errors import RunError, message, places
from policylib.store.taken import FOLDER

_DATA, _CELLS = "data", "notebooks"


def lay(root: Path, folder: Path, *, given: Mapping[str, bytes]) -> Path:
    """Lay a project whose data are those of ``root``; return the folder that cells run in.

    A file that a cell writes is then found by `require_empty`, whoever else runs beside it.

    Parameters
    ----------
    given : mapping of str to bytes
        Files of findings, by the notebook that computed them.
    """
    (folder / _CELLS).mkdir(parents=True)
    (folder / FOLDER).mkdir()
    for name, content in given.items():
        (folder / FOLDER / f"{name}.json").write_bytes(content)
    data = (root / _DATA).resolve()
    try:
        (folder / _DATA).symlink_to(data, target_is_directory=True)
    except OSError:  # Windows without the right to make links
        shutil.copytree(data, folder / _DATA)
    return folder / _CELLS


def require_empty(folder: Path, *, name: str, given: Mapping[str, bytes]) -> None:
    """Raise RunError if a run left a file in the project laid in ``folder``, or changed one."""
    laid = {folder / _DATA, folder / _CELLS, folder / FOLDER}
    for what, content in given.items():
        path = folder / FOLDER / f"{what}.json"
        if path.is_file() and path.read_bytes() == content:
            laid.add(path)
    found = [p for inner in ("", _CELLS, FOLDER) for p in (folder / inner).iterdir()]
    left = sorted(p.name for p in found if p not in laid)
    if left:
        raise RunError(
            message(
                f"{name} wrote files that no report declares",
                where=places(left),
                way_out="A notebook shows its results; files of them are made by the runner.",
            ),
            reason="undeclared_file",
        )
