"""Tables of many columns scroll by themselves, with the keyboard too, and never the page."""

from __future__ import annotations

import re

#: Columns from which a table gets a frame of its own.
MANY = 5
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
_HEADS = re.compile(r"<thead>\s*<tr>(.*?)</tr>", re.DOTALL)


def scrolling(cleaned: str) -> str:
    """Put each wide table of clean HTML into a frame that is named by its caption."""
    return _TABLE.sub(lambda found: _framed(found[0]), cleaned)


def _framed(table: str) -> str:
    caption, heads = _CAPTION.search(table), _HEADS.search(table)
    if not heads or heads[1].count("<th") < MANY:
        return table
    name = re.sub(r"<[^>]*>", "", caption[1]).replace('"', "&quot;") if caption else ""
    label = f' aria-label="{name}"' if name else ""
    return f'<div class="wide" role="region" tabindex="0"{label}>{table}</div>'
