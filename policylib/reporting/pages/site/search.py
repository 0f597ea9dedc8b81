"""What the search of the index looks through: no server is needed."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from policylib.reporting.pages.site.entries import Entry
from policylib.tables import Table


def words(
    listed: Sequence[Entry], told: Sequence[Table], *, registers: str, made_up: str
) -> list[list[str]]:
    """Return rows of text, where it stands, and the way there.

    Parameters
    ----------
    registers : str
        File of the tables.
    made_up : str
        Mark of a number that is made up.
    """
    rows: list[list[str]] = []
    for entry in listed:
        where = " · ".join(filter(None, (entry.region, entry.known_on, entry.scenario)))
        rows.append([entry.question, where, entry.href])
        for number in entry.numbers:
            mark = f" [{made_up}]" if number.finding.synthetic else ""
            text = f"{number.label}: {number.value}{mark}"
            rows.append([text, f"{entry.question} {entry.region}", number.href])
    for place, table in enumerate(told, start=1):
        for row in table.rows:
            rows.append([_text(row.cells[0]), table.caption, f"{registers}#register-{place}"])
    return rows


def _text(cell: str) -> str:
    return cell.striptags() if isinstance(cell, Markup) else cell
