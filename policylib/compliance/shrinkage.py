"""Shares of enrolled villages by district, drawn towards each other as far as the data say.

A raw share of eight villages is mostly chance. The rates of districts are taken as draws from one
beta distribution whose two parameters are summed out on a grid.

References
----------
Gelman et al. (2013), Bayesian Data Analysis, section 5.3; Efron and Morris (1975), Journal of the
American Statistical Association 70; Goldstein and Spiegelhalter (1996), Journal of the Royal
Statistical Society A 159, on why not to rank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq
from scipy.special import betainc, betaln, expit

from policylib import synthetic
from policylib.compliance.logit import CONFIDENCE
from policylib.errors import DataError, UsageError, closest, message, places

NODES = 41
#: Log odds of the mean rate and log of alpha + beta that are looked at; beyond the last, districts
#: cannot be told from equal.
WIDEST = ((-10.0, 10.0), (-10.0, 14.0))
#: Nodes whose log density lies this far below the highest weigh nothing.
NEGLIGIBLE = 13.0
ZOOMS = 3


@dataclass(frozen=True)
class Hyper:
    """The beta distribution of the districts' rates, as weights on a grid.

    Attributes
    ----------
    alpha, beta, weights : numpy.ndarray, (nodes,)
        Weights sum to 1.
    """

    alpha: np.ndarray
    beta: np.ndarray
    weights: np.ndarray

    def mean(self, values: np.ndarray) -> float:
        """Return the posterior mean of a function of alpha and beta."""
        return float(self.weights @ values)


@dataclass(frozen=True)
class Shrunken:
    """Districts with their raw and shrunken rates.

    Attributes
    ----------
    table : pandas.DataFrame
        district, villages, seen, enrolled, raw (enrolled / seen), shrunken, low, high (posterior
        mean and 95 percent interval of the rate from which the district's villages are drawn: a
        wider population), share, share_low, share_high (posterior mean and interval of the share
        of these villages; a point where all were seen).
    hyper : Hyper
    synthetic : bool
    """

    table: pd.DataFrame
    hyper: Hyper
    synthetic: bool


def shrink(
    table: pd.DataFrame, *, district: str, villages: str, seen: str, enrolled: str
) -> Shrunken:
    """Shrink the rates of districts towards each other.

    enrolled ~ binomial(seen, rate), rate ~ beta(α, β), density of (α, β) ∝ (α + β)^(−5/2).

    Parameters
    ----------
    table : pandas.DataFrame
        One row a district; the other arguments name its columns: villages it has, villages seen,
        enrolled villages among those seen.

    Raises
    ------
    DataError
        If counts are missing or impossible, a district stands twice, or in every district all
        villages seen or none are enrolled (the posterior does not exist then).
    UsageError
        If a column is unknown.
    """
    if unknown := [c for c in (district, villages, seen, enrolled) if c not in table]:
        raise UsageError(message(f"no column '{unknown[0]}'", way_out=closest(unknown[0], table)))
    _refuse_bad_counts(table, district, villages, seen, enrolled)
    total, n, y = (table[c].to_numpy(dtype="int64") for c in (villages, seen, enrolled))
    hyper = _fine(y, n)
    pairs, place = np.unique(np.column_stack([y, n, total]), axis=0, return_inverse=True)
    rates = np.array([_rate(hyper, *pair[:2]) for pair in pairs])[place.ravel()]
    shares = np.array([_share(hyper, *pair) for pair in pairs])[place.ravel()]
    found = pd.DataFrame({"district": table[district].to_numpy(), "villages": total, "seen": n})
    plain = np.divide(y, n, out=np.full(len(n), np.nan), where=n > 0)
    found = found.assign(enrolled=y, raw=plain)
    found[["shrunken", "low", "high"]] = rates
    found[["share", "share_low", "share_high"]] = shares
    return Shrunken(found, hyper, synthetic.is_marked(table))


def comparable(shrunken: Shrunken, *, first: str, second: str) -> bool:
    """Whether two districts may be ranked: the intervals of their rates do not overlap.

    Intervals that overlap a little may belong to rates that differ; not ranking them is the
    cautious side.

    Raises
    ------
    UsageError
        If a district is unknown.
    """
    rows = shrunken.table.set_index("district")
    for name in (first, second):
        if name not in rows.index:
            raise UsageError(
                message(f"no district '{name}'", way_out=closest(str(name), map(str, rows.index)))
            )
    one, two = rows.loc[first], rows.loc[second]
    return bool(one["low"] > two["high"] or two["low"] > one["high"])


def clearly_above(shrunken: Shrunken) -> pd.DataFrame:
    """Say for each district which others it is clearly above, by intervals that do not overlap.

    Returns
    -------
    pandas.DataFrame
        district, above (tuple of districts whose interval ends below the start of this one's), in
        the order of the districts: no ranking.
    """
    table = shrunken.table
    below = table["high"].to_numpy()[None, :] < table["low"].to_numpy()[:, None]
    names = table["district"].to_numpy()
    return pd.DataFrame({"district": names, "above": [tuple(names[row]) for row in below]})


def hyperposterior(
    enrolled: np.ndarray, seen: np.ndarray, *, log_odds: np.ndarray, log_size: np.ndarray
) -> Hyper:
    """Weigh the nodes of a grid of log(α/β) and log(α + β).

    On this scale the density (α + β)^(−5/2) is αβ(α + β)^(−5/2); the likelihood of a district is
    B(α + y, β + n − y) / B(α, β).

    Parameters
    ----------
    enrolled, seen : numpy.ndarray, (districts,)
    log_odds, log_size : numpy.ndarray
        Evenly spaced.
    """
    odds, size = (grid.ravel() for grid in np.meshgrid(log_odds, log_size, indexing="ij"))
    alpha, beta = np.exp(size) * expit(odds), np.exp(size) * expit(-odds)
    log_density = np.log(alpha) + np.log(beta) - 2.5 * size
    pairs, times = np.unique(np.column_stack([enrolled, seen]), axis=0, return_counts=True)
    for (y, n), often in zip(pairs, times, strict=True):
        log_density += often * (betaln(alpha + y, beta + n - y) - betaln(alpha, beta))
    weights = np.exp(log_density - log_density.max())
    return Hyper(alpha, beta, weights / weights.sum())


def _fine(enrolled: np.ndarray, seen: np.ndarray) -> Hyper:
    """Close in on the part of the grid that weighs anything, and drop the rest."""
    ends = WIDEST
    for _ in range(ZOOMS):
        axes = [np.linspace(*pair, NODES) for pair in ends]
        hyper = hyperposterior(enrolled, seen, log_odds=axes[0], log_size=axes[1])
        heavy = (hyper.weights > hyper.weights.max() * np.exp(-NEGLIGIBLE)).reshape(NODES, NODES)
        spans = [np.flatnonzero(heavy.any(axis=1 - way))[[0, -1]] for way in (0, 1)]
        # One node more on each side: what is heavy may begin between two nodes.
        ends = [
            (axis[max(low - 1, 0)], axis[min(high + 1, NODES - 1)])
            for axis, (low, high) in zip(axes, spans, strict=True)
        ]
    axes = [np.linspace(*pair, NODES) for pair in ends]
    hyper = hyperposterior(enrolled, seen, log_odds=axes[0], log_size=axes[1])
    kept = hyper.weights > hyper.weights.max() * np.exp(-NEGLIGIBLE)
    weights = hyper.weights[kept] / hyper.weights[kept].sum()
    return Hyper(hyper.alpha[kept], hyper.beta[kept], weights)


def _rate(hyper: Hyper, y: int, n: int) -> tuple[float, float, float]:
    """Posterior mean and interval of a district's rate, a mixture of betas."""
    a, b = hyper.alpha + y, hyper.beta + n - y
    tail = (1 - CONFIDENCE) / 2

    def quantile(level: float) -> float:
        return brentq(lambda x: hyper.weights @ betainc(a, b, x) - level, 0.0, 1.0, xtol=1e-9)

    return hyper.mean(a / (a + b)), quantile(tail), quantile(1 - tail)


def _share(hyper: Hyper, y: int, n: int, total: int) -> tuple[float, float, float]:
    """Posterior mean and interval of the share of the district's own villages."""
    a, b, unseen = hyper.alpha + y, hyper.beta + n - y, total - n
    if not unseen:
        return (y / total,) * 3
    counts = np.arange(unseen + 1)
    chance = np.array([hyper.weights @ stats.betabinom.pmf(k, unseen, a, b) for k in counts])
    tail = (1 - CONFIDENCE) / 2
    low, high = np.searchsorted(chance.cumsum(), [tail, 1 - tail]).clip(max=unseen)
    return (y + chance @ counts) / total, (y + low) / total, (y + high) / total


def _refuse_bad_counts(table, district, villages, seen, enrolled) -> None:
    if table[[district, villages, seen, enrolled]].isna().any(axis=None):
        raise DataError(message("missing counts", way_out="Leave the district out, and say so."))
    names = table[district].map(str)
    if names.duplicated().any():
        raise DataError(message("a district stands twice", where=names[names.duplicated()].iloc[0]))
    total, n, y = (table[c].astype("float64") for c in (villages, seen, enrolled))
    fits = (y >= 0) & (y <= n) & (n <= total) & (total > 0)
    whole = (total % 1 == 0) & (n % 1 == 0) & (y % 1 == 0)
    if not (fits & whole).all():
        raise DataError(
            message(
                "impossible counts",
                where=places(list(names[~(fits & whole)])),
                expected="enrolled at most seen, seen at most villages",
            )
        )
    if not ((y > 0) & (y < n)).any():
        raise DataError(
            message(
                "no district has both enrolled villages and others",
                way_out="Nothing says how far districts differ; show the counts.",
            )
        )
