"""Where the project's data lies."""

from __future__ import annotations

from pathlib import Path

from policylib.errors import DataError, message

#: A file that only this project has; many projects have a folder data/raw.
MARKER = Path("data", "raw", "published-numbers", "source.yml")


def find_root(start: Path | None = None) -> Path:
    """Return the nearest folder upward that holds `MARKER`, else the one beside the package.

    Notebooks run in their own folder under JupyterLab and in the caller's under papermill; both
    lie inside the project.
    """
    here = (start or Path.cwd()).resolve()
    beside = Path(__file__).resolve().parents[2]
    for folder in (here, *here.parents, beside):
        if (folder / MARKER).is_file():
            return folder
    raise DataError(
        message(
            "no project of policylib here or above",
            where=here.name,
            way_out="Run inside the project's folder.",
        )
    )
