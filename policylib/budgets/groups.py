"""Groups that a local budget pays or could pay, each with its price; counts only where known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib import law
from policylib.assumptions import Assumptions
from policylib.contributions import lowest_non_wage, village_official
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

_PRICE = N_("JKK and JKM of one person for a month")
_YEAR = N_("people × price × 12")
_NAMES = {
    "council": N_("village council (BPD)"),
    "rt-rw": N_("heads of RT and RW"),
    "staff": N_("non-civil-servant staff of offices"),
    "fishers": N_("fishers and other vulnerable workers"),
}


@dataclass(frozen=True)
class Group(HasFindings):
    """A group with its price; people and year are None where nobody published a count."""

    name: str
    price: Finding
    people: Finding | None
    year: Finding | None


def groups(
    *,
    villages: int,
    rt_rw: int,
    region: str,
    period: dt.date,
    assumed: Assumptions,
    rules: law.Rules | None = None,
) -> tuple[Group, ...]:
    """Return the groups beside village officials that a regency's budgets pay.

    Parameters
    ----------
    villages : int
        Villages of the regency; each has a council of 5 to 9 members.
    rt_rw : int
        Heads of RT and RW counted in its villages.
    """
    rules = rules or law.enacted()
    council = rules.value("village.council.count", on=period)
    members = [villages * int(n) for n in (council.low, council.number, council.high)]
    heads = [rt_rw] * 3
    wage = rules.value(f"minimum_wage.{region}", on=period)
    lowest = lowest_non_wage(period=period, rules=rules).month
    return (
        _on_pay("council", members, (council.ref,), assumed, period, rules),
        _on_pay("rt-rw", heads, ("data:village-facts",), assumed, period, rules),
        Group(
            _NAMES["staff"],
            _price("staff", [_month(wage.whole, period, rules)] * 3, (wage.ref,)),
            None,
            None,
        ),
        Group(
            _NAMES["fishers"],
            _price("fishers", [int(lowest.low)] * 3, lowest.sources),
            None,
            None,
        ),
    )


def _on_pay(
    name: str,
    people: list[int],
    sources: tuple[str, ...],
    assumed: Assumptions,
    period: dt.date,
    rules: law.Rules,
) -> Group:
    """Price a group that is enrolled as wage earners on an assumed pay."""
    key = f"village.{name.replace('-', '_')}.reported_pay"
    pay = assumed[key]
    months = [_month(int(p), period, rules) for p in (pay.low, pay.value, pay.high)]
    risk = rules.value("village.risk_class", on=period).ref
    price = _price(name, months, (assumed.ref(key), risk))
    years = [12 * n * m for n, m in zip(people, months, strict=True)]
    cited = tuple(dict.fromkeys((*price.sources, *sources)))
    formula, number = N_("as counted or as the rule has it"), N_("number of people")
    counted = Definition(f"group-{name}-people", _NAMES[name], formula, "people", about=number)
    a_year = N_("premiums of a year")
    year = Definition(f"group-{name}-year", _NAMES[name], _YEAR, "rupiah", about=a_year)
    return Group(
        _NAMES[name],
        price,
        counted.between(people[0], people[2], value=people[1], sources=sources),
        year.between(years[0], years[2], value=years[1], sources=cited),
    )


def _month(pay: int, period: dt.date, rules: law.Rules) -> int:
    return village_official(pay, period=period, programmes=("JKK", "JKM"), rules=rules).total


def _price(name: str, months: list[int], sources: tuple[str, ...]) -> Finding:
    a_month = N_("price of one month")
    what = Definition(f"group-{name}-price", _NAMES[name], _PRICE, "rupiah", about=a_month)
    return what.between(months[0], months[2], value=months[1], sources=sources)
