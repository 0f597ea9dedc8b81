"""Days as people write them here: year-month-day, and nothing else."""

from __future__ import annotations

import datetime as dt
import re

from policylib.errors import UsageError, message

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_day(text: object) -> dt.date:
    """Read a day.

    Raises
    ------
    UsageError
        If it is written otherwise, such as 20251231 or 31/12/2025, or does not exist.

    >>> parse_day("2025-12-31")
    datetime.date(2025, 12, 31)
    """
    try:
        if not isinstance(text, str) or not _WRITTEN.fullmatch(text):
            raise ValueError(text)
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            message(f"'{text}' is no date", expected="year-month-day, such as 2025-12-31")
        ) from None
