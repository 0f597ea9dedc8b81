"""Charges: what a programme takes from whom, as exact integers; and the bill of one person.

Rounding: each charge (a programme and who pays it) is rounded half up to whole rupiah by itself;
totals are sums of rounded charges. What JKP takes out of JKK or JKM is rounded and then subtracted,
so that the employer's bill does not move. The law prints no rounding: this rule is ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policylib.law import InForce
from policylib.law.model import PPM

PROGRAMMES = ("JKK", "JKM", "JHT", "JP", "JKP")
PAYERS = ("employer", "worker", "state", "budget")

Rupiah = npt.NDArray[np.int64]


def half_up(base: Rupiah | int, ppm: int) -> Rupiah:
    """Return ``base × ppm / 1,000,000`` rounded half up, exact for whole rupiah up to 10¹³.

    >>> int(half_up(12_500, 5_400))  # 67.5
    68
    """
    return (np.asarray(base, dtype=np.int64) * ppm + PPM // 2) // PPM


@dataclass(frozen=True)
class Charge:
    """A share of a base, up to a ceiling, or a flat amount, for one programme and payer.

    Attributes
    ----------
    ppm : int
        Share of the base in millionths.
    flat : int
        Rupiah whatever the base.
    ceiling : int or None
        Highest base that counts.
    moved : bool
        Whether the amount leaves the programme (what JKP takes out of JKK and JKM).
    law : tuple of InForce
        The values it was made of.
    """

    programme: str
    payer: str
    ppm: int
    law: tuple[InForce, ...]
    flat: int = 0
    ceiling: int | None = None
    moved: bool = False

    @property
    def terms(self) -> tuple:
        """Everything that the amounts depend on, without the law they were made of."""
        return (self.programme, self.payer, self.ppm, self.flat, self.ceiling, self.moved)

    def amounts(self, base: Rupiah | int) -> Rupiah:
        """Return whole rupiah for bases in whole rupiah."""
        counted = np.asarray(base, dtype=np.int64)
        if self.ceiling is not None:
            counted = np.minimum(counted, self.ceiling)
        amount = half_up(counted, self.ppm) + self.flat
        return -amount if self.moved else amount


@dataclass(frozen=True)
class Line:
    """One charge of a bill: which law gave which rupiah."""

    charge: Charge
    base: int
    amount: int


@dataclass(frozen=True)
class Bill:
    """What one person, or one contract, costs; every line with its law.

    Attributes
    ----------
    period : date
        Day whose law holds.
    reported : int
        Wage, income, pay or contract value in rupiah.
    """

    period: dt.date
    reported: int
    lines: tuple[Line, ...]

    @property
    def by_programme(self) -> dict[str, int]:
        """Rupiah by programme; JKK and JKM without what went to JKP."""
        return _sums((line.charge.programme, line.amount) for line in self.lines)

    @property
    def by_payer(self) -> dict[str, int]:
        """Rupiah by who pays."""
        return _sums((line.charge.payer, line.amount) for line in self.lines)

    @property
    def total(self) -> int:
        """All rupiah of the bill."""
        return sum(line.amount for line in self.lines)

    @property
    def sources(self) -> tuple[str, ...]:
        """References to the law behind every line."""
        return tuple(dict.fromkeys(v.ref for line in self.lines for v in line.charge.law))


def bill(charges: Iterable[Charge], base: int, *, reported: int, period: dt.date) -> Bill:
    """Apply charges to one base."""
    lines = tuple(Line(c, base, int(c.amounts(base))) for c in charges)
    return Bill(period, reported, lines)


def _sums(parts: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    total: dict[str, int] = {}
    for name, amount in parts:
        total[name] = total.get(name, 0) + amount
    return total
