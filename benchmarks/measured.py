"""How long a call takes, and the parts of benchmarks/README.md that benchmarks write."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

PAGE = Path(__file__).parent / "README.md"


def write(part: str, lines: str, *, page: Path = PAGE) -> None:
    """Print lines and put them between the marks of a part of the page.

    Raises
    ------
    SystemExit
        If the page has no such marks; it stays as it is.
    """
    print(lines)
    start, end = f"<!-- {part}: made by make bench -->", f"<!-- end of {part} -->"
    text = page.read_text(encoding="utf-8")
    if text.count(start) != 1 or end not in text.partition(start)[2]:
        raise SystemExit(f"{page.name} has no part '{part}': '{start}' to '{end}'")
    before, after = text.partition(start)[0], text.partition(start)[2].partition(end)[2]
    page.write_text(f"{before}{start}\n\n{lines}\n\n{end}{after}", encoding="utf-8")


def timed(run: Callable[[], object]) -> tuple[object, float]:
    """Return what ``run`` returns, and its seconds."""
    started = time.perf_counter()
    return run(), time.perf_counter() - started
