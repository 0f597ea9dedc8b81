"""Reads one spreadsheet in a process of its own; imports nothing of the library.

A damaged file can abort a reader or ask for all memory of the machine: only this process dies.
Two readers by different hands must find the same cells. Written to OUT as JSON: the sheets, or
what is wrong. Run as ``python child.py PATH KIND OUT MAX_CELLS MAX_BYTES SECONDS``.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import zipfile
from pathlib import Path

EXACT = 10**15


class WrongFileError(Exception):
    """A finding for the person who sent the file: a code and where."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


def limit(max_bytes: int, seconds: int) -> None:
    """Bound memory and time where the system knows how (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (max_bytes, max_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text_of(value: object, *, percent: bool = False) -> tuple[str, str]:
    """Return a cell as text and the letter of its kind (see `policylib.cleaning.grids`)."""
    if value is None or value == "":
        return "", "t"
    if isinstance(value, bool):
        return str(value).lower(), "b"
    if isinstance(value, (int, float)):
        whole = float(value).is_integer() and abs(value) < EXACT
        return (str(int(value)) if whole else repr(float(value))), "p" if percent else "n"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return (value.date().isoformat() if midnight else value.isoformat(" ")), "d"
    if isinstance(value, dt.date):
        return value.isoformat(), "d"
    return str(value), "t"


def sheet(name: str, cells: dict[tuple[int, int], tuple[str, str]], **layout) -> dict:
    """Lay sparse cells out as rows of equal width."""
    cells = {at: cell for at, cell in cells.items() if cell[0].strip()}
    height, width = max((r for r, _ in cells), default=0), max((c for _, c in cells), default=0)
    rows = [[""] * width for _ in range(height)]
    kinds = [["t"] * width for _ in range(height)]
    for (row, column), (text, kind) in cells.items():
        rows[row - 1][column - 1], kinds[row - 1][column - 1] = text, kind
    return {"sheet": name, "cells": rows, "kinds": ["".join(k) for k in kinds], **layout}


def xlsx_extent(path: Path, max_cells: int) -> bool:
    """Refuse a sheet that is too large before a reader fills it; return whether formulas stand."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils.cell import coordinate_to_tuple

    formulas = False
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not (name.startswith("xl/worksheets/") and name.endswith(".xml")):
                continue
            rows, columns, cells, last = 0, 0, 0, ""
            with archive.open(name) as stream:
                for _, element in iterparse(stream):
                    tag = element.tag.rpartition("}")[2]
                    if tag == "c":
                        cells += 1
                        formulas |= any(e.tag.endswith("}f") for e in element)
                        if (at := element.get("r")) and len(element):
                            row, column = coordinate_to_tuple(at)
                            rows, columns = max(rows, row), max(columns, column)
                            last = at if row == rows or column == columns else last
                        if cells > max_cells:
                            raise WrongFileError("too_large", Path(name).stem)
                    if tag in ("c", "row"):
                        element.clear()
            if rows * columns > max_cells:
                raise WrongFileError("far_cell", last)
    return formulas


def read_xlsx(path: Path, max_cells: int) -> list[dict]:
    """Read with openpyxl, which knows layout and formats."""
    import warnings

    import openpyxl

    formulas = xlsx_extent(path, max_cells)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
        drafts = openpyxl.load_workbook(path) if formulas else None
    sheets = []
    for page in book.worksheets:
        cells = {}
        for row in page.iter_rows():
            for cell in row:
                value = cell.value
                if value is None:
                    continue
                percent = "%" in (cell.number_format or "")
                text, kind = text_of(value, percent=percent)
                cells[cell.row, cell.column] = (text, "e" if cell.data_type == "e" else kind)
        if drafts is not None:
            _mark_formulas(drafts[page.title], cells)
        sheets.append(
            sheet(
                page.title,
                cells,
                hidden_rows=[r for r, d in page.row_dimensions.items() if d.hidden],
                hidden_columns=_hidden_columns(page),
                merged=[[m.min_row, m.min_col, m.max_row, m.max_col] for m in page.merged_cells],
                serial_1904=book.epoch.year == 1904,
            )
        )
    return sheets


