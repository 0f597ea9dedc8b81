"""The key of the pseudonyms: a file outside the project, never copied, never shown."""

from __future__ import annotations

import os
import re
from pathlib import Path

from policylib.errors import UsageError, message

MIN_BYTES = 32
MAX_BYTES = 64
_MAKE = "Make one: python3 -c 'import secrets; print(secrets.token_hex(32))' > FILE; chmod 600 FILE"


def read_key(path: Path, *, root: Path) -> bytes:
    """Return the key in a file: 32 to 64 bytes, or as many pairs of hexadecimal digits.

    Raises
    ------
    UsageError
        If it is missing, short, long, inside the project, or open to other users.
    """
    path = path.resolve()
    if path.is_relative_to(root.resolve()):
        raise UsageError(message("the key file lies inside the project", way_out="Move it out."))
    if not path.is_file():
        raise UsageError(message("there is no key file", way_out=_MAKE))
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise UsageError(message("other users may read the key file", way_out="Run chmod 600."))
    content = path.read_bytes().strip()
    if re.fullmatch(rb"([0-9a-fA-F]{2})+", content):
        content = bytes.fromhex(content.decode("ascii"))
    if not MIN_BYTES <= len(content) <= MAX_BYTES:
        raise UsageError(
            message(
                "the key is too short or too long",
                expected=f"{MIN_BYTES} to {MAX_BYTES} bytes",
                way_out=_MAKE,
            )
        )
    return content
