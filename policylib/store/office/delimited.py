"""CSV and its kin: any encoding, any separator, refused rather than repaired."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gc
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policylib.store.office.sniff import refuse

if TYPE_CHECKING:
    from policylib.cleaning.grids import ColumnRows

SEPARATORS = (";", "\t", "|", ",")
_SNIFFED_ROWS = 200
_FIELD_BYTES = 10**6
#: Characters from which a plain text is read by columns; less is read at once either way.
QUICK_FROM = 10**6


def read_rows(path: Path) -> tuple[Sequence[Sequence[str]], tuple[str, ...]]:
    """Return the rows of a text file as they stand, and rules that the file as a whole breaks.

    Raises
    ------
    DataError
        If encoding or separator cannot be told, or a quote is not closed.
    """
    text, rules = _decode(path)
    stated, text = _stated_separator(text)
    separator = stated or _separator(text, path)
    if (columns := _quickly(text, separator)) is not None:
        return columns, rules
    return _carefully(text, separator, path), rules


def _quickly(text: str, separator: str) -> ColumnRows | None:
    """Read a large text without quotes, in which every line has as many cells as the first.

    Everything else, such as titles and notes, is left to the careful way, which reads the same.
    """
    if len(text) < QUICK_FROM or '"' in text or "\n\n" in text:
        return None
    import pyarrow as pa
    from pyarrow import csv as arrow

    width = text[: text.index("\n")].count(separator) + 1
    names = [str(n) for n in range(width)]
    try:
        table = arrow.read_csv(
            pa.BufferReader(text.encode()),
            read_options=arrow.ReadOptions(column_names=names),
            parse_options=arrow.ParseOptions(
                delimiter=separator, quote_char=False, ignore_empty_lines=False
            ),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return _until_empty(table.columns)


def _until_empty(columns: Sequence) -> ColumnRows:
    from policylib.cleaning.grids import ColumnRows

    rows = ColumnRows(columns)
    end = len(rows)
    while end and not any(cell.strip() for cell in rows[end - 1]):
        end -= 1
    return rows[:end]


def _carefully(text: str, separator: str, path: Path) -> list[list[str]]:
    csv.field_size_limit(_FIELD_BYTES)
    rows: list[list[str]] = []
    try:
        with _no_collector():
            rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        opened = "end of data" in str(error) or "field larger" in str(error)
        what = "has a quote that is not closed" if opened else "has a quote inside a quoted cell"
        raise refuse(
            path, what, "Mend the quotes, or save the file as .xlsx.", where=f"row {len(rows) + 1}"
        ) from None
    _refuse_swallowed(rows, text, separator, path)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """Millions of rows hold no cycles; looking for them takes half of the reading."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _decode(path: Path) -> tuple[str, tuple[str, ...]]:
    content = path.read_bytes()
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _strictly(content, encoding, path), ()
    if encoding := _bare_utf16(content):
        return _strictly(content, encoding, path), ()
    if (at := content.find(b"\x00")) >= 0:
        row = content.count(b"\n", 0, at) + 1
        raise refuse(path, "holds NUL bytes: it is damaged or no text", _SAVE, where=f"row {row}")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _strictly(content, "cp1252", path), ("encoding_guessed",)


_SAVE = "Open it in a spreadsheet program and save it as CSV UTF-8 or .xlsx."


def _strictly(content: bytes, encoding: str, path: Path) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise refuse(path, "has an encoding that cannot be told", _SAVE) from None
    if "\x00" in text:
        raise refuse(path, "holds NUL bytes: it is damaged or no text", _SAVE)
    return text


def _bare_utf16(content: bytes) -> str:
    """UTF-16 without its mark: nearly every second byte of Latin text is zero."""
    head = content[:2000]
    half = len(head) // 2
    zeros = head[1::2].count(0), head[0::2].count(0)
    if half and max(zeros) > 0.8 * half and min(zeros) < 0.1 * half:
        return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
    return ""


def _stated_separator(text: str) -> tuple[str, str]:
    """Take off the line ``sep=;``, which spreadsheet programs do not count as a row."""
    first, _, rest = text.partition("\n")
    first = first.strip().strip('"')
    if first[:4].lower() == "sep=" and len(first) == len("sep=;"):
        return first[4], rest
    if first.lower() == "sep=" and "\t" in text[:6]:
        return "\t", rest
    return "", text


def _separator(text: str, path: Path) -> str:
    """The separator that cuts most of the first rows into the same number of cells."""
    lines = io.StringIO(text[: 10**6], newline="")
    head = [line for _, line in zip(range(_SNIFFED_ROWS), lines, strict=False)]
    scores = {}
    for separator in SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(head, delimiter=separator) if any(row))
        width, rows = max(widths.items(), key=lambda w: (w[1] * (w[0] > 1), w[0]), default=(0, 0))
        scores[separator] = (rows * (width > 1), width)
    best = max(scores, key=scores.get)
    if not scores[best][0]:
        raise refuse(
            path,
            "holds one column only: no separator was found",
            "Save it as CSV with ; between the cells, or as .xlsx.",
        )
    return best


def _refuse_swallowed(rows: list[list[str]], text: str, separator: str, path: Path) -> None:
    """Refuse a quoted cell over several lines that holds as many separators as a row."""
    ended = text.rstrip("\r\n")
    if max(ended.count("\n"), ended.count("\r")) < len(rows):
        return
    usual = Counter(map(len, rows[:_SNIFFED_ROWS])).most_common(1)[0][0]
    for number, row in enumerate(rows, 1):
        for cell in row:
            broken = "\n" in cell or "\r" in cell
            if broken and cell.count(separator) >= max(usual - 2, 1):
                raise refuse(
                    path,
                    "has a cell that holds other rows: a quote is not closed",
                    "Mend the quotes, or save the file as .xlsx.",
                    where=f"row {number}",
                )
