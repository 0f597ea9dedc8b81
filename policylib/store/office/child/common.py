"""What all readers of the child share: the finding, a cell as text, a sheet as rows."""

from __future__ import annotations

import datetime as dt
import re

EXACT = 10**15


#: What a number format writes as it stands: quoted, or after a backslash.
_LITERAL = re.compile(r'"[^"]*"|\\.')
_SCALES = re.compile(r"000|\b(?:rb|ribu|jt|juta|mil[iy]ar|m)\b", re.IGNORECASE)


def _scaling(style: str) -> str:
    """Return the literal end of a number format where it multiplies what is seen, else ''."""
    first = style.split(";")[0]
    found = "".join(m[0].strip('"').removeprefix("\\") for m in _LITERAL.finditer(first))
    return found if _SCALES.search(found) else ""


class WrongFileError(Exception):
    """A finding for the person who sent the file: a code and where."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


def text_of(value: object, *, percent: bool = False, style: str = "") -> tuple[str, str]:
    """Return a cell as text and the letter of its kind (see `policylib.cleaning.grids`).

    A number format that writes 250 as 250.000 or 250 ribu makes the text that the clerk sees.
    """
    if value is None or value == "":
        return "", "t"
    if isinstance(value, bool):
        return str(value).lower(), "b"
    if isinstance(value, (int, float)):
        whole = float(value).is_integer() and abs(value) < EXACT
        text = str(int(value)) if whole else repr(float(value))
        if suffix := _scaling(style):
            return text + suffix, "t"
        percent |= "%" in _LITERAL.sub("", style)
        return text, "p" if percent else "n"
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
