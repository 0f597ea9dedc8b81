"""Tables of published numbers and of their contradictions."""

from __future__ import annotations

import math
from collections.abc import Iterable

from markupsafe import Markup

from policylib.coverage import Known
from policylib.evidence import Conflict, Ledger, Number
from policylib.tables.markup import Column, Row, Table, link
from policylib.texts import N_
from policylib.wording import Language, References, Written, anchor, interval_cell
from policylib.wording.terms import KINDS, QUANTITIES, STAGES


def evidence(
    ledger: Ledger, refs: References, *, region: str, only: Iterable[str] | None = None
) -> Table:
    """Published numbers of an area, earliest first, with interval, stage and grade.

    ``only`` keeps those that a notebook's findings stand on (`findings.Book.evidence`).
    """
    chosen = None if only is None else set(only)
    tr = refs.language.gettext
    return Table(
        caption=tr("Published numbers, as printed and as the interval that the words allow"),
        columns=(
            Column(tr("What")),
            Column(tr("As printed")),
            Column(tr("Interval"), True),
            Column(tr("Stage")),
            Column(tr("As of")),
            Column(tr("Source")),
            Column(tr("Grade")),
        ),
        rows=tuple(
            _evidence_row(n, refs)
            for n in ledger.of_region(region)
            if chosen is None or n.id in chosen
        ),
    )


def _evidence_row(number: Number, refs: References) -> Row:
    language, ref = refs.language, f"evidence:{number.id}"
    found = refs.get(ref)
    kind = "" if number.kind == "observed" else f" ({language.gettext(KINDS[number.kind])})"
    return Row(
        (
            language.gettext(QUANTITIES[number.quantity]) + kind,
            language.gettext(number.reported_as),
            ends(number, language),
            language.gettext(STAGES[number.stage]),
            language.period(number.as_of, number.as_of_precision),
            link(found.publisher, anchor(ref)),
            number.grade,
        )
    )


def ends(number: Number, language: Language) -> str:
    """Write the interval of a published number for a table."""

    def one(value: float) -> Written:
        if number.unit == "share":
            digits = 1 if round(value * 1000, 6) % 1 == 0 else 3
            return language.percent(value, digits)
        return language.number(value)

    if math.isinf(number.high):
        least = one(number.low)
        return least.said("≥ " + least, value=None, low=least.value)
    low, high = one(number.low), one(number.high)
    return language.interval(low, high)


def contradictions(
    ledger: Ledger, refs: References, *, region: str, only: Iterable[str] | None = None
) -> Table:
    """Publications that disagree, and the rule that was used; none is averaged.

    ``only`` keeps those that touch a number that a notebook's findings stand on.
    """
    tr = refs.language.gettext
    titles = (N_("Subject"), N_("What disagrees"), N_("Numbers"), N_("Rule used"), N_("Grade"))
    chosen = [
        c for c in ledger.contradictions(region) if only is None or set(only) & set(c.evidence)
    ]
    return Table(
        caption=tr("Contradictions, kept and not averaged"),
        columns=tuple(Column(tr(title)) for title in titles),
        rows=tuple(_contradiction(c, ledger, refs) for c in chosen),
    )


def _contradiction(conflict: Conflict, ledger: Ledger, refs: References) -> Row:
    """One row; each side is shown as printed, with a link to its source."""
    tr = refs.language.gettext
    sides = []
    for name in conflict.evidence:
        ref = refs.get(f"evidence:{name}").ref
        sides.append(link(tr(ledger.get(name).reported_as), anchor(ref)))
    cells = (
        tr(conflict.subject),
        tr(conflict.what_disagrees),
        Markup("; ").join(sides) if sides else "–",
        tr(conflict.how_to_treat),
        conflict.grade,
    )
    return Row(cells, id=f"conflict-{conflict.id}")


def shares_over_time(
    ledger: Ledger, known: Known | None, refs: References, *, region: str
) -> Table:
    """The data of the time line: each published share and what the count gives."""
    tr, language = refs.language.gettext, refs.language
    rows, cited = [], []
    for number in _shares(ledger, region):
        ref = f"evidence:{number.id}"
        cited.append(ref)
        day = language.period(number.as_of, number.as_of_precision)
        rows.append(Row((day, link(tr(KINDS[number.kind]), anchor(ref)), ends(number, language))))
    if known and known.counted_share_rounded:
        found = known.counted_share_rounded
        cited += found.sources
        words = link(tr("by the published count"), f"finding-{found.id}")
        rows.append(
            Row((language.period(known.as_of, "day"), words, interval_cell(found, language)))
        )
    return Table(
        caption=tr("Data of the figure"),
        columns=(Column(tr("As of")), Column(tr("What")), Column(tr("Interval"), True)),
        rows=tuple(rows),
        source=refs.line(cited) if cited else "",
    )


def _shares(ledger: Ledger, region: str) -> list[Number]:
    kinds = ("observed", "target")
    return [n for kind in kinds for n in ledger.find(region, "coverage_share", kind=kind)]
