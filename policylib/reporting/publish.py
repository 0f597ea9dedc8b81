"""A set of pages written aside and published by one rename.

``reports/index.html`` is the only thing that a reader opens; it points into ``reports/sets/<run>``.
The set is complete before the index is replaced, so a failed run leaves the former report as it
was.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

SETS_KEPT = 3


@contextlib.contextmanager
def staging(reports: Path) -> Iterator[Path]:
    """Yield an empty folder beside the sets; it is removed whether the run succeeds or fails."""
    aside = reports / "aside" / f"{_now()}-{os.getpid()}"
    aside.mkdir(parents=True)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):  # another run may still have its folder there
            aside.parent.rmdir()


def publish(aside: Path, reports: Path, index_html) -> Path:
    """Move the set into place, then replace the index by one rename; return the index.

    Parameters
    ----------
    index_html : callable of str to str
        Makes the index, given the path of the set relative to ``reports``.
    """
    sets = reports / "sets"
    sets.mkdir(exist_ok=True)
    target = sets / aside.name
    aside.replace(target)
    index, new = reports / "index.html", reports / "index.html.new"
    new.write_text(index_html(f"sets/{target.name}"), encoding="utf-8")
    new.replace(index)
    for old in sorted(p for p in sets.iterdir() if p != target)[: -(SETS_KEPT - 1)]:
        shutil.rmtree(old)
    return index


def write_json(path: Path, content: object) -> None:
    """Write one JSON file, keys sorted."""
    path.write_text(
        json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
