"""A sheet as it came: text cells by row, with what the sheet said about them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

TEXT, NUMBER, PERCENT, DATE, TRUTH, FAULT, FORMULA = "t", "n", "p", "d", "b", "e", "f"
_LETTERS = 26


class ColumnRows(Sequence):
    """Rows of equal length kept as columns: a million rows without a million lists.

    Parameters
    ----------
    columns : sequence of pyarrow.ChunkedArray of string
    """

    def __init__(self, columns: Sequence[pa.ChunkedArray]) -> None:
        self.columns = tuple(columns)

    def __len__(self) -> int:
        return len(self.columns[0])

    def __getitem__(self, at):
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            if step != 1:
                raise IndexError("rows are cut in one piece")
            return ColumnRows([c.slice(start, max(stop - start, 0)) for c in self.columns])
        return [c[at].as_py() for c in self.columns]


@dataclass(frozen=True)
class Grid:
    """One sheet; rows and columns count from 1, as a spreadsheet shows them.

    Attributes
    ----------
    cells : sequence of sequences of str
        Rows may differ in length; '' is an empty cell. A number that the sheet held as a number
        stands in machine style (``16800.5``), a date as ``2025-02-25``.
    kinds : sequence of str, or None
        One letter a cell, a string a row: text, number, number shown as a percentage, date, truth
        value, Excel error, formula without a value. None when every cell is text.
    merged : tuple of (top, left, bottom, right)
    serial_1904 : bool
        Whether the workbook counts days from 1904.
    hidden : bool
        Whether the sheet itself is hidden.
    """

    sheet: str
    cells: Sequence[Sequence[str]]
    kinds: Sequence[str] | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    serial_1904: bool = False
    hidden: bool = False

    @functools.cached_property
    def width(self) -> int:
        """Cells of the longest row."""
        if isinstance(self.cells, ColumnRows):
            return len(self.cells.columns)
        return max(map(len, self.cells), default=0)

    def cell(self, row: int, column: int) -> str:
        """Return the text of a cell; '' beyond the end of its row."""
        cells = self.cells[row - 1]
        return cells[column - 1] if column <= len(cells) else ""

    def spread(self, row: int, column: int) -> str:
        """Return the text of a cell, or of the merged range that covers it."""
        top, left = self._corners.get((row, column), (row, column))
        return self.cell(top, left)

    @functools.cached_property
    def _corners(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, min(bottom, len(self.cells)) + 1)
            for column in range(left, min(right, self.width) + 1)
        }


def letter(column: int) -> str:
    """Name a column as a spreadsheet does.

    >>> letter(1), letter(27)
    ('A', 'AA')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def place(row: int, column: int) -> str:
    """Name a cell as a spreadsheet does.

    >>> place(5, 3)
    'C5'
    """
    return f"{letter(column)}{row}"
