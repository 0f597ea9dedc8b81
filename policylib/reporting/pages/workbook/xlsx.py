"""The workbook of a page: cover, a sheet a table, code book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policylib.reporting.pages.workbook import code_book, flat, names
from policylib.reporting.pages.workbook.book import Book, Sheet, midnight
from policylib.reporting.pages.workbook.contents import Shown
from policylib.reporting.pages.workbook.flat import Field
from policylib.texts import N_
from policylib.wording import Language

#: Row of the headings of a table: below title, mark, source and an empty row.
HEADINGS = 4
COVER, CODE_BOOK = N_("Cover"), N_("Code book")
_LISTED = (N_("Sheet"), N_("Table"), N_("Section"), N_("Rows"), N_("Made-up data"))
ABOUT = (
    N_(
        "One sheet holds one table of the page. Numbers are numbers: what the page prints is "
        "rounded, what stands here has up to twelve digits."
    ),
    N_("Percentages are kept as shares of one and shown in percent."),
    N_("The last sheet says what every column holds."),
)


@dataclass(frozen=True)
class About:
    """What the cover says.

    Attributes
    ----------
    mark : str
        The banner of made-up data, '' where nothing is made up.
    parameters : mapping of str to object
        Every parameter of the page.
    """

    question: str
    region: str
    known_on: object
    parameters: Mapping[str, object]
    mark: str


def made(
    about: About, shown: Sequence[Shown], findings: Sequence[Mapping], language: Language
) -> bytes:
    """Return the workbook; the same page gives the same bytes."""
    book = Book(
        {
            "title": about.question,
            "subject": about.region,
            "author": "policylib",
            "comments": about.mark,
            "created": midnight(about.known_on),
        }
    )
    _cover(book, about, shown, language)
    for one in shown:
        _table(book, one, about.mark if one.made_up else "", language)
    _code_book(book, code_book.rows(shown, findings, language), language)
    return book.written()


def _cover(book: Book, about: About, shown: Sequence[Shown], language: Language) -> None:
    tr = language.gettext
    page = book.sheet(tr(COVER), about.question, mark=about.mark)
    lines = [
        (tr("Area"), about.region),
        (tr("As known on"), language.date(about.known_on)),
        *((tr("parameter {name}", name=n), str(v)) for n, v in about.parameters.items()),
    ]
    row = 3
    for name, value in lines:
        page.text(row, 0, name, "bold")
        page.text(row, 1, value)
        row += 1
    for text in ABOUT:
        row += 1
        page.text(row, 0, tr(text), "source")
    row += 2
    for column, title in enumerate(_LISTED):
        page.text(row, column, tr(title), "heading")
    for one in shown:
        row += 1
        _listed(page, row, one, language)
    page.text(row + 1, 1, tr(CODE_BOOK))
    page.link(row + 1, 0, tr(CODE_BOOK))
    page.page.set_column(0, 0, 36)
    page.page.set_column(1, 2, 48)
    page.page.set_column(3, 4, 14)


def _listed(page: Sheet, row: int, one: Shown, language: Language) -> None:
    page.link(row, 0, names.sheet(one.number, one.title))
    page.text(row, 1, _caption(one))
    page.text(row, 2, one.section)
    page.number(row, 3, len(one.table["rows"]), "number", 0)
    page.text(row, 4, language.gettext("yes") if one.made_up else language.gettext("no"))


def _caption(one: Shown) -> str:
    if one.figure is None or not one.figure.title:
        return one.table["caption"]
    return f"{one.title}: {one.figure.title}"


def _table(book: Book, one: Shown, mark: str, language: Language) -> None:
    page = book.sheet(names.sheet(one.number, one.title), _caption(one), mark=mark)
    page.text(2, 0, one.table["source"], "source")
    fields = [f for f in flat.fields(one.table, language) if f.part != "form"]
    page.headings(HEADINGS, [f.name for f in fields], numeric=[f.is_number for f in fields])
    for column, field in enumerate(fields):
        _cells(page, column, field, language)
    page.widths([[_headed(f.name), *map(str, f.cells)] for f in fields])
    if one.table["rows"]:
        page.page.autofilter(HEADINGS, 0, HEADINGS + len(one.table["rows"]), len(fields) - 1)


def _headed(name: str) -> str:
    """Return the longest word of a heading: the others may stand below it."""
    return max(name.split(), key=len, default="")


def _cells(page: Sheet, column: int, field: Field, language: Language) -> None:
    looks = field.looks or (None,) * len(field.cells)
    for row, (value, look) in enumerate(zip(field.cells, looks, strict=True), HEADINGS + 1):
        if value is None:
            continue
        if look is not None:
            page.number(row, column, value, *look)
        elif isinstance(value, bool):
            page.text(row, column, language.gettext("yes") if value else language.gettext("no"))
        else:
            page.text(row, column, value)


def _code_book(book: Book, rows: Sequence[tuple[str, ...]], language: Language) -> None:
    tr = language.gettext
    page = book.sheet(tr(CODE_BOOK), tr("What every column and every finding holds"), mark="")
    titles = [tr(title) for title in code_book.HEADINGS]
    page.headings(HEADINGS, titles, numeric=[False] * len(titles))
    for row, cells in enumerate(rows, HEADINGS + 1):
        for column, text in enumerate(cells):
            page.text(row, column, text)
    page.widths(list(zip(titles, *rows, strict=True)))
    page.page.autofilter(HEADINGS, 0, HEADINGS + len(rows), len(titles) - 1)
