"""Days are written year-month-day and in no other way."""

from __future__ import annotations

import datetime as dt

import pytest

from policylib.days import parse_day
from policylib.errors import UsageError


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-12-31", dt.date(2025, 12, 31)), ("2024-02-29", dt.date(2024, 2, 29))],
)
def test_a_day_is_year_month_day(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    ["20251231", "31/12/2025", "31-12-2025", "2025-13-01", "2025-02-29", "2025-1-1", "2025-W01-1",
     "2025-12-31 ", "2025-12-31\n", "2025-12-31T00:00", "", None, 20251231, dt.date(2025, 1, 1)],
)  # fmt: skip
def test_everything_else_is_refused_with_an_example(text):
    with pytest.raises(UsageError, match="is no date; expected year-month-day, such as 2025-12-31"):
        parse_day(text)
