"""Shares, needs, paces and capacity of coverage by employment social security."""

from policylib.coverage.calendar import CALENDAR, DAYS_PER_MONTH, WorkingDays, months, working_days
from policylib.coverage.capacity import Capacity, capacity
from policylib.coverage.districts import Districts, Placed, by_district, place
from policylib.coverage.enrolment import Count, Enrolment, Pace, enrolment
from policylib.coverage.known import Known, known, printed_digits
from policylib.coverage.need import Need, need
from policylib.coverage.observed import Observed, observed
from policylib.coverage.readings import Denominators, by_denominators
from policylib.coverage.target import Target, target
from policylib.coverage.villages import Villages, counted_villages, villages

__all__ = [
    "CALENDAR",
    "DAYS_PER_MONTH",
    "Capacity",
    "Count",
    "Denominators",
    "Districts",
    "Enrolment",
    "Known",
    "Need",
    "Observed",
    "Pace",
    "Placed",
    "Target",
    "Villages",
    "WorkingDays",
    "by_denominators",
    "by_district",
    "capacity",
    "counted_villages",
    "enrolment",
    "known",
    "months",
    "need",
    "observed",
    "place",
    "printed_digits",
    "target",
    "villages",
    "working_days",
]
