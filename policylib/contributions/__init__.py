"""Rupiah for a person, a programme, a month; and what the programmes pay."""

from policylib.contributions.benefits import (
    Benefit,
    death,
    death_at_work,
    disability,
    incapacity,
    school_grants,
)
from policylib.contributions.charges import Bill, Charge, Line, half_up
from policylib.contributions.construction import construction
from policylib.contributions.non_wage import bracket_base, non_wage, non_wage_charges
from policylib.contributions.people import of_people
from policylib.contributions.premium import Premium, lowest_non_wage
from policylib.contributions.wage_earners import (
    official_charges,
    village_official,
    wage_earner,
    wage_earner_charges,
)

__all__ = [
    "Benefit",
    "Bill",
    "Charge",
    "Line",
    "Premium",
    "bracket_base",
    "construction",
    "death",
    "death_at_work",
    "disability",
    "half_up",
    "incapacity",
    "lowest_non_wage",
    "non_wage",
    "non_wage_charges",
    "of_people",
    "official_charges",
    "school_grants",
    "village_official",
    "wage_earner",
    "wage_earner_charges",
]
