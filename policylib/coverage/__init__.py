"""Shares, needs, paces and capacity of coverage by employment social security."""

from policylib.coverage.calendar import DAYS_PER_MONTH, WorkingDays, months, working_days
from policylib.coverage.known import Known, Villages, known, villages
from policylib.coverage.paces import Capacity, Need, Observed, Target, capacity, need, observed, target
from policylib.coverage.readings import Denominators, by_denominators

__all__ = [
    "DAYS_PER_MONTH",
    "Capacity",
    "Denominators",
    "Known",
    "Need",
    "Observed",
    "Target",
    "Villages",
    "WorkingDays",
    "by_denominators",
    "capacity",
    "known",
    "months",
    "need",
    "observed",
    "target",
    "villages",
    "working_days",
]
