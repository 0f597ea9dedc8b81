"""Office files as they come, to grids of text; nothing is parsed here."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policylib.errors import DataError
from policylib.store.office.delimited import read_rows
from policylib.store.office.sniff import refuse, sniff

if TYPE_CHECKING:
    from policylib.cleaning.grids import Grid

MAX_CELLS = 5_000_000
CHILD_BYTES = 4 * 1024**3
CHILD_SECONDS = 300
_CHILD = Path(__file__).with_name("child")
_SAVE = "Open it in a spreadsheet program and save it anew as .xlsx."
_WRONG = {
    "too_large": ("has a sheet with too many cells", "Save the sheet as CSV."),
    "far_cell": (
        "has a cell far outside the table",
        "Delete the rows and columns after the table and save the file.",
    ),
    "password": ("is locked by a password", "Ask the sender for it without a password."),
    "readers_differ": ("is read differently by two readers", _SAVE),
    "memory": ("needs more memory than a table may", "Save the sheet as CSV."),
    "unplaced": ("has cells that do not say where they stand", _SAVE),
    "damaged": ("is damaged", f"Ask the sender for the file again. {_SAVE}"),
    "died": ("made the reader stop", f"Ask the sender for the file again. {_SAVE}"),
    "time": ("takes too long to read", "Save the sheet as CSV."),
}


@dataclass(frozen=True)
class OfficeFile:
    """The sheets of one file and the rules that the file as a whole breaks."""

    grids: tuple[Grid, ...]
    rules: tuple[str, ...] = ()


def read_office_file(path: Path) -> OfficeFile:
    """Read a spreadsheet or a delimited text as text.

    Raises
    ------
    DataError
        If it cannot be read whole; says what it is and the way out.
    """
    from policylib.cleaning.grids import Grid

    kind = sniff(path)
    if kind == "text":
        rows, rules = read_rows(path)
        grids = (Grid("CSV", rows),)
    else:
        rules, grids = (), tuple(_grid(s) for s in _read_aside(path, kind))
    if not any(any(filter(str.strip, row)) for grid in grids for row in grid.cells[:1000]):
        raise refuse(path, "holds no cells", "Ask the sender for the file again.")
    return OfficeFile(grids, rules)


def _read_aside(path: Path, kind: str) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "sheets.json"
        command = [sys.executable, "-I", str(_CHILD), str(path.resolve()), kind, str(out)]
        limits = [str(n) for n in (MAX_CELLS, CHILD_BYTES, CHILD_SECONDS)]
        try:
            subprocess.run(
                [*command, *limits],
                capture_output=True,
                timeout=CHILD_SECONDS + 10,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _wrong(path, "time") from None
        try:
            found = json.loads(out.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise _wrong(path, "died") from None
    if "wrong" in found:
        raise _wrong(path, found["wrong"], found["where"])
    return found["sheets"]


def _wrong(path: Path, code: str, where: str = "") -> DataError:
    what, way_out = _WRONG[code]
    return refuse(path, what, way_out, where=where)


def _grid(found: dict) -> Grid:
    from policylib.cleaning.grids import Grid

    return Grid(
        sheet=found["sheet"],
        cells=found["cells"],
        kinds=found["kinds"],
        hidden_rows=frozenset(found["hidden_rows"]),
        hidden_columns=frozenset(found["hidden_columns"]),
        merged=tuple(tuple(m) for m in found["merged"]),
        serial_1904=found["serial_1904"],
        hidden=found["hidden"],
    )
