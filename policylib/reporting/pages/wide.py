"""Tables of many columns scroll by themselves; of long ones behind a figure paper says where."""

from __future__ import annotations

import re

from markupsafe import escape

#: Columns from which a table gets a frame of its own.
MANY = 5
#: Rows behind a figure from which paper says where they are instead of showing them.
LONG = 30
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
_DATA = re.compile(r'(<details class="data">.*?)(</details>)', re.DOTALL)
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


def on_paper(page: str, elsewhere: str) -> str:
    """Add to each long table behind a figure the words that stand on paper in its place."""
    note = f'<p class="paper">{escape(elsewhere)}</p>\n'

    def noted(found: re.Match) -> str:
        is_long = found[1].count("<tr") - 1 > LONG
        return f"{found[1]}{note if is_long else ''}{found[2]}"

    return _DATA.sub(noted, page)
