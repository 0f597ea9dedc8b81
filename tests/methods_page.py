"""Tables of docs/methods as tests read them."""

from __future__ import annotations

from pathlib import Path


def block(page: Path, start: str, end: str) -> str:
    """Return what a script wrote between its marks."""
    return page.read_text(encoding="utf-8").partition(start)[2].partition(end)[0]


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, without its head."""
    part = text.partition(f"### {heading}")[2].partition("###")[0]
    found = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in cells] for cells in found[1:]]
