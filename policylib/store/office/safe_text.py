"""Text that no spreadsheet program takes for a formula."""

from __future__ import annotations

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*%?")


def inert(text: str) -> str:
    """Return a text that stays a text: an apostrophe goes before what could be a formula.

    >>> inert("=HYPERLINK(1)"), inert("-5"), inert("Desa")
    ("'=HYPERLINK(1)", '-5', 'Desa')
    """
    if text.lstrip().startswith(_STARTS) or text.startswith(_STARTS):
        return text if _NUMBER.fullmatch(text) else f"'{text}"
    return text
