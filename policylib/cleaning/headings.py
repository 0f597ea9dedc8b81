"""The heading of a table inside a sheet: where it is and which column is which."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import process

from policylib.cleaning.grids import Grid, place
from policylib.cleaning.masks import shown
from policylib.errors import DataError, message, places
from policylib.regions import normalise
from policylib.schemas import OfficeTable

SEARCHED_ROWS = 60
MAX_DEPTH = 3
#: A row that names at least so many columns is a header.
MIN_NAMED = 2
#: Below this likeness (0 to 100) a heading is not offered as the one that was meant.
LIKE = 60
_SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "milyar": 10**9}
_UNIT_WORDS = {"rp", "idr", "rupiah", "dalam", "angka", "orang", "jiwa", "persen", "%", "per", "in"}
_WORD = re.compile(r"%|[^\W\d_]+")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_SCALE = "(ribu|juta|mil[iy]ar)"
#: What a title says of all amounts: (dalam ribuan rupiah), (Rp juta), jutaan rupiah; but not
#: 5 juta rupiah, which is an amount.
_WHOLE_SHEET = re.compile(
    rf"\bdalam\s+{_SCALE}(?:an)?\b|\b(?:rp|rupiah|idr)\.?\s*{_SCALE}(?:an)?\b"
    rf"|\bsatuan\s*:?\s*{_SCALE}(?:an)?\b|(?:^|[:;,–-]\s*){_SCALE}(?:an)?\s+(?:rp|rupiah|idr)\b"
    rf"|\b{_SCALE}an\s*(?:rp|rupiah|idr)\b|[(\[]\s*{_SCALE}(?:an)?(?:\s+(?:rp|rupiah))?\.?\s*[)\]]",
    re.IGNORECASE,
)
#: (x Rp1.000), (Rp 000), (000), ('000), × 1.000.000
_TIMES = re.compile(
    r"[x×]\s*(?:rp\.?\s*)?1(?P<zeros>(?:[.,]?000){1,3})\b"
    r"|[(\[]\s*(?:(?:rp|idr|rupiah|dalam)\b\.?\s*)*['’.]?(?P<bare>000(?:[.,]?000)*)\s*[)\]]",
    re.IGNORECASE,
)


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
        return self.scale == 1 and bool({"rp", "idr", "rupiah"} & set(_words(self.text)))


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


def read_heading(text: str) -> tuple[str, int, bool]:
    """Return the letters of a heading without its unit, the scale, and whether percent is said.

    >>> read_heading("Iuran (Rp juta)")
    ('iuran', 1000000, False)
    >>> read_heading("Iuran (Rp.000)")
    ('iuran', 1000, False)
    """
    scale, percent, kept = 1, False, text
    if times := _TIMES.search(text):
        scale, kept = _times(times), kept.replace(times[0], " ").replace("( )", " ")
    for bracket in _BRACKETS.finditer(text):
        words = _words(bracket[1])
        if words and all(w in _UNIT_WORDS or w in _SCALES for w in words):
            kept = kept.replace(bracket[0], " ")
            scale, percent = _unit(words, scale, percent)
    tail = []
    while (last := re.search(r"(%|[^\W\d_]+\.?)\s*$", kept)) and (
        (word := _stem(last[1])) in _SCALES
        or word in {"rp", "idr", "rupiah", "%", "persen", "dalam"}
    ):
        if not kept[: last.start()].strip():
            break
        tail.append(word)
        kept = kept[: last.start()]
    scale, percent = _unit(tail, scale, percent)
    return normalise(kept), scale, percent


def _times(hit: re.Match) -> int:
    return 10 ** sum(c == "0" for c in hit["zeros"] or hit["bare"])


def _words(text: str) -> list[str]:
    return [_stem(w) for w in _WORD.findall(text)]


def _stem(word: str) -> str:
    word = word.casefold().rstrip(".")
    return word[:-2] if word.endswith("an") and word[:-2] in _SCALES else word


def _unit(words: list[str], scale: int, percent: bool) -> tuple[int, bool]:
    scales = [_SCALES[w] for w in words if w in _SCALES]
    return (scales[0] if scales else scale), percent or bool({"%", "persen"} & set(words))


def scale_of_sheet(texts: list[str]) -> int:
    """Return the scale that a title or note states for all rupiah of a sheet, else 1.

    >>> scale_of_sheet(["Rekapitulasi iuran", "(dalam ribuan rupiah)"])
    1000
    """
    found = {
        _SCALES[next(g for g in hit.groups() if g).casefold()]
        for text in texts
        for hit in _WHOLE_SHEET.finditer(text)
    }
    for text in texts:
        found |= {_times(hit) for hit in _TIMES.finditer(text)}
    if len(found) > 1:
        raise DataError(
            message(
                "the sheet states two units for its rupiah",
                expected="one of thousand, million, billion",
                way_out="Write the unit into each heading.",
            )
        )
    return found.pop() if found else 1


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


def find_header(grid: Grid, table: OfficeTable) -> Header | None:
    """Return the header under which most columns are known; None where no key column is found."""
    known = _known(table)
    best, rank = None, (0, 0, 0, 0)
    last = min(len(grid.cells), SEARCHED_ROWS)
    for top in range(1, last + 1):
        if not any(grid.cells[top - 1]):
            continue
        for depth in range(1, min(MAX_DEPTH, len(grid.cells) - top + 1) + 1):
            header = _header(grid, top, depth, known)
            found = (len(header.columns), _unit_cells(grid, header), -depth, -top)
            if header.columns.keys() & set(table.key_columns) and found > rank:
                best, rank = header, found
    return best


def _unit_cells(grid: Grid, header: Header) -> int:
    """Cells of a header's last row that hold a unit and nothing else, such as (Rp ribu)."""
    if header.top == header.bottom:
        return 0
    words = [_words(grid.cell(header.bottom, c)) for c in range(1, grid.width + 1)]
    return sum(bool(w) and all(x in _UNIT_WORDS or x in _SCALES for x in w) for w in words)


def _header(grid: Grid, top: int, depth: int, known: dict[str, str]) -> Header:
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
    other = _header(grid, row, 1, _known(table))
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


def _known(table: OfficeTable) -> dict[str, str]:
    return {normalise(h): name for name, c in table.columns.items() for h in c.headings}


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
