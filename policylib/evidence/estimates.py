"""Arithmetic on published numbers that remembers which number stands where.

An interval alone forgets that ``(target - share) * workers`` and ``target * workers`` hold the
same workers. An `Estimate` keeps the formula: its exact range over the box of its inputs is found
at the corners whenever the formula is affine or monotone in each input, which is proved by
forward interval differentiation and not assumed. Where it cannot be proved, the natural interval
extension (an outer bound) is returned and ``exact`` is false.

References
----------
Moore, Kearfott, Cloud (2009), Introduction to Interval Analysis, chapters 5 and 6.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from policylib.errors import EvidenceError, message
from policylib.evidence.intervals import Interval
from policylib.evidence.units import Unit

MAX_INPUTS = 12
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
    affine: frozenset[str]
    unit: Unit
    regions: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()

    @property
    def exact(self) -> bool:
        """Whether the corners of the box are proved to hold both ends of the range."""
        return all(n in self.affine or self.slopes[n].is_definite for n in self.inputs)

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
        return Interval(min(values), max(values))

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
        _same_unit(self, other, "add")
        return _join(
            self,
            other,
            lambda p: self.at(p) + other.at(p),
            self.unit,
            natural=self.natural + other.natural,
            slope=lambda a, b: a + b,
            affine=lambda n: _affine(self, other, n),
        )

    def __sub__(self, other: Estimate) -> Estimate:
        _same_unit(self, other, "subtract")
        return _join(
            self,
            other,
            lambda p: self.at(p) - other.at(p),
            self.unit,
            natural=self.natural - other.natural,
            slope=lambda a, b: a - b,
            affine=lambda n: _affine(self, other, n),
        )

    def __mul__(self, other: Estimate) -> Estimate:
        return _join(
            self,
            other,
            lambda p: self.at(p) * other.at(p),
            self.unit * other.unit,
            natural=self.natural * other.natural,
            slope=lambda a, b: a * other.natural + self.natural * b,
            affine=lambda n: _affine(self, other, n) and not _both(self, other, n),
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
            affine=lambda n: n not in other.inputs and n in self.affine,
        )


def constant(value: float, *, unit: str) -> Estimate:
    """Return a number that is certain and needs no source, such as a count of days."""
    return Estimate(
        at=lambda _: value,
        inputs={},
        printed={},
        natural=Interval(value, value),
        slopes={},
        affine=frozenset(),
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
        affine=frozenset({name}),
        unit=Unit.parse(unit),
        regions=frozenset({region} - {""}),
        kinds=frozenset({kind} - {""}),
        dates=frozenset({date} - {""}),
    )


def at_printed(estimate: Estimate) -> Estimate:
    """Return the estimate with every input fixed at its printed value.

    Raises
    ------
    EvidenceError
        If an input was printed as a range only.
    """
    if estimate.value is None:
        missing = sorted(set(estimate.inputs) - set(estimate.printed))
        raise EvidenceError(
            message(
                f"no single printed value for {', '.join(missing)}",
                expected="a number printed as one value",
                way_out="Keep the range; the middle of a range was never published.",
            )
        )
    point = {n: Interval(v, v) for n, v in estimate.printed.items()}
    return replace(estimate, inputs=point, natural=Interval(estimate.value, estimate.value))


def ratio(
    part: Estimate, whole: Estimate, *, across: frozenset[str] | set[str] = frozenset()
) -> Estimate:
    """Divide a part by its whole, refusing what would not be a share of one thing.

    Parameters
    ----------
    part, whole : Estimate
        Numerator and denominator in the same unit.
    across : set of str
        What is knowingly mixed: any of 'regions', 'kinds', 'dates'.

    Raises
    ------
    EvidenceError
        If areas, kinds or dates differ and that was not said, if units differ, or if the
        share would surely be above 1.
    """
    _same_unit(part, whole, "divide")
    for what in ("regions", "kinds", "dates"):
        mixed = getattr(part, what) | getattr(whole, what)
        if len(mixed) > 1 and what not in across:
            raise EvidenceError(
                message(
                    f"a ratio of different {what}: {', '.join(sorted(mixed))}",
                    where=", ".join(part.sources + whole.sources),
                    expected=f"numerator and denominator of the same {what}",
                    way_out=f"Say so with across={{'{what}'}} if it is meant.",
                )
            )
    share = part.divided_by(whole)
    if share.interval.low > 1:
        raise EvidenceError(
            message(
                f"a share of at least {share.interval.low:.3f}",
                where=", ".join(share.sources),
                expected="at most 1",
                way_out="The denominator does not hold the numerator; look for another.",
            )
        )
    return share


def _same_unit(a: Estimate, b: Estimate, verb: str) -> None:
    if a.unit != b.unit:
        raise EvidenceError(
            message(
                f"cannot {verb} {a.unit} and {b.unit}",
                where=", ".join(a.sources + b.sources),
                expected="the same unit",
                way_out="A share becomes a count only by multiplying with its denominator.",
            )
        )


def _both(a: Estimate, b: Estimate, name: str) -> bool:
    return name in a.inputs and name in b.inputs


def _affine(a: Estimate, b: Estimate, name: str) -> bool:
    return all(name in e.affine or name not in e.inputs for e in (a, b))


def _join(
    a: Estimate,
    b: Estimate,
    at: Callable[[Point], float],
    unit: Unit,
    *,
    natural: Interval,
    slope: Callable[[Interval, Interval], Interval],
    affine: Callable[[str], bool],
) -> Estimate:
    inputs = _merged(a.inputs, b.inputs)
    return Estimate(
        at=at,
        inputs=inputs,
        printed={**a.printed, **b.printed},
        natural=natural,
        slopes={n: slope(a.slopes.get(n, ZERO), b.slopes.get(n, ZERO)) for n in inputs},
        affine=frozenset(n for n in inputs if affine(n)),
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
