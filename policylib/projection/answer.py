"""Can the target be met: both readings, every model, the branch, the levers, the next figure."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from policylib.assumptions import Assumptions
from policylib.coverage import Capacity, Known, Need
from policylib.evidence import Ledger
from policylib.findings import Definition, Finding
from policylib.projection.branch import BranchAlone, branch_alone
from policylib.projection.drawn import LEAST_SERIES
from policylib.projection.influence import NextFigure, influence, next_figure
from policylib.projection.observations import Series, shares
from policylib.projection.outlook import Outlook, outlook
from policylib.projection.pace import LogitPaces, logit_paces
from policylib.projection.reference import Windows, unscaled, windows
from policylib.texts import N_

if TYPE_CHECKING:
    import pandas as pd

#: Step between the figures that might come next, as a share.
NEXT_STEP = 0.02
BIAS = Definition(
    "linear-bias",
    N_("how much too high a straight line was on other series"),
    N_("mean of line − what came, as far ahead as the target lies, each series the same"),
    "points",
)
ABSOLUTE = Definition(
    "reference-absolute",
    N_("other programmes that gained as many points as the target needs"),
    N_("windows whose later gain is at least target − last share, each series the same"),
    "share",
)
ERROR = Definition(
    "chance-error",
    N_("largest Monte Carlo standard error of a chance"),
    N_("√(chance × (1 − chance) ÷ effective draws)"),
    "points",
    digits=2,
)


@dataclass(frozen=True)
class Answer:
    """Everything that notebook 02 says of the future.

    Attributes
    ----------
    growth : Outlook
        Both figures as shares of the same workers.
    counted : Outlook or None
        The last figure as the count that its source also gives.
    absolute : Finding or None
        Share of other programmes that gained as many points as the target needs, unscaled.
    linear : tuple of date or None
        First and last day on which a straight line reaches the target, over the rounding.
    tornado : DataFrame
        ``assumption, low, high``: share on the target's day.
    """

    growth: Outlook
    counted: Outlook | None
    paces: LogitPaces
    branch: BranchAlone | None
    linear: tuple[dt.date, dt.date] | None
    bias: Finding | None
    absolute: Finding | None
    error: Finding
    reference: Windows = field(repr=False)
    tornado: pd.DataFrame = field(repr=False)
    following: tuple[NextFigure, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, each once."""
        found = [*self.growth.findings, *(self.counted.findings if self.counted else ())]
        found += [*self.paces.findings, *(self.branch.findings if self.branch else ())]
        found += [f for f in (self.bias, self.absolute, self.error) if f]
        for one in self.following:
            found += [f for f in (one.figure, one.lowest, one.highest) if f]
        return tuple(found)


def answer(
    ledger: Ledger,
    need: Need,
    known: Known | None,
    capacity: Capacity | None,
    *,
    region: str,
    shares_of_others: pd.DataFrame,
    series_of_others: pd.DataFrame,
    next_date: dt.date,
    assumed: Assumptions,
    draws: int,
    seed: int,
) -> Answer:
    """Return what two figures allow to say of a target.

    Parameters
    ----------
    shares_of_others, series_of_others : DataFrame
        The reference class: ``adoption_shares`` and ``adoption_series``.
    next_date : date
        Day of a figure that might come next, before the target's.
    """
    series, day = shares(ledger, region=region), need.days.end
    ahead = (series.month_of(day) - series.last.month) / series.gap
    found = windows(shares_of_others, series_of_others, known=2, ahead=max(math.ceil(ahead), 1))
    given = {
        "found": found,
        "target": need.target.value,
        "day": day,
        "assumed": assumed,
        "draws": draws,
        "seed": seed,
        "sources": need.target.sources,
    }
    growth, counted = outlook(series, **given), _counted(ledger, region, need, given)
    workers, people = (known.workers, known.people) if known else (None, None)
    chances = {"assumed": assumed, "draws": draws}
    following = _following(growth, next_date, **chances)
    worst = max(o.error for o in (growth, counted, *following) if o)
    return Answer(
        growth=growth,
        counted=counted,
        paces=logit_paces(series, need, covered=people, assumed=assumed),
        branch=branch_alone(series, need, capacity, workers=workers, seed=seed, **chances),
        linear=linear_reach(series, need.target.value),
        bias=_bias(found, ahead),
        absolute=_absolute(found, series, ahead, need.target.value, seed),
        error=ERROR.exact(worst, sources=("parameter:draws", "parameter:seed")),
        reference=found,
        tornado=influence(growth, counted, assumed=assumed),
        following=following,
    )


