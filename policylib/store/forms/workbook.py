"""A form as a spreadsheet: the table to fill in, a guide, and a code book."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policylib.errors import RegionError, UsageError, closest, message
from policylib.schemas import OfficeColumn, OfficeTable
from policylib.schemas.office_tables import AREA_KINDS
from policylib.store.forms import cells, texts

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from policylib.regions import Register

#: A fixed day stands in the properties, so that the same form is the same bytes.
_CREATED = dt.datetime(2026, 1, 1)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_EMPTY_ROWS = 1000
_A4 = 9
_PAGE_WIDTH = 190
_PROSE_WIDTH = 110
_HEADING_HEIGHT = 62
_TITLE_HEIGHT = 20
_LINE_HEIGHT = 15
#: Excel's own limit on the height of a row, in points.
_MOST_HEIGHT = 409
_CODE_BOOK_WIDTHS = (34, 46, 22, 12, 46, 10, 42, 46)
_WRAP = {"text_wrap": True, "valign": "vcenter"}
_STYLES = {
    "title": {"bold": True, "font_size": 14},
    "bold": {"bold": True},
    "prose": {"text_wrap": True, "valign": "top"},
    "group": {"bold": True, "align": "center", "border": 1, "bg_color": "#D9E2EC"},
    "heading": {"bold": True, "border": 1, "align": "center", "bg_color": "#EEF2F6", **_WRAP},
    "needed": {
        "bold": True,
        "border": 1,
        "align": "center",
        "bg_color": "#1F3A5F",
        "font_color": "#FFFFFF",
        **_WRAP,
    },
    "given": {"num_format": "@", "border": 1, "bg_color": "#EDEDED"},
}


@dataclass(frozen=True)
class _Form:
    """A workbook in the making."""

    book: Workbook
    styles: dict[str, Format]
    table: OfficeTable
    language: str

    @property
    def words(self) -> dict[str, str]:
        return texts.TEXTS[self.language]

    def sheet(self, name: str) -> Worksheet:
        page = self.book.add_worksheet(self.words[name])
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_row(0, _TITLE_HEIGHT)
        page.set_footer("&L&A&R&P/&N")
        page.write_string(0, 0, getattr(self.table.title, self.language), self.styles["title"])
        return page


def write_form(
    table: OfficeTable,
    path: Path,
    *,
    villages: Sequence[tuple[str, str, str]] = (),
    language: str = "id",
    overwrite: bool = False,
) -> None:
    """Write the form of a table, its guide and its code book as one spreadsheet.

    Parameters
    ----------
    villages : sequence of (code, district, village)
        Rows that are filled in beforehand; none leaves the form empty.
    language : str
        'id' or 'en': of the guide. Headings and lists are those that the reader knows best.

    Raises
    ------
    UsageError
        If the language is not offered, the file exists and ``overwrite`` is not given, or the
        name does not end in .xlsx.
    """
    _refuse(path, language, overwrite)
    content = _content(table, villages, language)
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def villages_of(register: Register, region: str, *, on: dt.date) -> list[tuple[str, str, str]]:
    """Return (code, district, village) of the villages (desa) below an area on a day.

    Raises
    ------
    RegionError
        If the area is unknown or has no village that day.
    """
    area = register.find(region)
    found = register.children(area.code, level="village", kind="desa", on=on)
    if not found:
        raise RegionError(
            message(
                f"{area.code} {area.name} has no village (desa) on {on}",
                way_out="Give a regency (kabupaten) or district, or another day: --on DATE.",
            )
        )
    return [(v.code, register.get(v.parent).name, v.name) for v in found]


def _refuse(path: Path, language: str, overwrite: bool) -> None:
    if language not in texts.TEXTS:
        raise UsageError(
            message(f"language '{language}' is not offered", way_out=closest(language, texts.TEXTS))
        )
    if path.suffix.lower() != ".xlsx":
        raise UsageError(message(f"'{path.name}' is no spreadsheet", expected="a name in .xlsx"))
    if path.exists() and not overwrite:
        raise UsageError(
            message(
                f"the file {path.name} exists and may be filled in",
                way_out="Give another --output, or --overwrite to replace it.",
            )
        )


def _content(table: OfficeTable, villages: Sequence[tuple[str, str, str]], language: str) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        book.set_properties({"title": getattr(table.title, language), "created": _CREATED})
        styles = {name: book.add_format(style) for name, style in _STYLES.items()}
        form = _Form(book, styles, table, language)
        _write_table(form, villages)
        _write_guide(form)
        _write_code_book(form)
    return content.getvalue()


def _write_table(form: _Form, villages: Sequence[tuple[str, str, str]]) -> None:
    page, columns = form.sheet("form"), list(form.table.columns.values())
    top = 3 if form.table.groups else 2
    privacy = form.words["personal" if form.table.personal else "impersonal"]
    page.write_string(1, 0, f"{form.words['start'].format(row=top + 2)} {privacy}")
    _write_groups(form, page, top - 1)
    page.set_row(top, _HEADING_HEIGHT)
    last = top + (len(villages) or _EMPTY_ROWS)
    for at, column in enumerate(columns):
        number = form.book.add_format({"num_format": cells.number_format(column)})
        page.set_column(at, at, cells.width(column), number)
        style = form.styles["needed" if column.required else "heading"]
        page.write_string(top, at, column.headings[0], style)
        rule = cells.validation(column) | texts.beside(column, form.language)
        page.data_validation(top + 1, at, last, at, rule)
        _write_given(page, top + 1, at, column, villages, form.styles["given"])
    _set_up(page, top, columns)


def _write_groups(form: _Form, page: Worksheet, row: int) -> None:
    at = 0
    for group, members in itertools.groupby(c.group for c in form.table.columns.values()):
        width = len(list(members))
        if group:
            title = getattr(form.table.groups[group], form.language)
            if width > 1:
                page.merge_range(row, at, row, at + width - 1, "", form.styles["group"])
            page.write_string(row, at, title, form.styles["group"])
        at += width


def _write_given(
    page: Worksheet,
    row: int,
    at: int,
    column: OfficeColumn,
    villages: Sequence[tuple[str, str, str]],
    style: Format,
) -> None:
    part = {"village_code": 0, "district": 1, "village": 2}.get(column.kind)
    if part is not None:
        for down, village in enumerate(villages):
            page.write_string(row + down, at, village[part], style)


def _set_up(page: Worksheet, top: int, columns: list[OfficeColumn]) -> None:
    """Freeze and repeat headings and leading area columns; as many pages wide as can be read."""
    leading = len(list(itertools.takewhile(lambda c: c.kind in AREA_KINDS, columns)))
    page.freeze_panes(top + 1, leading)
    page.repeat_rows(top - 1 if top > 2 else top, top)
    held = sum(map(cells.width, columns[:leading]))
    if leading:
        page.repeat_columns(0, leading - 1)
    rest = sum(map(cells.width, columns[leading:]))
    page.fit_to_pages(math.ceil(rest / (_PAGE_WIDTH - held)), 0)
    # printed gridlines stand for borders, so that empty cells need no format of their own
    page.hide_gridlines(0)


def _write_guide(form: _Form) -> None:
    page, bold = form.sheet("guide"), form.styles["bold"]
    page.set_column(0, 0, _PROSE_WIDTH, form.styles["prose"])
    page.fit_to_pages(1, 0)
    purpose = getattr(form.table.purpose, form.language).splitlines()
    lines = [("purpose", text) for text in purpose if text]
    lines += [("how", f"{i}. {t}") for i, t in enumerate(texts.HOW[form.language], 1)]
    # for the office that sends the form to fill in
    lines += [("where", ""), ("before", "")]
    row = 2
    for section, part in itertools.groupby(lines, key=lambda line: line[0]):
        page.write_string(row, 0, form.words[section], bold)
        for _, text in part:
            row += 1
            page.write_string(row, 0, text or "…", form.styles["prose"])
            page.set_row(row, _height((text,), (_PROSE_WIDTH,)))
        row += 2


def _height(words: Sequence[str], widths: Sequence[int]) -> int:
    """Return the height of a row of wrapped cells: LibreOffice does not work it out itself."""
    lines = max(len(textwrap.wrap(w, width)) for w, width in zip(words, widths, strict=True))
    return min(_MOST_HEIGHT, _LINE_HEIGHT * max(1, lines))


def _write_code_book(form: _Form) -> None:
    from xlsxwriter.utility import xl_col_to_name

    page, table = form.sheet("codes"), form.table
    page.write_row(2, 0, texts.CODE_BOOK, form.styles["needed"])
    page.set_row(2, _height(texts.CODE_BOOK, _CODE_BOOK_WIDTHS))
    for at, width in enumerate(_CODE_BOOK_WIDTHS):
        page.set_column(at, at, width)
    for at, name in enumerate(table.columns):
        row = texts.code_book_row(table, name, xl_col_to_name(at), form.language)
        page.set_row(3 + at, _height(row, _CODE_BOOK_WIDTHS))
        for right, text in enumerate(row):
            page.write_string(3 + at, right, text, form.styles["prose"])
    page.freeze_panes(3, 1)
    page.repeat_rows(2)
    page.fit_to_pages(1, 0)
