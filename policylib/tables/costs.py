"""Tables of what contributions cost: bills, ceilings, reforms; those of villages stand beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from policylib.budgets import Ceiling, CityPlan, Priced, Reform, Regency, VillagePlan
from policylib.contributions import Bill, Line
from policylib.tables.markup import Column, Row, Table, link
from policylib.tables.results import findings_table
from policylib.tables.village_costs import (
    groups,
    months,
    pay_scenarios,
    regencies,
    village_costs,
    village_shares,
)
from policylib.texts import N_
from policylib.wording import Language, References, anchor, law_value

__all__ = [
    "bill",
    "city_plan",
    "drawn",
    "groups",
    "growth",
    "months",
    "pay_scenarios",
    "reforms",
    "regencies",
    "schedule",
    "village_costs",
    "village_shares",
]


def bill(found: Bill, refs: References, *, whose: str) -> Table:
    """One person's month, line by line: which law gave which rupiah; ``whose`` of `WHOSE`."""
    tr = refs.language.gettext
    total = Row((tr("Total"), "", "", "", refs.language.rupiah(found.total), ""))
    return Table(
        tr(WHOSE[whose]),
        (
            Column(tr("Programme")),
            Column(tr("Paid by")),
            Column(tr("Base"), True),
            Column(tr("Rate or amount")),
            Column(tr("Rupiah a month"), True),
            Column(tr("Law")),
        ),
        (*(_line(line, refs) for line in found.lines), total),
        refs.line(found.sources),
    )


def _line(line: Line, refs: References) -> Row:
    language, charge = refs.language, line.charge
    laws = [refs.get(value.ref) for value in charge.law]
    how = "; ".join(law_value(value, language) for value in charge.law if not value.steps)
    cited = "; ".join(dict.fromkeys(f"{r.publisher} ({r.grade})" for r in laws))
    amount = link(language.rupiah(line.amount), anchor(laws[0].ref))
    payer = language.gettext(PAYERS[charge.payer])
    return Row((charge.programme, payer, language.rupiah(line.base), how, amount, cited))


def city_plan(found: CityPlan | None, refs: References) -> Table:
    """People, money and months of a yearly subsidy, one row a finding."""
    caption = refs.language.gettext("What the ceiling and the people planned come to")
    return findings_table(found.findings if found else (), refs, caption)


def schedule(found: CityPlan, ceiling: Ceiling, refs: References) -> Table:
    """Month by month for the people planned; the data of the figure."""
    language, tr = refs.language, refs.language.gettext
    rows = [
        Row(
            (
                language.month(row.month),
                language.number(row.people),
                language.rupiah(row.price_rp),
                language.rupiah(row.cost_rp),
                language.rupiah(row.left_rp),
                tr("yes") if row.paid else tr("no"),
            )
        )
        for row in found.schedule.table.itertuples()
    ]
    return Table(
        tr("Payments month by month for the people planned"),
        (
            Column(tr("Month")),
            Column(tr("People"), True),
            Column(tr("Price"), True),
            Column(tr("Cost"), True),
            Column(tr("Left of the ceiling"), True),
            Column(tr("Paid")),
        ),
        tuple(rows),
        refs.line((*ceiling.ceiling.sources, *ceiling.quota.sources, *ceiling.price.sources)),
    )


def growth(found: CityPlan | None, refs: References) -> Table:
    """Years on the way to all vulnerable workers, at the law of the first year."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    if found and found.growth:
        for row in found.growth.table.itertuples():
            cost = (language.rupiah(row.cost_rp), language.rupiah(row.missing_rp))
            rows.append(Row((str(row.year), language.number(row.people), *cost)))
    return Table(
        tr("Equal steps to all vulnerable workers, at the price of the first year"),
        (
            Column(tr("Year")),
            Column(tr("People"), True),
            Column(tr("Cost"), True),
            Column(tr("Missing at the present ceiling"), True),
        ),
        tuple(rows),
        refs.line(found.growth.goal_year.sources) if rows else "",
    )


def drawn(
    villages: VillagePlan | None,
    city: CityPlan | None,
    ceiling: Ceiling | None,
    refs: References,
    regency: Regency | None = None,
) -> Table:
    """The data of the figure: each village's share, the ceiling's months, or all villages."""
    if villages:
        return village_shares(villages, refs)
    if city and ceiling:
        return schedule(city, ceiling, refs)
    found = (regency.villages, regency.year, regency.wage) if regency else ()
    return findings_table(found, refs, refs.language.gettext("Data of the figure"))


def reforms(found: Sequence[Reform], refs: References) -> Table:
    """Each scenario beside the law as enacted."""
    language, tr = refs.language, refs.language.gettext
    rows = []
    for one in found:
        laws = (
            (tr("law as enacted"), one.enacted),
            (one.scenario.title[language.code], one.changed),
        )
        rows += [_reform(name, one.start, priced, language) for name, priced in laws]
    return Table(
        tr("What reforms would move"),
        (
            Column(tr("Law")),
            Column(tr("From")),
            Column(tr("Twelve months at that month's price, budget pays"), True),
            Column(tr("Twelve months at that month's price, worker pays"), True),
            Column(tr("People of the ceiling"), True),
            Column(tr("A village-year, 12 officials"), True),
        ),
        tuple(rows),
        _cited((f"scenario:{one.scenario.id}" for one in found), refs),
    )


def _reform(name: str, start: dt.date, priced: Priced, language: Language) -> Row:
    people = "–" if priced.people is None else language.number(priced.people)
    village = "–" if priced.village_year_rp is None else language.rupiah(priced.village_year_rp)
    paid = (language.rupiah(v) for v in (priced.person_year_rp, priced.alone_year_rp))
    return Row((name, language.month(start), *paid, people, village))


def _cited(sources: Iterable[str], refs: References) -> str:
    return refs.line(dict.fromkeys(sources))


WHOSE = {
    "official": N_("A village official on Rp2 million"),
    "courier": N_("A courier who pays alone"),
    "paid_for": N_("The same courier, paid by the city"),
}
PAYERS = {
    "employer": N_("employer"),
    "worker": N_("worker"),
    "state": N_("state"),
    "budget": N_("state or local budget"),
}
