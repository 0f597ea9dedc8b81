"""Instruments side by side: ranges, the frontier, and what drives the order."""

from __future__ import annotations

import itertools
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from policylib.assumptions import Assumptions
from policylib.errors import UsageError, message
from policylib.findings import Finding
from policylib.instruments.catalogue import OFFICIALS, Instrument, inputs_of, of_region
from policylib.instruments.draws import at_values, ranges, sample
from policylib.instruments.measures import measures
from policylib.instruments.setting import Setting
from policylib.instruments.simulate import Outcome, outcome

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Compared:
    """What the instruments of an area buy.

    Attributes
    ----------
    instruments : tuple of Instrument
    measures : dict
        Findings by instrument and measure; a measure that does not exist is missing (a price a
        person-year where no public money flows, points where no number of workers is known).
    order : tuple of str
        Instruments that cost public money, cheapest person-year first, at the stated values.
    first_share : dict
        Share of draws in which each is the cheapest.
    most_share : dict
        Share of draws in which each covers the most people after a year.
    frontier : tuple of str
        Instruments that no other beats in both public money and person-years, at the stated values.
    frontier_share : dict
        Share of draws in which each instrument lies on the frontier.
    tornado : DataFrame
        ``assumption``, ``low_order``, ``high_order`` (tuples of ids), ``low_ratio``, ``high_ratio``
        (cost of a person-year of the second over that of the first), ``changes`` (order differs).
    error : float
        Largest Monte Carlo error of a middle value, relative to it.
    """

    setting: Setting
    assumed: Assumptions
    instruments: tuple[Instrument, ...]
    measures: Mapping[tuple[str, str], Finding]
    order: tuple[str, ...]
    first_share: Mapping[str, float]
    most_share: Mapping[str, float]
    frontier: tuple[str, ...]
    frontier_share: Mapping[str, float]
    tornado: pd.DataFrame = field(repr=False)
    draws: int
    seed: int
    error: float

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding."""
        return tuple(self.measures.values())

    @property
    def lettered(self) -> dict[str, Instrument]:
        """The instruments by the letters that figures and tables use."""
        return dict(zip(string.ascii_uppercase, self.instruments, strict=False))

    @property
    def inputs(self) -> tuple[str, ...]:
        """What was drawn: assumptions, and the officials of a village where villages pay."""
        return inputs_of(self.instruments, self.setting.region)

    def cited(self, name: str) -> str:
        """Return how findings cite an input: an assumption, or the rule on officials."""
        return self.setting.officials_ref if name == OFFICIALS else self.assumed.ref(name)

    @property
    def most(self) -> str:
        """The instrument that covers the most people after a year, at the stated values."""
        return max(self.instruments, key=lambda i: self.of(i.id, "after_year").value).id

    def of(self, instrument: str, measure: str) -> Finding | None:
        """Return one finding, or None where the measure does not exist."""
        return self.measures.get((instrument, measure))


def compare(
    given: Setting,
    *,
    assumed: Assumptions,
    workers: Finding | None,
    draws: int,
    seed: int,
) -> Compared:
    """Return people, money and protection of every instrument of the area.

    Parameters
    ----------
    workers : Finding or None
        Workers of the area, for coverage in points; None where nobody published them.
    draws, seed : int
        Triangular draws over low, value and high of every assumption; the same draw is used for
        all instruments, so that comparisons share their assumptions.
    """
    if draws < 100:
        raise UsageError(message(f"{draws} draws", expected="at least 100"))
    held = of_region(given.region)
    names = inputs_of(held, given.region)
    sampled = sample(names, given, assumed, draws=draws, seed=seed)
    found = {i.id: outcome(i, given, sampled) for i in held}
    central = {i.id: outcome(i, given, at_values(names, given, assumed)) for i in held}
    order = _order(central)
    held_measures, error = measures(held, found, central, given, assumed, workers)
    return Compared(
        setting=given,
        assumed=assumed,
        instruments=held,
        measures=held_measures,
        order=order,
        first_share=_shares_first(_costs(found)),
        most_share=_shares_first({n: -o.after_year for n, o in found.items()}),
        frontier=tuple(_frontier(central)[0]),
        frontier_share=_frontier_shares(found),
        tornado=_tornado(held, names, given, assumed, order),
        draws=draws,
        seed=seed,
        error=error,
    )


def _costs(found: Mapping[str, Outcome]) -> dict[str, np.ndarray]:
    """Return public rupiah for a person-year of the instruments that cost public money."""
    return {
        name: o.public_rp / np.maximum(o.person_years, 1e-9)
        for name, o in found.items()
        if (o.public_rp > 0).all()
    }


def _order(found: Mapping[str, Outcome]) -> tuple[str, ...]:
    costs = _costs(found)
    return tuple(sorted(costs, key=lambda name: float(costs[name][0])))


def _shares_first(values: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Return the share of draws in which each has the least."""
    names = list(values)
    least = np.argmin(np.stack([values[n] for n in names]), axis=0)
    return {name: float((least == at).mean()) for at, name in enumerate(names)}


def _frontier(found: Mapping[str, Outcome]) -> list[list[str]]:
    """Return for each draw the instruments that no other beats in money and person-years."""
    names = list(found)
    money = np.stack([found[n].public_rp for n in names])
    years = np.stack([found[n].person_years for n in names])
    kept = np.ones(money.shape, dtype=bool)
    for one, other in itertools.permutations(range(len(names)), 2):
        no_worse = (money[other] <= money[one]) & (years[other] >= years[one])
        better = (money[other] < money[one]) | (years[other] > years[one])
        kept[one] &= ~(no_worse & better)
    return [[n for n, k in zip(names, column, strict=True) if k] for column in kept.T]


def _frontier_shares(found: Mapping[str, Outcome]) -> dict[str, float]:
    held = _frontier(found)
    return {name: sum(name in one for one in held) / len(held) for name in found}


def _tornado(
    held: tuple[Instrument, ...],
    names: tuple[str, ...],
    given: Setting,
    assumed: Assumptions,
    order: tuple[str, ...],
) -> pd.DataFrame:
    """Move one assumption to each end, the others at their values; the widest mover first."""
    import pandas as pd

    rows = []
    for name in names:
        low, _, high = ranges([name], given, assumed)[name]
        ends = []
        for value in (low, high):
            one = at_values(names, given, assumed, **{name: value})
            found = {i.id: outcome(i, given, one) for i in held}
            costs = _costs(found)
            ends.append((_order(found), float(costs[order[1]][0] / costs[order[0]][0])))
        (low_order, low_ratio), (high_order, high_ratio) = ends
        changes = low_order != order or high_order != order
        rows.append((name, low_order, high_order, low_ratio, high_ratio, changes))
    columns = ["assumption", "low_order", "high_order", "low_ratio", "high_ratio", "changes"]
    table = pd.DataFrame(rows, columns=columns)
    width = (table["high_ratio"] - table["low_ratio"]).abs()
    return table.iloc[np.lexsort((table["assumption"], -width))].reset_index(drop=True)
