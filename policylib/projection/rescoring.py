"""Earlier projections scored again whenever a figure comes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from policylib.assumptions import Assumptions
from policylib.errors import PolicylibError
from policylib.projection.curves import CURVES
from policylib.projection.observations import Series
from policylib.projection.posterior import sample, weighted_quantiles
from policylib.projection.scores import LEVELS, crps, pit, weighted_interval_score


@dataclass(frozen=True)
class Score:
    """How a projection made from the first figures met a later one.

    Attributes
    ----------
    known : int
        Figures that the projection had seen.
    figure : int
        Number of the figure that came, from 1 on.
    crps, weighted_interval : float
        In shares; 0 is best.
    pit : float
        Share of the draws at or below the figure's middle.
    covered : tuple of bool
        Whether the intervals of `scores.LEVELS` hold the figure's middle.
    """

    model: str
    known: int
    figure: int
    crps: float
    weighted_interval: float
    pit: float
    covered: tuple[bool, ...]


def rescore(
    series: Series, *, assumed: Assumptions, draws: int, seed: int
) -> tuple[tuple[Score, ...], dict[tuple[str, int], str]]:
    """Score every projection that could have been made before each later figure.

    Returns
    -------
    tuple of Score
        One a model, number of figures known (two and more) and later figure; 'as-now' is among
        the models. Empty while there are two figures: nothing has come since.
    dict
        Models that the figures known contradicted, with the reason, by model and number known.
    """
    scores, refused = [], {}
    for known in range(2, series.count):
        seen = replace(series, points=series.points[:known])
        models = {"as-now": None, **{c.id: c for c in CURVES}}
        for name, one in models.items():
            try:
                drawn = one and sample(one, seen, assumed=assumed, draws=draws, seed=seed)
            except PolicylibError as why:
                refused[name, known] = str(why)
                continue
            for number in range(known, series.count):
                point = series.points[number]
                values, weights = _values(drawn, seen, point.month, draws, seed)
                scores.append(_score(name, known, number + 1, values, weights, point.middle))
    return tuple(scores), refused


def _values(drawn, seen: Series, month: float, draws: int, seed: int):
    if drawn is None:
        return seen.last.draw(np.random.default_rng(seed), draws), np.full(draws, 1 / draws)
    return drawn.at(month), drawn.weights


def _score(name, known, figure, values, weights, came) -> Score:
    ends = [weighted_quantiles(values, weights, ((1 - v) / 2, (1 + v) / 2)) for v in LEVELS]
    middle = float(weighted_quantiles(values, weights, (0.5,))[0])
    return Score(
        model=name,
        known=known,
        figure=figure,
        crps=crps(values, weights, came),
        weighted_interval=weighted_interval_score(middle, ends, came),
        pit=pit(values, weights, came),
        covered=tuple(bool(low <= came <= high) for low, high in ends),
    )
