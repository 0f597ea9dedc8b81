"""Shares, needs, paces and capacity of coverage by employment social security."""

from policylib.coverage.calendar import DAYS_PER_MONTH, WorkingDays, months, working_days
from policylib.coverage.known import Known, Villages, known, villages
from policylib.coverage.paces import Capacity, Need, Observed, capacity, need, observed
from policylib.coverage.readings import Denominators, by_denominators

__all__ = [
    "DAYS_PER_MONTH",
    "Capacity",
    "Denominators",
    "Known",
    "Need",
    "Observed",
    "Villages",
    "WorkingDays",
    "by_denominators",
    "capacity",
    "known",
    "months",
    "need",
    "observed",
    "villages",
    "working_days",
]
