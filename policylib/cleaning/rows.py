"""What each row of a sheet is: data, total, heading, note or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from policylib.cleaning.grids import TEXT, ColumnRows, Grid
from policylib.cleaning.headings import Header, is_header_again
from policylib.cleaning.names import AreaMatcher
from policylib.schemas import AREA_KINDS, OfficeTable

_TOTAL = r"(?i)^\W*(?:sub\W*|grand\W*)?(?:jumlah|total|jml)\b"
_NUMBERED = re.compile(r"\(?(\d{1,2})\)?(\s*=.*)?")
_DISTRICT = r"(?i)^\W*(?:[ivx\d]+[.)]?\s+)?kec(?:amatan|\.|\s)"
_AREA_WORD = r"(?i)^\W*(?:[ivx\d]+[.)]?\s+)?(?:kec(?:amatan|\.|\s)|wilayah\b)"
#: Kinds whose cells make a row more than a remark.
_VALUES = ("count", "rupiah", "share", "date")
_MIN_NUMBERED = 3
_MANY_DIGITS = r"\d{12,}"
_STR = {pa.string(): pd.StringDtype(na_value=np.nan)}
_GROUP_CELLS = 2


@dataclass(frozen=True)
class Body:
    """Rows below the header, indexed by the row number of the sheet.

    Attributes
    ----------
    cells, kinds : pandas.DataFrame of str
        Text and kind (see `grids`) of each column of the table that the sheet has.
    others : pandas.DataFrame of str
        Columns that the table has no place for.
    widths : pandas.Series of int
        Cells of each row as it came.
    roles : pandas.Series of str
        'data', 'blank', or the rule under which the row is declared no data.
    """

    cells: pd.DataFrame
    kinds: pd.DataFrame
    others: pd.DataFrame
    widths: pd.Series
    roles: pd.Series

    def rows(self, *roles: str) -> pd.Index:
        """Rows that have one of the roles."""
        return self.roles.index[self.roles.isin(roles)]


def read_body(grid: Grid, header: Header, table: OfficeTable, areas: AreaMatcher | None) -> Body:
    """Cut the columns out of a sheet and say what each row is."""
    index = pd.RangeIndex(header.bottom + 1, len(grid.cells) + 1)
    lines = grid.cells[header.bottom :]
    widths = pd.Series(_widths(lines), index=index)
    places = {name: h.column for name, h in header.columns.items()}
    taken = {*places.values()} | {h.column for _, h in header.twice}
    rest = [c for c in range(1, grid.width + 1) if c not in taken]
    cells = _texts(lines, places, index)
    others = _texts(lines, {str(c): c for c in rest}, index)
    body = Body(
        cells, _kinds(grid, header, places, index), others, widths, pd.Series("", index=index)
    )
    return Body(cells, body.kinds, others, widths, _roles(body, grid, header, table, areas))


def _widths(lines: Sequence[Sequence[str]]) -> np.ndarray:
    if isinstance(lines, ColumnRows):
        return np.full(len(lines), len(lines.columns))
    return np.fromiter(map(len, lines), dtype="int64", count=len(lines))


def _texts(lines: Sequence, places: dict[str, int], index: pd.Index) -> pd.DataFrame:
    columns = {}
    for name, place in places.items():
        if isinstance(lines, ColumnRows):
            cells = lines.columns[place - 1].to_pandas(types_mapper=_STR.get).set_axis(index)
        else:
            cells = pd.Series(pd.array(_column(lines, place, ""), dtype="str"), index=index)
        columns[name] = cells.str.strip()
    return pd.DataFrame(columns, index=index, dtype=None if columns else "str")


def _column(lines, column: int, beyond: str) -> list[str]:
    """Cells of one column; ``beyond`` where a row ends before it."""
    at = column - 1
    try:
        return [line[at] for line in lines]
    except IndexError:
        return [line[at] if at < len(line) else beyond for line in lines]


def _kinds(grid: Grid, header: Header, places: dict[str, int], index: pd.Index) -> pd.DataFrame:
    if grid.kinds is None:
        return pd.DataFrame(TEXT, index=index, columns=list(places), dtype="category")
    lines = grid.kinds[header.bottom :]
    columns = {name: _column(lines, c, TEXT) for name, c in places.items()}
    return pd.DataFrame(columns, index=index, dtype="category")


def _roles(
    body: Body, grid: Grid, header: Header, table: OfficeTable, areas: AreaMatcher
) -> pd.Series:
    cells, others = body.cells, body.others
    filled = (cells != "").sum(axis=1) + (others != "").sum(axis=1)
    roles = pd.Series("data", index=cells.index, dtype="object")
    roles[filled == 0] = "blank"
    keys = [k for k in table.key_columns if k in cells]
    has_key = (cells[keys] != "").any(axis=1)
    total = _is_total(body, header, table)
    headed = _repeats(body, header, grid, table)
    grouped = _group_headings(body, filled, areas)
    numbered = _numbers_columns(grid, roles)
    for rule, rows in (
        ("group_heading", grouped),
        ("total", total),
        ("repeated_header", headed),
        ("column_numbers", numbered),
    ):
        roles[rows] = rule
    roles[_tail(roles, body, has_key, table, areas)] = "note"
    return roles


def _is_total(body: Body, header: Header, table: OfficeTable) -> pd.Series:
    """Rows whose label is a total: in a column that names areas or keys, or left of those.

    A remark that begins with Jumlah makes no total.
    """
    found = pd.Series(False, index=body.cells.index)
    labels = [n for n in body.cells if table.columns[n].kind in AREA_KINDS or n in table.key]
    last = max((header.columns[n].column for n in labels), default=1)
    left = [c for c in body.others if int(c) < last]
    for frame, names in ((body.cells, labels), (body.others, left)):
        for name in names:
            found |= frame[name].str.match(_TOTAL)
    if table.personal:
        # PT Total Bangun is a company: who has a NIK is a person.
        found &= ~body.cells["nik"].str.contains(_MANY_DIGITS)
    return found


def _repeats(body: Body, header: Header, grid: Grid, table: OfficeTable) -> list[int]:
    """Rows that name the columns again."""
    words = {h.casefold() for c in table.columns.values() for h in c.headings}
    words |= {grid.cell(r, c).strip().casefold() for r, c in _header_cells(header)} - {""}
    named = pd.Series(False, index=body.cells.index)
    spelt = {form(w) for w in words for form in (str.lower, str.upper, str.title, str.capitalize)}
    spelt |= {grid.cell(r, c).strip() for r, c in _header_cells(header)} - {""}
    spelt |= {h for c in table.columns.values() for h in c.headings}
    for name in body.cells:
        if table.columns[name].kind in _VALUES:
            named |= body.cells[name].isin(spelt)
        else:
            named |= body.cells[name].str.lower().isin(words)
    return [row for row in named.index[named] if is_header_again(grid, header, row, table)]


def _header_cells(header: Header) -> list[tuple[int, int]]:
    rows = range(header.top, header.bottom + 1)
    return [(row, h.column) for row in rows for h in header.columns.values()]


def _numbers_columns(grid: Grid, roles: pd.Series) -> list[int]:
    """The row right below the header that numbers the columns 1, 2, 3 …"""
    first = roles.index[roles != "blank"][:1]
    for row in first:
        texts = [t.strip() for t in grid.cells[row - 1] if t.strip()]
        hits = [_NUMBERED.fullmatch(t) for t in texts]
        if len(texts) >= _MIN_NUMBERED and all(hits):
            numbers = [int(h[1]) for h in hits]
            if numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1:
                return [row]
    return []


def _group_headings(body: Body, filled: pd.Series, areas: AreaMatcher | None) -> list[int]:
    if areas is None:
        return []
    few = filled.index[(filled > 0) & (filled <= _GROUP_CELLS)]
    announced = pd.Series(False, index=few)
    for frame in (body.cells, body.others):
        for name in frame:
            announced |= frame.loc[few, name].str.match(_DISTRICT)
    return [row for row in few[announced] if group_district(body, row, areas)]


def unclear_headings(body: Body) -> list[int]:
    """Rows that seem to announce a district and are not understood as such."""
    columns = [f[n] for f in (body.cells, body.others) for n in f if n != "district"]
    seems = pd.Series(False, index=body.cells.index)
    for cells in columns:
        seems |= cells.str.match(_AREA_WORD)
    return list(seems.index[seems & (body.roles != "group_heading")])


def group_district(body: Body, row: int, areas: AreaMatcher) -> str:
    """Return the code of the district that a row inside the table announces, '' if none."""
    return announced_district([*body.cells.loc[row], *body.others.loc[row]], areas)


def announced_district(texts: Sequence[str], areas: AreaMatcher) -> str:
    """Return the code of the one district that the cells of a row name, '' if none.

    A number before it, as in a numbered list, is no matter.
    """
    texts = [t for t in texts if t and not t.rstrip(".)").isdecimal()]
    if len(texts) != 1 or not re.match(_DISTRICT, texts[0]):
        return ""
    found = areas.match_districts(pd.Series(texts))
    return "" if found.errors[0] else found.values[0]


def _tail(
    roles: pd.Series, body: Body, has_key: pd.Series, table: OfficeTable, areas: AreaMatcher
) -> list[int]:
    """Rows after the last row of data that hold words but no values: notes and signatures."""
    values = [n for n in body.cells if table.columns[n].kind in _VALUES]
    values += [n for n in body.cells if table.columns[n].kind == "choice"]
    thin = (body.cells[values] == "").all(axis=1) if values else ~has_key
    thin &= ~_numbered_on(body)
    notes = []
    for row in reversed(roles.index):
        if roles[row] != "data":
            continue
        if not thin[row] or (has_key[row] and _names_something(body, row, table, areas)):
            break
        notes.append(row)
    return notes


def _numbered_on(body: Body) -> pd.Series:
    """Rows whose running number goes on from the row above, and that say more than it."""
    goes_on = pd.Series(False, index=body.cells.index)
    filled = (body.cells != "").sum(axis=1)
    for name in body.others:
        numbers = pd.to_numeric(body.others[name], errors="coerce")
        goes_on |= (numbers == numbers.shift() + 1) & (filled > 1)
    return goes_on


def _names_something(body: Body, row: int, table: OfficeTable, areas: AreaMatcher) -> bool:
    """Whether the key of a row without values is a village or a person."""
    cells = body.cells.loc[[row]]
    if table.personal:
        return any(c.isdigit() for c in "".join(cells["nik"]))
    if not table.of_villages:
        return True
    names = cells["village"] if "village" in cells else pd.Series("", index=cells.index)
    named = "district" in cells and cells.at[row, "district"] != ""
    if named and not areas.match_districts(cells["district"]).errors[row]:
        return True
    found = areas.match_villages(names, codes=cells.get("village_code"))
    return (found.errors[row] or "") != "unknown_area"
