"""Closed intervals and their arithmetic; an open end is an infinite end."""

from __future__ import annotations

import math
from dataclasses import dataclass

from policylib.errors import EvidenceError, message


@dataclass(frozen=True)
class Interval:
    """All values from ``low`` to ``high``; ``high`` may be infinite.

    >>> Interval(1, 2) + Interval(10, 20)
    Interval(low=11, high=22)
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise EvidenceError(
                message(
                    f"interval from {self.low} to {self.high} is empty",
                    expected="low ≤ high, both numbers",
                    way_out="Swap or mend the ends.",
                )
            )

    @property
    def is_point(self) -> bool:
        """Whether both ends are the same value."""
        return self.low == self.high

    @property
    def is_definite(self) -> bool:
        """Whether no two values of the interval differ in sign (zero counts with either)."""
        return self.low >= 0 or self.high <= 0

    def contains(self, value: float) -> bool:
        """Whether ``value`` lies in the interval, its ends included."""
        return self.low <= value <= self.high

    def overlaps(self, other: Interval) -> bool:
        """Whether the two intervals share a value."""
        return self.low <= other.high and other.low <= self.high

    def intersect(self, other: Interval) -> Interval:
        """Return the values in both; raise EvidenceError when there are none."""
        return Interval(max(self.low, other.low), min(self.high, other.high))

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [_product(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        if other.contains(0):
            raise EvidenceError(
                message(
                    f"division by an interval that holds zero ({other.low} to {other.high})",
                    expected="a denominator that is surely positive or surely negative",
                    way_out="Find a tighter denominator; do not divide by a number that may be 0.",
                )
            )
        return self * Interval(1 / other.high, 1 / other.low)


def _product(a: float, b: float) -> float:
    """Multiply ends; zero times an open end is zero, the limit that interval arithmetic needs."""
    return 0.0 if a == 0 or b == 0 else a * b
