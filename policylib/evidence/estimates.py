"""Arithmetic on published numbers that remembers which number stands where.

An interval alone forgets that ``(target - share) * workers`` and ``target * workers`` hold the
same workers. An `Estimate` keeps the formula: its exact range over the box of its inputs is found
at the corners whenever the formula is, in each input, affine, a quotient of affine functions, or
monotone; the first two are read off the formula, the last is proved by forward interval
differentiation. Where it cannot be proved, the natural interval
extension (an outer bound) is returned and ``exact`` is false.

References
----------
Moore, Kearfott, Cloud (2009), Introduction to Interval Analysis, chapters 5 and 6.
"""

from __future__ import annotations

import enum
import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policylib.errors import EvidenceError, message
from policylib.evidence.intervals import Interval
from policylib.evidence.units import Unit

MAX_INPUTS = 12


class Shape(enum.IntEnum):
    """How a formula depends on one input while the others stand still.

    Affine functions and quotients of two of them are monotone between their poles, and a divisor
    that may be zero is refused; so both have their extremes at the ends of the input.
    """

    OTHER = 0
    FRACTIONAL = 1
    AFFINE = 2
    ABSENT = 3


Point = Mapping[str, float]
ZERO = Interval(0, 0)


@dataclass(frozen=True)
class Estimate:
    """A published number, or a formula of published numbers.

    Attributes
    ----------
    inputs : mapping of str to Interval
        Base numbers by identity; the same identity is the same unknown value.
    printed : mapping of str to float
        The printed value of each input that has one (a range has none).
    unit : Unit
    regions, kinds, dates : frozenset of str
        What the formula mixes: areas, observed or target, as-of dates.
    """

    at: Callable[[Point], float]
    inputs: Mapping[str, Interval]
    printed: Mapping[str, float]
    natural: Interval
    slopes: Mapping[str, Interval]
    shapes: Mapping[str, Shape]
    unit: Unit
    regions: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()

    @property
    def exact(self) -> bool:
        """Whether the corners of the box are proved to hold both ends of the range.

        With an open end the corner may be undefined; `interval` then is an outer bound too.
        """
        return all(self.shapes[n] or self.slopes[n].is_definite for n in self.inputs)

    @property
    def interval(self) -> Interval:
        """Range of the formula over all values its inputs may have."""
        if not self.exact:
            return self.natural
        if len(self.inputs) > MAX_INPUTS:
            raise EvidenceError(
                message(
                    f"a formula of {len(self.inputs)} uncertain numbers",
                    expected=f"at most {MAX_INPUTS}",
                    way_out="Split it.",
                )
            )
        names = list(self.inputs)
        ends = [(self.inputs[n].low, self.inputs[n].high) for n in names]
        values = [
            self.at(dict(zip(names, corner, strict=True))) for corner in itertools.product(*ends)
        ]
        # Infinity less infinity is no number: an open end then leaves the outer bound.
        undefined = any(math.isnan(v) for v in values)
        return self.natural if undefined else Interval(min(values), max(values))

    @property
    def value(self) -> float | None:
        """The formula at the printed values; None where an input was printed as a range only."""
        if set(self.printed) != set(self.inputs):
            return None
        return self.at(self.printed)

    @property
    def sources(self) -> tuple[str, ...]:
        """Identities of the base numbers, sorted."""
        return tuple(sorted(self.inputs))

    def __add__(self, other: Estimate) -> Estimate:
        same_unit(self, other, "add")
        return _join(
            self,
            other,
            lambda p: self.at(p) + other.at(p),
            self.unit,
            natural=self.natural + other.natural,
            slope=lambda a, b: a + b,
            shape=_shape_of_sum,
        )

    def __sub__(self, other: Estimate) -> Estimate:
        same_unit(self, other, "subtract")
        return _join(
            self,
            other,
            lambda p: self.at(p) - other.at(p),
            self.unit,
            natural=self.natural - other.natural,
            slope=lambda a, b: a - b,
            shape=_shape_of_sum,
        )

    def __mul__(self, other: Estimate) -> Estimate:
        return _join(
            self,
            other,
            lambda p: self.at(p) * other.at(p),
            self.unit * other.unit,
            natural=self.natural * other.natural,
            slope=lambda a, b: a * other.natural + self.natural * b,
            shape=_shape_of_product,
        )

    def divided_by(self, other: Estimate) -> Estimate:
        """Divide without asking what is divided; `ratio` asks and should be preferred."""
        whole = self.natural / other.natural
        return _join(
            self,
            other,
            lambda p: self.at(p) / other.at(p),
            self.unit / other.unit,
            natural=whole,
            slope=lambda a, b: (a - whole * b) / other.natural,
            shape=_shape_of_quotient,
        )


