"""What all readers of the child share: the finding, a cell as text, a sheet as rows."""

from __future__ import annotations

import datetime as dt

EXACT = 10**15


class WrongFileError(Exception):
    """A finding for the person who sent the file: a code and where."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


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
