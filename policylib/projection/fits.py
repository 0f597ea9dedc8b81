"""Fits without priors, for series long enough: least squares, and the damped trend of statsmodels.

References
----------
Gardner and McKenzie (1985), Management Science 31; Hyndman et al. (2008), Forecasting with
Exponential Smoothing, chapter 6, for the intervals of the damped trend.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from policylib.errors import UsageError, message
from policylib.projection.curves import Curve, expit, logit
from policylib.projection.observations import Point, Series
from policylib.projection.posterior import SPARE, path, too_few

#: Bounds of a fit: a ceiling is at most everybody.
BOUNDS = {"curve.ceiling": (0.05, 1.0), "curve.imitation": (0.5, 200.0), "curve.damping": (0.3, 1)}
START = {"curve.ceiling": 0.9, "curve.imitation": 12.7, "curve.damping": 0.8}
#: Smoothing of level and trend, damping, first level, first trend, and the error.
TREND_PARAMETERS = 6


@dataclass(frozen=True)
class Fitted:
    """A curve fitted by least squares; ``series`` is what it stands on."""

    curve: Curve
    series: Series
    first: float
    last: float
    shape: dict[str, float]

    def at(self, month: float) -> float:
        """Return the share at a month after the first observation."""
        shape = {n: np.array([v]) for n, v in self.shape.items()}
        ends = np.array([self.first]), np.array([self.last])
        return float(path(self.curve, *ends, shape, self.series, month)[0])


def fit(curve: Curve, series: Series) -> Fitted:
    """Return the least-squares curve.

    Raises
    ------
    UsageError
        Below parameters + 2 observations: such a curve has no error left to see.
    """
    if series.count < curve.parameters + SPARE:
        raise UsageError(too_few(curve, series.count, [*curve.shapes] or ["level", "pace"]))
    return saturated(curve, series)


def saturated(curve: Curve, series: Series) -> Fitted:
    """Return the least-squares curve whatever the count; for backtests of what is refused."""
    shares = np.array([p.middle for p in series.points])
    shapes = [s for s in curve.shapes if s != "curve.damping"]
    low = [0.001, 0.001, *(BOUNDS[s][0] for s in shapes)]
    high = [0.999, 0.999, *(BOUNDS[s][1] for s in shapes)]

    def made(theta: np.ndarray) -> Fitted:
        fixed = {s: START[s] for s in curve.shapes}
        return Fitted(
            curve, series, *theta[:2], {**fixed, **dict(zip(shapes, theta[2:], strict=True))}
        )

    def off(theta: np.ndarray) -> np.ndarray:
        one = made(theta)
        return np.array([one.at(p.month) for p in series.points]) - shares

    ends = np.clip([shares[0], shares[-1]], 0.002, 0.998)
    found = least_squares(off, [*ends, *(START[s] for s in shapes)], bounds=(low, high))
    return made(found.x)


def evenly(shares: np.ndarray) -> Series:
    """Return shares as a series one month apart, each known exactly; for backtests."""
    import datetime as dt

    points = tuple(Point(float(n), s, s) for n, s in enumerate(shares))
    return Series(points, dt.date(2000, 1, 1), ("data:adoption-series",))


def damped_trend(
    shares: np.ndarray, *, ahead: int, level: float
) -> tuple[float, tuple[float, float]]:
    """Return median and interval of the damped trend on logits, ``ahead`` gaps after the last.

    Raises
    ------
    UsageError
        Below eight observations: six parameters and two more.
    """
    if len(shares) < TREND_PARAMETERS + SPARE:
        raise UsageError(
            message(
                f"the damped trend has {TREND_PARAMETERS} parameters and stands on "
                f"{len(shares)} observation(s)",
                expected=f"at least {TREND_PARAMETERS + SPARE}",
                way_out="Say the range over several models.",
            )
        )
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(pd.Series(logit(shares)), error="add", trend="add", damped_trend=True)
    with warnings.catch_warnings():
        # A search that did not end is seen in the printed coverage and not on a screen.
        warnings.simplefilter("ignore")
        fitted = model.fit(disp=False)
        found = fitted.get_prediction(start=len(shares), end=len(shares) + ahead - 1)
    low, high = found.pred_int(alpha=1 - level).iloc[-1]
    middle = found.predicted_mean.iloc[-1]
    return float(expit(middle)), (float(expit(low)), float(expit(high)))
