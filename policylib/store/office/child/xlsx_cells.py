"""The spreadsheet format of today, read with openpyxl, which knows layout and formats."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from common import WrongFileError, sheet, text_of
from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import coordinate_to_tuple


def read(path: Path, max_cells: int) -> list[dict]:
    """Return the sheets; formulas without a saved value are marked."""
    formulas = any(_has_formulas(name, path, max_cells) for name in _sheet_parts(path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = _load(path, values=True)
        drafts = _load(path, values=False) if formulas else None
    return [_sheet(page, drafts and drafts[page.title], book) for page in book.worksheets]


def _load(path: Path, *, values: bool):
    # A stream: by its path openpyxl would judge the file by the ending of its name.
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=values)


def _sheet_parts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return [n for n in names if n.startswith("xl/worksheets/") and n.endswith(".xml")]


def _has_formulas(name: str, path: Path, max_cells: int) -> bool:
    """Refuse a sheet that is too large before a reader fills it; say whether formulas stand."""
    formulas, rows, columns, last = False, 0, 0, ""
    with zipfile.ZipFile(path) as archive, archive.open(name) as stream:
        for count, cell in enumerate(_cells(stream), 1):
            if count > max_cells:
                raise WrongFileError("too_large", Path(name).stem)
            formulas |= any(e.tag.endswith("}f") for e in cell)
            if (at := cell.get("r")) and len(cell):
                row, column = coordinate_to_tuple(at)
                rows, columns = max(rows, row), max(columns, column)
                last = at if row == rows or column == columns else last
    if rows * columns > max_cells:
        raise WrongFileError("far_cell", last)
    return formulas


def _cells(stream) -> Iterator:
    placed = True
    for _, element in iterparse(stream):
        tag = element.tag.rpartition("}")[2]
        if tag == "c":
            placed &= "r" in element.attrib
            yield element
        if tag == "row" and not placed:
            _refuse_unplaced(element)
        if tag in ("c", "row"):
            element.clear()


def _refuse_unplaced(row) -> None:
    """Refuse a row of cells without places that is shorter than the row says: where is the gap?"""
    first, _, last = row.get("spans", "").partition(":")
    if last and int(last) - int(first) + 1 != len(row):
        raise WrongFileError("unplaced", f"row {row.get('r', '?')}")


def _sheet(page, draft, book) -> dict:
    cells = {}
    uncounted = bool(book.calculation and book.calculation.fullCalcOnLoad)
    for cell in _held(page):
        text, kind = text_of(cell.value, style=cell.number_format or "")
        cells[cell.row, cell.column] = (text, "e" if cell.data_type == "e" else kind)
    if draft is not None:
        _mark_formulas(draft, cells, uncounted=uncounted)
    return sheet(
        page.title,
        cells,
        hidden_rows=[r for r, d in page.row_dimensions.items() if d.hidden],
        hidden_columns=_hidden_columns(page),
        merged=[[m.min_row, m.min_col, m.max_row, m.max_col] for m in page.merged_cells],
        serial_1904=book.epoch.year == 1904,
        hidden=page.sheet_state != "visible",
    )


def _held(page) -> Iterator:
    """Yield cells with content; iter_rows would walk to the last formatted cell, and make all."""
    return (cell for cell in page._cells.values() if cell.value is not None)


def _mark_formulas(draft, cells: dict, *, uncounted: bool) -> None:
    """Mark formulas without a saved value.

    Programs that cannot count save 0 for every formula and ask to have them counted on opening:
    such a 0 is no value.
    """
    for cell in _held(draft):
        at = cell.row, cell.column
        if cell.data_type == "f" and (
            at not in cells or (uncounted and cells[at] in (("0", "n"), ("0", "p")))
        ):
            cells[at] = ("=", "f")


def _hidden_columns(page) -> list[int]:
    groups = [d for d in page.column_dimensions.values() if d.hidden]
    return [c for d in groups for c in range(d.min, (d.max or d.min) + 1) if c <= page.max_column]
