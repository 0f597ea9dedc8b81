"""A target: a share to be reached by a day. It is never an observation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policylib.days import parse_day
from policylib.errors import UsageError, message
from policylib.evidence import Estimate, Ledger, constant


@dataclass(frozen=True)
class Target:
    """A share to be reached by a day, with where it comes from."""

    share: Estimate
    date: dt.date
    sources: tuple[str, ...]


def target(ledger: Ledger, *, region: str, share: float, date: str) -> Target:
    """Return the target; a published one of the same share and day is cited, else the parameter.

    Raises
    ------
    UsageError
        If the share does not lie between 0 and 1 (65 is no share) or the date is none.
    """
    if not 0 < share <= 1:
        raise UsageError(
            message(
                f"target {share}",
                expected="a share above 0 and at most 1",
                way_out="Write 65 percent as 0.65.",
            )
        )
    day = parse_day(date)
    for number in ledger.find(region, "coverage_share", kind="target"):
        if number.as_of == day and number.low == number.high == share:
            return Target(number.estimate(), day, ())
    return Target(constant(share, unit="share"), day, ("parameter:target", "parameter:target_date"))
