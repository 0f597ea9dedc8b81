"""Corrections of received files: each names its cell and the text that stands there today."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import pandas as pd

from policylib.cleaning.grids import TEXT, Grid, letter
from policylib.cleaning.masks import shown
from policylib.errors import DataError, message

_PLACE = re.compile(r"([A-Z]+)(\d+)")


def corrected(grids: Sequence[Grid], corrections: pd.DataFrame, *, where: str) -> tuple[Grid, ...]:
    """Return the sheets with the corrected cells.

    Parameters
    ----------
    corrections : pandas.DataFrame
        Contract ``schemas.corrections``: ``cell`` (``Sheet!C5``), ``expected``, ``value``, …
    where : str
        The ledger's file, for messages.

    Raises
    ------
    DataError
        If a cell is not there, or holds another text than expected: the sender has mended the
        file, or rows have moved; a correction is never made twice.
    """
    found = {grid.sheet: grid for grid in grids}
    for number, row in enumerate(corrections.to_dict("records"), 2):
        sheet, _, cell = row["cell"].rpartition("!")
        if sheet not in found:
            raise _stale(f"{where} row {number}", row, f"there is no sheet '{shown(sheet)}'")
        found[sheet] = _correct(found[sheet], cell, row, f"{where} row {number}")
    return tuple(found[grid.sheet] for grid in grids)


def _correct(grid: Grid, cell: str, row: dict, place: str) -> Grid:
    letters, digits = _PLACE.fullmatch(cell).groups()
    column = next((c for c in range(1, grid.width + 1) if letter(c) == letters), 0)
    line = int(digits)
    if not column or line > len(grid.cells):
        raise _stale(place, row, "the cell lies outside the sheet")
    today = grid.cell(line, column)
    if today.strip() != row["expected"].strip():
        raise _stale(place, row, f"the cell now reads as '{shown(today)}'")
    cells = list(grid.cells)
    cells[line - 1] = [*cells[line - 1][: column - 1], row["value"], *cells[line - 1][column:]]
    kinds = grid.kinds and list(grid.kinds)
    if kinds:
        kinds[line - 1] = kinds[line - 1][: column - 1] + TEXT + kinds[line - 1][column:]
    return dataclasses.replace(grid, cells=cells, kinds=kinds)


def _stale(place: str, row: dict, what: str) -> DataError:
    return DataError(
        message(
            f"the correction of {shown(row['cell'])} does not fit the file: {what}",
            where=place,
            way_out="The source may have been mended: look, then remove or change the correction.",
        )
    )
