"""When a report is due: every hour, day, week or month at a time in a named zone."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass

from policylib.errors import UsageError, message

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TIME = r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)"
_WHEN = re.compile(
    rf"(?P<every>hourly|daily)\s+{_TIME}"
    rf"|weekly\s+(?P<day>{'|'.join(DAYS)})\s+{_TIME.replace('<', '<w')}"
    rf"|monthly\s+(?P<of_month>[1-9]|1\d|2[0-8])\s+{_TIME.replace('<', '<m')}"
)


@dataclass(frozen=True)
class When:
    """A rule for the days, a time of day and a zone.

    ``weekday`` counts from Monday, 0; it and ``day`` (1 to 28) are None where they do not apply;
    ``hour`` is None where every hour is meant.
    """

    hour: int | None
    minute: int
    zone: str
    weekday: int | None = None
    day: int | None = None

    def last(self, now: dt.datetime) -> dt.datetime:
        """Return the last moment at or before ``now`` at which a report was due."""
        here = now.astimezone(zoneinfo.ZoneInfo(self.zone))
        if self.hour is None:
            moment = here.replace(minute=self.minute, second=0, microsecond=0)
            back = dt.timedelta(hours=moment > here)
            return (moment.astimezone(dt.UTC) - back).astimezone(here.tzinfo)
        for back in range(32):
            date = here.date() - dt.timedelta(days=back)
            moment = dt.datetime.combine(date, dt.time(self.hour, self.minute), here.tzinfo)
            if self._falls_on(date) and moment.astimezone(dt.UTC) <= now.astimezone(dt.UTC):
                return moment
        raise AssertionError("a rule that never falls")

    def _falls_on(self, date: dt.date) -> bool:
        return self.weekday in (None, date.weekday()) and self.day in (None, date.day)


def when(text: str, *, zone: str) -> When:
    """Read "hourly 00:30", "daily 06:00", "weekly Mon 06:00" or "monthly 1 06:00".

    Of "hourly" the minute alone counts.

    >>> when("weekly Mon 06:00", zone="Asia/Jakarta").weekday
    0

    Raises
    ------
    UsageError
        If the text is none of these, or the zone is unknown.
    """
    found = _WHEN.fullmatch(" ".join(text.split()))
    if found is None:
        raise UsageError(
            message(
                f"{text[:80]!r} is no schedule",
                expected="'hourly 00:30', 'daily 06:00', 'weekly Mon 06:00' or "
                "'monthly 1 06:00' (days 1 to 28)",
            )
        )
    try:
        zoneinfo.ZoneInfo(zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
        text = message(f"{zone[:80]!r} is no time zone", expected="one such as Asia/Jakarta")
        raise UsageError(text) from error
    part = {k: v for k, v in found.groupdict().items() if v is not None}
    hour, minute = (
        int(next(part[p + k] for p in ("", "w", "m") if p + k in part)) for k in ("hour", "minute")
    )
    weekday = DAYS.index(part["day"]) if "day" in part else None
    if part.get("every") == "hourly":
        return When(None, minute, zone)
    return When(hour, minute, zone, weekday, int(part["of_month"]) if "of_month" in part else None)


def is_due(rule: When, *, started: str, now: dt.datetime) -> bool:
    """Whether no run has started since the last moment at which one was due.

    However many were missed, one run catches up. A start in the future is not believed: the clock
    was wrong then or is now.

    Parameters
    ----------
    started : str
        When the last run started (``outcome.Outcome.started``); "" if there was none.
    """
    try:
        last = dt.datetime.fromisoformat(started).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return True
    return last > now.astimezone(dt.UTC) or last < rule.last(now).astimezone(dt.UTC)
