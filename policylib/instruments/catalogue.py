"""The instruments: who is reached, who pays how much for how long, and who stays after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policylib.texts import N_

KABUPATEN, KOTA = "32.16", "32.75"
#: Months of the year in which a budget or an employer pays; the voucher pays a quarter.
YEAR, QUARTER = 12, 3
#: Working days of a year of outreach, holidays off.
OUTREACH_DAYS = 240


AT_ONCE, OVER_A_YEAR, AT_HALF_PRICE = "at once", "over a year", "at the half price"


@dataclass(frozen=True)
class Instrument:
    """One way to protect people.

    Attributes
    ----------
    regions : tuple of str
        Where the law knows it: a city has no village budgets.
    payer : str
        Who pays while it lasts: ``budget``, ``villages``, ``employers``, ``worker``, ``half``
        (a budget half, the worker half).
    reach : str
        How people are found: ``budget`` (as many as the money pays), ``take_up`` of those who could
        join, ``officials``, ``late_officials``, ``pledged`` or ``visited``.
    take_up, months, kept, lapse, cost : str
        Names of assumptions; '' where it does not apply. ``months`` may be a number of the design.
    joins : str
        When: `AT_ONCE` in the first month, `OVER_A_YEAR` as many each month of the first year, or
        `AT_HALF_PRICE` as many each of its months in which who pays alone pays less.
    """

    id: str
    title: str
    regions: tuple[str, ...]
    payer: str
    reach: str
    take_up: str = ""
    months: str | int = 0
    kept: str = ""
    lapse: str = "lapse.self"
    cost: str = ""
    joins: str = AT_ONCE


#: The officials of a village: an input that the law gives as a range, and no assumption.
OFFICIALS = "officials"
OFFICIALS_TEXT = N_("officials of a village")
BOTH = (KABUPATEN, KOTA)
INSTRUMENTS = (
    Instrument(
        "rule",
        N_("regent rule: villages pay for their officials"),
        (KABUPATEN,),
        "villages",
        "officials",
        take_up="rule.compliance",
        months=0,
        lapse="rule.lapse",
    ),
    Instrument(
        "deduction",
        N_("deduction at source for officials of villages that wait for transfers"),
        (KABUPATEN,),
        "villages",
        "late_officials",
        lapse="rule.lapse",
    ),
    Instrument(
        "subsidy",
        N_("full subsidy for a year"),
        BOTH,
        "budget",
        "budget",
        months=YEAR,
        kept="kept.subsidy",
        cost="enrol.cost",
    ),
    Instrument(
        "matching",
        N_("matching: budget pays half, worker half, for a year"),
        BOTH,
        "half",
        "take_up",
        take_up="take_up.matching",
        months=YEAR,
        kept="kept.voucher",
        cost="enrol.cost",
    ),
    Instrument(
        "voucher",
        N_("voucher for the first three months"),
        BOTH,
        "budget",
        "take_up",
        take_up="take_up.voucher",
        months=QUARTER,
        kept="kept.voucher",
        cost="enrol.cost",
    ),
    Instrument(
        "half-price",
        N_("half price of PP 50/2025, paid by the worker"),
        BOTH,
        "worker",
        "take_up",
        take_up="take_up.half_price",
        joins=AT_HALF_PRICE,
    ),
    Instrument(
        "employers",
        N_("employers pay out of social funds (CSR)"),
        BOTH,
        "employers",
        "pledged",
        take_up="csr.people",
        months="csr.months",
        kept="kept.subsidy",
    ),
    Instrument(
        "outreach",
        N_("outreach: visits and service points, the worker pays"),
        BOTH,
        "worker",
        "visited",
        take_up="outreach.people",
        cost="outreach.cost",
        joins=OVER_A_YEAR,
    ),
)


def of_region(region: str) -> tuple[Instrument, ...]:
    """Return the instruments that the law of an area knows."""
    return tuple(i for i in INSTRUMENTS if region in i.regions)


def named(instrument: Instrument, region: str) -> tuple[str, ...]:
    """Return the inputs that an instrument stands on: assumptions, and officials."""
    own = (
        instrument.take_up,
        instrument.months if isinstance(instrument.months, str) else "",
        instrument.kept,
        instrument.lapse,
        instrument.cost,
        f"people.potential.{region}" if instrument.reach in ("take_up", "budget") else "",
        *(("village.transfer.month", OFFICIALS) if "officials" in instrument.reach else ()),
        "event.death.rate",
        "event.jkk.value",
    )
    return tuple(dict.fromkeys(name for name in own if name))


def inputs_of(instruments: Iterable[Instrument], region: str) -> tuple[str, ...]:
    """Return everything that is drawn for some instruments, each once."""
    return tuple(dict.fromkeys(n for i in instruments for n in named(i, region)))
