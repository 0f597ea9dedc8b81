"""Articles and circulars that a person hands over: read once, kept nowhere."""

from __future__ import annotations

from pathlib import Path

from policylib.cleaning.masks import shown
from policylib.errors import DataError, UsageError, message

LARGEST_BYTES = 1_000_000
#: Tab, line feed, form feed, carriage return: all that plain text holds below the space.
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


def read_article(path: Path) -> str:
    """Return the text of a UTF-8 file, without a byte order mark.

    Raises
    ------
    UsageError
        If there is no such file, or it is larger than a megabyte.
    DataError
        If it is no plain text or not in UTF-8.

    >>> read_article(Path("missing.txt"))
    Traceback (most recent call last):
    policylib.errors.UsageError: no file missing.txt. Name a text file that exists.
    """
    name = shown(path.name)
    if not path.is_file():
        raise UsageError(message(f"no file {name}", way_out="Name a text file that exists."))
    with path.open("rb") as file:
        content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise UsageError(
            message(
                f"{name} is too large for an article",
                expected="at most one megabyte",
                way_out="Save the article alone as text.",
            )
        )
    return _decoded(content, name)


def _decoded(content: bytes, name: str) -> str:
    way_out = "Save it as plain text in UTF-8."
    if _CONTROLS & set(content):
        raise DataError(message(f"{name} is no plain text", way_out=way_out))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            message(f"{name} is not in UTF-8", where=f"byte {error.start + 1}", way_out=way_out)
        ) from None
