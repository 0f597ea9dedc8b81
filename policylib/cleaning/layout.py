"""What a sheet's layout may hide: hidden rows and columns, repeated columns, merged values."""

from __future__ import annotations

import dataclasses

import pandas as pd

from policylib.cleaning.grids import Grid, letter, place
from policylib.cleaning.headings import Header, Heading
from policylib.cleaning.issues import IssueLog
from policylib.cleaning.masks import shown
from policylib.cleaning.rows import Body
from policylib.errors import DataError, message
from policylib.regions import normalise
from policylib.schemas import WHOLE_KINDS, OfficeTable

#: Headings of a running number, which no table needs.
RUNNING_NUMBERS = ("no", "nomor", "nourut", "nomorurut")
#: Roles of rows that are declared no data and logged one by one; blank rows are only counted.
_LOGGED = ("group_heading", "total", "repeated_header", "column_numbers", "note")


def settle_columns(
    grid: Grid, header: Header, table: OfficeTable, hidden: str, log: IssueLog
) -> Header:
    """Report unread, repeated and hidden columns; leave hidden ones out where asked.

    Raises
    ------
    DataError
        If two columns with the same heading differ in content.
    """
    columns = dict(header.columns)
    for name, again in header.twice:
        _refuse_differing(grid, header, columns[name], again)
        log.add("column_twice", pd.Index([0]), column=letter(again.column), values=[again.text])
    for heading in (h for h in header.unread if normalise(h.text) not in RUNNING_NUMBERS):
        log.add("column_not_read", pd.Index([0]), column=f"{letter(heading.column)} {heading.text}")
    for name, heading in header.columns.items():
        if heading.column in grid.hidden_columns:
            leave = hidden == "leave" and not table.columns[name].required
            rule = "hidden_column_left" if leave else "hidden_column"
            log.add(rule, pd.Index([0]), column=f"{letter(heading.column)} {heading.text}")
            if leave:
                del columns[name]
    return dataclasses.replace(header, columns=columns)


def _refuse_differing(grid: Grid, header: Header, one: Heading, two: Heading) -> None:
    for row in range(header.bottom + 1, len(grid.cells) + 1):
        if grid.cell(row, one.column).strip() != grid.cell(row, two.column).strip():
            raise DataError(
                message(
                    f"sheet '{shown(grid.sheet)}' has two columns '{shown(one.text)}' that differ",
                    where=f"{place(row, one.column)} and {place(row, two.column)}",
                    way_out="Remove or rename one of them.",
                )
            )


def refuse_sub_headings(grid: Grid, header: Header, body: Body, table: OfficeTable) -> None:
    """Raise DataError where a second row of headings parts a column, as into L and P."""
    keys = [k for k in table.key_columns if k in body.cells]
    first = next((r for r in body.roles.index if body.roles[r] != "blank"), None)
    if first is None or (body.cells.loc[first, keys] != "").any():
        return
    named = {h.column for h in header.columns.values()}
    for name, heading in header.columns.items():
        beside = heading.column + 1
        words = body.cells.at[first, name] and grid.cell(first, beside).strip()
        headed = any(grid.cell(r, beside).strip() for r in range(header.top, header.bottom + 1))
        if words and beside not in named and not headed and table.columns[name].kind in WHOLE_KINDS:
            raise DataError(
                message(
                    f"sheet '{shown(grid.sheet)}' parts '{shown(heading.text)}' into sub-headings",
                    where=f"{place(first, heading.column)} and {place(first, beside)}",
                    way_out=f"Write one column '{heading.text}' with the sum.",
                )
            )


def settle_rows(
    grid: Grid, header: Header, body: Body, table: OfficeTable, hidden: str, log: IssueLog
) -> Body:
    """Report hidden rows and everything that is declared no data."""
    roles = body.roles.copy()
    tucked = roles.index[roles.index.isin(grid.hidden_rows) & (roles == "data")]
    if hidden == "leave":
        roles[tucked] = "hidden_row_left"
    log.add("hidden_row" if hidden == "keep" else "hidden_row_left", tucked)
    for rule in _LOGGED:
        rows = roles.index[roles == rule]
        log.add(rule, rows, values=[" ".join(filter(None, grid.cells[r - 1])) for r in rows])
    return dataclasses.replace(body, roles=roles)
