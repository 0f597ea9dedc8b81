"""A table as safe HTML: everything is escaped but links that `link` made."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

from policylib.tables import numbers

_ENVIRONMENT = jinja2.Environment(
    autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
)


@dataclass(frozen=True)
class Column:
    """Title of a column; numbers are set to the right."""

    title: str
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    """Cells of a row, text or `link`; ``id`` is its anchor on the page."""

    cells: tuple[str, ...]
    id: str = ""


@dataclass(frozen=True, repr=False)
class Table:
    """A table ready to show, as HTML and as data.

    ``mark`` is the banner of made-up data, '' for real rows; ``kind`` is '', or what the table of
    a page's last section holds: findings, sources, run.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str = ""
    mark: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        widths = {len(row.cells) for row in self.rows} - {len(self.columns)}
        if widths:
            raise ValueError(f"{len(self.columns)} columns but rows of {sorted(widths)} cells")

    def __repr__(self) -> str:
        return f"Table: {self.caption} ({len(self.rows)} rows)"

    def _repr_html_(self) -> str:
        template = importlib.resources.files(__package__).joinpath("table.html.j2")
        return _ENVIRONMENT.from_string(template.read_text(encoding="utf-8")).render(
            table=self, source=Markup(self.source)
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/html": self._repr_html_(),
            "text/plain": repr(self),
            numbers.MIME: numbers.content([self]),
        }


def link(text: str, target: str) -> Markup:
    """Return a link to an anchor on the same page; the number in it stays one."""
    made = numbers.Linked('<a href="#{}">{}</a>').format(target, text)
    made.written = numbers.written(text)
    return made


def page_link(text: str, target: str) -> Markup:
    """Return a link to another page of the same set."""
    return Markup('<a href="{}">{}</a>').format(target, text)
