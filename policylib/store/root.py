"""Where the project's data lies."""

from __future__ import annotations

from pathlib import Path

from policylib.errors import DataError, message


def find_root(start: Path | None = None) -> Path:
    """Return the nearest folder upward that holds ``data/raw``, else the one beside the package.

    Notebooks run in their own folder under JupyterLab and in the caller's under papermill; both
    lie inside the project.
    """
    here = (start or Path.cwd()).resolve()
    beside = Path(__file__).resolve().parents[2]
    for folder in (here, *here.parents, beside):
        if (folder / "data" / "raw").is_dir():
            return folder
    raise DataError(
        message(
            "no folder data/raw here or above",
            where=here.name,
            way_out="Run inside the project's folder.",
        )
    )
