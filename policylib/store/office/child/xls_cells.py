"""The spreadsheet format of before 2007, read with xlrd."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import xlrd
from common import WrongFileError, sheet, text_of


def read(path: Path, max_cells: int) -> list[dict]:
    """Return the sheets."""
    try:
        with Path(os.devnull).open("w") as log:
            book = xlrd.open_workbook(path, formatting_info=True, logfile=log)
    except xlrd.XLRDError as error:
        locked = "encrypted" in str(error).lower()
        raise WrongFileError("password" if locked else "damaged") from None
    sheets = []
    for page in book.sheets():
        if page.nrows * page.ncols > max_cells:
            raise WrongFileError("far_cell", f"{page.nrows} rows, {page.ncols} columns")
        cells = {
            (r + 1, c + 1): _xls_cell(book, page.cell(r, c))
            for r in range(page.nrows)
            for c in range(page.row_len(r))
        }
        sheets.append(
            sheet(
                page.name,
                cells,
                hidden_rows=[r + 1 for r, i in page.rowinfo_map.items() if i.hidden],
                hidden_columns=[c + 1 for c, i in page.colinfo_map.items() if i.hidden],
                merged=[[a + 1, c + 1, b, d] for a, b, c, d in page.merged_cells],
                serial_1904=book.datemode == 1,
                hidden=page.visibility != 0,
            )
        )
    return sheets


def _xls_cell(book, cell) -> tuple[str, str]:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR"), "e"
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return text_of(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        # A number too large for a date stands in a cell with a format of dates.
        with contextlib.suppress(OverflowError, ValueError):
            return text_of(xlrd.xldate_as_datetime(cell.value, book.datemode))
    style = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return text_of(cell.value, style=style)
