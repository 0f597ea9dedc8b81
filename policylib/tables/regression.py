"""Tables of the village regression beside its effects."""

from __future__ import annotations

import math

from policylib import synthetic
from policylib.compliance import Calibration, Checks, Curve, Plan, Study
from policylib.tables.markup import Column, Row, Table, link
from policylib.tables.numbers import beside
from policylib.tables.results import TERMS
from policylib.texts import N_
from policylib.wording import References, span

BLOCKS = {
    "budget": N_("budget"),
    "understanding": N_("understanding"),
    "supervision": N_("supervision"),
}
_METHODS = {
    "logit": N_("logit, leaving out districts (declared)"),
    "linear": N_("linear probability, cluster-robust"),
    "firth": N_("Firth's logit, profile interval"),
    "imputation": N_("logit on filled-in answers"),
    "random_intercept": N_("logit with a random intercept of each district"),
}
_RULES = {
    "cluster_jackknife": N_("leaving out one district at a time"),
    "cluster_jackknife_few": N_("leaving out one district at a time, few districts"),
    "score_bootstrap": N_("score bootstrap of districts"),
    "randomisation": N_("randomisation of districts"),
    "description": N_("description only: one district"),
}
#: Villages without an answer, fewer of which are not counted by outcome.
FEW = 5
_WAYS = {"more": N_("more speaks for enrolment"), "less": N_("less speaks for enrolment")}


def shares(found: Study, refs: References) -> Table:
    """Shares of the blocks in what they explain together, with intervals of share and rank."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.shares.table.to_dict("records") if found.shares else ():
        name = BLOCKS[row["block"]]
        share = link(language.percent(row["share"]), f"finding-share-{row['block']}")
        low, high = language.percent(row["low"]), language.percent(row["high"])
        ends = language.interval(low, high)
        first, last = language.number(row["rank_low"]), language.number(row["rank_high"])
        ranks = language.interval(first, last)
        rows.append(Row((tr(name), share, ends, ranks)))
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
    language, tr, curve = refs.language, refs.language.gettext, found.curve
    columns = (
        Column(tr("Block")),
        Column(tr("Median effect, percentage points"), True),
        Column(tr("Least to most"), True),
        Column(tr("Above zero"), True),
        Column(tr("Interval excludes zero"), True),
        Column(tr("p-value of permutations, linear models, Holm over three blocks"), True),
    )
    caption = tr(
        "Effects over {models} declared specifications, {villages} villages that answered every "
        "item, {refused} without estimate, {draws} permutations",
        models=language.number(curve.specifications),
        villages=language.number(curve.rows),
        refused=language.number(curve.refused),
        draws=language.number(curve.draws),
    )
    rows = [_over_choices(row, curve, refs) for row in curve.summary.to_dict("records")]
    return _table(caption, columns, rows, found, refs)


def _over_choices(row: dict, curve: Curve, refs: References) -> Row:
    language, name = refs.language, BLOCKS[row["block"]]
    middle, least, most = (language.number(100 * row[k], 1) for k in ("median", "least", "most"))
    excludes = "–" if curve.synthetic else language.percent(row["excludes_zero"])
    effects = (language.gettext(name), middle, language.interval(least, most))
    above = language.percent(row["above_zero"])
    return Row((*effects, above, excludes, _chance(row["adjusted"], curve, refs)))


def _chance(value: float, curve: Curve, refs: References) -> str:
    """A p-value of made-up rows is never printed: it would read as a finding."""
    if curve.synthetic or value != value:
        return "–"
    return refs.language.number(value, 3)


def missing(found: Checks, study: Study, refs: References) -> Table:
    """What is missing of each term, by outcome."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.missing.table.to_dict("records"):
        name = TERMS[row["term"]]
        # So few villages might be named from the public side of the page.
        few = not study.synthetic and 0 < row["missing"] < FEW
        shares = (language.percent(row[k]) for k in ("share", "share_yes", "share_no"))
        count = tr("fewer than {few}", few=language.number(FEW))
        cells = (count, "–", "–", "–") if few else (language.number(row["missing"]), *shares)
        rows.append(Row((tr(name), *cells)))
    columns = (
        Column(tr("Term")),
        Column(tr("Villages without it"), True),
        Column(tr("Share of all"), True),
        Column(tr("Of the enrolled"), True),
        Column(tr("Of the others"), True),
    )
    return _table(tr("Missing answers"), columns, rows, study, refs)


