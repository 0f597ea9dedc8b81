"""Observed shares as a projection takes them: a time, an interval, and what they divide by."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from policylib.coverage import months
from policylib.errors import EvidenceError, message
from policylib.evidence import Interval, Ledger, Number


@dataclass(frozen=True)
class Point:
    """A share known within bounds at a time.

    Attributes
    ----------
    month : float
        Mean months after the first point.
    low, high : float
        Ends of the share, 0 to 1.
    people, workers : Interval or None
        Where the share is a published count over published workers, both ranges.
    """

    month: float
    low: float
    high: float
    people: Interval | None = None
    workers: Interval | None = None

    @property
    def middle(self) -> float:
        """Middle of the interval."""
        return (self.low + self.high) / 2

    def draw(self, chance: np.random.Generator, draws: int) -> np.ndarray:
        """Return draws of the share, each value of a range as likely as another."""
        if self.people is None or self.workers is None:
            return chance.uniform(self.low, self.high, draws)
        people = chance.uniform(self.people.low, self.people.high, draws)
        return people / chance.uniform(self.workers.low, self.workers.high, draws)


@dataclass(frozen=True)
class Series:
    """Shares of one area in the order of time.

    Attributes
    ----------
    points : tuple of Point
    start : date
        Day of the first point.
    sources : tuple of str
        Published numbers behind the points.
    """

    points: tuple[Point, ...]
    start: dt.date
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        check(self.points)

    @property
    def count(self) -> int:
        """How many observations there are."""
        return len(self.points)

    @property
    def last(self) -> Point:
        """The last observation."""
        return self.points[-1]

    @property
    def gap(self) -> float:
        """Months between the last two observations, which a reference class counts in."""
        return self.last.month - self.points[-2].month

    @property
    def step(self) -> float:
        """Months between the first two observations, which a damping is told for."""
        return self.points[1].month - self.points[0].month

    def month_of(self, day: dt.date) -> float:
        """Return a day in mean months after the first point."""
        return months(self.start, day)

    def day_of(self, month: float) -> dt.date:
        """Return the day that lies so many mean months after the first point."""
        return self.start + dt.timedelta(days=round(month * 365.25 / 12))


def check(points: Sequence[Point]) -> None:
    """Raise EvidenceError for fewer than two points, a wrong order, or a share outside 0 to 1."""
    if len(points) < 2:
        raise EvidenceError(
            message(
                f"{len(points)} observation(s)",
                expected="at least two",
                way_out="One figure is a level and no pace: say the level.",
            )
        )
    for before, after in itertools.pairwise(points):
        if after.month <= before.month:
            raise EvidenceError(
                message(
                    f"a figure of month {after.month:g} follows one of month {before.month:g}",
                    expected="one figure a day, in the order of time",
                    way_out="Sort them; of two figures of one day choose one and say why.",
                )
            )
    for point in points:
        if not 0 <= point.low <= point.high <= 1:
            raise EvidenceError(
                message(
                    f"a share from {point.low} to {point.high}",
                    expected="0 to 1, low at most high",
                    way_out="Write 46 percent as 0.46; a share above 1 has the wrong denominator.",
                )
            )


def shares(ledger: Ledger, *, region: str, last_by_count: bool = False) -> Series:
    """Return the published shares of an area, read as growth.

    Parameters
    ----------
    last_by_count : bool
        Take the last figure as the count of people that its source also gives.

    Raises
    ------
    EvidenceError
        If fewer than two shares were published, two name different denominators, or no count.
    """
    found = ledger.find(region, "coverage_share")
    denominators = {n.denominator_id for n in found if n.denominator_id}
    if len(denominators) > 1:
        raise EvidenceError(
            message(
                f"the shares of {region} name different denominators",
                where=", ".join(sorted(denominators)),
                way_out="Project each denominator by itself, or recompute all shares on one.",
            )
        )
    start = found[0].as_of if found else ledger.known_on
    points = [_point(n, start) for n in found]
    sources = [f"evidence:{n.id}" for n in found]
    if last_by_count:
        count, workers = _counted(ledger, found)
        points[-1] = _quotient(count, workers, points[-1].month)
        sources[-1:] = [f"evidence:{count.id}", f"evidence:{workers.id}"]
    return Series(tuple(points), start, tuple(sources))


def _point(number: Number, start: dt.date) -> Point:
    return Point(months(start, number.as_of), number.low, number.high)


def _counted(ledger: Ledger, found: Sequence[Number]) -> tuple[Number, Number]:
    count = ledger.counted(found[-1]) if found else None
    if count is None:
        raise EvidenceError(
            message("no count of people stands beside the last share", way_out="Take the share.")
        )
    return count, ledger.get(found[-1].denominator_id)


def _quotient(count: Number, workers: Number, month: float) -> Point:
    people, all_ = (Interval(n.low, n.high) for n in (count, workers))
    share = people / all_
    return Point(month, share.low, share.high, people, all_)
