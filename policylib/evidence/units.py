"""Units as products of powers, so that a percent is never added to a count."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.errors import EvidenceError, message

#: Every dimension a published number may have; a share is dimensionless.
DIMENSIONS = frozenset(
    {"people", "villages", "rupiah", "day", "working day", "month", "year", "person-year"}
)


@dataclass(frozen=True)
class Unit:
    """A product of powers of named dimensions.

    >>> str(Unit.parse("people per day"))
    'people per day'
    >>> Unit.parse("rupiah per person-year") * Unit.parse("person-year")
    Unit(powers=(('rupiah', 1),))
    """

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Unit:
        """Read 'share', 'people' or 'rupiah per year'; unknown words raise EvidenceError."""
        if text == "share":
            return cls()
        above, per, below = text.partition(" per ")
        for word in (above, below) if per else (above,):
            if word not in DIMENSIONS:
                raise EvidenceError(
                    message(
                        f"unit '{text}' has the unknown word '{word}'",
                        expected=f"'share' or a product of {', '.join(sorted(DIMENSIONS))}",
                        way_out="Mend the unit, or add the word to policylib/evidence/units.py.",
                    )
                )
        return cls._of({above: 1, **({below: -1} if below else {})})

    @classmethod
    def _of(cls, powers: dict[str, int]) -> Unit:
        return cls(tuple(sorted((name, power) for name, power in powers.items() if power)))

    def __mul__(self, other: Unit) -> Unit:
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + power
        return Unit._of(powers)

    def __truediv__(self, other: Unit) -> Unit:
        return self * Unit(tuple((name, -power) for name, power in other.powers))

    def __str__(self) -> str:
        above = " ".join(name for name, power in self.powers if power > 0)
        below = " ".join(name for name, power in self.powers if power < 0)
        if not self.powers:
            return "share"
        return f"{above or 'share'} per {below}" if below else above