def _mark_formulas(draft, cells: dict) -> None:
    for row in draft.iter_rows():
        for cell in row:
            if cell.data_type == "f" and (cell.row, cell.column) not in cells:
                cells[cell.row, cell.column] = ("=", "f")


def _hidden_columns(page) -> list[int]:
    groups = [d for d in page.column_dimensions.values() if d.hidden]
    return [c for d in groups for c in range(d.min, (d.max or d.min) + 1) if c <= page.max_column]


def read_xls(path: Path, max_cells: int) -> list[dict]:
    """Read the old binary format with xlrd."""
    import xlrd

    try:
        book = xlrd.open_workbook(path, formatting_info=True, logfile=open(_null(), "w"))  # noqa: SIM115, PTH123
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
            )
        )
    return sheets


def _null() -> str:
    import os

    return os.devnull


def _xls_cell(book, cell) -> tuple[str, str]:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR"), "e"
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return text_of(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return text_of(xlrd.xldate_as_datetime(cell.value, book.datemode))
    style = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return text_of(cell.value, percent="%" in style)


def read_ods(path: Path, max_cells: int) -> list[dict]:
    """Read the open document format from its XML."""
    from defusedxml.ElementTree import parse

    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        tree = parse(stream)
    tables = [e for e in tree.iter() if _tag(e) == "table"]
    return [_ods_sheet(table, max_cells) for table in tables]


def _tag(element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _ods_sheet(table, max_cells: int) -> dict:
    cells, hidden, merged, row = {}, [], [], 0
    for line in (e for e in table.iter() if _tag(e) == "table-row"):
        repeat, column, found = int(_attribute(line, "number-rows-repeated") or 1), 0, {}
        for cell in line:
            times = int(_attribute(cell, "number-columns-repeated") or 1)
            text = _ods_cell(cell)
            if text[0]:
                if times * repeat > max_cells or len(cells) > max_cells:
                    raise WrongFileError("too_large", _attribute(table, "name"))
                found |= {column + i: text for i in range(1, times + 1)}
            down = int(_attribute(cell, "number-rows-spanned") or 1)
            right = int(_attribute(cell, "number-columns-spanned") or 1)
            if down * right > 1:
                merged.append([row + 1, column + 1, row + down, column + right])
            column += times
        if _attribute(line, "visibility") in ("collapse", "filter") and found:
            hidden += range(row + 1, row + repeat + 1)
        cells |= (
            {(row + i, c): t for i in range(1, repeat + 1) for c, t in found.items()}
            if found
            else {}
        )
        row += repeat
    columns = _ods_hidden_columns(table)
    name = _attribute(table, "name")
    layout = {"hidden_rows": hidden, "hidden_columns": columns, "merged": merged}
    return sheet(name, cells, **layout, serial_1904=False)


def _ods_cell(cell) -> tuple[str, str]:
    kind = _attribute(cell, "value-type")
    if kind in ("float", "currency", "percentage"):
        return text_of(float(_attribute(cell, "value")), percent=kind == "percentage")
    if kind == "boolean":
        return _attribute(cell, "boolean-value"), "b"
    if kind == "date":
        return _attribute(cell, "date-value").replace("T00:00:00", ""), "d"
    lines = ["".join(p.itertext()) for p in cell if _tag(p) == "p"]
    return "\n".join(lines), "t"


def _ods_hidden_columns(table) -> list[int]:
    hidden, at = [], 0
    for column in (e for e in table.iter() if _tag(e) == "table-column"):
        times = int(_attribute(column, "number-columns-repeated") or 1)
        if _attribute(column, "visibility") in ("collapse", "filter") and times < EXACT:
            hidden += range(at + 1, at + min(times, 1000) + 1)
        at += times
    return hidden


def compare(path: Path, sheets: list[dict]) -> None:
    """Raise where another reader sees other cells filled."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
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


READERS = {"xlsx": read_xlsx, "xls": read_xls, "ods": read_ods}


def main(path: Path, kind: str, out: Path, max_cells: int) -> None:
    """Write the sheets, or what is wrong, to ``out``."""
    try:
        sheets = READERS[kind](path, max_cells)
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
