"""What an executed notebook shows as data: its tables and figures, in the order of the page."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policylib.figures.plate import MIME as FIGURE
from policylib.tables.numbers import MIME as TABLES
from policylib.texts import N_
from policylib.wording import Language

#: What the tables of the last section are called; their captions are sentences.
KINDS = {"findings": N_("Findings"), "sources": N_("Sources"), "run": N_("Record of the run")}


@dataclass(frozen=True)
class Figure:
    """A picture of the page; ``svg`` is '' where its output holds none."""

    number: int
    title: str
    png: bytes
    svg: str


@dataclass(frozen=True)
class Shown:
    """A table of the page.

    Attributes
    ----------
    number : int
        Counts the tables of the page.
    title : str
        Short words for it; ``table["caption"]`` says more.
    section : str
        Heading under which it stands.
    table : dict
        As `tables.numbers.content` makes it.
    figure : Figure or None
        The figure whose data it is.
    """

    number: int
    title: str
    section: str
    table: Mapping
    figure: Figure | None = None

    @property
    def made_up(self) -> bool:
        """Whether any of its rows is made up."""
        return bool(self.table["mark"]) or any(row["made_up"] for row in self.table["rows"])


def shown(node: Mapping, language: Language) -> tuple[list[Shown], list[Figure]]:
    """Return tables with at least one column, and figures, of an executed notebook."""
    tables, figures, waiting = [], [], None
    for section, data in _outputs(node):
        if FIGURE in data or "image/png" in data:
            waiting = _figure(data, len(figures) + 1)
            figures.append(waiting)
        for table in data.get(TABLES, {}).get("tables", ()):
            if table["columns"]:
                title = _title(table, waiting, language)
                tables.append(Shown(len(tables) + 1, title, section, table, waiting))
            waiting = None
    return tables, figures


def _outputs(node: Mapping) -> Iterator[tuple[str, Mapping]]:
    section = ""
    for cell in node["cells"]:
        if cell["cell_type"] == "markdown":
            found = re.findall(r"^## (.+)$", cell["source"], re.MULTILINE)
            section = found[-1] if found else section
        for output in cell.get("outputs", ()):
            yield section, output.get("data", {})


def _figure(data: Mapping, number: int) -> Figure:
    drawn = data.get(FIGURE, {})
    png = base64.b64decode(data.get("image/png", ""))
    return Figure(number, " ".join(drawn.get("title", "").split()), png, drawn.get("svg", ""))


def _title(table: Mapping, figure: Figure | None, language: Language) -> str:
    if figure is not None:
        return language.gettext("Figure {number}", number=str(figure.number))
    kind = KINDS.get(table["kind"])
    return language.gettext(kind) if kind else table["caption"]
