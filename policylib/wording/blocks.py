"""Markdown cells as the blocks that a translator sees: headings, paragraphs, list items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_MARK = re.compile(r"^(#+ |- |\d+\. )?(.*)$", re.DOTALL)


def messages(source: str) -> Iterator[str]:
    """Yield the texts of a Markdown cell without their marks.

    >>> list(messages("## Limits\\n\\n- one\\n- two"))
    ['Limits', 'one', 'two']
    """
    for block in _blocks(source):
        yield _MARK.match(block)[2]


def translated(source: str, gettext: Callable[[str], str]) -> str:
    """Return the cell with each block replaced by its translation, marks kept.

    >>> translated("## Limits\\n\\n- one\\n- two", str.upper)
    '## LIMITS\\n\\n- ONE\\n- TWO'
    """
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", source.strip()):
        lines = []
        for block in _blocks(paragraph):
            mark, text = _MARK.match(block).groups()
            lines.append((mark or "") + gettext(text))
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def _blocks(source: str) -> Iterator[str]:
    """Split at blank lines, and before every list item."""
    for paragraph in re.split(r"\n\s*\n", source.strip()):
        for block in re.split(r"\n(?=- |\d+\. )", paragraph):
            if block.strip():
                yield " ".join(block.split("\n"))