def constant(value: float, *, unit: str) -> Estimate:
    """Return a number that is certain and needs no source, such as a count of days."""
    return Estimate(
        at=lambda _: value,
        inputs={},
        printed={},
        natural=Interval(value, value),
        slopes={},
        shapes={},
        unit=Unit.parse(unit),
    )


def published(
    name: str,
    interval: Interval,
    *,
    printed: float | None,
    unit: str,
    region: str = "",
    kind: str = "",
    date: str = "",
) -> Estimate:
    """Return one published number as an estimate with itself as only input."""
    return Estimate(
        at=lambda p: p[name],
        inputs={name: interval},
        printed={} if printed is None else {name: printed},
        natural=interval,
        slopes={name: Interval(1, 1)},
        shapes={name: Shape.AFFINE},
        unit=Unit.parse(unit),
        regions=frozenset({region} - {""}),
        kinds=frozenset({kind} - {""}),
        dates=frozenset({date} - {""}),
    )


def same_unit(a: Estimate, b: Estimate, verb: str) -> None:
    """Raise EvidenceError where two estimates have different units."""
    if a.unit != b.unit:
        raise EvidenceError(
            message(
                f"cannot {verb} {a.unit} and {b.unit}",
                where=", ".join(a.sources + b.sources),
                expected="the same unit",
                way_out="A share becomes a count only by multiplying with its denominator.",
            )
        )


def _shape_of_sum(a: Shape, b: Shape) -> Shape:
    if Shape.ABSENT in (a, b):
        return min(a, b)
    return Shape.AFFINE if a == b == Shape.AFFINE else Shape.OTHER


def _shape_of_product(a: Shape, b: Shape) -> Shape:
    return min(a, b) if Shape.ABSENT in (a, b) else Shape.OTHER


def _shape_of_quotient(a: Shape, b: Shape) -> Shape:
    if b == Shape.ABSENT:
        return a
    if a == Shape.ABSENT:
        return min(b, Shape.FRACTIONAL)
    return Shape.FRACTIONAL if a == b == Shape.AFFINE else Shape.OTHER


def _join(
    a: Estimate,
    b: Estimate,
    at: Callable[[Point], float],
    unit: Unit,
    *,
    natural: Interval,
    slope: Callable[[Interval, Interval], Interval],
    shape: Callable[[Shape, Shape], Shape],
) -> Estimate:
    inputs = _merged(a.inputs, b.inputs)
    return Estimate(
        at=at,
        inputs=inputs,
        printed={**a.printed, **b.printed},
        natural=natural,
        slopes={n: slope(a.slopes.get(n, ZERO), b.slopes.get(n, ZERO)) for n in inputs},
        shapes={n: shape(*(e.shapes.get(n, Shape.ABSENT) for e in (a, b))) for n in inputs},
        unit=unit,
        regions=a.regions | b.regions,
        kinds=a.kinds | b.kinds,
        dates=a.dates | b.dates,
    )


def _merged(a: Mapping[str, Interval], b: Mapping[str, Interval]) -> dict[str, Interval]:
    """Join inputs; the same number known twice has the values that both allow."""
    joined = dict(a)
    for name, interval in b.items():
        joined[name] = joined[name].intersect(interval) if name in joined else interval
    return joined
