"""Asking the contracts, with errors that name rows as an editor shows them."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from policylib.errors import DataError, message, places

#: (table, column, table, column): every word of the first stands in the second; '' and, in
#: conflicts, several words separated by a space are allowed.
LINKS = (
    ("published_numbers", "source", "sources", "id"),
    ("published_numbers", "region", "regions", "code"),
    ("published_numbers", "denominator_id", "published_numbers", "id"),
    ("conflicts", "evidence", "published_numbers", "id"),
    ("conflicts", "regions", "regions", "code"),
    ("regions", "parent", "regions", "code"),
    ("spellings", "code", "regions", "code"),
    ("village_population", "code", "regions", "code"),
    ("village_index", "code", "regions", "code"),
    ("village_revenue_2023", "code", "regions", "code"),
    ("village_facts", "code", "regions", "code"),
    ("villages", "code", "regions", "code"),
    ("adoption_shares", "series", "adoption_series", "series"),
)


def check_links(tables: dict[str, pd.DataFrame]) -> None:
    """Raise DataError where a row names something that no other table knows."""
    for table, column, other, key in LINKS:
        known = set(tables[other][key])
        missing = [
            f"{table}.csv row {row + 2}: {column} '{word}'"
            for row, cell in enumerate(tables[table][column])
            for word in cell.split()
            if word not in known
        ]
        if missing:
            raise DataError(
                message(
                    f"not in {other}.csv",
                    where=places(missing),
                    way_out=f"Add it to {other}.csv, or mend the word.",
                )
            )


def check(
    table: pd.DataFrame, contract: pa.DataFrameSchema, *, where: str, first_row: int = 2
) -> pd.DataFrame:
    """Return the table with its contract's types, or raise DataError naming rows and columns.

    Parameters
    ----------
    table : pandas.DataFrame
        Index 0, 1, … in the order of the file.
    where : str
        File or table named in the error.
    first_row : int
        Number of the first data row as an editor shows it (2 under one header line).
    """
    try:
        return contract.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        found = [_place(case, first_row) for case in cases.to_dict("records")]
        raise DataError(
            message(
                f"{where} breaks its contract",
                where=places(list(dict.fromkeys(found))),
                way_out="Mend the named rows, then seal the source again (policylib seal SOURCE).",
            )
        ) from None


def _place(case: dict, first_row: int) -> str:
    row = "" if pd.isna(case["index"]) else f"row {int(case['index']) + first_row}, "
    if case["check"] == "multiple_fields_uniqueness":
        return f"{row}its key stands twice"
    if case["schema_context"] == "DataFrameSchema":
        column = case["column"] if isinstance(case["column"], str) else ""
        what = f"{column}: " if column and not row else ""
        return f"{row}{what}{case['check']}" + ("" if row else f" {case['failure_case']}")
    return f"{row}column {case['column']}: '{case['failure_case']}' fails {case['check']}"
