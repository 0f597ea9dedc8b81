"""Tables of enrolled villages: stages, counts and paces, districts, villages."""

from __future__ import annotations

import pandas as pd

from policylib import synthetic
from policylib.compliance import Stages
from policylib.coverage import Districts, Enrolment, Pace, Placed
from policylib.findings import Finding
from policylib.tables.markup import Column, Row, Table, link
from policylib.texts import N_
from policylib.wording import References, cell, interval_cell
from policylib.wording.terms import STAGES

#: Steps to enrolment, in order.
STEPS = ("instructed", "budgeted", "registered", "paid", "active")
FURTHEST = {
    **{s: STAGES[s] for s in STEPS},
    "none": N_("none of them"),
    "not_known": N_("not known"),
}


def stages(found: Enrolment, refs: References) -> Table:
    """The latest published count of each stage; not public where there is none."""
    tr, language = refs.language.gettext, refs.language
    rows = []
    for stage in STEPS:
        counts = [c for c in found.counts if c.stage == stage]
        if not counts:
            rows.append(Row((tr(STAGES[stage]), tr("not public"), "–")))
            continue
        last = counts[-1]
        rows.append(
            Row((tr(STAGES[stage]), _linked(last.villages, refs), language.month(last.last)))
        )
    return Table(
        tr("Latest published count of villages at each stage"),
        (Column(tr("Stage")), Column(tr("Villages"), True), Column(tr("As of"))),
        tuple(rows),
        _line(found, refs),
    )


def paces(found: Enrolment, refs: References) -> Table:
    """What every two counts make of a month, and of the months to all villages."""
    return _paces(found, refs, refs.language.gettext("Paces between every two counts"), [])


def outlook(found: Enrolment, refs: References) -> Table:
    """The data of the time line: counts, then paces."""
    tr, month = refs.language.gettext, refs.language.month
    counts = [
        Row((month(c.last), "–", tr(STAGES[c.stage]), _linked(c.villages, refs), "–", "–"))
        for c in found.counts
    ]
    return _paces(found, refs, tr("Data of the figure"), counts)


def _paces(found: Enrolment, refs: References, caption: str, counts: list[Row]) -> Table:
    tr = refs.language.gettext
    return Table(
        caption,
        (
            Column(tr("From")),
            Column(tr("To")),
            Column(tr("Stage")),
            Column(tr("Villages, or villages more"), True),
            Column(tr("Villages a month"), True),
            Column(tr("Months to all"), True),
        ),
        (*counts, *(_pace(p, refs) for p in found.paces)),
        _line(found, refs),
    )


def _pace(pace: Pace, refs: References) -> Row:
    month = refs.language.month
    return Row(
        (
            month(pace.start.last),
            month(pace.end.last),
            _reading(pace, refs),
            _linked(pace.gain, refs),
            _linked(pace.per_month, refs),
            _linked(pace.months, refs) if pace.months else refs.language.gettext("never"),
        )
    )


def _reading(pace: Pace, refs: References) -> str:
    tr = refs.language.gettext
    before, stage = tr(STAGES[pace.start.stage]), tr(STAGES[pace.end.stage])
    if pace.same_stage:
        return stage
    if pace.reading == "as_one":
        return tr("{before}, then {stage}, read as one stage", before=before, stage=stage)
    return tr(
        "{stage}, if any number of those {before} were {stage} at the start",
        before=before,
        stage=stage,
    )


def _linked(one: Finding, refs: References) -> str:
    """Return the value, else the interval, as a link to its row."""
    language = refs.language
    text = interval_cell(one, language) if one.value is None else cell(one, language)
    return link(text, f"finding-{one.id}")


def _line(found: Enrolment, refs: References) -> str:
    return refs.line(dict.fromkeys(s for f in found.findings for s in f.sources))


