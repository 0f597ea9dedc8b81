"""Totals in a sheet: checked against the sum of their rows, never counted."""

from __future__ import annotations

import pandas as pd

from policylib.cleaning.cells import ParsedColumn
from policylib.cleaning.grids import letter
from policylib.cleaning.headings import Header
from policylib.cleaning.issues import IssueLog
from policylib.cleaning.masks import shown
from policylib.cleaning.rows import Body
from policylib.schemas import WHOLE_KINDS, OfficeTable


def check_totals(
    body: Body, read: dict[str, ParsedColumn], header: Header, table: OfficeTable, log: IssueLog
) -> None:
    """Add an issue for every total that is the sum neither of its block nor of all rows.

    A block ends at a total or at a heading inside the table. A column with unreadable cells is
    not checked, which is said: the sum is not known.
    """
    totals = body.rows("total")
    if not len(totals):
        return
    ends = body.roles.isin(["total", "group_heading"]).cumsum().shift(fill_value=0)
    for name, found in read.items():
        if table.columns[name].kind not in WHOLE_KINDS:
            continue
        column = header.columns[name]
        data = body.rows("data").intersection(found.values.index)
        if (found.errors.loc[data] != "").any():
            named = totals[(body.cells.loc[totals, name] != "").to_numpy()]
            heading = f"{letter(column.column)} {column.text}"
            log.add("total_not_checked", named, column=heading)
            continue
        wrong = _wrong(found, totals, ends, data)
        for row, total in wrong.items():
            log.add(
                "total_differs",
                pd.Index([row]),
                column=f"{letter(column.column)} {column.text}",
                values=[body.cells.at[row, name]],
                mask=shown,
                detail=f"sum of rows {shown(str(total))}",
            )


def _wrong(
    found: ParsedColumn, totals: pd.Index, ends: pd.Series, data: pd.Index
) -> dict[int, int]:
    wrong = {}
    for row in totals:
        printed = found.values.loc[row]
        if pd.isna(printed):
            continue
        above = data[data < row]
        block = above[(ends.loc[above] == ends.loc[row]).to_numpy()]
        sums = [int(found.values.loc[rows].sum()) for rows in (block, above, data)]
        if int(printed) not in sums:
            wrong[int(row)] = sums[0]
    return wrong
