"""Months and working days between two dates in Indonesia."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import holidays

from policylib.errors import UsageError, message

#: Mean length of a month: 365.25 days over 12.
DAYS_PER_MONTH = 365.25 / 12
CALENDAR = f"calendar:holidays-{holidays.__version__}"


@dataclass(frozen=True)
class WorkingDays:
    """Working days after ``start`` up to and including ``end``.

    Attributes
    ----------
    public : int
        Monday to Friday without public holidays.
    with_joint_leave : int
        The same also without the government's joint leave days (cuti bersama).
    """

    start: dt.date
    end: dt.date
    public: int
    with_joint_leave: int


def months(start: dt.date, end: dt.date) -> float:
    """Return the months from ``start`` to ``end``, in mean months.

    >>> round(months(dt.date(2024, 12, 16), dt.date(2025, 2, 25)), 3)
    2.333
    """
    return (end - start).days / DAYS_PER_MONTH


def working_days(start: dt.date, end: dt.date) -> WorkingDays:
    """Count the working days after ``start`` up to ``end``.

    Raises
    ------
    UsageError
        If ``end`` is not after ``start``: a pace over no days is not defined.
    """
    if end <= start:
        raise UsageError(
            message(
                f"no days between {start} and {end}",
                expected="an end after the start",
                way_out="Choose a target date after the last observation.",
            )
        )
    days = [start + dt.timedelta(n + 1) for n in range((end - start).days)]
    weekdays = [d for d in days if d.weekday() < 5]
    counts = []
    for categories in (("public",), ("public", "government")):
        off = holidays.country_holidays(
            "ID", categories=categories, years=range(start.year, end.year + 1)
        )
        counts.append(sum(d not in off for d in weekdays))
    return WorkingDays(start, end, *counts)
