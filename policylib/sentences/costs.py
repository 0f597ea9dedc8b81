"""Sentences on what contributions cost and what money buys."""

from __future__ import annotations

from policylib.budgets import Ceiling, CityPlan, Regency, VillagePlan
from policylib.findings import Finding, Statement
from policylib.texts import N_

_NO_YEAR = N_(
    "No yearly subsidy of this area was published by then, so what follows prices groups and "
    "villages only."
)
_TRADE = N_(
    "{ceiling:compact} cannot pay {quota} people for the whole year: it pays {people} people all "
    "year and leaves {left}, or the {quota} people for {months} whole months with {months_left} "
    "left; {first_unpaid:month} is the first month unpaid. The full year needs {missing} more."
)
_TRADE_HOLDS = N_(
    "{ceiling:compact} pays the {quota} people planned for the whole year; it would pay {people} "
    "people all year and leave {left}."
)
_CLIFF = N_(
    "If payments stop after {last_day}, so does the protection. Who starts again waits {waiting} "
    "months, in which a family receives {loss:compact} less at a death not from work; school "
    "grants need {grants} months of contributions, so a stop each year may keep them out of reach."
)
_GOAL = N_(
    "All vulnerable workers, {goal} as published, would cost {year:compact} a year at the least."
)
_LAUNCH = N_(
    "The launch of {on:month} enrolled {launched} people; at the price of the law its months cost "
    "{cost}, while {budget:compact} was announced, which pays {people} people."
)
_VILLAGE = N_(
    "JKK and JKM of a village's officials on this pay cost the village {year} a year "
    "({year:range} for the headcounts that the rule allows), and {all} for all villages "
    "({all:range}). That is {share} of the revenue that may pay it in the middle village, and "
    "{most} in the village with the least."
)
_VILLAGE_JHT = N_(
    "JKK, JKM and the employer's part of JHT of a village's officials on this pay cost the village "
    "{year} a year ({year:range} for the headcounts that the rule allows), and {all} for all "
    "villages ({all:range}). That is {share} of the revenue that may pay it in the middle village, "
    "and {most} in the village with the least."
)
_MONTHS = N_(
    "Timing can matter more than the amount: {own} of {usable} villages could pay every month "
    "out of their own revenue, if it comes evenly; the {without} that report none wait for "
    "ADD and tax shares and cover {late} months of the year ({late:range} for transfers from "
    "October to July), {reserve} with a reserve of six months, and {deducted} where the regency "
    "pays at source."
)
_REGENCY = N_(
    "JKK and JKM of the officials of all {villages} villages cost {year} a year on the lowest pay "
    "({year:range} for the headcounts that the rule allows) and {wage} ({wage:range}) on the "
    "minimum wage of January 2024. What these villages could pay it from is not among our data."
)
_REGENCY_LINES = N_(
    "Lines run over the headcounts that the rule allows, {year:range} on the lowest pay and "
    "{wage:range} on the minimum wage of January 2024; dots are the headcount that is assumed."
)
_ROLES = N_(
    "A month costs {head} for the head, {secretary} for the secretary and {official} for each "
    "other official."
)

_DOTS = N_(
    "Each dot is one of {usable} villages, placed by what a year of contributions takes of its "
    "ADD, tax shares and own revenue; the middle is {share}, the most {most}."
)
_STEPS = N_(
    "Bars show the cost since the first month for {quota} people against the ceiling of "
    "{ceiling:compact}; {missing} are missing for the whole year."
)


def city(found: CityPlan | None, ceiling: Ceiling | None) -> list[Statement]:
    """Say which of people, money and months cannot hold together."""
    if found is None or ceiling is None:
        return [Statement(_NO_YEAR)]
    values = {
        "ceiling": ceiling.ceiling,
        "quota": ceiling.quota,
        "people": found.trade.most_people,
        "left": found.trade.left,
    }
    if found.trade.first_unpaid is None:
        return [Statement(_TRADE_HOLDS, values)]
    values |= {
        "months": found.trade.whole_months,
        "months_left": found.trade.months_left,
        "first_unpaid": found.trade.first_unpaid,
        "missing": found.trade.missing,
    }
    return [Statement(_TRADE, values)]


