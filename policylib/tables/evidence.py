"""Tables of published numbers and of their contradictions."""

from __future__ import annotations

import math
from collections.abc import Iterable

from policylib.coverage import Known
from policylib.evidence import Ledger, Number
from policylib.tables.markup import Column, Row, Table, link
from policylib.wording import Language, References, anchor, interval
from policylib.wording.references import KINDS, QUANTITIES, STAGES


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

    def one(value: float) -> str:
        if number.unit == "share":
            digits = 1 if round(value * 1000, 6) % 1 == 0 else 3
            return language.percent(value, digits)
        return language.number(value)

    if math.isinf(number.high):
        return "≥ " + one(number.low)
    return one(number.low) if number.low == number.high else f"{one(number.low)}–{one(number.high)}"


def contradictions(
    ledger: Ledger, refs: References, *, region: str, only: Iterable[str] | None = None
) -> Table:
    """Publications that disagree, and the rule that was used; none is averaged.

    ``only`` keeps those that touch a number that a notebook's findings stand on.
    """
    tr = refs.language.gettext
    rows = []
    for conflict in ledger.contradictions(region):
        if only is not None and not set(only) & set(conflict.evidence):
            continue
        cited = [f"evidence:{name}" for name in conflict.evidence]
        for ref in cited:
            refs.get(ref)
        # A number cell shows each side with a link to its source.
        sides = [
            link(tr(ledger.get(name).reported_as), anchor(f"evidence:{name}"))
            for name in conflict.evidence
        ]
        rows.append(
            Row(
                (
                    tr(conflict.subject),
                    tr(conflict.what_disagrees),
                    _joined(sides) or "–",
                    tr(conflict.how_to_treat),
                    conflict.grade,
                ),
                id=f"conflict-{conflict.id}",
            )
        )
    return Table(
        caption=tr("Contradictions, kept and not averaged"),
        columns=(
            Column(tr("Subject")),
            Column(tr("What disagrees")),
            Column(tr("Numbers")),
            Column(tr("Rule used")),
            Column(tr("Grade")),
        ),
        rows=tuple(rows),
    )


def _joined(sides: list) -> str:
    return type(sides[0])("; ").join(sides) if sides else ""


def shares_over_time(
    ledger: Ledger, known: Known | None, refs: References, *, region: str
) -> Table:
    """The data of the time line: each published share and what the count gives."""
    tr, language = refs.language.gettext, refs.language
    rows, cited = [], []
    for kind in ("observed", "target"):
        for number in ledger.find(region, "coverage_share", kind=kind):
            ref = f"evidence:{number.id}"
            cited.append(ref)
            rows.append(
                Row(
                    (
                        language.period(number.as_of, number.as_of_precision),
                        link(tr(KINDS[kind]), anchor(ref)),
                        ends(number, language),
                    )
                )
            )
    if known and known.counted_share_rounded:
        found = known.counted_share_rounded
        cited += found.sources
        rows.append(
            Row(
                (
                    language.period(known.as_of, "day"),
                    link(tr("by the published count"), f"finding-{found.id}"),
                    interval(found, language),
                )
            )
        )
    return Table(
        caption=tr("Data of the figure"),
        columns=(Column(tr("As of")), Column(tr("What")), Column(tr("Interval"), True)),
        rows=tuple(rows),
        source=refs.line(cited) if cited else "",
    )
