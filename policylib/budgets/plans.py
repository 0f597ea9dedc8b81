"""What a notebook asks of an area: the subsidy of a city, the villages of a regency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policylib import law
from policylib.assumptions import Assumptions
from policylib.budgets.affordability import Affordability, affordability
from policylib.budgets.cash import Months, months
from policylib.budgets.ceiling import Ceiling
from policylib.budgets.groups import Group, groups
from policylib.budgets.growth import Cliff, Growth, cliff, growth
from policylib.budgets.prices import paid_alone, subsidised
from policylib.budgets.schedule import Schedule, TradeOff, most_people, schedule, trade_off
from policylib.budgets.staff import staff
from policylib.evidence import Ledger
from policylib.findings import Definition, Finding, HasFindings
from policylib.regions import Region
from policylib.scenarios import Scenario
from policylib.texts import N_

if TYPE_CHECKING:
    import pandas as pd

GOAL = Definition("goal", N_("vulnerable workers"), N_("as published, open upper end"), "people")
LAUNCH_COST = Definition(
    "launch-cost",
    N_("what the launch costs at the price of the law"),
    N_("people at the launch × price of its months"),
    "rupiah",
)
LAUNCH_BUDGET = Definition(
    "launch-budget", N_("budget announced for the launch"), N_("as published"), "rupiah"
)
LAUNCH_PEOPLE = Definition(
    "launch-people",
    N_("people whom that budget pays for those months"),
    N_("budget ÷ price of the months, cut to whole people"),
    "people",
)


@dataclass(frozen=True)
class Launch(HasFindings):
    """A subsidy that began before the yearly plan: what it costs against what was announced."""

    cost: Finding
    budget: Finding
    people: Finding


@dataclass(frozen=True)
class CityPlan:
    """A yearly subsidy: trade-off, schedule of the people planned, launch, way to all, cliff."""

    trade: TradeOff
    schedule: Schedule
    launch: Launch | None
    goal: Finding | None
    growth: Growth | None
    cliff: Cliff | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding."""
        parts = (self.trade, self.launch, self.growth, self.cliff)
        found = [f for part in parts if part for f in part.findings]
        return (*found, self.goal) if self.goal else tuple(found)


