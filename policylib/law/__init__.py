"""Dated law values with their references.

Values live in ``policylib/law/*.yaml``. Loading refuses unknown keys, keys given twice, dates not
written year-month-day, overlaps and gaps (a slip of day and month makes one or the other), and a
value in force before the year of the law it cites. Asking outside the dates is an error, asking
more than a year after the value was checked a warning.
"""

from policylib.law.model import InForce, LawItem, LawValue, Step
from policylib.law.read import items, parse
from policylib.law.rules import CHECK_HOLDS, Rules, enacted, value

__all__ = [
    "CHECK_HOLDS",
    "InForce",
    "LawItem",
    "LawValue",
    "Rules",
    "Step",
    "enacted",
    "items",
    "parse",
    "value",
]
