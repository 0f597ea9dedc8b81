"""Non-wage workers (BPU): brackets of income, and the half price for who pays alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np

from policylib import law
from policylib.contributions import checks
from policylib.contributions.charges import Bill, Charge, Rupiah, bill, half_up

PROGRAMMES = ("JKK", "JKM", "JHT")
SECTORS = ("transport", "other")
#: Who pays: the worker, or a state or local budget.
NON_WAGE_PAYERS = ("self", "budget")


def non_wage(
    income_rp_month: int,
    *,
    period: dt.date,
    sector: str,
    payer: str,
    programmes: Iterable[str],
    rules: law.Rules | None = None,
) -> Bill:
    """Return the bill of a non-wage worker for the month of ``period``.

    Parameters
    ----------
    sector : str
        ``transport`` (motorcycle taxis, drivers, couriers) or ``other``.
    payer : str
        ``self``, or ``budget`` where the state or a local government pays: no half price then.

    Examples
    --------
    >>> given = dict(period=dt.date(2026, 2, 1), sector="transport", programmes=["JKK", "JKM"])
    >>> non_wage(1_000_000, payer="self", **given).total
    8400
    >>> non_wage(1_000_000, payer="budget", **given).total
    16800
    """
    rules = rules or law.enacted()
    income = checks.whole_rupiah(income_rp_month, what="the income")
    charges = non_wage_charges(
        period=period, sector=sector, payer=payer, programmes=programmes, rules=rules
    )
    base = int(bracket_base(income, rules.value("bpu.base", on=period)))
    return bill(charges, base, reported=int(income), period=period)


def bracket_base(income_rp_month: Rupiah | int, scale: law.InForce) -> Rupiah:
    """Return the contribution base of each income: brackets exclude their upper bound.

    >>> scale = law.value("bpu.base", on=dt.date(2026, 1, 1))
    >>> [int(bracket_base(i, scale)) for i in (1_099_999, 1_100_000)]
    [1000000, 1200000]
    """
    bounds = np.array([s.below for s in scale.steps[:-1]], dtype=np.int64)
    bases = np.array([s.value for s in scale.steps], dtype=np.int64)
    return bases[np.searchsorted(bounds, income_rp_month, side="right")]


def non_wage_charges(
    *, period: dt.date, sector: str, payer: str, programmes: Iterable[str], rules: law.Rules
) -> tuple[Charge, ...]:
    """Return the charges of a non-wage worker; they hold for any bracket."""
    checks.one_of(sector, SECTORS, what="sector")
    checks.one_of(payer, NON_WAGE_PAYERS, what="payer")
    taken = checks.programmes(programmes, allowed=PROGRAMMES)
    jkk, jkm, scale = (
        rules.value(f"bpu.{name}", on=period) for name in ("jkk.rate", "jkm.amount", "base")
    )
    who = sector if payer == "self" else "budget"
    relief = rules.value(f"bpu.relief.{who}.share", on=period)
    pays, cited = ("worker" if payer == "self" else "budget"), (relief,)
    charges = [
        Charge("JKK", pays, int(half_up(jkk.ppm, relief.ppm)), (jkk, scale, *cited)),
        Charge("JKM", pays, 0, (jkm, *cited), flat=int(half_up(jkm.whole, relief.ppm))),
    ]
    if "JHT" in taken:
        jht = rules.value("bpu.jht.rate", on=period)
        charges.append(Charge("JHT", pays, jht.ppm, (jht, scale)))
    return tuple(charges)