def districts(found: Districts, refs: References, *, rates: pd.DataFrame | None = None) -> Table:
    """Districts, their villages, and what the total allows; with rates where a list is known.

    ``rates`` has district, villages, enrolled, shrunken, low, high, as `compliance.shrunken`
    returns them; districts stand in order of code and are not ranked.
    """
    tr, language = refs.language.gettext, refs.language
    known = {} if rates is None else {r["district"]: r for r in rates.to_dict("records")}
    rows = []
    for row in found.table.to_dict("records"):
        cells = [row["district"], *(language.number(row[k]) for k in ("villages", "low", "high"))]
        if rates is not None:
            cells += _rate(known.get(row["district"]), language)
        rows.append(Row(tuple(cells)))
    columns = [
        Column(tr("District")),
        Column(tr("Villages"), True),
        Column(tr("Enrolled at least, by the total"), True),
        Column(tr("Enrolled at most, by the total"), True),
    ]
    if rates is not None:
        columns += [
            Column(tr("Enrolled, of those known"), True),
            Column(tr("Share, shrunken"), True),
            Column(tr("Interval"), True),
        ]
    cited = (s for f in found.findings for s in f.sources)
    made_up = rates is not None and synthetic.is_marked(rates)
    return Table(
        tr("Villages of each district"),
        tuple(columns),
        tuple(rows),
        refs.line(dict.fromkeys((*cited, "data:village-geometry"))),
        mark=tr(synthetic.BANNER) if made_up else "",
    )


def _rate(rate: dict | None, language) -> list[str]:
    if rate is None:
        return ["–"] * 3
    share, low, high = (language.percent(rate[k]) for k in ("shrunken", "low", "high"))
    part, whole = (language.number(rate[k]) for k in ("enrolled", "villages"))
    words = language.gettext("{part} of {whole}", part=part, whole=whole)
    return [part.said(words), share, language.interval(low, high)]


def villages(found: Placed, refs: References) -> Table:
    """The data of the map: each village with its district and the position of its centre."""
    tr, language = refs.language.gettext, refs.language
    rows = []
    for row in found.table.to_dict("records"):
        at = (language.number(row[k], 4) for k in ("latitude", "longitude"))
        rows.append(Row((row["village"], row["district"], *at)))
    return Table(
        tr("Data of the figure"),
        (
            Column(tr("Village")),
            Column(tr("District")),
            Column(tr("Latitude"), True),
            Column(tr("Longitude"), True),
        ),
        tuple(rows),
        refs.line(found.placed.sources),
    )


def reached(found: Stages, refs: References) -> Table:
    """Villages that reached each stage, did not, or did not say, from an office's table."""
    tr, language = refs.language.gettext, refs.language
    rows = []
    for row in found.counts.to_dict("records"):
        name, counts = STAGES[row["stage"]], (row[k] for k in ("yes", "no", "unknown"))
        rows.append(Row((tr(name), *(language.number(n) for n in counts))))
    return Table(
        tr("Villages at each stage, as answered on the form"),
        (Column(tr("Stage")), *(Column(tr(t), True) for t in ANSWERS)),
        tuple(rows),
        refs.line(found.active.sources),
        mark=tr(synthetic.BANNER) if found.synthetic else "",
    )


def furthest(found: Stages, refs: References) -> Table:
    """Villages by the furthest stage that they are known to have reached."""
    tr, language = refs.language.gettext, refs.language
    rows = []
    for row in found.furthest.to_dict("records"):
        name = FURTHEST[row["furthest"]]
        rows.append(Row((tr(name), language.number(row["villages"]))))
    return Table(
        tr("Villages by their furthest stage on {day}", day=language.date(found.on)),
        (Column(tr("Furthest stage known")), Column(tr("Villages"), True)),
        tuple(rows),
        refs.line(found.active.sources),
        mark=tr(synthetic.BANNER) if found.synthetic else "",
    )


ANSWERS = (N_("yes"), N_("no"), N_("not known"))