def checks(found: Checks, study: Study, refs: References) -> Table:
    """Effects of the three indices by other methods."""
    language, tr = refs.language, refs.language.gettext
    kept = found.table[found.table["term"].isin(list(study.effect))]
    rows = []
    for row in kept.sort_values("term", kind="stable").to_dict("records"):
        effect, low, high = (language.number(100 * row[k], 1) for k in ("effect", "low", "high"))
        term, method = TERMS[row["term"]], _METHODS[row["method"]]
        cells = (tr(term), tr(method), effect, span(f"{low} … {high}", low, high))
        rows.append(Row((*cells, language.number(row["villages"]))))
    columns = (
        Column(tr("Term")),
        Column(tr("Method")),
        Column(tr("Effect"), True),
        Column(tr("95 percent confidence interval"), True),
        Column(tr("Villages"), True),
    )
    return _table(tr("The effects by other methods, percentage points"), columns, rows, study, refs)


def rule(study: Study, refs: References) -> Table:
    """The district's rule, tested by the method for its number of districts."""
    language, tr, found = refs.language, refs.language.gettext, study.rule
    rows = []
    if found is not None:
        shown = found.p_value is not None and not study.synthetic
        chance = language.number(found.p_value, 3) if shown else "–"
        told = found.estimate is not None and not study.synthetic
        ratio = language.number(math.exp(found.estimate), 2) if told else "–"
        counts = (found.treated, found.districts)
        name, method = TERMS["required_for_disbursement"], _RULES[found.method]
        cells = (tr(name), *map(language.number, counts))
        rows.append(Row((*cells, tr(method), ratio, chance)))
    columns = (
        Column(tr("Rule of a district")),
        Column(tr("Districts with it"), True),
        Column(tr("Districts"), True),
        Column(tr("Method")),
        Column(tr("Odds ratio"), True),
        Column(tr("p-value"), True),
    )
    return _table(tr("A rule of some districts"), columns, rows, study, refs)


def robustness(found: Checks, study: Study, refs: References) -> Table:
    """What one district does to each effect, collinearity, and prediction of unseen districts."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.collinearity.table.to_dict("records"):
        name = TERMS[row["term"]]
        inflation = language.number(row["inflation"], 1)
        rows.append((tr("variance inflation of {term}", term=tr(name)), inflation))
    if found.within is not None:
        one = found.within
        ends = [language.number(v, 2) for v in (one.correlation_low, one.correlation_high)]
        likeness = beside(language.number(one.correlation, 2), span("–".join(ends), *ends))
        rows.append((tr("likeness of villages of one district, beyond the terms"), likeness))
    if found.influence is not None:
        moved = found.influence.table.dropna(subset=["change"]).groupby("term", sort=False)
        for term in study.design.terms:
            change, of = moved.get_group(term)["change"].abs().max(), tr(TERMS[term])
            name = tr("largest move of the effect of {term} without one district", term=of)
            points = language.number(100 * change, 1)
            rows.append((name, points.said(tr("{points} points", points=points))))
    if found.calibration is not None:
        rows += _calibrated(found.calibration, refs)
    columns = (Column(tr("Check")), Column(tr("Value"), True))
    return _table(tr("Checks of the declared model"), columns, [Row(r) for r in rows], study, refs)


def _calibrated(fit: Calibration, refs: References) -> list[tuple[str, str]]:
    language, tr = refs.language, refs.language.gettext
    low, high = language.number(fit.auc_low, 2), language.number(fit.auc_high, 2)
    area = beside(language.number(fit.auc, 2), language.interval(low, high))
    return [
        (tr("chance to rank an enrolled village above one that is not, districts unseen"), area),
        (tr("slope of calibration, districts unseen"), language.number(fit.slope, 2)),
    ]


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
        tr(
            "The plan declared on {day}, hash {hash}",
            day=refs.language.date(found.declared_on),
            hash=found.hash,
        ),
        (Column(tr("Block")), Column(tr("Term")), Column(tr("Direction"))),
        tuple(rows),
    )


def _table(caption: str, columns, rows: list[Row], found: Study, refs: References) -> Table:
    mark = refs.language.gettext(synthetic.BANNER) if found.synthetic else ""
    return Table(caption, columns, tuple(rows), refs.line(found.sources), mark=mark)
