"""Construction contracts: progressive by slice of the contract value without VAT."""

from __future__ import annotations

import datetime as dt

from policylib import law
from policylib.contributions import checks
from policylib.contributions.charges import Bill, Charge, Line
from policylib.law.model import PPM


def construction(contract_rp: int, *, period: dt.date, rules: law.Rules | None = None) -> Bill:
    """Return JKK and JKM of a construction contract; each is rounded once, over all slices.

    >>> construction(100_000_000, period=dt.date(2026, 1, 1)).by_programme
    {'JKK': 210000, 'JKM': 30000}
    """
    rules = rules or law.enacted()
    contract = int(
        checks.whole_rupiah(
            contract_rp,
            what="the contract value",
            least=checks.LEAST_CONTRACT_RP,
            most=checks.MOST_CONTRACT_RP,
        )
    )
    lines = []
    for programme in ("JKK", "JKM"):
        scale = rules.value(f"construction.{programme.lower()}.slices", on=period)
        amount = (_over_slices(contract, scale) + PPM // 2) // PPM
        charge = Charge(programme, "employer", 0, (scale,), flat=amount)
        lines.append(Line(charge, contract, amount))
    return Bill(period, contract, tuple(lines))


def _over_slices(contract: int, scale: law.InForce) -> int:
    """Return millionths of rupiah: each slice of the value times its own rate."""
    start = total = 0
    for step in scale.steps:
        end = contract if step.below is None else min(contract, step.below)
        total += max(0, end - start) * round(step.value * PPM)
        start = end
    return total
