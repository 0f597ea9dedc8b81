"""Text as received to typed tables, and rules that mark what cannot be right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from policylib.errors import DataError, message, places

REVENUE = (
    "dana_desa_2023_rp",
    "add_2023_rp",
    "tax_share_2023_rp",
    "own_revenue_2023_rp",
    "district_aid_2023_rp",
)
#: An ADD below this share of the median of all villages is a slip of digits or an empty cell:
#: the allocation has a floor that is the same for every village.
ADD_FLOOR_OF_MEDIAN = 0.2
COVARIATES = (
    "code",
    "name",
    "district_code",
    "district",
    "population_2024",
    "urban",
    "idm_2024",
    "add_2023_rp",
    "revenue_doubt",
)
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


def revenue_doubts(revenue: pd.DataFrame) -> pd.Series:
    """Return why each village's revenue row is not usable; '' where nothing speaks against it.

    Rules, not names: nothing reported; all five figures equal to those of another village (whose
    they are cannot be told, so every carrier is marked); an ADD far below the median of all.
    """
    figures = revenue[list(REVENUE)]
    reported = figures.notna().any(axis=1)
    copied = reported & figures.duplicated(keep=False)
    plausible = figures["add_2023_rp"][reported & ~copied]
    low = figures["add_2023_rp"].astype("float64") < ADD_FLOOR_OF_MEDIAN * plausible.median()
    doubts = pd.Series("", index=revenue.index, dtype="str")
    doubts[low] = "implausible_add"
    doubts[copied] = "copied_figures"
    doubts[~reported] = "not_reported"
    return doubts


def village_covariates(
    register: pd.DataFrame,
    population: pd.DataFrame,
    index: pd.DataFrame,
    facts: pd.DataFrame,
    revenue: pd.DataFrame,
) -> pd.DataFrame:
    """Join what is known of each village (desa) of today's register, one row a village."""
    table = _villages_today(register)
    doubts = revenue.assign(revenue_doubt=revenue_doubts(revenue))
    others = (
        population,
        facts[["code", "urban_class"]],
        index[["code", "idm_2024"]],
        doubts[["code", "add_2023_rp", "revenue_doubt"]],
    )
    for other in others:
        table = table.merge(other, on="code", how="left", validate="one_to_one")
    missing = table.drop(columns="add_2023_rp").isna().any(axis=1)
    if missing.any():
        raise DataError(
            message(
                "villages without a row in every table",
                where=places(list(table.loc[missing, "code"])),
                way_out="Add the rows, or mend the codes.",
            )
        )
    table["urban"] = table["urban_class"] == "urban"
    return table[list(COVARIATES)].reset_index(drop=True)


def _villages_today(register: pd.DataFrame) -> pd.DataFrame:
    today = register[(register["kind"] == "desa") & register["valid_to"].isna()]
    table = today[["code", "name"]].copy()
    table["district_code"] = today["parent"]
    names = register.set_index("code")["name"]
    table["district"] = today["parent"].map(names).astype("str")
    return table