def cliff(found: CityPlan | None) -> list[Statement]:
    """Say what a stop costs in protection, where there is one."""
    if found is None or found.cliff is None:
        return []
    values = {
        "last_day": found.cliff.last_day,
        "waiting": found.cliff.waiting,
        "loss": found.cliff.waiting_loss,
        "grants": found.cliff.grants_after,
    }
    return [Statement(_CLIFF, values)]


def goal(found: CityPlan | None, ceiling: Ceiling | None) -> list[Statement]:
    """Say what all vulnerable workers would cost, and what the launch cost."""
    said = []
    if found and found.growth and found.goal:
        said.append(Statement(_GOAL, {"goal": found.goal, "year": found.growth.goal_year}))
    if found and found.launch and ceiling and ceiling.launched:
        values = {
            "on": ceiling.launched_on,
            "launched": ceiling.launched,
            "cost": found.launch.cost,
            "budget": found.launch.budget,
            "people": found.launch.people,
        }
        said.append(Statement(_LAUNCH, values))
    return said


def villages(found: VillagePlan | None) -> list[Statement]:
    """Say what a village pays, and how that compares with what may pay it."""
    if found is None:
        return []
    afford = found.afford
    with_jht = any(b.by_programme.get("JHT") for b in afford.cost.bills)
    values = {
        "year": afford.village_year,
        "all": afford.villages_year,
        "share": afford.share,
        "most": afford.share_most,
    }
    roles = {
        "head": afford.month_head,
        "secretary": afford.month_secretary,
        "official": afford.month_official,
    }
    return [Statement(_VILLAGE_JHT if with_jht else _VILLAGE, values), Statement(_ROLES, roles)]


def regency(found: Regency | None) -> list[Statement]:
    """Say what all villages of an area would pay where nothing is known of each."""
    return [Statement(_REGENCY, _of(found))] if found else []


def _of(found: Regency) -> dict[str, Finding]:
    return {"villages": found.villages, "year": found.year, "wage": found.wage}


def timing(found: VillagePlan | None) -> list[Statement]:
    """Say how many months are covered when transfers come late."""
    if found is None:
        return []
    months = found.months
    values = {
        "own": months.own_pays,
        "usable": found.afford.usable,
        "without": months.without_own,
        "late": months.late,
        "reserve": months.reserve,
        "deducted": months.deducted,
    }
    return [Statement(_MONTHS, values)]


def title(
    villages: VillagePlan | None,
    plan: CityPlan | None,
    ceiling: Ceiling | None,
    regency: Regency | None = None,
) -> Statement:
    """Title of the page's figure: what the villages' contributions take, or when money ends."""
    if villages:
        return Statement(
            N_("Contributions take {share} of a middle village's revenue that may pay them"),
            {"share": villages.afford.share},
        )
    if not (plan and ceiling) and regency:
        text = N_("The officials of all {villages} villages:\n{year:range} a year, lowest pay")
        return Statement(text, {"villages": regency.villages, "year": regency.year})
    if not (plan and ceiling):
        return Statement(_NO_YEAR)
    if plan.trade.first_unpaid is None:
        return Statement(N_("The ceiling pays {quota} people all year"), {"quota": ceiling.quota})
    return Statement(
        N_("For {quota} people the money ends after {months} months"),
        {"quota": ceiling.quota, "months": plan.trade.whole_months},
    )


def description(
    villages: VillagePlan | None,
    plan: CityPlan | None,
    ceiling: Ceiling | None,
    regency: Regency | None = None,
) -> list[Statement]:
    """Describe the page's figure for those who do not see it."""
    if villages:
        values = {
            "usable": villages.afford.usable,
            "share": villages.afford.share,
            "most": villages.afford.share_most,
        }
        return [Statement(_DOTS, values)]
    if not (plan and ceiling):
        return [Statement(_REGENCY_LINES, _of(regency)) if regency else Statement(_NO_YEAR)]
    values = {"quota": ceiling.quota, "ceiling": ceiling.ceiling, "missing": plan.trade.missing}
    return [Statement(_STEPS, values)]
