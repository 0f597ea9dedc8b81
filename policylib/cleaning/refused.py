"""Sheets that are refused: a heading that is missing, units that do not fit, two tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import process

from policylib.cleaning.grids import Grid, place
from policylib.cleaning.headings import LIKE, MIN_NAMED, Header, columns_in, known_headings
from policylib.cleaning.masks import shown
from policylib.cleaning.units import scale_of_sheet, unit_words_of
from policylib.errors import DataError, message, places
from policylib.schemas import OfficeTable

#: What a unit may not say in a column of this kind: it is another column then.
_FOREIGN = {
    "count": {"rp", "idr", "rupiah", "%", "persen"},
    "rupiah": {"%", "persen", "orang", "jiwa", "peserta"},
    "share": {"rp", "idr", "rupiah", "orang", "jiwa"},
}
_YEARLY = re.compile(r"\b(?:per\s*tahun|setahun|/\s*(?:thn|tahun))\b", re.IGNORECASE)


def refuse_two_units(grid: Grid, header: Header, scale: int) -> None:
    """Raise DataError where a title says thousands of rupiah and a heading says rupiah."""
    said = [h for h in header.columns.values() if scale != 1 and h.says_rupiah]
    if said:
        raise DataError(
            message(
                f"sheet '{shown(grid.sheet)}' states two units for '{shown(said[0].text)}'",
                where=place(header.bottom, said[0].column),
                expected=f"rupiah, or {scale:,} rupiah as the text around the table says",
                way_out="Write one unit into the heading.",
            )
        )


def refuse_foreign_units(grid: Grid, header: Header, table: OfficeTable) -> None:
    """Raise DataError where the unit of a heading is none of its column: persons in percent."""
    for name, heading in header.columns.items():
        column = table.columns[name]
        known = {h.casefold() for h in column.headings}
        if heading.text.strip().casefold() in known or column.kind not in _FOREIGN:
            continue
        units = set(unit_words_of(heading.text)) & _FOREIGN[column.kind]
        yearly = name.endswith("_month") and _YEARLY.search(heading.text)
        if units or yearly:
            raise DataError(
                message(
                    f"sheet '{shown(grid.sheet)}' has the heading '{shown(heading.text)}'",
                    where=place(header.bottom, heading.column),
                    expected=f"'{column.headings[0]}', with a unit of that column",
                    way_out="Mend the unit, or name the column otherwise if it is another one.",
                )
            )


def refuse_table_above(grid: Grid, header: Header, table: OfficeTable) -> None:
    """Raise DataError where rows above the header are a table too: its rows would be titles."""
    known = known_headings(table)
    for row in range(1, header.top):
        found = columns_in(grid, row, 1, known).columns
        if len(found) >= MIN_NAMED and found.keys() & set(table.key_columns):
            raise DataError(
                message(
                    f"sheet '{shown(grid.sheet)}' holds a second table",
                    where=f"headers in row {row} and row {header.bottom}",
                    way_out="Put each on a sheet of its own.",
                )
            )


def refuse_unit_inside(grid: Grid, header: Header, rows: Sequence[int], table: OfficeTable) -> None:
    """Raise DataError where a row inside the table states a unit: for which rows is not said."""
    if not any(c.kind == "rupiah" and n in header.columns for n, c in table.columns.items()):
        return
    for row in rows:
        text = " ".join(filter(None, grid.cells[row - 1]))
        if scale_of_sheet([text]) != 1 or any(map(_YEARLY.fullmatch, grid.cells[row - 1])):
            raise DataError(
                message(
                    f"sheet '{shown(grid.sheet)}' states a unit inside the table",
                    where=f"row {row}",
                    way_out="Write the unit into the heading of its column.",
                )
            )


def refuse_header(grid: Grid, header: Header | None, table: OfficeTable) -> None:
    """Raise DataError where a needed column is missing; names the nearest heading's cell."""
    if header is None:
        wanted = " or ".join(f"'{table.columns[k].headings[0]}'" for k in table.key_columns)
        raise DataError(
            message(
                f"no sheet holds a heading {wanted}",
                expected=f"the table '{table.name}'",
                way_out=f"Write the form with: policylib template {table.name.replace('_', '-')}",
            )
        )
    missing = header.missing(table)
    if not missing:
        return
    column = table.columns[missing[0]]
    near = process.extractOne(
        column.headings[0], [h.text for h in header.unread], score_cutoff=LIKE
    )
    cell = header.unread[near[2]] if near else None
    names = places([f"'{table.columns[m].headings[0]}'" for m in missing])
    raise DataError(
        message(
            f"sheet '{shown(grid.sheet)}' lacks the column {names}",
            where=f"header in row {header.bottom}",
            way_out=f"If cell {place(header.bottom, cell.column)} '{shown(cell.text)}' is that "
            f"column, name it '{column.headings[0]}'."
            if cell
            else "Add the column, or choose another table.",
        )
    )
