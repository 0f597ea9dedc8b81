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
from policylib.findings import Definition, Finding
from policylib.instruments.catalogue import Instrument, named, of_region
from policylib.instruments.draws import at_values, sample
from policylib.instruments.simulate import Outcome, Setting, outcome
from policylib.texts import N_

if TYPE_CHECKING:
    import pandas as pd

#: Ends of the ranges shown, over the draws.
ENDS = (0.05, 0.95)
_OVER = N_(
    "at the stated values of the assumptions; the range is the 5th to 95th percentile over their "
    "ranges"
)
MEASURES = {
    "people": (N_("people enrolled"), "people", 0),
    "after_year": (N_("people covered after twelve months"), "people", 0),
    "at_end": (N_("people covered at the end of the horizon"), "people", 0),
    "person_years": (N_("person-years of protection"), "person-years", 0),
    "public_rp": (N_("rupiah of local and village budgets"), "rupiah", 0),
    "private_rp": (N_("rupiah of workers and employers"), "rupiah", 0),
    "public_per_year": (N_("public rupiah for a person-year"), "rupiah", 0),
    "points": (N_("coverage gained after twelve months"), "points", 2),
    "per_rupiah": (N_("expected benefits for a public rupiah"), "times", 2),
}


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
    names = tuple(dict.fromkeys(n for i in held for n in named(i, given.region)))
    sampled = sample(names, given, assumed, draws=draws, seed=seed)
    found = {i.id: outcome(i, given, sampled) for i in held}
    central = {i.id: outcome(i, given, at_values(names, given, assumed)) for i in held}
    order, costs = _order(central), _costs(found)
    measures, errors = {}, []
    for instrument in held:
        for name, values in _measured(found[instrument.id], workers).items():
            middle = _measured(central[instrument.id], workers)[name][0]
            measures[instrument.id, name] = _finding(
                instrument, name, float(middle), values, given, assumed, workers
            )
            errors.append(_error(values))
    return Compared(
        setting=given,
        assumed=assumed,
        instruments=held,
        measures=measures,
        order=order,
        first_share=_shares_first(costs),
        frontier=tuple(_frontier(central)[0]),
        frontier_share=_frontier_shares(found),
        tornado=_tornado(held, names, given, assumed, order),
        draws=draws,
        seed=seed,
        error=max(errors),
    )


def _measured(found: Outcome, workers: Finding | None) -> dict[str, np.ndarray]:
    measured = {
        n: getattr(found, n)
        for n in ("people", "after_year", "at_end", "person_years", "public_rp", "private_rp")
    }
    if workers is not None:
        measured["points"] = found.after_year / workers.value
    if (found.public_rp > 0).all():
        measured["public_per_year"] = found.public_rp / np.maximum(found.person_years, 1e-9)
        measured["per_rupiah"] = found.protection_rp / found.public_rp
    return measured


def _finding(
    instrument: Instrument,
    name: str,
    middle: float,
    values: np.ndarray,
    given: Setting,
    assumed: Assumptions,
    workers: Finding | None,
) -> Finding:
    label, unit, digits = MEASURES[name]
    what = Definition(f"{instrument.id}-{name.replace('_', '-')}", label, _OVER, unit, digits)
    low, high = np.quantile(values, ENDS)
    if name == "points" and workers is not None:
        low, high = low * workers.value / workers.high, high * workers.value / workers.low
    ends = min(low, middle), max(high, middle)
    if np.isclose(*ends, rtol=1e-9):
        ends = (middle, middle)
    else:
        middle, *ends = (_three_digits(v) for v in (middle, *ends))
    cited = _sources(instrument, name, given, assumed)
    people = workers.sources if name == "points" and workers else ()
    return what.between(*ends, value=middle, sources=(*cited, *people))


def _three_digits(value: float) -> float:
    """Round to three significant digits: more would be more exact than the assumptions are."""
    return float(f"{value:.3g}")


def _sources(
    instrument: Instrument, name: str, given: Setting, assumed: Assumptions
) -> tuple[str, ...]:
    """Return the assumptions, law and evidence behind one measure of an instrument."""
    used = named(instrument, given.region)
    if name != "per_rupiah":
        used = [n for n in used if not n.startswith("event.")]
    parts = {"public_rp", "public_per_year", "per_rupiah"} & {name} and ["price"]
    if "officials" in instrument.reach:
        parts = ["officials", "villages"]
    elif name == "private_rp":
        parts = ["alone", "price"]
    if name == "per_rupiah":
        parts = [*parts, "benefit"]
    own = [s for part in parts for s in given.sources.get(part, ())]
    return (*(assumed.ref(n) for n in used), *own, "parameter:budget_rp")


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


def _shares_first(costs: Mapping[str, np.ndarray]) -> dict[str, float]:
    names = list(costs)
    least = np.argmin(np.stack([costs[n] for n in names]), axis=0)
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
    for name in (*names, "officials"):
        low, high = (
            (given.officials[0], given.officials[2])
            if name == "officials"
            else (assumed[name].low, assumed[name].high)
        )
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


def _error(values: np.ndarray) -> float:
    """Return the Monte Carlo error of the median: half the width of its 95 percent band."""
    n, middle = len(values), float(np.median(values))
    half = 0.98 / np.sqrt(n)
    low, high = np.quantile(values, [0.5 - half, 0.5 + half])
    return float((high - low) / 2 / middle) if middle else 0.0
