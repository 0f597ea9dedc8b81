"""The two to four numbers that a page begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policylib.findings import Finding, of_record
from policylib.wording import Language, cell, interval_cell, named

#: A page begins with so many numbers at most.
MOST = 4
#: Letters from which a value is set smaller, so that it stays in one line on a phone.
LONG = 8


def cards(record: Mapping, names: Sequence[str], language: Language) -> list[dict[str, str]]:
    """Return a card for each named finding that this run kept.

    Parameters
    ----------
    record : mapping
        What the notebook's book wrote.
    names : sequence of str
        Ids of findings, as the notebook's metadata have them; an area may lack some.
    """
    kept = {f.id: f for f in of_record(record)}
    return [_card(kept[name], language) for name in names if name in kept][:MOST]


def _card(finding: Finding, language: Language) -> dict[str, str]:
    """Return value, interval, words and mark; where only a range is known it is the value."""
    tr, interval = language.gettext, interval_cell(finding, language)
    known = finding.value is not None
    value = cell(finding, language) if known else interval
    return {
        "href": f"#finding-{finding.id}",
        "value": value,
        "size": "long" if len(value) > LONG else "short",
        "interval": interval if known and finding.is_range else "",
        "label": named(finding, language),
        "mark": tr("made up") if finding.synthetic else "",
    }
