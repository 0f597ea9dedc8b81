"""Tables that are kept in machine style: text to the types of their contract."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from policylib.errors import DataError, message, places

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def typed(
    text: pd.DataFrame, contract: pa.DataFrameSchema, *, where: str, first_row: int = 2
) -> pd.DataFrame:
    """Return a table of text with the types of its contract; an empty cell is missing.

    Parameters
    ----------
    text : pandas.DataFrame
        Every cell a str.
    contract : pandera schema
        Says which columns are numbers (``float``, ``Int64``), dates (``object``) or truth values.

    Raises
    ------
    DataError
        If a cell cannot be read; names the first rows and columns.
    """
    bad: list[str] = []
    table = text.copy()
    for name, column in contract.columns.items():
        if name in table:
            read = _reader(str(column.dtype))
            table[name] = _read_column(table[name], read, name, first_row, bad)
    if bad:
        raise DataError(
            message(
                f"{where} has cells that cannot be read",
                where=places(bad),
                expected="numbers as 1234.5, dates as 2025-02-25",
                way_out="Mend the named cells.",
            )
        )
    return table


def _reader(dtype: str) -> Callable[[str], object] | None:
    return {"float64": _read_number, "Int64": _read_count, "object": _read_day}.get(dtype)


def _read_column(
    cells: pd.Series,
    read: Callable[[str], object] | None,
    name: str,
    first_row: int,
    bad: list[str],
) -> pd.Series:
    if read is None:
        return cells.astype("str")
    values = []
    for row, cell in enumerate(cells):
        try:
            values.append(None if cell == "" else read(cell))
        except ValueError:
            bad.append(f"row {row + first_row}, column {name}: '{cell}'")
            values.append(None)
    dtype = {_read_number: "float64", _read_count: "Int64"}.get(read, "object")
    return pd.Series(values, index=cells.index, dtype=dtype)


def _read_number(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise ValueError(cell)
    return float(cell)


def _read_count(cell: str) -> int:
    if not cell.lstrip("-").isdecimal():
        raise ValueError(cell)
    return int(cell)


def _read_day(cell: str) -> dt.date:
    if not _DAY.fullmatch(cell):
        raise ValueError(cell)
    return dt.date.fromisoformat(cell)
