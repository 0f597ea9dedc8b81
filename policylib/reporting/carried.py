"""What pages are made from, as one archive for workers that do not see the project's folder."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

_CARRIED = ("data", "notebooks")
_PASSED_OVER = (".ipynb_checkpoints", "__pycache__")


def packed(root: Path) -> bytes:
    """Return data and notebooks of a project as one archive, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in _CARRIED:
            for path in sorted((root / part).rglob("*")):
                inside = path.relative_to(root)
                if path.is_file() and not set(_PASSED_OVER) & set(inside.parts):
                    about = zipfile.ZipInfo(inside.as_posix())
                    archive.writestr(about, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(archive: bytes, folder: Path) -> None:
    """Write the files of an archive into a folder."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        opened.extractall(folder)
