"""A table as safe HTML: everything is escaped but links that `link` made."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

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
    """A table ready to show; ``mark`` is the banner of made-up data, '' for real rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: str = ""
    mark: str = ""

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


def link(text: str, target: str) -> Markup:
    """Return a link to an anchor on the same page."""
    return Markup('<a href="#{}">{}</a>').format(target, text)


def page_link(text: str, target: str) -> Markup:
    """Return a link to another page of the same set."""
    return Markup('<a href="{}">{}</a>').format(target, text)
