"""The hash of the code between raw files and processed tables."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

_CODE = ("errors.py", "days.py", "regions.py", "schemas", "cleaning", "pipeline", "store")
_ENDINGS = (".py", ".yaml", ".j2")


@functools.cache
def code_sha256() -> str:
    """Return the hash; a table computed by other code is not read (see `processed.read`)."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for name in _CODE:
        path = package / name
        files = [path] if path.is_file() else [f for f in path.rglob("*") if f.suffix in _ENDINGS]
        if not files:
            raise FileNotFoundError(name)
        for file in sorted(files):
            digest.update(file.relative_to(package).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()
