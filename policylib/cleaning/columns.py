"""Columns of a sheet to values, each by the kind that the table's description gives it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from policylib.cleaning.cells import ParsedColumn, UnreadableCellError, read_column
from policylib.cleaning.dates import parse_dates
from policylib.cleaning.grids import FAULT, FORMULA, NUMBER, TRUTH, Grid
from policylib.cleaning.headings import Header, Heading
from policylib.cleaning.masks import masked, masked_free_text
from policylib.cleaning.names import AreaMatcher
from policylib.cleaning.nik import check_niks
from policylib.cleaning.numbers import SEEN_PARTS, parse_numbers
from policylib.cleaning.rows import Body, announced_district, group_district, unclear_headings
from policylib.regions import normalise
from policylib.schemas import WHOLE_KINDS, OfficeColumn, OfficeTable

DASHES = ("-", "–", "—", "−")
#: No amount of a row is more than ten trillion rupiah; a NIK typed among them is.
MOST_RUPIAH = 10**13
#: The cell repeats the one above.
ONE_PERCENT = 0.01
DITTOS = ('"', "''", "”", "idem", "sda", "s.d.a", "s.d.a.", "sama dengan atas", "ditto")
#: A heading inside the table that may name another district: what follows has none.
_UNCLEAR = "?"
#: What a spreadsheet's truth value means among the choices of a column.
_TRUTHS = {"true": "yes", "1": "yes", "false": "no", "0": "no"}


def read_columns(
    grid: Grid,
    header: Header,
    body: Body,
    table: OfficeTable,
    *,
    sheet_scale: int,
    districts: frozenset[str],
) -> dict[str, ParsedColumn]:
    """Read every column that is no area; rows of totals too, for they are checked.

    Parameters
    ----------
    sheet_scale : int
        What a title says of all rupiah, such as 1000; a heading's own unit goes first.
    districts : frozenset of str
        Codes of districts that the register knows, for the area inside a NIK.
    """
    rows = body.rows("data", "total")
    cells, kinds = body.cells.loc[rows], body.kinds.loc[rows]
    totals = body.rows("total")
    read = {}
    for name, column in table.columns.items():
        if name in header.columns and name in table.kept:
            heading = header.columns[name]
            found = _read(cells[name], kinds[name], column, heading, grid, sheet_scale, totals)
            found = _dashes_left_empty(found, cells[name], column)
            read[name] = _refuse_merged(found, grid, heading)
    if "nik" in header.columns:
        births = read["birth_date"].values if "birth_date" in read else None
        found = check_niks(cells["nik"], kinds["nik"], districts=districts, birth_dates=births)
        read["nik"] = _refuse_merged(found, grid, header.columns["nik"])
    return read


def _read(
    cells: pd.Series,
    kinds: pd.Series,
    column: OfficeColumn,
    heading: Heading,
    grid: Grid,
    sheet_scale: int,
    totals: pd.Index,
) -> ParsedColumn:
    if column.kind in WHOLE_KINDS:
        scale = heading.scale
        if scale == 1 and column.kind == "rupiah":
            scale = sheet_scale
        unit = "rupiah" if column.kind == "rupiah" else ""
        found = parse_numbers(cells, kinds, whole=True, scale=scale, unit=unit)
        return _limited(found, column, totals)
    if column.kind == "share":
        percent = heading.percent and not _may_be_shares(cells, kinds)
        found = parse_numbers(cells, kinds, whole=False, unit="share", percent_heading=percent)
        return _mixed_refused(found, cells) if percent else found
    if column.kind == "date":
        return parse_dates(
            cells,
            kinds,
            serial_1904=grid.serial_1904,
            earliest=column.earliest,
            latest=column.latest,
        )
    keyed = kinds.astype("str").str.cat(cells)
    read = _choice_reader(column) if column.kind == "choice" else _read_text
    return read_column(keyed.where(cells != "", ""), read, dtype="str")


def _limited(found: ParsedColumn, column: OfficeColumn, totals: pd.Index) -> ParsedColumn:
    """Apply the limits of a column to its rows, not to their totals."""
    low = 0 if column.low is None else column.low
    most = MOST_RUPIAH if column.kind == "rupiah" else math.inf
    high = most if column.high is None else column.high
    values = found.values.astype("Float64")
    row = ~found.values.index.isin(totals)
    below = (values < min(low, 0)).fillna(False) & row
    outside = ((values < low) | (values > high)).fillna(False) & row
    errors = found.errors.where(~outside, "out_of_range").where(~below, "negative")
    return ParsedColumn(found.values.where(~(outside | below)), errors, found.warnings)


def _dashes_left_empty(found: ParsedColumn, cells: pd.Series, column: OfficeColumn) -> ParsedColumn:
    """A lone dash where nothing is needed is nothing; whether it meant zero is asked."""
    dash = cells.isin(DASHES) & (not column.required)
    if not dash.any():
        return found
    errors = found.errors.where(~dash, "")
    return ParsedColumn(
        found.values.where(~dash), errors, found.warnings.where(~dash, "dash_left_empty")
    )


def _may_be_shares(cells: pd.Series, kinds: pd.Series) -> bool:
    """Whether numbers under a heading with % are all at most 1: 0.46 may then be 46 percent."""
    bare = pd.to_numeric(cells[kinds == NUMBER], errors="coerce").dropna()
    return bool(len(bare) and (bare <= 1).all() and (bare > 0).any())


def _mixed_refused(found: ParsedColumn, cells: pd.Series) -> ParsedColumn:
    """Under a heading with %, 0.85 beside 92 may be 0.85 percent or 85: asked."""
    bare = ~cells.str.contains("%", regex=False) & found.values.notna()
    small = bare & (found.values > 0) & (found.values <= ONE_PERCENT)
    if small.sum() < max(2, SEEN_PARTS * bare.sum()) or small.sum() == bare.sum():
        return found
    errors = found.errors.where(~small, "unit_unknown")
    return ParsedColumn(found.values.where(~small), errors, found.warnings)


def _choice_reader(column: OfficeColumn):
    words = {normalise(w): value for value, ws in column.choices.items() for w in (value, *ws)}

    def read(keyed: str) -> tuple[str, str]:
        text = _plain(keyed)
        if keyed[0] == TRUTH:
            text = _TRUTHS.get(text.casefold(), text)
        if normalise(text) not in words:
            raise UnreadableCellError("not_a_choice")
        return words[normalise(text)], ""

    return read


def _read_text(keyed: str) -> tuple[str, str]:
    text = _plain(keyed)
    if text.strip().casefold() in DITTOS:
        raise UnreadableCellError("ditto")
    safe = masked_free_text(masked(text))
    return safe, "" if safe == text else "long_number_masked"


def _plain(keyed: str) -> str:
    if keyed[0] in (FAULT, FORMULA):
        raise UnreadableCellError("excel_error" if keyed[0] == FAULT else "formula_without_value")
    return keyed[1:]


def merged_rows(grid: Grid, column: int) -> Iterator[tuple[int, range]]:
    """Yield (first row, all rows) of ranges that merge cells of a column with others."""
    for top, left, bottom, right in grid.merged:
        if left <= column <= right and (top, left) != (bottom, right):
            yield top, range(top, bottom + 1)


def _refuse_merged(found: ParsedColumn, grid: Grid, heading: Heading) -> ParsedColumn:
    """A value over several cells belongs to none of them alone."""
    rows = [r for _, rows in merged_rows(grid, heading.column) for r in rows]
    rows = found.values.index.intersection(rows)
    if not len(rows):
        return found
    values, errors = found.values.copy(), found.errors.copy()
    values[rows] = None
    errors[rows] = "merged_cells"
    return ParsedColumn(values, errors, found.warnings)


def area_codes(
    grid: Grid, header: Header, body: Body, areas: AreaMatcher
) -> tuple[ParsedColumn, ParsedColumn | None]:
    """Return the village of every row of data, and its district where the sheet names one.

    A district written once over its rows counts for all of them: as a merged range or as a row
    of its own. Empty cells below a district are not filled; the village must then be told by its
    own name.
    """
    rows = body.rows("data")
    blank = pd.Series("", index=rows, dtype="str")
    named = _district_texts(grid, header, body) if "district" in body.cells else blank
    districts = areas.match_districts(named)
    values = districts.values.where(named != "", _announced(grid, header, body, areas))
    villages = areas.match_villages(
        body.cells["village"].loc[rows] if "village" in body.cells else blank,
        codes=body.cells["village_code"].loc[rows] if "village_code" in body.cells else None,
        districts=values,
    )
    return _agree(villages, values), districts if "district" in body.cells else None


def _district_texts(grid: Grid, header: Header, body: Body) -> pd.Series:
    texts = body.cells["district"].copy()
    column = header.columns["district"].column
    for top, rows in merged_rows(grid, column):
        texts[texts.index.intersection(rows)] = grid.spread(top, column).strip()
    return texts.loc[body.rows("data")]


def _announced(grid: Grid, header: Header, body: Body, areas: AreaMatcher) -> pd.Series:
    """The district that the last heading row above announced, or the title of the sheet."""
    announced = pd.Series(None, index=body.roles.index, dtype="object")
    lines = [[c.strip() for c in grid.cells[r] if c.strip()] for r in range(header.top - 1)]
    titles = {announced_district(cells, areas) for cells in lines} - {""}
    sparse = "district" in body.cells and (body.cells["district"] != "").any()
    if len(titles) == 1 and len(announced) and not sparse:
        announced.iloc[0] = titles.pop()
    for row in unclear_headings(body):
        announced[row] = _UNCLEAR
    for row in body.rows("group_heading"):
        announced[row] = group_district(body, row, areas)
    found = announced.ffill()
    return found.where(found != _UNCLEAR, None).loc[body.rows("data")]


def _agree(villages: ParsedColumn, districts: pd.Series) -> ParsedColumn:
    """A village outside the district that its row names is refused."""
    inside = villages.values.astype("str").str.slice(0, len("32.16.01"))
    stated = districts.notna() & villages.values.notna()
    apart = stated & (inside != districts.astype("str"))
    if not apart.any():
        return villages
    return ParsedColumn(
        villages.values.where(~apart),
        villages.errors.where(~apart, "code_and_name_disagree"),
        villages.warnings.where(~apart, ""),
    )
