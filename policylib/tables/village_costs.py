"""Tables of what villages and a regency's other groups cost."""

from __future__ import annotations

from policylib.budgets import Regencies, VillagePlan
from policylib.findings import Finding
from policylib.regions import Register
from policylib.tables.markup import Column, Row, Table, link
from policylib.tables.numbers import beside
from policylib.tables.results import DOUBTS, findings_table
from policylib.texts import N_
from policylib.wording import References


def village_costs(found: VillagePlan | None, refs: References) -> Table:
    """What a village pays, against its revenue and its cash, one row a finding."""
    caption = refs.language.gettext("What villages pay, and can pay")
    parts = (*found.afford.findings, *found.months.findings) if found else ()
    return findings_table(parts, refs, caption)


def groups(found: VillagePlan | None, refs: References) -> Table:
    """Groups that the regency's budgets pay or could pay; counts only where known."""
    language, tr = refs.language, refs.language.gettext
    unknown = tr("not published")
    rows = [
        Row(
            (
                tr(group.name),
                _number(group.people, refs, language.number) or unknown,
                _number(group.price, refs, language.rupiah),
                _number(group.year, refs, language.rupiah) or unknown,
            )
        )
        for group in (found.groups if found else ())
    ]
    sources = [s for g in (found.groups if found else ()) for f in g.findings for s in f.sources]
    return Table(
        tr("Other groups: JKK and JKM"),
        (
            Column(tr("Group")),
            Column(tr("People"), True),
            Column(tr("A person and month"), True),
            Column(tr("A year"), True),
        ),
        tuple(rows),
        refs.line(sources) if sources else "",
    )


def _number(found: Finding | None, refs: References, form) -> str:
    if found is None:
        return ""
    text = form(found.value)
    text = text.said(text, made_up=found.synthetic)
    if found.is_range:
        low, high = form(found.low), form(found.high)
        text = beside(text, refs.language.interval(low, high))
    return link(text, f"finding-{found.id}")


def pay_scenarios(found: VillagePlan | None, refs: References) -> Table:
    """A village-year by pay, headcount and programmes, until the real headcounts arrive."""
    language, tr = refs.language, refs.language.gettext
    rows = [
        Row(
            (
                tr(PAY[row.pay]),
                row.programmes.replace(" ", ", "),
                language.number(row.officials),
                language.rupiah(row.village_rp_year),
                language.rupiah(row.officials_rp_year),
            )
        )
        for row in (found.afford.scenarios.itertuples() if found else ())
    ]
    return Table(
        tr("A village-year by pay, programmes and number of officials"),
        (
            Column(tr("Pay")),
            Column(tr("Programmes")),
            Column(tr("Officials"), True),
            Column(tr("Village pays a year"), True),
            Column(tr("Officials pay a year"), True),
        ),
        tuple(rows),
        refs.line(found.afford.village_year.sources) if rows else "",
    )


def village_shares(found: VillagePlan, refs: References) -> Table:
    """Every village's share; villages that a rule leaves out stand with the rule."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.afford.table.itertuples():
        held = (row.share_legal, row.share_add, row.share_tax_share, row.share_own_revenue)
        shares = ["–" if share != share else language.percent(share, 2) for share in held]
        why = tr(DOUBTS[row.revenue_doubt]) if row.revenue_doubt else ""
        rows.append(Row((f"{row.name}, {row.district} {row.code}", *shares, why)))
    return Table(
        tr("A year of contributions as a share of each village's revenue of 2023"),
        (
            Column(tr("Village")),
            Column(tr("All that may pay"), True),
            Column(tr("ADD"), True),
            Column(tr("Tax shares"), True),
            Column(tr("Own revenue"), True),
            Column(tr("Left out by a rule")),
        ),
        tuple(rows),
        refs.line(found.afford.share.sources),
    )


def months(found: VillagePlan | None, refs: References) -> Table:
    """Months covered by the month of the transfers and the way to bridge the wait."""
    language, tr = refs.language, refs.language.gettext
    rows = [
        Row(
            (
                language.number(row.transfer_month),
                tr(WAYS[row.way]),
                language.number(row.median_months),
                language.number(row.villages_all_year),
            )
        )
        for row in (found.months.table.itertuples() if found else ())
    ]
    return Table(
        tr("Months covered when ADD and tax shares come late"),
        (
            Column(tr("Month of the transfers"), True),
            Column(tr("Bridge")),
            Column(tr("Months covered without own revenue"), True),
            Column(tr("Villages covered all year"), True),
        ),
        tuple(rows),
        refs.line(found.months.late.sources) if rows else "",
    )


def regencies(found: Regencies, refs: References, *, register: Register) -> Table:
    """Regencies and the city of West Java with villages."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for row in found.table.itertuples():
        middle = language.rupiah(row.middle_rp_year)
        low, high = language.rupiah(row.low_rp_year), language.rupiah(row.high_rp_year)
        ends = language.interval(low, high)
        wage = language.rupiah(row.wage_middle_rp_year)
        name = register.find(row.code).name
        rows.append(Row((name, language.number(row.villages), middle, ends, wage)))
    return Table(
        tr("JKK and JKM of village officials a year, West Java"),
        (
            Column(tr("Area")),
            Column(tr("Villages"), True),
            Column(tr("Lowest pay, 12 officials"), True),
            Column(tr("8 to 15 officials"), True),
            Column(tr("On the minimum wage of 2024, 12 officials"), True),
        ),
        tuple(rows),
        refs.line((*found.year.sources, "data:opendata-jabar-umk")),
    )


PAY = {
    "lowest": N_("lowest pay of the law"),
    "minimum_wage": N_("minimum wage of the regency"),
}
WAYS = {
    "none": N_("none"),
    "reserve": N_("reserve of six months"),
    "deducted": N_("regency pays at source"),
}
