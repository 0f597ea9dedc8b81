"""Tables of projections: models, calibration, what moves the share, levers, the next figure."""

from __future__ import annotations

import math

import pandas as pd

from policylib import assumptions
from policylib.coverage import Need
from policylib.findings import Finding
from policylib.projection import (
    LABELS,
    TITLES,
    Answer,
    Model,
    NetPath,
    Outlook,
    Staircase,
    curve,
)
from policylib.tables.markup import Column, Row, Table, link
from policylib.tables.numbers import beside
from policylib.tables.results import findings_table
from policylib.texts import N_
from policylib.wording import Language, References, anchor, cell, interval_cell


def models(found: Answer, refs: References) -> Table:
    """One row a model: what it stands on, its chance under both readings, its range and dates."""
    tr = refs.language.gettext
    rows = [_model(one, found.counted, refs) for one in found.growth.models]
    rows += [_refused(name, tr) for name in found.growth.refused]
    return Table(
        tr("What each model makes of the same figures"),
        (
            Column(tr("Model")),
            Column(tr("Stands on")),
            Column(tr("Chance, both as shares"), True),
            Column(tr("Chance, last as the count"), True),
            Column(tr("Coverage on the day, middle four fifths"), True),
            Column(tr("Half of simulations reach it by")),
            Column(tr("Four fifths reach it by")),
        ),
        tuple(rows),
        _line(found.growth, refs),
    )


def _model(one: Model, counted: Outlook | None, refs: References) -> Row:
    language, tr = refs.language, refs.language.gettext
    other = counted.of(one.id) if counted else None
    cells = [
        _linked(f, language) if f else "–" for f in (one.chance, other.chance if other else None)
    ]
    share = beside(cell(one.share, language), interval_cell(one.share, language))
    days = (language.month(day) if day else tr("later, if at all") for day in one.reached)
    return Row((tr(one.title), _stands_on(one, refs), *cells, share, *days))


def _linked(one: Finding, language: Language) -> str:
    """Return the value as a link to its row, with the interval where it has one."""
    text = link(cell(one, language), f"finding-{one.id}")
    return beside(text, interval_cell(one, language)) if one.is_range else text


def _stands_on(one: Model, refs: References) -> str:
    """Return how many observations and which priors a model stands on."""
    language, tr = refs.language, refs.language.gettext
    count = tr("{count} observations", count=language.number(one.observations))
    if one.id == "reference":
        return tr("{count}, and what other programmes did", count=count)
    if one.id == "as-now":
        return tr("the last observation")
    held = assumptions.shipped()
    priors = [tr(held[s].description) for s in curve(one.id).shapes]
    if not priors:
        return tr("{count}, level and pace", count=count)
    return tr("{count}, level and pace; assumed: {what}", count=count, what="; ".join(priors))


def _refused(name: str, tr) -> Row:
    return Row((tr(TITLES[name]), tr("refused: it does not fit the figures"), *["–"] * 5))


def strip(found: Answer, refs: References) -> Table:
    """The data of the strip."""
    both = [m.chance for m in found.growth.models]
    both += [m.chance for m in found.counted.models] if found.counted else []
    return findings_table(both, refs, refs.language.gettext("Data of the figure"))


def fan(table: pd.DataFrame, found: Answer, refs: References) -> Table:
    """The data of the fan."""
    language, tr = refs.language, refs.language.gettext
    numbers = [c for c in table.columns if c not in ("day", "line")]
    rows = [
        Row(
            (
                language.date(row["day"]),
                *(language.percent(row[c], 1) for c in numbers),
                language.percent(row["line"], 1),
            )
        )
        for row in table.to_dict("records")
    ]
    titles = (tr("{share} of simulations below", share=language.percent(c)) for c in numbers)
    return Table(
        tr("Data of the figure"),
        (
            Column(tr("Day")),
            *(Column(t, True) for t in titles),
            Column(tr("straight line"), True),
        ),
        tuple(rows),
        _line(found.growth, refs),
    )


