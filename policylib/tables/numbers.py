"""Tables as data: what each cell says, the numbers that it prints, and the mark of made-up rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from policylib.wording import Written

if TYPE_CHECKING:
    from policylib.tables.markup import Row, Table

MIME = "application/vnd.policylib.table+json"


class Linked(Markup):
    """Safe HTML of one cell that remembers the number in it; any change of it forgets."""

    written: Written | None = None


def written(cell: str) -> Written | None:
    """Return what a cell prints, None where it is no number."""
    return cell if isinstance(cell, Written) else getattr(cell, "written", None)


def beside(value: str, ends: str) -> str:
    """Return ``value (ends)`` as one cell with the numbers of both."""
    text, one, both = value + f" ({ends})", written(value), written(ends)
    if one is None or both is None:
        return text
    ends = {"low": both.low, "high": both.high, "range_digits": both.range_digits}
    numbers = one.said(text, **ends, made_up=one.made_up or both.made_up)
    if not isinstance(text, Markup):
        return numbers
    linked = Linked(text)
    linked.written = numbers
    return linked


def content(tables: Iterable[Table]) -> dict:
    """Return what outputs of the type `MIME` hold; a cell without a number is its text."""
    return {"tables": [_table(table) for table in tables]}


def _table(table: Table) -> dict:
    return {
        "caption": table.caption,
        "kind": table.kind,
        "columns": [{"title": c.title, "numeric": c.numeric} for c in table.columns],
        "rows": [_row(row, bool(table.mark)) for row in table.rows],
        "source": Markup(table.source).striptags(),
        "mark": table.mark,
    }


def _row(row: Row, marked: bool) -> dict:
    numbers = [written(cell) for cell in row.cells]
    made_up = marked or any(number.made_up for number in numbers if number is not None)
    cells = [_cell(cell, number) for cell, number in zip(row.cells, numbers, strict=True)]
    return {"id": row.id, "made_up": made_up, "cells": cells}


def _cell(cell: str, number: Written | None) -> str | dict:
    text = cell.striptags() if isinstance(cell, Markup) else str(cell)
    if number is None:
        return text
    kept = {k: v for k in ("value", "low", "high") if (v := getattr(number, k)) is not None}
    if number.range_digits != number.digits:
        kept["range_digits"] = number.range_digits
    return {"text": text, "form": number.form, "digits": number.digits, **kept}
