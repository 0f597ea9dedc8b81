"""Every method on every window of the real series, without a look at what came."""

from __future__ import annotations

import numpy as np
import pandas as pd

from policylib.errors import UsageError
from policylib.projection import (
    calibration,
    curve,
    damped_trend,
    evenly,
    sample,
    saturated,
    scores,
    windows,
)
from policylib.projection.posterior import weighted_quantiles

#: Known observations and gaps ahead, as in the trial.
CASES = ((2, 2), (2, 4), (3, 4), (6, 4))
#: With two known values curves of three parameters are arithmetic and no fit.
CURVES = ("linear", "damped", "logistic", "gompertz", "bass")
#: Mean absolute errors of the trial, in points, for the same cases.
TRIAL = {
    "as now": (7.6, 12.6, 11.8, 11.8),
    "linear": (13.1, 19.3, 16.0, 10.2),
    "logistic": (None, None, 11.9, 10.4),
    "gompertz": (None, None, 11.2, 9.8),
    "bass": (None, None, 12.3, 7.8),
    "damped": (10.0, 13.9, 11.3, 7.6),
}


def errors(shares: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return mean absolute error and bias, points, by method and case; each series the same."""
    rows = []
    for known, ahead in CASES:
        found = windows(shares, series, known=known, ahead=ahead, modelled=True)
        came = found.future[:, ahead - 1]
        for method in TRIAL:
            if TRIAL[method][CASES.index((known, ahead))] is None:
                continue
            said = found.last if method == "as now" else _fits(method, found.known, ahead)
            off = 100 * (said - came)
            error, bias = (float((v * found.weights).sum()) for v in (np.abs(off), off))
            rows.append((method, known, ahead, found.count, error, bias))
    return pd.DataFrame(rows, columns=["method", "known", "ahead", "series", "error", "bias"])


def _fits(method: str, known: np.ndarray, ahead: int) -> np.ndarray:
    fitted = (saturated(curve(method), evenly(row)) for row in known)
    return np.array([f.at(known.shape[1] - 1 + ahead) for f in fitted])


def reference(shares: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage of the default intervals by gaps ahead and level."""
    rows = []
    for ahead in (1, 2, 3, 4):
        found = windows(shares, series, known=2, ahead=ahead)
        for level in scores.LEVELS:
            held = calibration.coverage(found, gaps=ahead, level=level).iloc[0]
            rows.append((ahead, level, held.series, held.left_series_out, held.left_kind_out))
    columns = ["ahead", "level", "series", "left_series_out", "left_kind_out"]
    return pd.DataFrame(rows, columns=columns)


def by_kind(shares: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage of nominal 80 percent four gaps ahead, by kind of programme."""
    found = windows(shares, series, known=2, ahead=4)
    return calibration.coverage(found, gaps=4, level=0.8)


def then(shares: pd.DataFrame, series: pd.DataFrame) -> tuple[int, float]:
    """Return series and coverage of nominal 80 percent when only what was over was known."""
    found = windows(shares, series, known=2, ahead=4)
    table = calibration.known_then(found, gaps=4, level=0.8, least=10)
    held = float((table["held"] * table["weight"]).sum() / table["weight"].sum())
    return table["series"].nunique(), held


def by_pace(shares: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return coverage of nominal 80 percent four gaps ahead, by the pace of the window."""
    found = windows(shares, series, known=2, ahead=4)
    held = calibration.held(found, gaps=4, level=0.8)
    rows = []
    for low, high in ((0.02, 0.04), (0.04, 0.06), (0.06, 0.10), (0.10, 1.0)):
        own = (found.pace > low) & (found.pace <= high)
        part = found.only(own)
        rows.append((low, high, part.count, float((held[own] * part.weights).sum())))
    return pd.DataFrame(rows, columns=["low", "high", "series", "held"])


def scored(shares: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return mean CRPS and weighted interval score, points, two known and four ahead."""
    found = windows(shares, series, known=2, ahead=4)
    came, multiples = found.after(4), found.multiples(4)
    rows = []
    for at, name in enumerate(found.series):
        others = found.series != name
        weights = found.only(others).weights
        last, pace = found.last[at], found.pace[at]
        drawn = np.clip(last + pace * multiples[others], 0, 1)
        ends = [weighted_quantiles(drawn, weights, _ends(v)) for v in scores.LEVELS]
        middle = weighted_quantiles(drawn, weights, (0.5,))[0]
        wis = scores.weighted_interval_score(middle, ends, came[at])
        pit = scores.pit(drawn, weights, came[at])
        rows.append((scores.crps(drawn, weights, came[at]), wis, abs(last - came[at]), pit))
    table = pd.DataFrame(rows, columns=["crps", "wis", "as_now", "pit"])
    return table.assign(weight=found.weights)


def _ends(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2


def nominal(shares: pd.DataFrame, series: pd.DataFrame, assumed) -> pd.DataFrame:
    """Return how often nominal 80 percent of curves holds real series, six known and four ahead."""
    rows = []
    for name in CURVES:
        found = windows(shares, series, known=6, ahead=4)
        held, kept = [], []
        for row, came in zip(found.known, found.future[:, 3], strict=True):
            try:
                drawn = sample(curve(name), _printed(row), assumed=assumed, draws=40_000, seed=1)
            except UsageError:
                kept.append(False)
                continue
            low, high = drawn.quantiles(9.0, (0.1, 0.9))
            kept.append(True)
            held.append(low <= came <= high)
        fitted = found.only(np.array(kept))
        share = float((np.array(held) * fitted.weights).sum()) if held else float("nan")
        rows.append((name, found.count, len(found.series) - sum(kept), len(found.series), share))
    return pd.DataFrame(rows, columns=["curve", "series", "refused", "windows", "held"])


def _printed(row: np.ndarray):
    """A window as whole percents would print it."""
    from policylib.projection import Point, Series

    ends = [(max(s - 0.005, 0), min(s + 0.005, 1)) for s in row]
    points = tuple(Point(float(n), *e) for n, e in enumerate(ends))
    return Series(points, evenly(row).start, evenly(row).sources)


def trend(shares: pd.DataFrame, series: pd.DataFrame) -> tuple[int, int, float]:
    """Return series, windows and coverage of nominal 80 of the damped trend, eight known."""
    found = windows(shares, series, known=8, ahead=4)
    held = []
    for row, came in zip(found.known, found.future[:, 3], strict=True):
        _, (low, high) = damped_trend(row, ahead=4, level=0.8)
        held.append(low <= came <= high)
    return found.count, len(held), float((np.array(held) * found.weights).sum())
