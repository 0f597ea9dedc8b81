"""All notebooks in both languages, made in four ways: ``python -m tests.runner.same``.

Run by ``make verify``; it fails where any byte of a page differs.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from policylib.reporting.plans import notebooks, plan
from policylib.reporting.prepare import prepare
from tests.runner import ways
from tests.runner.project import ROOT

WAYS = ("papermill", "warm engine", "two local processes", "two workers, one killed")


def jobs(root: Path, *names: str) -> list[plan.Job]:
    """Return a job for every area and language of the notebooks."""
    register = prepare(root, say=lambda text: None)
    asked = plan.Asked(None, None, None, ())
    return plan.plan(notebooks.find(root, list(names)), asked, register)


def made(way: str, planned: list[plan.Job], root: Path, folder: Path) -> ways.Files:
    """Make all pages in one way."""
    folder.mkdir()
    if way == WAYS[0]:
        return ways.plain(planned, root, folder)
    if way == WAYS[3]:
        return ways.killed(planned, root, folder)
    return ways.local(planned, root, processes=1 if way == WAYS[1] else 2)


def compared(planned: list[plan.Job], root: Path) -> dict[str, dict[str, list[str]]]:
    """Return by way and page what differs from stock papermill; say how it goes."""
    found: dict[str, dict[str, list[str]]] = {}
    with tempfile.TemporaryDirectory(prefix="policylib-same-") as folder:
        first: ways.Files = {}
        for number, way in enumerate(WAYS):
            began = time.monotonic()
            files = made(way, planned, root, Path(folder) / str(number))
            first = first or files
            found[way] = {n: ways.differences(first[n], files[n]) for n in first}
            wrong = sum(map(bool, found[way].values()))
            took = time.monotonic() - began
            print(f"{way}: {len(files)} pages in {took:.0f} s, {wrong} differ", flush=True)
        count = sum(ways.pictures(f) for f in first.values())
    print(f"{count} pictures, compared byte by byte")
    return found


def main() -> int:
    """Compare the notebooks named as arguments, or all; a PDF is not made."""
    os.environ["POLICYLIB_BROWSER"] = "none"
    found = compared(jobs(ROOT, *sys.argv[1:]), ROOT)
    for way, pages in found.items():
        for name, what in pages.items():
            if what:
                print(f"{way}: {name}: {'; '.join(what)}")
    return int(any(any(pages.values()) for pages in found.values()))


if __name__ == "__main__":
    sys.exit(main())
