"""Writers of files: xlsx, xls, ods and delimited text."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
import xlwt

Cell = str | int | float | dt.date | None


@dataclass(frozen=True)
class Percent:
    """A number that the sheet shows as a percentage."""

    value: float


@dataclass
class Page:
    """One sheet; merged ranges and hidden rows and columns count from 0."""

    rows: list[list]
    name: str = "Rekap"
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


def xlsx(*pages: Page, epoch_1904: bool = False, password: str = "") -> bytes:
    """Write native cells: numbers, dates and percentages keep their type."""
    out = io.BytesIO()
    options = {"in_memory": True, "date_1904": epoch_1904, "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as book:
        formats = {
            dt.date: book.add_format({"num_format": "dd/mm/yyyy"}),
            Percent: book.add_format({"num_format": "0.00%"}),
        }
        for page in pages:
            _fill(book.add_worksheet(page.name), page, formats)
    return out.getvalue()


def _fill(sheet, page: Page, formats: dict) -> None:
    for r, row in enumerate(page.rows):
        for c, value in enumerate(row):
            if isinstance(value, Formula):
                sheet.write_formula(r, c, value.text, None, value.value)
            elif isinstance(value, dt.date):
                sheet.write_datetime(r, c, value, formats[dt.date])
            elif isinstance(value, Percent):
                sheet.write_number(r, c, value.value, formats[Percent])
            elif isinstance(value, (int, float)):
                sheet.write_number(r, c, value)
            elif value not in (None, ""):
                sheet.write_string(r, c, value)
    for top, left, bottom, right in page.merged:
        value = page.rows[top][left]
        sheet.merge_range(top, left, bottom, right, value if value is not None else "")
    for row in page.hidden_rows:
        sheet.set_row(row, None, None, {"hidden": True})
    for column in page.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})


@dataclass(frozen=True)
class Formula:
    """A formula and the value that was saved with it; '' where none was."""

    text: str
    value: Cell = ""


def xls(page: Page) -> bytes:
    """Write the format of before 2007."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(page.name)
    day, share = xlwt.XFStyle(), xlwt.XFStyle()
    day.num_format_str, share.num_format_str = "DD/MM/YYYY", "0.00%"
    for r, row in enumerate(page.rows):
        for c, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write(r, c, value, day)
            elif isinstance(value, Percent):
                sheet.write(r, c, value.value, share)
            elif value not in (None, ""):
                sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def ods(page: Page) -> bytes:
    """Write the open document format by hand."""
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in page.rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} '
        f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name='
        f"{quoteattr(page.name)}>{rows}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:'
        f'xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type='
        f'"{_MIME}"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _MIME, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def _ods_cell(value) -> str:
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, Percent):
        kind, stated, text = "percentage", f'office:value="{value.value!r}"', f"{value.value:.2%}"
    elif isinstance(value, dt.date):
        kind, stated, text = "date", f'office:date-value="{value}"', f"{value:%d/%m/%Y}"
    elif isinstance(value, (int, float)):
        kind, stated, text = "float", f'office:value="{value}"', str(value)
    else:
        kind, stated, text = "string", "", str(value)
    return (
        f'<table:table-cell office:value-type="{kind}" {stated}><text:p>{escape(text)}</text:p>'
        "</table:table-cell>"
    )


def delimited(rows: list[list[str]], separator: str = ";", encoding: str = "utf-8") -> bytes:
    """Write text as Excel does: quotes where they are needed, CRLF."""
    lines = (separator.join(_quoted(cell or "", separator) for cell in row) for row in rows)
    return "\r\n".join([*lines, ""]).encode(encoding)


def _quoted(cell: str, separator: str) -> str:
    if any(c in cell for c in f'{separator}"\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def edited(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Replace bytes inside one part of a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data.replace(old, new) if name == part else data)
    return out.getvalue()
