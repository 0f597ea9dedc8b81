"""What each defensible model makes of the same observations: chance of a target, range, date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from policylib.assumptions import Assumptions
from policylib.errors import UsageError
from policylib.findings import Definition, Finding
from policylib.projection.curves import CURVES, Curve
from policylib.projection.drawn import Drawn, Kept, Resampled, kept, resampled
from policylib.projection.observations import Series
from policylib.projection.posterior import (
    Posterior,
    effective,
    reached,
    sample,
    weighted_quantiles,
)
from policylib.projection.reference import Windows
from policylib.projection.reference import chance as reference_chance
from policylib.projection.titles import (
    AS_NOW,
    CHANCES,
    COUNTED_CHANCES,
    COUNTED_SHARES,
    REFERENCE,
    SHARES,
    TITLES,
)
from policylib.texts import N_

#: Central range of a share on a day that is shown.
LEVEL = 0.8
#: Shares of draws that a date is said for.
SURE = (0.5, 0.8)
#: Dates are looked for this many gaps after the last observation.
HORIZON_GAPS, STEP_GAPS = 15, 0.05

_CHANCE = N_("draws that have reached the target on its day ÷ draws; both figures as shares")
_COUNTED_CHANCE = N_("the same, the last figure as a count over workers")
_SHARE = N_("median of the draws; the range is their 10th to 90th percentile")
_COUNTED_SHARE = N_("median and range of the draws, the last figure as a count over workers")


@dataclass(frozen=True)
class Model:
    """One model's answer.

    Attributes
    ----------
    chance : Finding
        Share of the draws that have reached the target on its day.
    share : Finding
        Median and central range of the share on that day.
    reached : tuple of date or None
        Days on which half and 80 percent of the draws have reached the target; None where that
        does not happen within the time looked at.
    """

    id: str
    title: str
    observations: int
    parameters: int
    chance: Finding
    share: Finding
    reached: tuple[dt.date | None, ...]
    effective: float
    drawn: Drawn = field(repr=False)


@dataclass(frozen=True)
class Outlook:
    """All models on one reading of the observations.

    Attributes
    ----------
    refused : dict of str to str
        Models that were refused, with the reason.
    error : float
        Largest Monte Carlo standard error of a chance.
    """

    series: Series
    target: float
    day: dt.date
    models: tuple[Model, ...]
    refused: dict[str, str]
    draws: int
    seed: int
    error: float

    def of(self, name: str) -> Model | None:
        """Return a model by id, or None where it was refused."""
        return next((m for m in self.models if m.id == name), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Chance and share of every model."""
        return tuple(f for m in self.models for f in (m.chance, m.share))

    @property
    def lowest(self) -> Model:
        """The model with the smallest chance."""
        return min(self.models, key=lambda m: m.chance.value)

    @property
    def highest(self) -> Model:
        """The model with the largest chance."""
        return max(self.models, key=lambda m: m.chance.value)


def outlook(
    series: Series,
    *,
    found: Windows,
    target: float,
    day: dt.date,
    assumed: Assumptions,
    draws: int,
    seed: int,
    reading: str = "",
    sources: tuple[str, ...] = (),
) -> Outlook:
    """Return what every model makes of the observations.

    Parameters
    ----------
    found : Windows
        Reference class with as many gaps ahead as the day lies away, rounded up.
    reading : str
        Ending of the findings' ids where the last figure is taken as the count; '' as a share.
    sources : tuple of str
        Where the target comes from.
    """
    month = series.month_of(day)
    made: dict[str, Callable[[], Drawn]] = {
        AS_NOW: lambda: kept(series, draws, seed),
        REFERENCE: lambda: resampled(series, found, draws, seed),
    }
    for one in CURVES:
        made[one.id] = lambda one=one: sample(one, series, assumed=assumed, draws=draws, seed=seed)
    models, refused, error = [], {}, 0.0
    for name, make in made.items():
        try:
            drawn = make()
            chance = reached(drawn.at(month), drawn.weights, target)
        except UsageError as why:
            refused[name] = str(why)
            continue
        cited = (*series.sources, *sources, *_priors(name, assumed), "parameter:draws")
        models.append(_model(name, drawn, chance, series, month, target, cited, reading))
        error = max(error, (chance * (1 - chance) / effective(drawn.weights)) ** 0.5)
    return Outlook(series, target, day, tuple(models), refused, draws, seed, error)


