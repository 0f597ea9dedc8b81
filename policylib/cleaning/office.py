"""Office sheets to a tidy table, with nothing lost and nothing guessed in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from policylib.cleaning.accepted import Outcome, accept
from policylib.cleaning.columns import area_codes, read_columns
from policylib.cleaning.grids import Grid
from policylib.cleaning.headings import MIN_NAMED, Header, find_header
from policylib.cleaning.issues import IssueLog
from policylib.cleaning.layout import refuse_sub_headings, settle_columns, settle_rows
from policylib.cleaning.masks import shape, shown
from policylib.cleaning.names import AreaMatcher
from policylib.cleaning.refused import (
    refuse_foreign_units,
    refuse_header,
    refuse_table_above,
    refuse_two_units,
    refuse_unit_inside,
)
from policylib.cleaning.rows import Body, read_body
from policylib.cleaning.totals import check_totals
from policylib.cleaning.units import scale_of_sheet
from policylib.errors import DataError, UsageError, message
from policylib.schemas import PSEUDONYM, OfficeTable

HIDDEN = ("keep", "leave")


@dataclass(frozen=True)
class Account:
    """Where every row of a file went: accepted + quarantined + declared = rows."""

    rows: int
    accepted: int
    quarantined: int
    declared: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether no row is missing and none counts twice."""
        return self.accepted + self.quarantined + sum(self.declared.values()) == self.rows


@dataclass(frozen=True)
class Cleaned:
    """What a file became.

    Attributes
    ----------
    table : pandas.DataFrame
        Accepted rows: ``sheet``, ``row`` and the outputs of the table's description.
    issues : pandas.DataFrame
        See `issues.COLUMNS`.
    quarantine : pandas.DataFrame
        ``sheet``, ``row``, ``reasons`` and ``cells`` (the original cells, as a list).
    """

    table: pd.DataFrame
    issues: pd.DataFrame
    quarantine: pd.DataFrame
    account: Account

    @property
    def answered(self) -> int:
        """Accepted rows that say more than which village or person they are about."""
        said = self.table.columns.difference(["sheet", "row", "code", PSEUDONYM])
        return int(self.table[said].notna().any(axis=1).sum())


def clean(
    grids: Sequence[Grid],
    table: OfficeTable,
    areas: AreaMatcher | None,
    *,
    hidden: str,
    key: bytes | None = None,
    file_rules: Sequence[str] = (),
) -> Cleaned:
    """Read all sheets of a file that hold the table.

    Parameters
    ----------
    grids : sequence of Grid
        The sheets of one file.
    areas : AreaMatcher or None
        None only for tables without villages.
    hidden : str
        'keep' reads hidden rows and columns, 'leave' leaves them out; both report them.
    key : bytes, optional
        Key of the pseudonyms; needed for tables of persons.
    file_rules : sequence of str
        Rules that the file as a whole breaks; logged under its first sheet.

    Raises
    ------
    DataError
        If no sheet holds the table, or a needed column is missing.
    UsageError
        If ``hidden`` is another word or a needed key is missing.
    """
    if hidden not in HIDDEN:
        raise UsageError(message(f"hidden '{hidden}' is no choice", expected=" or ".join(HIDDEN)))
    grids = _named_apart(grids)
    shown_grids = [g for g in grids if hidden == "keep" or not g.hidden]
    headers = {g.sheet: find_header(g, table) for g in shown_grids}
    good = [g for g in shown_grids if headers[g.sheet] and not headers[g.sheet].missing(table)]
    if not good:
        worst = next((g for g in shown_grids if headers[g.sheet]), grids[0])
        refuse_header(worst, headers.get(worst.sheet), table)
    outcomes = [
        _clean_sheet(g, headers[g.sheet], table, areas, hidden)
        if any(g is one for one in good)
        else _left(g, headers.get(g.sheet), table, left_out=g.sheet not in headers)
        for g in grids
    ]
    for rule in file_rules:
        outcomes[0].log.add(rule, pd.Index([0]))
    found, account = accept(outcomes, table, key=key)
    if not account["accepted"] + account["quarantined"]:
        raise DataError(
            message(
                f"the table '{table.name}' has a header and no rows",
                where=f"sheet '{shown(good[0].sheet)}'",
                way_out="Ask the sender for the filled table.",
            )
        )
    rows = sum(len(g.cells) for g in grids)
    return Cleaned(found.table, found.issues, found.quarantine, Account(rows, **account))


