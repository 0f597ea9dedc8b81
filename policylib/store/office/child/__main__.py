"""Reads one spreadsheet in a process of its own; imports nothing of the library.

A damaged file can abort a reader or ask for all memory of the machine: only this process dies.
Two readers by different hands must find the same cells. Written to OUT as JSON: the sheets, or
what is wrong. Run as ``python child PATH KIND OUT MAX_CELLS MAX_BYTES SECONDS``.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from pathlib import Path

from common import WrongFileError


def limit(max_bytes: int, seconds: int) -> None:
    """Bound memory and time where the system knows how (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (max_bytes, max_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def compare(path: Path, sheets: list[dict]) -> None:
    """Raise where another reader sees other cells filled."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for page in sheets:
        other = book.get_sheet_by_name(page["sheet"]).to_python(skip_empty_area=False)
        theirs = {
            (r, c)
            for r, row in enumerate(other, 1)
            for c, value in enumerate(row, 1)
            if str(value).strip()
        }
        ours = {
            (r, c)
            for r, (row, kinds) in enumerate(zip(page["cells"], page["kinds"], strict=True), 1)
            for c, (text, kind) in enumerate(zip(row, kinds, strict=True), 1)
            if text.strip() and kind not in "ef"
        }
        faults = {
            (r, c)
            for r, kinds in enumerate(page["kinds"], 1)
            for c, kind in enumerate(kinds, 1)
            if kind in "ef"
        }
        if apart := sorted((ours ^ theirs) - faults):
            raise WrongFileError("readers_differ", f"{page['sheet']}, row {apart[0][0]}")


def main(path: Path, kind: str, out: Path, max_cells: int) -> None:
    """Write the sheets, or what is wrong, to ``out``."""
    try:
        sheets = importlib.import_module(f"{kind}_cells").read(path, max_cells)
        compare(path, sheets)
        found = {"sheets": sheets}
    except WrongFileError as error:
        found = {"wrong": error.code, "where": error.where}
    except MemoryError:
        found = {"wrong": "memory", "where": ""}
    except Exception as error:
        # Any reader's own complaint means one thing to the sender: the file is damaged. Only its
        # type is passed on: its words may quote a cell.
        found = {"wrong": "damaged", "where": type(error).__name__}
    out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    limit(int(sys.argv[5]), int(sys.argv[6]))
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
