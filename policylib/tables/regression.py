"""Tables of the village regression beside its effects."""

from __future__ import annotations

from policylib import synthetic
from policylib.compliance import Curve, Plan, Study
from policylib.tables.markup import Column, Row, Table, link
from policylib.tables.results import TERMS
from policylib.texts import N_
from policylib.wording import References

BLOCKS = {
    "budget": N_("budget"),
    "understanding": N_("understanding"),
    "supervision": N_("supervision"),
}
_WAYS = {"more": N_("more speaks for enrolment"), "less": N_("less speaks for enrolment")}


def shares(found: Study, refs: References) -> Table:
    """Shares of the blocks in what they explain together, with intervals of share and rank."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.shares.table.to_dict("records"):
        share = link(language.percent(row["share"]), f"finding-share-{row['block']}")
        ends = f"{language.percent(row['low'])}–{language.percent(row['high'])}"
        first, last = row["rank_low"], row["rank_high"]
        ranks = str(first) if first == last else f"{first}–{last}"
        rows.append(Row((tr(BLOCKS[row["block"]]), share, ends, ranks)))
    columns = (
        Column(tr("Block")),
        Column(tr("Share"), True),
        Column(tr("95 percent of draws"), True),
        Column(tr("Rank, 95 percent of draws"), True),
    )
    return _table(
        tr("Shares in what the three blocks explain over the controls"),
        columns,
        rows,
        found,
        refs,
    )


def curve(found: Study, refs: References) -> Table:
    """One row a block: its effects over all declared specifications."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.curve.summary.to_dict("records"):
        middle, least, most = (
            language.number(100 * row[k], 1) for k in ("median", "least", "most")
        )
        rows.append(
            Row(
                (
                    tr(BLOCKS[row["block"]]),
                    middle,
                    f"{least} … {most}",
                    language.percent(row["above_zero"]),
                    language.percent(row["excludes_zero"]),
                    _chance(row["p_value"], found.curve, refs),
                )
            )
        )
    columns = (
        Column(tr("Block")),
        Column(tr("Median effect, percentage points"), True),
        Column(tr("Least to most"), True),
        Column(tr("Above zero"), True),
        Column(tr("Interval excludes zero"), True),
        Column(tr("Permutations as far from zero"), True),
    )
    caption = tr("Effects over all declared specifications")
    return _table(caption, columns, rows, found, refs)


def _chance(value: float, curve: Curve, refs: References) -> str:
    """A p-value of made-up rows is never printed: it would read as a finding."""
    if curve.synthetic or value != value:
        return "–"
    return refs.language.number(value, 3)


def plan(found: Plan, refs: References) -> Table:
    """What is declared: the items of each block and the controls."""
    tr = refs.language.gettext
    rows = [
        Row((tr(BLOCKS[block]), tr(TERMS[item]), tr(_WAYS[way])))
        for block, items in found.blocks.items()
        for item, way in items.items()
    ]
    rows += [Row((tr("control"), tr(TERMS[term]), "–")) for term in found.controls]
    return Table(
        tr("The declared plan, hash {hash}", hash=found.hash),
        (Column(tr("Block")), Column(tr("Term")), Column(tr("Direction"))),
        tuple(rows),
    )


def _table(caption: str, columns, rows: list[Row], found: Study, refs: References) -> Table:
    mark = refs.language.gettext(synthetic.BANNER) if found.synthetic else ""
    return Table(caption, columns, tuple(rows), refs.line(found.sources), mark=mark)