def _counted(ledger: Ledger, region: str, need: Need, given: dict) -> Outlook | None:
    if need.gap_counted is None:
        return None
    series = shares(ledger, region=region, last_by_count=True)
    return outlook(series, reading="-counted", **given)


def _following(known: Outlook, day: dt.date, **given) -> tuple[NextFigure, ...]:
    """Return what each figure that might come would change; none outside of the days between."""
    month = known.series.month_of(day)
    if not known.series.last.month < month < known.series.month_of(known.day):
        return ()
    return tuple(next_figure(known, share=s, day=day, **given) for s in _candidates(known))


def _candidates(known: Outlook) -> list[float]:
    """Return whole percents from below the last figure up to the target."""
    first = round(known.series.last.middle - 2 * NEXT_STEP, 2)
    count = int(round((known.target - first) / NEXT_STEP, 6))
    return [round(first + n * NEXT_STEP, 2) for n in range(count + 1)]


def linear_reach(series: Series, target: float) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day on which a straight line reaches a target.

    Over the rounding of the last two figures; None where the flattest line does not rise.
    """
    before, last = series.points[-2:]
    days = []
    for low, high in ((before.low, last.high), (before.high, last.low)):
        slope = (high - low) / (last.month - before.month)
        if slope <= 0 or high >= target:
            return None
        days.append(series.day_of(last.month + (target - high) / slope))
    return days[0], days[1]


def _absolute(
    found: Windows, series: Series, ahead: float, target: float, seed: int
) -> Finding | None:
    if found.count < LEAST_SERIES:
        return None
    one = unscaled(found, gain=target - series.last.middle, gaps=ahead, seed=seed)
    sources = ("data:adoption-series", *series.sources)
    return ABSOLUTE.between(one.low, one.high, value=one.value, sources=sources)


def _bias(found: Windows, ahead: float) -> Finding | None:
    if found.count < LEAST_SERIES:
        return None
    straight = np.clip(found.last + found.pace * ahead, 0, 1)
    off = float(((straight - found.after(ahead)) * found.weights).sum())
    return BIAS.exact(off, sources=("data:adoption-series",))


def fan(known: Outlook, *, steps: int, levels: tuple[float, ...]) -> pd.DataFrame:
    """Return quantiles of the reference class from the last figure to the target's day.

    Where the class is refused they are those of as now.

    Returns
    -------
    DataFrame
        ``day``, one column a quantile named by it, and ``line``: the straight line through the
        middles of the two figures.
    """
    import pandas as pd

    series, drawn = known.series, (known.of("reference") or known.of("as-now")).drawn
    until = series.month_of(known.day)
    ends, rows = _ends(levels), []
    for month in np.linspace(series.last.month, until, steps + 1)[1:]:
        quantiles = np.quantile(drawn.at(month), ends)
        line = _straight(series, month)
        rows.append((series.day_of(month), *quantiles, line))
    start = (series.day_of(series.last.month), *[series.last.middle] * (len(ends) + 1))
    return pd.DataFrame([start, *rows], columns=["day", *ends, "line"])


def _ends(levels: tuple[float, ...]) -> list[float]:
    outer = [(round((1 - v) / 2, 6), round((1 + v) / 2, 6)) for v in levels]
    return sorted({0.5, *(e for pair in outer for e in pair)})


def _straight(series: Series, month: float) -> float:
    before, last = series.points[-2:]
    slope = (last.middle - before.middle) / series.gap
    return float(np.clip(last.middle + slope * (month - last.month), 0, 1))
