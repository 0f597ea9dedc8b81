"""One year of an instrument and what is left of it after: people, months, money, protection.

All arithmetic is on arrays of draws, so that a range of assumptions becomes a range of results. The
ranges are those of the assumptions and no confidence intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from policylib.instruments.catalogue import (
    AT_HALF_PRICE,
    OFFICIALS,
    OUTREACH_DAYS,
    OVER_A_YEAR,
    YEAR,
    Instrument,
)
from policylib.instruments.setting import Setting

Draws = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Outcome:
    """Arrays over draws.

    ``people`` enrolled, ``after_year`` and ``at_end`` still covered, ``person_years`` protected,
    ``public_rp`` out of local and village budgets, ``private_rp`` out of workers' and employers'
    pockets, ``protection_rp`` expected benefits.
    """

    people: np.ndarray
    after_year: np.ndarray
    at_end: np.ndarray
    person_years: np.ndarray
    public_rp: np.ndarray
    private_rp: np.ndarray
    protection_rp: np.ndarray


def outcome(instrument: Instrument, given: Setting, draws: Draws) -> Outcome:
    """Return people, money and protection of an instrument for every draw."""
    people, months = _people(instrument, given, draws), _months(instrument, draws)
    stay = people[:, None] * _staying(instrument, given.horizon, months, draws)
    weights = _joining(instrument, given)
    cover = _spread(stay, weights)
    if instrument.reach == "officials":
        cover = cover * (1 - given.bare_share * _before_transfers(given, draws))
    if instrument.reach == "late_officials":
        cover = cover * _before_transfers(given, draws)
    at = np.arange(given.horizon)[None, :]
    paid = at < months[:, None] if instrument.payer not in ("worker", "villages") else None
    waiting = _spread(np.where(at < given.waiting_months, stay, 0), weights)
    public, private = _money(instrument, given, cover, paid)
    public = public + people * _drawn(draws, instrument.cost, 0.0)
    return Outcome(
        people=people,
        after_year=cover[:, min(11, given.horizon - 1)],
        at_end=cover[:, -1],
        person_years=cover.sum(axis=1) / 12,
        public_rp=public,
        private_rp=private,
        protection_rp=_protection(instrument, given, cover, waiting, draws),
    )


def _drawn(draws: Draws, name: str, otherwise: float) -> np.ndarray:
    size = len(next(iter(draws.values())))
    return draws[name] if name else np.full(size, otherwise)


def _months(instrument: Instrument, draws: Draws) -> np.ndarray:
    if isinstance(instrument.months, str):
        return np.rint(draws[instrument.months])
    return np.full(len(next(iter(draws.values()))), float(instrument.months))


def _people(instrument: Instrument, given: Setting, draws: Draws) -> np.ndarray:
    """Return whole people reached: by money, by take-up, by pledge, by visits, or by rule."""
    taken = _drawn(draws, instrument.take_up, 1.0)
    match instrument.reach:
        case "officials":
            return np.floor(given.villages * taken * draws[OFFICIALS])
        case "late_officials":
            return np.floor(given.enrolled * given.bare_share * draws[OFFICIALS])
        case "pledged":
            return np.floor(taken)
        case "visited":
            limit = given.budget_rp / np.maximum(draws[instrument.cost], 1)
            return np.floor(np.minimum(taken * OUTREACH_DAYS, limit))
    joining = draws[f"people.potential.{given.region}"] * taken
    part = 0.5 if instrument.payer == "half" else 1.0
    each = part * given.price * _months(instrument, draws) + _drawn(draws, instrument.cost, 0.0)
    limit = given.budget_rp / each if instrument.payer != "worker" else np.inf
    return np.floor(np.minimum(joining, limit))


def _staying(instrument: Instrument, horizon: int, months: np.ndarray, draws: Draws) -> np.ndarray:
    """Return the share still covered in each month: all while somebody else pays, fewer after."""
    at, lapse = np.arange(horizon)[None, :], _drawn(draws, instrument.lapse, 0.0)[:, None]
    paid = months[:, None]
    if instrument.payer == "half":
        return (1 - lapse) ** at * np.where(at < paid, 1.0, draws[instrument.kept][:, None])
    kept = draws[instrument.kept][:, None] if instrument.kept else 1.0
    after = kept * (1 - lapse) ** np.maximum(at - paid, 0)
    return np.where(at < paid, 1.0, after)


def _joining(instrument: Instrument, given: Setting) -> np.ndarray:
    """Return the share of the people who join in each month; none where it never costs less."""
    alone = np.array(given.self_price)
    year = np.arange(given.horizon) < YEAR
    if instrument.joins == OVER_A_YEAR:
        return year / YEAR
    if instrument.joins == AT_HALF_PRICE:
        cheap = year & (alone < given.price)
        return cheap / max(cheap.sum(), 1)
    return (np.arange(given.horizon) == 0).astype(float)


def _spread(stay: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the months of people who join one after the other, given those who join at once."""
    total = np.zeros_like(stay)
    for month in np.flatnonzero(weights):
        total[:, month:] += weights[month] * stay[:, : stay.shape[1] - month]
    return total


def _before_transfers(given: Setting, draws: Draws) -> np.ndarray:
    """Return 1 in the months of each year before ADD and tax shares come, else 0.

    A village without own revenue pays in none of them; deduction at source pays in all.
    """
    year = (given.start.month - 1 + np.arange(given.horizon))[None, :] % 12
    return (year < np.rint(draws["village.transfer.month"])[:, None] - 1).astype(float)


def _money(
    instrument: Instrument, given: Setting, cover: np.ndarray, paid: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return rupiah of budgets and of workers and employers."""
    alone = np.array(given.self_price, dtype=float)[None, :]
    nothing = np.zeros(len(cover))
    if instrument.payer == "villages":
        return cover.sum(axis=1) * given.official_price, nothing
    if instrument.payer == "worker":
        return nothing, (cover * alone).sum(axis=1)
    while_paid = np.where(paid, cover, 0).sum(axis=1) * given.price
    after = (np.where(paid, 0, cover) * alone).sum(axis=1)
    if instrument.payer == "employers":
        return nothing, while_paid + after
    part = 0.5 if instrument.payer == "half" else 1.0
    return part * while_paid, (1 - part) * while_paid + after


def _protection(
    instrument: Instrument, given: Setting, cover: np.ndarray, waiting: np.ndarray, draws: Draws
) -> np.ndarray:
    """Return expected benefits: deaths × death benefit, and JKK, month by month.

    A non-wage worker's family gets less in the ``waiting`` months of each; school grants begin
    after three years and are left out.
    """
    less = waiting if instrument.payer != "villages" else np.zeros_like(waiting)
    rupiah = cover * given.death_rp - less * (given.death_rp - given.waiting_rp)
    deaths = rupiah.sum(axis=1) * draws["event.death.rate"] / 12
    return deaths + cover.sum(axis=1) * draws["event.jkk.value"] / 12
