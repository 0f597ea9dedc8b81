"""The code book: what every column of the tables holds, and every finding, with its unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from policylib.reporting.pages.workbook import flat, names
from policylib.reporting.pages.workbook.contents import Shown
from policylib.tables.results import UNITS
from policylib.texts import N_
from policylib.wording import Language

HEADINGS = (N_("Sheet"), N_("Column or finding"), N_("What it holds"), N_("Unit"))
#: What plain columns hold, by part.
PARTS = {
    "text": N_("words, as on the page"),
    "value": N_("the number; empty where none is known"),
    "low": N_("low end of the interval; empty where there is none"),
    "high": N_("high end of the interval; empty where there is none, or where it is open"),
    "words": N_("what is said where there is no number"),
    "form": N_("how the number of this row is kept"),
    "row": N_("name of the row; that of a finding is used everywhere"),
    "made_up": N_("whether made-up data stand behind the row"),
}


def rows(
    shown: Sequence[Shown], findings: Sequence[Mapping], language: Language
) -> list[tuple[str, ...]]:
    """Return the rows of the code book: columns of every table, then the findings."""
    return [*_columns(shown, language), *_findings(shown, findings, language)]


def _columns(shown: Sequence[Shown], language: Language) -> Iterator[tuple[str, ...]]:
    for one in shown:
        sheet = names.sheet(one.number, one.title)
        for field in flat.fields(one.table, language):
            forms = dict.fromkeys(look[0] for look in field.looks if look)
            unit = "; ".join(language.gettext(flat.FORMS[form]) for form in forms)
            yield sheet, field.name, language.gettext(PARTS[field.part]), unit


def _findings(
    shown: Sequence[Shown], findings: Sequence[Mapping], language: Language
) -> Iterator[tuple[str, ...]]:
    tr = language.gettext
    kept = (one for one in shown if one.table["kind"] == "findings")
    sheet = next((names.sheet(one.number, one.title) for one in kept), "")
    for one in findings:
        label, formula, unit = (one[k] for k in ("label", "formula", "unit"))
        mark = f" [{tr('made up')}]" if one["synthetic"] else ""
        yield sheet, one["id"], f"{tr(label)}{mark}: {tr(formula)}", tr(UNITS[unit])