def calibration(table: pd.DataFrame, found: Answer, refs: References) -> Table:
    """How often nominal 80 percent of the reference class holds what came, by kind."""
    language, tr = refs.language, refs.language.gettext
    rows = [
        Row(
            (
                tr(KINDS[row.kind]),
                language.number(row.series),
                *(
                    "–" if math.isnan(v) else language.percent(v)
                    for v in (row.left_series_out, row.left_kind_out)
                ),
            )
        )
        for row in table.itertuples()
    ]
    return Table(
        tr("How often 80 percent intervals held what came"),
        (
            Column(tr("Kind of programme")),
            Column(tr("Series"), True),
            Column(tr("Each series left out"), True),
            Column(tr("Its whole kind left out"), True),
        ),
        tuple(rows),
        _line(found.growth, refs),
    )


def influence(found: Answer, refs: References) -> Table:
    """The data of the tornado."""
    language, tr = refs.language, refs.language.gettext
    rows = [
        Row((tr(LABELS[r.assumption]), language.percent(r.low, 1), language.percent(r.high, 1)))
        for r in found.tornado.itertuples()
    ]
    return Table(
        tr("Coverage on the target's day, one assumption moved at a time"),
        (Column(tr("Assumption")), Column(tr("Low end"), True), Column(tr("High end"), True)),
        tuple(rows),
        _line(found.growth, refs),
    )


def levers(found: Staircase, refs: References) -> Table:
    """The levers one by one, with their ranges and where they are described."""
    language, tr = refs.language, refs.language.gettext
    rows = [_lever(tr("people who lapse"), found.lapsed, language)]
    for step in found.steps:
        ref = f"scenario:{step.scenario.id}"
        refs.get(ref)
        name = link(step.scenario.title[language.code], anchor(ref))
        rows.append(_lever(name, step.people, language))
    for one in (found.total, found.left):
        rows.append(_lever(tr(one.label), one, language))
    return Table(
        tr("What each lever adds by the target's day"),
        (Column(tr("Lever")), Column(tr("People"), True), Column(tr("Range"), True)),
        tuple(rows),
        refs.line(dict.fromkeys(s for f in found.findings for s in f.sources)),
    )


def _lever(name: str, one, language) -> Row:
    return Row((name, link(cell(one, language), f"finding-{one.id}"), interval_cell(one, language)))


def following(found: Answer, refs: References) -> Table:
    """What the next figure would leave of the models."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for one in found.following:
        ends = [cell(f, language) if f else "–" for f in (one.lowest, one.highest)]
        left = "; ".join(tr(TITLES[n]) for n in one.left) or tr("none: all curves are contradicted")
        rows.append(
            Row((link(cell(one.figure, language), f"finding-{one.figure.id}"), *ends, left))
        )
    return Table(
        tr("If the next figure were …"),
        (
            Column(tr("Next figure"), True),
            Column(tr("Lowest chance"), True),
            Column(tr("Highest chance"), True),
            Column(tr("Models that still fit")),
        ),
        tuple(rows),
        _line(found.growth, refs),
    )


def explored(found: NetPath, state, need: Need, refs: References, *, sources) -> Table:
    """Where sliders stand and where the share would go: the data of the explorer."""
    language, tr = refs.language, refs.language.gettext
    share = float(found.share[-1])
    rows = (
        (tr("new people a month, percentage points"), language.number(100 * state.pace, 2)),
        (tr("lapse a month"), language.percent(state.lapse, 1)),
        (tr("workers"), language.number(state.workers)),
        (tr("target"), language.percent(state.target)),
        (language.date(need.days.end), language.percent(share, 1)),
        (tr("people missing"), language.number(round((state.target - share) * state.workers, -3))),
    )
    return Table(
        tr("Data of the figure"),
        (Column(tr("What")), Column(tr("Value"), True)),
        tuple(Row(r) for r in rows),
        refs.line(dict.fromkeys(sources)),
    )


def _line(known: Outlook, refs: References) -> str:
    return refs.line(dict.fromkeys(s for f in known.findings for s in f.sources))


KINDS = {
    "": N_("all"),
    "access to services": N_("access to services"),
    "coverage by law": N_("coverage by law"),
    "energy": N_("energy"),
    "health programmes": N_("health programmes"),
    "household goods": N_("household goods"),
    "laws of states": N_("laws of states"),
    "seat belt use": N_("seat belt use"),
    "work": N_("work"),
}
