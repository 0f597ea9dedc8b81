"""A series or a stock to a path with intervals: every statement is a share of draws."""

from policylib.projection.calibration import coverage, held
from policylib.projection.curves import CURVES, Curve, clock, curve, expit, logit
from policylib.projection.fits import Fitted, damped_trend, evenly, fit, saturated
from policylib.projection.observations import Point, Series, shares
from policylib.projection.posterior import Posterior, needed, sample, weighted_quantiles
from policylib.projection.reference import Windows, interval, project, windows

__all__ = [
    "CURVES",
    "Curve",
    "Fitted",
    "Point",
    "Posterior",
    "Series",
    "Windows",
    "clock",
    "coverage",
    "curve",
    "damped_trend",
    "evenly",
    "expit",
    "fit",
    "held",
    "interval",
    "logit",
    "needed",
    "project",
    "sample",
    "saturated",
    "shares",
    "weighted_quantiles",
    "windows",
]