def _named_apart(grids: Sequence[Grid]) -> list[Grid]:
    """Give sheets whose names look alike, once masked and cut, names of their own."""
    taken: set[str] = set()
    apart = []
    for grid in grids:
        name, at = shown(grid.sheet), 2
        while name in taken:
            name, at = f"{shown(grid.sheet)} ({at})", at + 1
        taken.add(name)
        apart.append(replace(grid, sheet=name))
    return apart


def _clean_sheet(
    grid: Grid, header: Header, table: OfficeTable, areas: AreaMatcher | None, hidden: str
) -> Outcome:
    log = IssueLog(grid.sheet)
    if grid.hidden:
        log.add("hidden_sheet", pd.Index([0]))
    refuse_table_above(grid, header, table)
    refuse_foreign_units(grid, header, table)
    header = settle_columns(grid, header, table, hidden, log)
    body = read_body(grid, header, table, areas)
    refuse_sub_headings(grid, header, body, table)
    body = settle_rows(grid, header, body, table, hidden, log)
    declared = _above(grid, header, log) + Counter(body.roles[body.roles != "data"])
    scale = scale_of_sheet(_words_around(grid, header, body))
    refuse_two_units(grid, header, scale)
    refuse_unit_inside(grid, header, _without_key(body, table), table)
    read = read_columns(
        grid,
        header,
        body,
        table,
        sheet_scale=scale,
        districts=areas.districts if areas else frozenset(),
    )
    codes = area_codes(grid, header, body, areas) if table.of_villages else None
    check_totals(body, read, header, table, log)
    return Outcome(grid, header, body, read, codes, log, declared)


def _left(grid: Grid, header: Header | None, table: OfficeTable, *, left_out: bool) -> Outcome:
    """A sheet that is not read: hidden and left by choice, unlike the table, or lacking columns."""
    log = IssueLog(grid.sheet)
    lacking = header.missing(table) if header and len(header.columns) >= MIN_NAMED else ()
    for name in lacking:
        column = table.columns[name].headings[0]
        log.add("sheet_lacks_column", pd.Index([header.bottom]), column=column)
    if not lacking:
        log.add("hidden_sheet_left" if left_out else "sheet_not_read", pd.Index([0]))
    return Outcome(grid, None, None, {}, None, log, Counter(other_sheet=len(grid.cells)))


def _above(grid: Grid, header: Header, log: IssueLog) -> Counter[str]:
    """Declare the rows above the table and those of its header."""
    lines = {row: " ".join(filter(None, grid.cells[row - 1])) for row in range(1, header.top)}
    titles = {row: text for row, text in lines.items() if text.strip()}
    log.add("title", pd.Index(titles), values=titles.values(), mask=shape)
    return Counter(
        header=header.bottom - header.top + 1, title=len(titles), blank=len(lines) - len(titles)
    )


def _without_key(body: Body, table: OfficeTable) -> list[int]:
    """Rows inside the table that name no village or person: headings again, units, remarks."""
    keys = [k for k in table.key_columns if k in body.cells]
    bare = (body.cells[keys] == "").all(axis=1)
    inside = body.roles.isin(["repeated_header", "group_heading", "column_numbers"])
    return list(body.roles.index[inside | (bare & (body.roles == "data"))])


def _words_around(grid: Grid, header: Header, body: Body) -> list[str]:
    rows = [*range(1, header.top), *body.rows("note")]
    return [" ".join(filter(None, grid.cells[row - 1])) for row in rows]
