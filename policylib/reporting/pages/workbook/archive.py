"""Tables as CSV and Parquet and figures as PNG and SVG, in one file that is always the same."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from policylib.reporting.pages.workbook import code_book, flat, names
from policylib.reporting.pages.workbook.contents import Figure, Shown
from policylib.reporting.pages.workbook.flat import Field, Value
from policylib.texts import N_
from policylib.wording import Language

#: What makes a spreadsheet take a text for a formula, also in wide letters.
_FORMULA = tuple("=+-@\t\r＝＋－＠")
_DAY = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644
INDEX = (
    N_("File"),
    N_("Section"),
    N_("Caption"),
    N_("Rows"),
    N_("Source"),
    N_("Mark"),
)


def made(
    shown: Sequence[Shown],
    figures: Sequence[Figure],
    findings: Sequence[dict],
    language: Language,
    *,
    mark: str,
) -> bytes:
    """Return the archive; ``mark`` is set on whatever stands on made-up rows."""
    tr = language.gettext
    files = {
        "index.csv": comma_separated(map(tr, INDEX), _index(shown, figures, mark)),
        "code-book.csv": comma_separated(
            map(tr, code_book.HEADINGS), code_book.rows(shown, findings, language)
        ),
    }
    for one in shown:
        name, fields = names.file(one.number, one.title), flat.fields(one.table, language)
        files[f"{name}.csv"] = comma_separated((f.name for f in fields), _rows(fields))
        files[f"{name}.parquet"] = parquet(one, fields, mark=mark if one.made_up else "")
    for figure in figures:
        files |= {n: content for n, content in _pictures(figure).items() if content}
    return _zipped(files)


def _index(
    shown: Sequence[Shown], figures: Sequence[Figure], mark: str
) -> Iterable[tuple[Value, ...]]:
    data = {one.figure.number: one for one in shown if one.figure is not None}
    for one in shown:
        table, marked = one.table, mark if one.made_up else ""
        for ending in ("csv", "parquet"):
            name = f"{names.file(one.number, one.title)}.{ending}"
            rows = len(table["rows"])
            yield name, one.section, table["caption"], rows, table["source"], marked
    for figure in figures:
        one = data.get(figure.number)
        for name, content in _pictures(figure).items():
            if content:
                source = one.table["source"] if one else ""
                marked = mark if one and one.made_up else ""
                yield name, one.section if one else "", figure.title, None, source, marked


def _pictures(figure: Figure) -> dict[str, bytes]:
    return {
        f"figure-{figure.number}.png": figure.png,
        f"figure-{figure.number}.svg": figure.svg.encode(),
    }


def _rows(fields: Sequence[Field]) -> Iterable[tuple[Value, ...]]:
    return zip(*(f.cells for f in fields), strict=True)


def comma_separated(headings: Iterable[str], rows: Iterable[Iterable[Value]]) -> bytes:
    """Return CSV in UTF-8; a text that a spreadsheet would compute gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(_written, headings))
    writer.writerows(map(_written, row) for row in rows)
    return text.getvalue().encode()


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return repr(value)


def parquet(one: Shown, fields: Sequence[Field], *, mark: str) -> bytes:
    """Return a Parquet file; caption, source and mark stand in its schema."""
    import pyarrow as pa
    from pyarrow import parquet as files

    arrays = [pa.array(f.cells, _kind(f, pa)) for f in fields]
    about = {"caption": one.table["caption"], "source": one.table["source"], "mark": mark}
    kept = {name: text for name, text in about.items() if text}
    schema = pa.schema(
        [(f.name, a.type) for f, a in zip(fields, arrays, strict=True)], metadata=kept
    )
    buffer = io.BytesIO()
    files.write_table(pa.table(arrays, schema=schema), buffer)
    return buffer.getvalue()


def _kind(field: Field, pa):
    if field.part == "made_up":
        return pa.bool_()
    if not field.is_number:
        return pa.string()
    whole = all(isinstance(v, int) for v in field.cells if v is not None)
    return pa.int64() if whole else pa.float64()


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, _DAY)
            about.compress_type, about.create_system = zipfile.ZIP_DEFLATED, 3
            about.external_attr = _READABLE << 16
            archive.writestr(about, content)
    return buffer.getvalue()