def _priors(name: str, assumed: Assumptions) -> tuple[str, ...]:
    if name == AS_NOW:
        return ()
    if name == REFERENCE:
        return ("data:adoption-series",)
    one = _curve(name)
    return tuple(assumed.ref(s) for s in (*one.shapes, "series.noise"))


def _curve(name: str) -> Curve:
    return next(c for c in CURVES if c.id == name)


def _model(
    name: str,
    drawn: Drawn,
    chance: float,
    series: Series,
    month: float,
    target: float,
    cited: tuple[str, ...],
    reading: str,
) -> Model:
    ends = ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)
    low, middle, high = weighted_quantiles(drawn.at(month), drawn.weights, ends)
    chances, shares = _definitions(name, reading)
    return Model(
        id=name,
        title=TITLES[name],
        observations=series.count,
        parameters=_curve(name).parameters if isinstance(drawn, Posterior) else 0,
        chance=_chance(chances, drawn, chance, month, target, cited),
        share=shares.between(low, high, value=middle, sources=cited),
        reached=dates(drawn, series, target),
        effective=effective(drawn.weights),
        drawn=drawn,
    )


def _chance(what, drawn, value, month, target, cited) -> Finding:
    """Return the chance; that of the reference class with the interval over its few series."""
    if not isinstance(drawn, Resampled):
        return what.exact(value, sources=cited)
    gaps = (month - drawn.series.last.month) / drawn.series.gap
    given = {"gaps": gaps, "target": target, "seed": drawn.seed}
    one = reference_chance(drawn.found, drawn.first, drawn.last, **given)
    return what.between(one.low, one.high, value=one.value, sources=cited)


def _definitions(name: str, reading: str) -> tuple[Definition, Definition]:
    if reading:
        one = Definition(f"chance-{name}{reading}", COUNTED_CHANCES[name], _COUNTED_CHANCE, "share")
        two = Definition(f"share-{name}{reading}", COUNTED_SHARES[name], _COUNTED_SHARE, "share")
        return one, two
    return (
        Definition(f"chance-{name}", CHANCES[name], _CHANCE, "share"),
        Definition(f"share-{name}", SHARES[name], _SHARE, "share"),
    )


def dates(drawn: Drawn, series: Series, target: float) -> tuple[dt.date | None, ...]:
    """Return the first days on which so many of the draws, see `SURE`, have reached a target."""
    gaps = HORIZON_GAPS
    if isinstance(drawn, Resampled):
        gaps = drawn.found.reach
    ahead = np.arange(STEP_GAPS, gaps + STEP_GAPS / 2, STEP_GAPS)
    chances = _chances(drawn, series, target, ahead)
    days = []
    for level in SURE:
        at = np.flatnonzero(chances >= level)
        month = series.last.month + ahead[at[0]] * series.gap if len(at) else None
        days.append(None if month is None else series.day_of(month))
    return tuple(days)


def _chances(drawn: Drawn, series: Series, target: float, ahead: np.ndarray) -> np.ndarray:
    if isinstance(drawn, Kept):
        return np.full(len(ahead), reached(drawn.last, drawn.weights, target))
    months = (min(series.last.month + a * series.gap, _until(drawn)) for a in ahead)
    return np.array([reached(drawn.at(m), drawn.weights, target) for m in months])


def _until(drawn: Drawn) -> float:
    return drawn.until if isinstance(drawn, Resampled) else float("inf")
