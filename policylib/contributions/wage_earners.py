"""Wage earners (PU) and village officials, who are enrolled as wage earners on their pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from policylib import law
from policylib.contributions import checks
from policylib.contributions.charges import Bill, Charge, bill
from policylib.errors import LawError, message

RISK_CLASSES = (1, 2, 3, 4, 5)
PROGRAMMES = ("JKK", "JKM", "JHT", "JP", "JKP")
OFFICIALS_PROGRAMMES = ("JKK", "JKM", "JHT")


def wage_earner(
    wage_rp_month: int,
    *,
    period: dt.date,
    risk_class: int,
    programmes: Iterable[str],
    labour_intensive: bool,
    rules: law.Rules | None = None,
) -> Bill:
    """Return the bill of a wage earner for the month of ``period``.

    Parameters
    ----------
    risk_class : int
        1 (very low) to 5 (very high).
    programmes : iterable of str
        JKK and JKM, and any of JHT, JP, JKP.
    labour_intensive : bool
        Whether the employer is in an industry whose JKK was halved by PP 7/2025.

    Examples
    --------
    >>> said = wage_earner(5_000_000, period=dt.date(2025, 2, 6), risk_class=1,
    ...     programmes=["JKK", "JKM", "JHT", "JP", "JKP"], labour_intensive=False)
    >>> said.by_programme
    {'JKK': 5000, 'JKM': 10000, 'JKP': 23000, 'JHT': 285000, 'JP': 150000}
    >>> said.by_payer
    {'employer': 312000, 'state': 11000, 'worker': 150000}
    """
    wage = int(checks.whole_rupiah(wage_rp_month, what="the wage"))
    charges = wage_earner_charges(
        period=period,
        risk_class=risk_class,
        programmes=programmes,
        labour_intensive=labour_intensive,
        rules=rules or law.enacted(),
    )
    return bill(charges, wage, reported=wage, period=period)


def village_official(
    pay_rp_month: int,
    *,
    period: dt.date,
    programmes: Iterable[str],
    rules: law.Rules | None = None,
) -> Bill:
    """Return the bill of a village official, or head of an RT or RW, on the monthly pay.

    >>> village_official(2_000_000, period=dt.date(2026, 1, 1), programmes=["JKK", "JKM"]).total
    10800
    """
    pay = int(checks.whole_rupiah(pay_rp_month, what="the pay"))
    charges = official_charges(period=period, programmes=programmes, rules=rules or law.enacted())
    return bill(charges, pay, reported=pay, period=period)


def official_charges(
    *, period: dt.date, programmes: Iterable[str], rules: law.Rules
) -> tuple[Charge, ...]:
    """Return the charges of a village official: those of the risk class that practice gives."""
    checks.programmes(programmes, allowed=OFFICIALS_PROGRAMMES)
    return wage_earner_charges(
        period=period,
        risk_class=rules.value("village.risk_class", on=period).whole,
        programmes=programmes,
        labour_intensive=False,
        rules=rules,
    )


def wage_earner_charges(
    *,
    period: dt.date,
    risk_class: int,
    programmes: Iterable[str],
    labour_intensive: bool,
    rules: law.Rules,
) -> tuple[Charge, ...]:
    """Return the charges of a wage earner; they hold for any wage."""
    checks.one_of(risk_class, RISK_CLASSES, what="risk class")
    taken = checks.programmes(programmes, allowed=PROGRAMMES)
    jkk = rules.value(f"pu.jkk.class_{risk_class}.rate", on=period)
    relief = rules.value("pu.jkk.labour_intensive.share", on=period)
    jkm = rules.value("pu.jkm.rate", on=period)
    relieved = labour_intensive and relief.number < 1
    ppm = round(jkk.ppm * relief.number) if relieved else jkk.ppm
    charges = [
        Charge("JKK", "employer", ppm, (jkk, relief) if relieved else (jkk,)),
        Charge("JKM", "employer", jkm.ppm, (jkm,)),
    ]
    if "JKP" in taken:
        charges += _job_loss(period, relieved, charges, rules)
    for name, payers in (("JHT", ("employer", "worker")), ("JP", ("employer", "worker"))):
        if name in taken:
            charges += [_savings(name, payer, period, rules) for payer in payers]
    return tuple(charges)


def _savings(name: str, payer: str, period: dt.date, rules: law.Rules) -> Charge:
    rate = rules.value(f"pu.{name.lower()}.{payer}.rate", on=period)
    if name == "JHT":
        return Charge(name, payer, rate.ppm, (rate,))
    ceiling = rules.value("pu.jp.ceiling", on=period)
    return Charge(name, payer, rate.ppm, (rate, ceiling), ceiling=ceiling.whole)


def _job_loss(
    period: dt.date, relieved: bool, others: list[Charge], rules: law.Rules
) -> list[Charge]:
    """Return JKP: the state's share, and what moves out of JKK and JKM."""
    ceiling = rules.value("pu.jkp.ceiling", on=period)
    state = rules.value("pu.jkp.state.rate", on=period)
    cap = {"ceiling": ceiling.whole}
    made = [Charge("JKP", "state", state.ppm, (state, ceiling), **cap)]
    for source, name in zip(others, ("from_jkk", "from_jkm"), strict=True):
        part = rules.value(f"pu.jkp.{name}.rate", on=period)
        if not part.ppm:
            continue
        if relieved or part.ppm > source.ppm:
            raise LawError(
                message(
                    f"how JKP was taken out of {source.programme} under a relief on {period} is "
                    "not known",
                    way_out="Leave JKP out; the employer's whole bill is the same without it.",
                )
            )
        values = (part, ceiling)
        made += [
            Charge(source.programme, "employer", part.ppm, values, moved=True, **cap),
            Charge("JKP", "employer", part.ppm, values, **cap),
        ]
    return made
