"""The hash of the code between raw files and processed tables."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

_CODE = ("errors.py", "days.py", "schemas", "cleaning.py", "pipeline.py", "store")


@functools.cache
def code_sha256() -> str:
    """Return the hash; a table computed by other code is not read (see `processed.read`)."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for name in _CODE:
        path = package / name
        for file in [path] if path.is_file() else sorted(path.glob("*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
