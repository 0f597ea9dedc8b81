"""A workbook in the making: sheets that print well, and cells of which none is lost or computed."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import xlsxwriter

from policylib.errors import RunError, message

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

#: Texts stay texts: no formula, address or number is read out of one.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: Excel's own limit on the letters of a cell, and what follows where a text is cut.
LONGEST_TEXT, _CUT = 32_767, " …"
_A4, _WIDEST, _NARROWEST = 9, 60, 9
#: Letters that Excel takes at the head and foot of a printed page.
_LONGEST_HEADER = 200
_STYLES = {
    "title": {"bold": True, "font_size": 14},
    "bold": {"bold": True},
    "mark": {"bold": True, "font_color": "#76448A"},
    "source": {"italic": True, "font_color": "#444444"},
    "heading": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "number heading": {
        "bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right",
    },
    "text": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#1B4F72", "underline": 1, "valign": "top"},
}  # fmt: skip


@dataclass
class Book:
    """A workbook whose bytes hang on nothing but what is written into it."""

    properties: dict[str, object]
    _buffer: io.BytesIO = field(default_factory=io.BytesIO)
    _formats: dict[object, Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._book = xlsxwriter.Workbook(self._buffer, _OPTIONS)
        self._book.set_properties(self.properties)

    def style(self, name: str) -> Format:
        """Return one of the looks of the house."""
        return self._format(name, _STYLES[name])

    def number(self, form: str, digits: int) -> Format:
        """Return the look of a number: as many decimals as the page prints."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        if form == "percent":
            pattern = pattern.removeprefix("#,##") + "%"
        elif form == "rupiah":
            pattern = f'"Rp"{pattern}'
        return self._format(pattern, {"num_format": pattern, "align": "right", "valign": "top"})

    def _format(self, name: str, look: dict) -> Format:
        if name not in self._formats:
            self._formats[name] = self._book.add_format(look)
        return self._formats[name]

    def sheet(self, name: str, title: str, *, mark: str) -> Sheet:
        """Add a sheet with its title, and below it the mark of made-up data where there is one."""
        page = self._book.add_worksheet(name)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_footer("&L&A&R&P/&N")
        made = Sheet(page, self, name)
        made.text(0, 0, title, "title")
        if mark:
            page.set_tab_color(_STYLES["mark"]["font_color"])
            page.set_header("&L" + mark.replace("&", "&&")[:_LONGEST_HEADER])
            made.text(1, 0, mark, "mark")
        return made

    def written(self) -> bytes:
        """Return the finished file."""
        self._book.close()
        return self._buffer.getvalue()


@dataclass(frozen=True)
class Sheet:
    """One sheet; every cell that Excel would not take whole is refused or visibly cut."""

    page: Worksheet
    book: Book
    name: str

    def text(self, row: int, column: int, text: str, style: str = "text") -> None:
        """Write a text, whatever it looks like."""
        if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            text = text[: LONGEST_TEXT // 2] + _CUT
        self._took(self.page.write_string(row, column, text, self.book.style(style)), row)

    def number(self, row: int, column: int, value: float, form: str, digits: int) -> None:
        """Write a number as a number."""
        look = self.book.number(form, digits)
        self._took(self.page.write_number(row, column, value, look), row)

    def link(self, row: int, column: int, sheet: str) -> None:
        """Write the name of another sheet as a link to it."""
        done = self.page.write_url(
            row, column, f"internal:'{sheet}'!A1", self.book.style("link"), sheet
        )
        self._took(done, row)

    def headings(self, row: int, titles: Sequence[str], *, numeric: Sequence[bool]) -> None:
        """Write the headings of a table and keep them in view and on every printed page."""
        for column, (title, number) in enumerate(zip(titles, numeric, strict=True)):
            self.text(row, column, title, "number heading" if number else "heading")
        self.page.freeze_panes(row + 1, 0)
        self.page.repeat_rows(row)

    def widths(self, columns: Sequence[Sequence[str]]) -> None:
        """Make each column as wide as the longest of its texts, within limits."""
        for place, texts in enumerate(columns):
            longest = max(map(len, texts), default=0)
            self.page.set_column(place, place, min(_WIDEST, max(_NARROWEST, longest + 2)))

    def _took(self, status: int, row: int) -> None:
        if status:
            raise RunError(
                message(
                    f"the sheet '{self.name}' does not take row {row + 1}",
                    expected="at most 1,048,576 rows and 16,384 columns",
                ),
                reason="page_failed",
            )


def midnight(day: dt.date) -> dt.datetime:
    """Return the time that stands in the file's properties instead of that of its making."""
    return dt.datetime.combine(day, dt.time())
