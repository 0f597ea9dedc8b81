"""The open document format, read from its XML."""

from __future__ import annotations

import zipfile
from pathlib import Path

from common import EXACT, WrongFileError, sheet, text_of
from defusedxml.ElementTree import parse


def read(path: Path, max_cells: int) -> list[dict]:
    """Return the sheets."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        tree = parse(stream)
    tables = [e for e in tree.iter() if _tag(e) == "table"]
    hidden = {
        _attribute(style, "name")
        for style in tree.iter()
        if _tag(style) == "style"
        and any(_attribute(e, "display") == "false" for e in style if _tag(e) == "table-properties")
    }
    return [_ods_sheet(table, max_cells, hidden) for table in tables]


def _tag(element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _ods_sheet(table, max_cells: int, hidden_styles: set[str]) -> dict:
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
    unseen = (
        _attribute(table, "display") == "false" or _attribute(table, "style-name") in hidden_styles
    )
    return sheet(name, cells, **layout, serial_1904=False, hidden=unseen)


def _ods_cell(cell) -> tuple[str, str]:
    kind = _attribute(cell, "value-type")
    if kind in ("float", "currency", "percentage"):
        return text_of(float(_attribute(cell, "value")), percent=kind == "percentage")
    if kind == "boolean":
        return _attribute(cell, "boolean-value"), "b"
    if kind == "date":
        return _attribute(cell, "date-value").replace("T00:00:00", ""), "d"
    lines = [_text(p) for p in cell if _tag(p) == "p"]
    return "\n".join(lines), "t"


def _text(element) -> str:
    """Return the text of a paragraph; spaces, tabs and line breaks are elements."""
    marks = {"line-break": "\n", "tab": "\t", "s": " " * int(_attribute(element, "c") or 1)}
    inside = "".join(_text(e) + (e.tail or "") for e in element)
    return marks.get(_tag(element), "") + (element.text or "") + inside


def _ods_hidden_columns(table) -> list[int]:
    hidden, at = [], 0
    for column in (e for e in table.iter() if _tag(e) == "table-column"):
        times = int(_attribute(column, "number-columns-repeated") or 1)
        if _attribute(column, "visibility") in ("collapse", "filter") and times < EXACT:
            hidden += range(at + 1, at + min(times, 1000) + 1)
        at += times
    return hidden
