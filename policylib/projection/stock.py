"""A stock and its flows: people covered, who enters, who leaves, month by month.

``S(t+1) = S(t) (1 − x(t)) + e(t)`` for each region and segment, over draws of the rates and, where
wanted, a shock a month. Quantiles are kept, not the draws. Each region has a stream of chance of
its own, so that the same seed gives the same bytes on any number of processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from policylib.errors import UsageError, message

QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Flows:
    """Rates of every region and segment; all arrays have the shape (regions, segments).

    Attributes
    ----------
    start : ndarray
        People at month 0.
    entries : ndarray
        People who enter a month.
    exits : ndarray
        Share that leaves a month, 0 to 1.
    entries_sd, exits_sd, shock_sd : float
        Relative standard deviations: of the rates over draws, and of entries from month to month.
    paid_months : ndarray or None
        Months for which a budget pays a segment, 0 where none does; then the entries end and the
        share ``kept`` goes on.
    season : ndarray (12,) or None
        Share lost in each calendar month beside ``exits``, January first; a gain is below 0.
    first_month : int
        Calendar month of the first step, 1 to 12.
    """

    start: np.ndarray = field(repr=False)
    entries: np.ndarray = field(repr=False)
    exits: np.ndarray = field(repr=False)
    entries_sd: float = 0.0
    exits_sd: float = 0.0
    shock_sd: float = 0.0
    paid_months: np.ndarray | None = None
    kept: float = 0.0
    season: np.ndarray | None = None
    first_month: int = 1

    def __post_init__(self) -> None:
        shapes = {a.shape for a in (self.start, self.entries, self.exits)}
        if len(shapes) != 1 or self.start.ndim != 2:
            raise UsageError(
                message(f"arrays of shapes {sorted(shapes)}", expected="one (regions, segments)")
            )
        if (self.start < 0).any() or (self.entries < 0).any():
            raise UsageError(message("people below 0", expected="0 or more"))
        if ((self.exits < 0) | (self.exits > 1)).any():
            raise UsageError(message("a share that leaves outside 0 to 1", expected="0 to 1"))

    @property
    def is_closed(self) -> bool:
        """Whether the stock of any month follows from a formula, without the months before."""
        return self.shock_sd == 0 and self.season is None and self.paid_months is None


def simulate(
    flows: Flows,
    *,
    keep: Sequence[int],
    draws: int,
    seed: int,
    quantiles: Sequence[float] = QUANTILES,
    processes: int = 1,
) -> np.ndarray:
    """Return quantiles of the people covered at chosen months.

    Parameters
    ----------
    keep : sequence of int
        Months that are kept, rising, from 1 on.

    Returns
    -------
    ndarray of float32 (regions, segments + 1, months, quantiles)
        The last segment is the sum of the region, drawn with its parts.
    """
    if list(keep) != sorted(set(keep)) or not keep or keep[0] < 1:
        raise UsageError(message(f"months {list(keep)}", expected="rising, from 1 on"))
    run = _closed if flows.is_closed else _stepped
    one = partial(run, flows, tuple(keep), draws, seed, tuple(quantiles))
    regions = range(flows.start.shape[0])
    if processes == 1:
        return np.stack([one(r) for r in regions])
    with ProcessPoolExecutor(processes) as pool:
        return np.stack(list(pool.map(one, regions, chunksize=8)))


def _chance(seed: int, region: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(region,))))


def _rates(
    flows: Flows, region: int, draws: int, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return draws of entries and of the share that stays, shape (segments, draws)."""
    shape = (flows.start.shape[1], draws)
    entries = np.repeat(flows.entries[region, :, None].astype(np.float32), draws, axis=1)
    exits = np.repeat(flows.exits[region, :, None].astype(np.float32), draws, axis=1)
    for rates, sd in ((entries, flows.entries_sd), (exits, flows.exits_sd)):
        if sd > 0:
            rates *= np.maximum(1 + sd * chance.standard_normal(shape, dtype=np.float32), 0)
    return entries, 1 - np.minimum(exits, 1)


def _stepped(
    flows: Flows,
    keep: tuple[int, ...],
    draws: int,
    seed: int,
    quantiles: tuple[float, ...],
    region: int,
) -> np.ndarray:
    """Step one region through the months; small enough to stay in the processor's cache."""
    chance = _chance(seed, region)
    entries, stays = _rates(flows, region, draws, chance)
    stock = np.repeat(flows.start[region, :, None].astype(np.float32), draws, axis=1)
    shock, kept = np.empty_like(stock), []
    for month in range(1, keep[-1] + 1):
        _month(flows, region, month, stock, entries, stays, shock, chance)
        if month in keep:
            kept.append(_quantiles(stock, quantiles))
    return np.stack(kept, axis=1)


def _month(flows, region, month, stock, entries, stays, shock, chance) -> None:
    """Move a stock by one month, in place."""
    stock *= stays
    if flows.season is not None:
        stock *= np.float32(1 - flows.season[(flows.first_month + month - 2) % 12])
    if flows.shock_sd > 0:
        chance.standard_normal(out=shock, dtype=np.float32)
        shock *= np.float32(flows.shock_sd)
        shock += np.float32(1)
        np.maximum(shock, 0, out=shock)
        shock *= entries
        stock += shock
    else:
        stock += entries
    if flows.paid_months is not None:
        ended = flows.paid_months[region] == month
        stock[ended] *= np.float32(flows.kept)
        entries[ended] = 0


def _closed(
    flows: Flows,
    keep: tuple[int, ...],
    draws: int,
    seed: int,
    quantiles: tuple[float, ...],
    region: int,
) -> np.ndarray:
    """Jump to the kept months: ``S(1 − x)^t + e (1 − (1 − x)^t) / x``."""
    chance = _chance(seed, region)
    entries, stays = _rates(flows, region, draws, chance)
    start = flows.start[region, :, None].astype(np.float32)
    leaves = np.clip(1 - stays, np.float32(1e-7), np.float32(1 - 1e-7))
    decay, kept = np.log1p(-leaves), []
    for month in keep:
        # expm1 keeps the digits that 1 − (1 − x)^t would lose where few leave.
        lost = -np.expm1(decay * np.float32(month))
        kept.append(_quantiles(start * (1 - lost) + entries * (lost / leaves), quantiles))
    return np.stack(kept, axis=1)


def _quantiles(stock: np.ndarray, ends: tuple[float, ...]) -> np.ndarray:
    """Return quantiles of each segment and of their sum; the nearest draw, not between two."""
    table = np.vstack([stock, stock.sum(axis=0, dtype=np.float32)])
    at = [round(e * (table.shape[1] - 1)) for e in ends]
    return np.partition(table, at, axis=1)[:, at]


def steady(entries: float, exits: float) -> float:
    """Return the stock that such flows keep: entries over the share that leaves.

    >>> steady(100, 0.05)
    2000.0
    """
    return entries / exits


def half_life(exits: float) -> float:
    """Return the months after which half of a stock without entries has left.

    >>> round(half_life(0.05), 2)
    13.51
    """
    return float(np.log(0.5) / np.log1p(-exits))
