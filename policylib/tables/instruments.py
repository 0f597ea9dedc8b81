"""Tables of instruments: what each buys, what it stands on, and what drives the order."""

from __future__ import annotations

from policylib.instruments import OFFICIALS, OFFICIALS_TEXT, Compared
from policylib.tables.markup import Column, Row, Table, link
from policylib.tables.numbers import beside
from policylib.tables.results import findings_table
from policylib.texts import N_
from policylib.wording import (
    ASSUMPTION_KINDS,
    QUALITIES,
    References,
    anchor,
    cell,
    interval_cell,
    law_number,
)


def bought(found: Compared, refs: References) -> Table:
    """One row an instrument: people, person-years and public money, each with its range."""
    language, tr = refs.language, refs.language.gettext
    shown = ("after_year", "person_years", "public_rp", "public_per_year")
    rows = []
    for instrument in found.instruments:
        cells = []
        for measure in shown:
            one = found.of(instrument.id, measure)
            if one is None:
                cells.append("–")
                continue
            text = link(cell(one, language), f"finding-{one.id}")
            cells.append(beside(text, interval_cell(one, language)) if one.is_range else text)
        rows.append(Row((tr(instrument.title), tr(WHO_PAYS[instrument.payer]), *cells)))
    return Table(
        tr("What each instrument buys, with the range over the assumptions"),
        (
            Column(tr("Instrument")),
            Column(tr("Who pays")),
            Column(tr("People covered after twelve months"), True),
            Column(tr("Person-years"), True),
            Column(tr("Public rupiah"), True),
            Column(tr("Public rupiah a person-year"), True),
        ),
        tuple(rows),
        _line(found, refs),
    )


def measures(found: Compared, refs: References, *, names: tuple[str, ...]) -> Table:
    """Chosen measures of every instrument, one row a finding."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for instrument in found.instruments:
        for name in names:
            one = found.of(instrument.id, name)
            if one is not None:
                value = link(cell(one, language), f"finding-{one.id}")
                row = (tr(instrument.title), tr(one.label), value, interval_cell(one, language))
                rows.append(Row(row))
    return Table(
        tr("Enrolment, other people's money, retention and protection"),
        (
            Column(tr("Instrument")),
            Column(tr("What")),
            Column(tr("Value"), True),
            Column(tr("Range"), True),
        ),
        tuple(rows),
        _line(found, refs),
    )


def inputs(found: Compared, refs: References) -> Table:
    """Every input: law, observed, derived or assumed; and the order at its low and high end."""
    tr = refs.language.gettext
    price = tr("price of a month, death benefit")
    law = Row((price, tr("law"), "", "", _law(found, refs), "–", "–"))
    return Table(
        tr("What the comparison stands on, and how the order changes with each"),
        (
            Column(tr("Input")),
            Column(tr("Kind and quality")),
            Column(tr("Value"), True),
            Column(tr("Range"), True),
            Column(tr("Why")),
            Column(tr("Order at the low end")),
            Column(tr("Order at the high end")),
        ),
        (law, *(_input(found, row, refs) for row in found.tornado.itertuples())),
        tr(
            "Order: letters of the instruments as listed above, cheapest public rupiah a "
            "person-year first."
        ),
    )


def _input(found: Compared, moved, refs: References) -> Row:
    tr = refs.language.gettext
    letters = {i.id: letter for letter, i in found.lettered.items()}
    ref = found.cited(moved.assumption)
    refs.get(ref)
    text, kind, why, numbers = _described(found, moved.assumption, refs)
    ends = (
        tr("same order") if order == found.order else " ".join(letters[n] for n in order)
        for order in (moved.low_order, moved.high_order)
    )
    low, value, high = numbers
    return Row(
        (link(text, anchor(ref)), kind, value, refs.language.interval(low, high), why, *ends)
    )


def _described(found: Compared, name: str, refs: References):
    """Return name, kind and quality, source, and the low, stated and high value of an input."""
    language, tr = refs.language, refs.language.gettext
    if name == OFFICIALS:
        numbers = tuple(language.number(n) for n in found.setting.officials)
        why = tr("range that the rule allows; nobody has published how many each village has")
        return tr(OFFICIALS_TEXT), tr("assumed within the law, poor"), why, numbers
    held = found.assumed[name]
    numbers = tuple(law_number(v, held.unit, language) for v in (held.low, held.value, held.high))
    kind = f"{tr(ASSUMPTION_KINDS[held.kind])}, {tr(QUALITIES[held.quality])}"
    return tr(held.description), kind, tr(held.source), numbers


def chances(found: Compared, refs: References) -> Table:
    """Share of draws in which each instrument is cheapest, and lies on the frontier."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for letter, instrument in found.lettered.items():
        first = found.first_share.get(instrument.id)
        shown = "–" if first is None else language.percent(first)
        frontier = language.percent(found.frontier_share[instrument.id])
        rows.append(Row((letter, tr(instrument.title), shown, frontier)))
    return Table(
        tr("How often each is first, and on the frontier, over the draws"),
        (
            Column(tr("Letter")),
            Column(tr("Instrument")),
            Column(tr("Cheapest public rupiah a person-year"), True),
            Column(tr("Not beaten in money and person-years"), True),
        ),
        tuple(rows),
        _line(found, refs),
    )


def frontier(found: Compared, refs: References) -> Table:
    """The data of the frontier figure."""
    kept = [
        one
        for i in found.instruments
        for name in ("public_rp", "person_years")
        if (one := found.of(i.id, name))
    ]
    return findings_table(kept, refs, refs.language.gettext("Data of the figure"))


def tornado(found: Compared, refs: References) -> Table:
    """The data of the tornado: cost of the second over that of the first at both ends."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.tornado.itertuples():
        if abs(row.high_ratio - row.low_ratio) > 1e-12:
            name = _described(found, row.assumption, refs)[0]
            ends = (language.number(v, 2) for v in (row.low_ratio, row.high_ratio))
            rows.append(Row((name, *ends, tr("yes") if row.changes else tr("no"))))
    return Table(
        tr("Cost of a person-year: second over first, one assumption moved at a time"),
        (
            Column(tr("Assumption")),
            Column(tr("At its low end"), True),
            Column(tr("At its high end"), True),
            Column(tr("Order changes")),
        ),
        tuple(rows),
        _line(found, refs),
    )


def _line(found: Compared, refs: References) -> str:
    return refs.line(dict.fromkeys(s for f in found.findings for s in f.sources))


def _law(found: Compared, refs: References) -> str:
    cited = [s for part in found.setting.sources.values() for s in part]
    for source in cited:
        refs.get(source)
    text = refs.language.gettext("law of the start month")
    return link(text, anchor(cited[0]))


WHO_PAYS = {
    "budget": N_("local budget"),
    "half": N_("local budget and worker"),
    "villages": N_("village budgets"),
    "employers": N_("employers"),
    "worker": N_("worker"),
}
