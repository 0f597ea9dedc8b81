"""The heading of a table inside a sheet: where it is and which column is which."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.cleaning.grids import Grid
from policylib.cleaning.masks import shown
from policylib.cleaning.units import SCALES, UNIT_WORDS, read_heading, words_of
from policylib.errors import DataError, message
from policylib.regions import normalise
from policylib.schemas import OfficeTable

SEARCHED_ROWS = 60
MAX_DEPTH = 3
#: A row that names at least so many columns is a header.
MIN_NAMED = 2
#: Below this likeness (0 to 100) a heading is not offered as the one that was meant.
LIKE = 60


@dataclass(frozen=True)
class Heading:
    """One column of the file: where, its text, and the unit that the text states."""

    column: int
    text: str
    scale: int = 1
    percent: bool = False

    @property
    def says_rupiah(self) -> bool:
        """Whether the text states rupiah as such, neither thousands nor millions."""
        return self.scale == 1 and bool({"rp", "idr", "rupiah"} & set(words_of(self.text)))


@dataclass(frozen=True)
class Header:
    """Rows ``top`` to ``bottom`` of a sheet, the columns found, those with no place, repeats."""

    top: int
    bottom: int
    columns: dict[str, Heading]
    unread: tuple[Heading, ...]
    twice: tuple[tuple[str, Heading], ...] = ()

    def missing(self, table: OfficeTable) -> tuple[str, ...]:
        """Names of columns that the table needs and the header lacks."""
        found = self.columns.keys()
        needed = [n for n, c in table.columns.items() if c.required and n not in found]
        keys = table.key_columns
        if table.key == ("code",) and found & set(keys):
            needed = [n for n in needed if n not in keys]
        return tuple(needed)


def find_header(grid: Grid, table: OfficeTable) -> Header | None:
    """Return the header under which most columns are known; None where no key column is found."""
    known = known_headings(table)
    best, rank = None, (0, 0, 0, 0)
    last = min(len(grid.cells), SEARCHED_ROWS)
    for top in range(1, last + 1):
        if not any(grid.cells[top - 1]):
            continue
        for depth in range(1, min(MAX_DEPTH, len(grid.cells) - top + 1) + 1):
            header = columns_in(grid, top, depth, known)
            found = (len(header.columns), _unit_cells(grid, header), -depth, -top)
            if header.columns.keys() & set(table.key_columns) and found > rank:
                best, rank = header, found
    return best


def _unit_cells(grid: Grid, header: Header) -> int:
    """Cells of a header's last row that hold a unit and nothing else, such as (Rp ribu)."""
    if header.top == header.bottom:
        return 0
    words = [words_of(grid.cell(header.bottom, c)) for c in range(1, grid.width + 1)]
    return sum(bool(w) and all(x in UNIT_WORDS or x in SCALES for x in w) for w in words)


def columns_in(grid: Grid, top: int, depth: int, known: dict[str, str]) -> Header:
    """Return the header that rows ``top`` and below make, however many columns it knows."""
    columns: dict[str, Heading] = {}
    unread, twice = [], []
    above = ""
    for column in range(1, grid.width + 1):
        levels = [grid.spread(top + d, column).strip() for d in range(depth)]
        # Without merged ranges (CSV) the upper heading stands over the first of its columns.
        above = levels[0] or (above if depth > 1 and levels[-1] else "")
        text, name, unit = _identify([above, *levels[1:]], known)
        heading = Heading(column, text, *unit)
        if name in columns:
            twice.append((name, heading))
        elif name:
            columns[name] = heading
        elif text:
            unread.append(heading)
    return Header(top, top + depth - 1, columns, tuple(unread), tuple(twice))


def _identify(levels: list[str], known: dict[str, str]) -> tuple[str, str, tuple[int, bool]]:
    levels = list(dict.fromkeys(level for level in levels if level))
    text = " ".join(levels)
    for candidate in dict.fromkeys([text, *levels[-1:]]):
        plain = known.get(normalise(candidate))
        letters, scale, percent = read_heading(candidate)
        if name := plain or known.get(letters):
            _, scale, percent = read_heading(text)
            return text, name, (scale, percent)
    return text, "", (1, False)


def is_header_again(grid: Grid, header: Header, row: int, table: OfficeTable) -> bool:
    """Whether a row below the header names the same columns again.

    Raises
    ------
    DataError
        If it names them elsewhere: the rows of a second table would be read under wrong headings.
    """
    other = columns_in(grid, row, 1, known_headings(table))
    if len(other.columns) < MIN_NAMED:
        return False
    for name, heading in other.columns.items():
        if name not in header.columns or header.columns[name].column != heading.column:
            raise DataError(
                message(
                    f"sheet '{shown(grid.sheet)}' holds a second table",
                    where=f"header in row {row}",
                    way_out="Put it on a sheet of its own.",
                )
            )
    return True


def known_headings(table: OfficeTable) -> dict[str, str]:
    """Return the columns of a table by every heading that they may have."""
    return {normalise(h): name for name, c in table.columns.items() for h in c.headings}
