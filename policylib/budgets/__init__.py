"""Ceilings, months, villages: what money buys, and where it runs out."""

from policylib.budgets.affordability import Affordability, affordability
from policylib.budgets.cash import Months, months, months_covered
from policylib.budgets.ceiling import Ceiling, ceiling_buys
from policylib.budgets.groups import Group, groups
from policylib.budgets.growth import Cliff, Growth, cliff, growth
from policylib.budgets.plans import (
    CityPlan,
    Launch,
    Priced,
    Reform,
    VillagePlan,
    city_plan,
    under,
    village_plan,
)
from policylib.budgets.prices import Prices, months_from, paid_alone, subsidised
from policylib.budgets.provinces import Regencies, Regency, regencies
from policylib.budgets.schedule import Schedule, TradeOff, most_people, schedule, trade_off
from policylib.budgets.staff import PAYS, Staff, staff

__all__ = [
    "PAYS",
    "Affordability",
    "Ceiling",
    "CityPlan",
    "Cliff",
    "Group",
    "Growth",
    "Launch",
    "Months",
    "Priced",
    "Prices",
    "Reform",
    "Regencies",
    "Regency",
    "Schedule",
    "Staff",
    "TradeOff",
    "VillagePlan",
    "affordability",
    "ceiling_buys",
    "city_plan",
    "cliff",
    "groups",
    "growth",
    "months",
    "months_covered",
    "months_from",
    "most_people",
    "paid_alone",
    "regencies",
    "schedule",
    "staff",
    "subsidised",
    "trade_off",
    "under",
    "village_plan",
]
