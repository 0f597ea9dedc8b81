"""What JKK and JKM pay when something happens, by the law of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from policylib import law
from policylib.contributions import checks
from policylib.contributions.charges import half_up

LEVELS = ("primary", "lower", "upper", "higher")
WORKERS = ("wage_earner", "non_wage")
CAUSES = ("death", "work")


@dataclass(frozen=True)
class Benefit:
    """Rupiah of a benefit, and the law values behind it."""

    rupiah: int
    law: tuple[law.InForce, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """References to the law."""
        return tuple(dict.fromkeys(v.ref for v in self.law))


def death(
    *, on: dt.date, worker: str, months_contributed: int, rules: law.Rules | None = None
) -> Benefit:
    """Return JKM for a death not from work.

    A non-wage worker who joined less than three months ago leaves the funeral money only.

    >>> death(on=dt.date(2026, 1, 1), worker="non_wage", months_contributed=2).rupiah
    10000000
    """
    rules = rules or law.enacted()
    checks.one_of(worker, WORKERS, what="worker")
    _count(months_contributed, "months contributed")
    waiting = rules.value("benefit.jkm.bpu_waiting.months", on=on)
    if worker == "non_wage" and months_contributed < waiting.whole:
        funeral = rules.value("benefit.jkm.funeral.amount", on=on)
        return Benefit(funeral.whole, (funeral, waiting))
    amount = rules.value("benefit.jkm.amount", on=on)
    return Benefit(amount.whole, (amount,))


def death_at_work(wage_rp_month: int, *, on: dt.date, rules: law.Rules | None = None) -> Benefit:
    """Return JKK for a death from work: wages, funeral and periodic benefit.

    The reported wage of a non-wage worker is the base of the bracket.
    """
    rules = rules or law.enacted()
    wage = int(checks.whole_rupiah(wage_rp_month, what="the wage"))
    times, funeral, periodic = (
        rules.value(f"benefit.jkk.death.{n}", on=on)
        for n in ("wages", "funeral.amount", "periodic.amount")
    )
    rupiah = times.whole * wage + funeral.whole + periodic.whole
    return Benefit(rupiah, (times, funeral, periodic))


def disability(wage_rp_month: int, *, on: dt.date, rules: law.Rules | None = None) -> Benefit:
    """Return JKK for total permanent disability, without the periodic benefit and treatment."""
    rules = rules or law.enacted()
    wage = int(checks.whole_rupiah(wage_rp_month, what="the wage"))
    times = rules.value("benefit.jkk.disability.wages", on=on)
    return Benefit(times.whole * wage, (times,))


def incapacity(
    wage_rp_month: int, *, months: int, on: dt.date, rules: law.Rules | None = None
) -> Benefit:
    """Return JKK for whole months of temporary incapacity: the wage, later half of it."""
    rules = rules or law.enacted()
    wage = int(checks.whole_rupiah(wage_rp_month, what="the wage"))
    _count(months, "months of incapacity")
    full = rules.value("benefit.jkk.incapacity.full_months", on=on)
    later = rules.value("benefit.jkk.incapacity.later.share", on=on)
    at_full = min(months, full.whole)
    halved = int(half_up((months - at_full) * wage, later.ppm))
    return Benefit(at_full * wage + halved, (full, later))


def school_grants(
    children: Sequence[str],
    *,
    cause: str,
    months_contributed: int,
    on: dt.date,
    rules: law.Rules | None = None,
) -> Benefit:
    """Return school grants from each child's level to the end of higher education.

    Parameters
    ----------
    children : sequence of str
        The level at which each child stands; the two with most years count.
    cause : str
        ``death`` (JKM: contributions of three years needed) or ``work`` (JKK: none needed).

    Examples
    --------
    >>> given = dict(cause="death", on=dt.date(2026, 1, 1))
    >>> school_grants(["primary", "primary"], months_contributed=36, **given).rupiah
    174000000
    >>> school_grants(["primary"], months_contributed=35, **given).rupiah
    0
    """
    rules = rules or law.enacted()
    checks.one_of(cause, CAUSES, what="cause")
    _count(months_contributed, "months contributed")
    clock = "benefit.school.jkm_months" if cause == "death" else "benefit.school.jkk_months"
    needed, most = (rules.value(n, on=on) for n in (clock, "benefit.school.children"))
    if months_contributed < needed.whole:
        return Benefit(0, (needed,))
    grants = sorted((_grants_from(level, on, rules) for level in children), key=lambda g: -g.rupiah)
    counted = grants[: most.whole]
    return Benefit(
        sum(g.rupiah for g in counted), (needed, most, *(v for g in counted for v in g.law))
    )


def _grants_from(level: str, on: dt.date, rules: law.Rules) -> Benefit:
    checks.one_of(level, LEVELS, what="level of school")
    ahead = LEVELS[LEVELS.index(level) :]
    amounts = [rules.value(f"benefit.school.{n}.amount", on=on) for n in ahead]
    years = [rules.value(f"benefit.school.{n}.years", on=on) for n in ahead]
    rupiah = sum(a.whole * y.whole for a, y in zip(amounts, years, strict=True))
    return Benefit(rupiah, (*amounts, *years))


def _count(number: int, what: str) -> None:
    checks.whole_rupiah(number, what=what, least=0, most=1200)
