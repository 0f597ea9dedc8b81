"""The last section of every notebook: findings, sources, and the record of the run."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from policylib.findings import MIME, Book, Finding
from policylib.tables import numbers
from policylib.tables.markup import Column, Row, Table, link, page_link
from policylib.tables.results import UNITS
from policylib.wording import Language, References, anchor, cell, interval_cell, named

#: Packages whose versions a page names.
SHOWN = (
    "policylib",
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "matplotlib",
    "seaborn",
    "holidays",
    "babel",
)


@dataclass(frozen=True)
class Record:
    """Two tables that every number links to, with the findings as data beside them."""

    book: Book
    tables: tuple[Table, ...]

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "text/html": "\n".join(t._repr_html_() for t in self.tables),
            "text/plain": f"Record: {len(self.book.findings)} findings",
            MIME: self.book.as_json(),
            numbers.MIME: numbers.content(self.tables),
        }


def record(book: Book, refs: References) -> Record:
    """Return the findings table and the sources table, each row with its anchor."""
    tr = refs.language.gettext
    rows = tuple(_finding_row(f, refs) for f in book.findings)
    found = Table(
        tr("Findings: every number that the sentences of this page say"),
        (
            Column(tr("What")),
            Column(tr("Value"), True),
            Column(tr("Interval"), True),
            Column(tr("Unit")),
            Column(tr("How computed")),
            Column(tr("Sources and grade")),
        ),
        rows,
        kind="findings",
    )
    return Record(book, (found, sources(refs)))


def sources(refs: References) -> Table:
    """Return a row, with its anchor, for every reference that was asked for so far."""
    tr = refs.language.gettext
    return Table(
        tr(
            "Sources; grade A is an official text or several agreeing pages, B one credible page, "
            "C to be checked before relying on it"
        ),
        (
            Column(tr("No."), True),
            Column(tr("What")),
            Column(tr("Publisher")),
            Column(tr("Grade")),
            Column(tr("Details")),
        ),
        tuple(_source_row(ref, refs) for ref in refs.used),
        kind="sources",
    )


def _finding_row(finding: Finding, refs: References) -> Row:
    tr, language = refs.language.gettext, refs.language
    mark = f" [{tr('made up')}]" if finding.synthetic else ""
    return Row(
        (
            named(finding, language) + mark,
            cell(finding, language),
            interval_cell(finding, language),
            tr(UNITS[finding.unit]),
            tr(finding.formula),
            _cited(finding.sources, refs),
        ),
        id=f"finding-{finding.id}",
    )


def _cited(sources: Sequence[str], refs: References) -> Markup:
    """Return links to the rows of sources, those of one label together, by their numbers."""
    groups: dict[str, list[str]] = {}
    for source in dict.fromkeys(sources):
        groups.setdefault(refs.get(source).label, []).append(source)
    return Markup("; ").join(_group(label, held, refs) for label, held in groups.items())


def _group(label: str, sources: Sequence[str], refs: References) -> Markup:
    """Return ``label 3, 5`` with a link each; a finding of another page is linked there.

    Paper leaves the label out: the number leads to its row.
    """
    if sources[0].startswith("finding:"):
        pages = [refs.get(source).page for source in sources]
        return Markup(", ").join(page_link(label, p) if p else escape(label) for p in pages)
    rows = sorted((refs.number(source), source) for source in sources)
    first = Markup('<span class="name">{} </span>{}').format(label, rows[0][0])
    texts = [first, *(str(number) for number, _ in rows[1:])]
    return Markup(", ").join(link(t, anchor(s)) for t, (_, s) in zip(texts, rows, strict=True))


def _source_row(ref: str, refs: References) -> Row:
    found = refs.get(ref)
    address = f" — {found.address}" if found.address else ""
    number = refs.language.number(refs.number(ref))
    cells = (number, found.what, found.publisher + address, found.grade, found.details)
    return Row(cells, id=anchor(ref))


def run_record(parameters: Mapping[str, object], language: Language, *, seed: int | None) -> Table:
    """Return parameters, seed and versions of this run."""
    tr = language.gettext
    rows = [(tr("parameter {name}", name=k), str(v)) for k, v in parameters.items()]
    rows.append((tr("seed"), tr("none: nothing random") if seed is None else str(seed)))
    rows += [(tr("version of {name}", name=n), importlib.metadata.version(n)) for n in SHOWN]
    rows.append((tr("version of {name}", name="Python"), platform.python_version()))
    return Table(
        tr("Record of this run"),
        (Column(tr("What")), Column(tr("Value"))),
        tuple(Row(r) for r in rows),
        kind="run",
    )
