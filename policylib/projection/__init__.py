"""A series or a stock to a path with intervals: every statement is a share of draws."""

from policylib.projection.answer import Answer, answer, fan
from policylib.projection.branch import BranchAlone, NetPath, net_path, survivors
from policylib.projection.calibration import coverage, held, known_then
from policylib.projection.curves import CURVES, Curve, clock, curve, expit, logit
from policylib.projection.fits import Fitted, damped_trend, evenly, fit, saturated
from policylib.projection.influence import LABELS, NextFigure
from policylib.projection.levers import Given, Staircase, levers_of, staircase
from policylib.projection.monthly import checked, reset
from policylib.projection.observations import Point, Series, shares
from policylib.projection.outlook import Model, Outlook, outlook
from policylib.projection.pace import LogitPaces, gross
from policylib.projection.posterior import Posterior, needed, sample, weighted_quantiles
from policylib.projection.reference import Windows, interval, project, windows
from policylib.projection.rescoring import Score, rescore
from policylib.projection.scores import crps, pit, weighted_interval_score
from policylib.projection.stock import Flows, half_life, simulate, steady
from policylib.projection.titles import TITLES

__all__ = [
    "CURVES",
    "LABELS",
    "TITLES",
    "Answer",
    "BranchAlone",
    "Curve",
    "Fitted",
    "Flows",
    "Given",
    "LogitPaces",
    "Model",
    "NetPath",
    "NextFigure",
    "Outlook",
    "Point",
    "Posterior",
    "Score",
    "Series",
    "Staircase",
    "Windows",
    "answer",
    "checked",
    "clock",
    "coverage",
    "crps",
    "curve",
    "damped_trend",
    "evenly",
    "expit",
    "fan",
    "fit",
    "gross",
    "half_life",
    "held",
    "interval",
    "known_then",
    "levers_of",
    "logit",
    "needed",
    "net_path",
    "outlook",
    "pit",
    "project",
    "rescore",
    "reset",
    "sample",
    "saturated",
    "shares",
    "simulate",
    "staircase",
    "steady",
    "survivors",
    "weighted_interval_score",
    "weighted_quantiles",
    "windows",
]
