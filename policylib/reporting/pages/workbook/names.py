"""Names of sheets and files: valid everywhere, each once, and told from one another by a number."""

from __future__ import annotations

import re
import unicodedata

#: Excel's limit, counted in units of UTF-16.
LONGEST_SHEET = 31
_LONGEST_FILE = 40
_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f\x7f]")


def sheet(number: int, title: str) -> str:
    """Return the name of the sheet of a table.

    >>> sheet(3, "Paces: what every two counts make of a month")
    '03 Paces what every two counts'
    """
    words = " ".join(_FORBIDDEN.sub("", title).split())
    return _cut(f"{number:02d} {words}".strip(), LONGEST_SHEET)


def _cut(text: str, longest: int) -> str:
    """Cut between words where there are any, never within a letter."""
    if _units(text) <= longest:
        return text
    while _units(text) > longest:
        text = text[:-1]
    head, _, _ = text.rpartition(" ")
    return head if len(head) > longest // 2 else text.rstrip()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def file(number: int, title: str) -> str:
    """Return the name of the files of a table, without an ending.

    >>> file(3, "Paces: what every two counts make of a month")
    '03-paces-what-every-two-counts-make-of-a'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    return _cut(f"{number:02d} {words}".strip(), _LONGEST_FILE).replace(" ", "-")