@dataclass(frozen=True)
class VillagePlan:
    """Village officials and the other groups that a regency's budgets pay."""

    afford: Affordability
    months: Months
    groups: tuple[Group, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding."""
        parts = (self.afford, self.months, *self.groups)
        return tuple(f for part in parts for f in part.findings)


def city_plan(
    ledger: Ledger,
    ceiling: Ceiling | None,
    *,
    region: str,
    period: dt.date,
    years: int,
    assumed: Assumptions,
    rules: law.Rules | None = None,
) -> CityPlan | None:
    """Return what a published yearly ceiling and number of people come to, or None without them.

    ``years`` is how many years the way to all vulnerable workers is given.
    """
    if ceiling is None or ceiling.quota is None:
        return None
    prices = subsidised(period, months=12, rules=rules)
    rupiah, people = int(ceiling.ceiling.low), int(ceiling.quota.low)
    trade = trade_off(ceiling.ceiling, ceiling.quota, prices=prices)
    found = ledger.find(region, "vulnerable_workers")
    goal = GOAL.of(found[-1].estimate()) if found else None
    stops = trade.first_unpaid
    last = None if stops is None else (stops - dt.timedelta(days=1)).replace(day=1)
    return CityPlan(
        trade=trade,
        schedule=schedule(
            rupiah, people=people, prices=prices, lapse_share_month=0.0, arrears_rp=0
        ),
        launch=_launch(ledger, ceiling, region, assumed, rules),
        goal=goal,
        growth=goal
        and growth(
            goal,
            start_people=people,
            first_year=period.year,
            years=years,
            ceiling=ceiling.ceiling,
            rules=rules,
        ),
        cliff=last and cliff(last_month=last, on=period, rules=rules),
    )


def _launch(
    ledger: Ledger,
    ceiling: Ceiling,
    region: str,
    assumed: Assumptions,
    rules: law.Rules | None,
) -> Launch | None:
    plans = [n for n in ledger.find(region, "subsidy_budget", kind="plan") if n.unit == "rupiah"]
    key = f"launch.months.{region}"
    if ceiling.launched is None or not plans or key not in assumed:
        return None
    announced = LAUNCH_BUDGET.of(plans[-1].estimate())
    start = dt.date.fromisoformat(ceiling.launched.as_of).replace(day=1)
    prices = subsidised(start, months=int(assumed[key].value), rules=rules)
    sources = (*ceiling.launched.sources, *prices.sources, assumed.ref(key))
    low, high = (
        most_people(int(end), prices=prices, arrears_rp=0)
        for end in (announced.low, announced.high)
    )
    middle = most_people(int(announced.value), prices=prices, arrears_rp=0)
    return Launch(
        cost=LAUNCH_COST.exact(int(ceiling.launched.low) * prices.total, sources=sources),
        budget=announced,
        people=LAUNCH_PEOPLE.between(
            low, high, value=middle, sources=(*announced.sources, *sources[1:])
        ),
    )


def village_plan(
    villages: pd.DataFrame,
    *,
    area: Region,
    period: dt.date,
    pay: str,
    with_jht: bool,
    assumed: Assumptions,
    rules: law.Rules | None = None,
) -> VillagePlan | None:
    """Return what a regency's villages pay and can pay, or None for a city, which has none.

    Parameters
    ----------
    villages : DataFrame
        ``village_covariates`` of all regencies; rows of other areas are left out.
    """
    own = villages[villages["code"].str.startswith(area.code + ".")]
    if area.kind == "kota" or own.empty:
        return None
    programmes = ("JKK", "JKM", "JHT") if with_jht else ("JKK", "JKM")
    found = affordability(
        own, region=area.code, period=period, pay=pay, programmes=programmes, rules=rules
    )
    return VillagePlan(
        afford=found,
        months=months(own, found.cost, assumed=assumed),
        groups=groups(
            villages=len(own),
            rt_rw=int(own[["rt_count", "rw_count"]].to_numpy().sum()),
            region=area.code,
            period=period,
            assumed=assumed,
            rules=rules,
        ),
    )


@dataclass(frozen=True)
class Priced:
    """Rupiah under one law; None where no ceiling or no village is known.

    Attributes
    ----------
    person_year_rp, alone_year_rp : int
        Twelve months of one person at the price of the first, when a budget pays, and when the
        worker pays alone.
    people : int or None
        Whole people whom the ceiling pays.
    village_year_rp : int or None
        Twelve months of the officials of a village, as many as the rule has in the middle.
    """

    person_year_rp: int
    alone_year_rp: int
    people: int | None
    village_year_rp: int | None


@dataclass(frozen=True)
class Reform:
    """What a scenario of the law moves, from the day it begins."""

    scenario: Scenario
    start: dt.date
    enacted: Priced
    changed: Priced


def under(
    scenarios: Mapping[str, Scenario],
    *,
    ceiling: Ceiling | None,
    area: Region,
    programmes: tuple[str, ...],
) -> tuple[Reform, ...]:
    """Return each scenario of the law beside the law as enacted, from the day it begins."""
    found = []
    for scenario in scenarios.values():
        if scenario.changes.law:
            start = min(change.from_ for change in scenario.changes.law)
            both = (
                _priced(start, rules, ceiling, area, programmes)
                for rules in (law.enacted(), scenario.rules(law.enacted()))
            )
            found.append(Reform(scenario, start, *both))
    return tuple(found)


def _priced(
    start: dt.date,
    rules: law.Rules,
    ceiling: Ceiling | None,
    area: Region,
    programmes: tuple[str, ...],
) -> Priced:
    year = 12 * subsidised(start, months=1, rules=rules).total
    village = None
    if area.kind != "kota":
        officials = rules.value("village.officials.count", on=start)
        one = staff(
            int(officials.number),
            pay="lowest",
            region=area.code,
            period=start,
            programmes=programmes,
            rules=rules,
        )
        village = 12 * one.village_rp_month
    return Priced(
        person_year_rp=year,
        alone_year_rp=12 * paid_alone(start, months=1, rules=rules).total,
        people=int(ceiling.ceiling.low) // year if ceiling else None,
        village_year_rp=village,
    )
