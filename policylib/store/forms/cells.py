"""What a cell of a form accepts, how it is shown and how wide it is."""

from __future__ import annotations

import datetime as dt

from policylib.schemas import OfficeColumn
from policylib.schemas.office_tables import WHOLE_KINDS

_NIK_LENGTH = 16
#: Excel counts a 29 February 1900; before it, its days are off by one.
_FIRST_DAY, _LAST_DAY = dt.date(1900, 3, 1), dt.date(2100, 12, 31)
_WIDTHS = {"district": 20, "village": 22, "village_code": 15, "text": 30, "person": 30, "nik": 20}
_WIDTH = 15
_ARROW = 4
_FORMATS = {
    "date": "dd/mm/yyyy",
    "rupiah": "#,##0",
    # Years are counts too and must not read 2,025.
    "count": "[>=10000]#,##0;0",
    "share": "0.0%",
}


def number_format(column: OfficeColumn) -> str:
    """Return how a spreadsheet shows a column; texts are kept as typed, digits and all."""
    return _FORMATS.get(column.kind, "@")


def width(column: OfficeColumn) -> int:
    """Return a width that shows what a cell holds, with the arrow of its list."""
    longest = max((len(words[0]) for words in column.choices.values()), default=0)
    return max(_WIDTHS.get(column.kind, _WIDTH), longest + _ARROW)


def accepted(column: OfficeColumn) -> str:
    """Say what a cell may hold, alike in both languages; '' for any text."""
    if column.choices:
        return "; ".join(words[0] for words in column.choices.values())
    if column.kind == "date" or column.kind in WHOLE_KINDS:
        low, high = limits(column)
        return f"{low}–{high}" if high else f"≥ {low}"
    return {"share": "0–100 %", "nik": "16 angka / digits"}.get(column.kind, "")


def limits(column: OfficeColumn) -> tuple[str, str]:
    """Return the least and the greatest that a cell may hold as words; '' if it has no limit."""
    if column.kind == "date":
        first, last = _days(column)
        return first.strftime("%d/%m/%Y"), last.strftime("%d/%m/%Y")
    if column.kind in WHOLE_KINDS:
        return str(int(column.low or 0)), "" if column.high is None else str(int(column.high))
    return "", ""


def validation(column: OfficeColumn) -> dict:
    """Return what XlsxWriter is told of the values that cells accept."""
    if column.choices:
        return {"validate": "list", "source": [w[0] for w in column.choices.values()]}
    if column.kind == "nik":
        return {"validate": "length", "criteria": "==", "value": _NIK_LENGTH}
    if column.kind == "date":
        return {"validate": "date", **_between(*_days(column))}
    if column.kind == "share":
        return {"validate": "decimal", **_between(0, 1)}
    if column.kind in WHOLE_KINDS:
        low = int(column.low or 0)
        if column.high is None:
            return {"validate": "integer", "criteria": ">=", "value": low}
        return {"validate": "integer", **_between(low, int(column.high))}
    return {"validate": "any"}


def _days(column: OfficeColumn) -> tuple[dt.date, dt.date]:
    return column.earliest or _FIRST_DAY, column.latest or _LAST_DAY


def _between(low: object, high: object) -> dict:
    return {"criteria": "between", "minimum": low, "maximum": high}
