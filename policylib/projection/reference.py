"""The reference class: what other programmes gained after a rise like the observed one.

A window is some equally spaced observations of a real series that rise by more than two points
and end between 10 and 80 percent. Each series weighs the same, whatever its length.

References
----------
Kahneman and Lovallo (1993), Management Science 39 (the outside view); Vovk, Gammerman and Shafer
(2005) and Lei et al. (2018), JASA 113, for conformal intervals, here leaving out whole series.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from policylib.errors import UsageError, message
from policylib.projection.posterior import weighted_quantiles

if TYPE_CHECKING:
    import pandas as pd

#: A window rises by more than this over its known observations, as ours did.
LEAST_RISE = 0.02
#: The last known share of a window lies between these.
LAST_BETWEEN = (0.10, 0.80)
#: Resamples of whole series behind an interval.
RESAMPLES = 2_000
#: Series that are smooth estimates of somebody's model calibrate nothing.
OBSERVED = "observed"


@dataclass(frozen=True)
class Windows:
    """Windows of known observations and what came after.

    Attributes
    ----------
    series, kind : ndarray of str (windows,)
    known : ndarray (windows, known)
        Shares of the known observations, in order.
    future : ndarray (windows, ahead)
        Shares at one gap after the last known observation, at two, and so on.
    years : ndarray (windows, known + ahead)
        Calendar years of both.
    """

    series: np.ndarray = field(repr=False)
    kind: np.ndarray = field(repr=False)
    known: np.ndarray = field(repr=False)
    future: np.ndarray = field(repr=False)
    years: np.ndarray = field(repr=False)

    @property
    def count(self) -> int:
        """How many series there are."""
        return len(set(self.series))

    @property
    def reach(self) -> int:
        """How many gaps ahead the windows go."""
        return self.future.shape[1]

    @property
    def last(self) -> np.ndarray:
        """Last known share of each window."""
        return self.known[:, -1]

    @property
    def pace(self) -> np.ndarray:
        """Points a gap over the known observations of each window."""
        return (self.known[:, -1] - self.known[:, 0]) / (self.known.shape[1] - 1)

    @property
    def weights(self) -> np.ndarray:
        """Weights with sum 1, the same for every series."""
        _, at, counts = np.unique(self.series, return_inverse=True, return_counts=True)
        return 1 / counts[at] / len(counts)

    def only(self, kept: np.ndarray) -> Windows:
        """Return some of the windows."""
        parts = (self.series, self.kind, self.known, self.future, self.years)
        return Windows(*(part[kept] for part in parts))

    def after(self, gaps: float) -> np.ndarray:
        """Return the share ``gaps`` after the last known one; between gaps on a straight line."""
        if not 0 < gaps <= self.reach:
            raise UsageError(
                message(
                    f"{gaps:.2f} gaps ahead",
                    expected=f"more than 0, at most {self.reach}",
                    way_out="The series do not reach further; choose an earlier date.",
                )
            )
        whole = int(np.floor(gaps))
        before = self.last if whole == 0 else self.future[:, whole - 1]
        if whole == gaps:
            return before
        return before + (gaps - whole) * (self.future[:, whole] - before)

    def multiples(self, gaps: float) -> np.ndarray:
        """Return the gain after the window as a multiple of its pace a gap."""
        return (self.after(gaps) - self.last) / self.pace


def windows(
    shares: pd.DataFrame,
    series: pd.DataFrame,
    *,
    known: int,
    ahead: int,
    modelled: bool = False,
) -> Windows:
    """Return every window of the series that begins with a rise.

    Parameters
    ----------
    shares : DataFrame
        ``series, year, share``.
    series : DataFrame
        ``series, kind, basis, what, source``.
    known, ahead : int
        Observations that are known, and gaps that follow.
    modelled : bool
        Whether smooth estimates count too (backtests of other people; never calibration).
    """
    about = series.set_index("series")
    names, kinds, rows = [], [], []
    for name, one in shares.sort_values(["series", "year"]).groupby("series", sort=True):
        if about.at[name, "basis"] != OBSERVED and not modelled:
            continue
        found = _rises(one["year"].to_numpy(int), one["share"].to_numpy(float), known, ahead)
        rows += found
        names += [name] * len(found)
        kinds += [about.at[name, "kind"]] * len(found)
    table = np.array([r for r, _ in rows]).reshape(-1, known + ahead)
    years = np.array([y for _, y in rows], dtype=int).reshape(-1, known + ahead)
    return Windows(np.array(names), np.array(kinds), table[:, :known], table[:, known:], years)


def _rises(
    years: np.ndarray, shares: np.ndarray, known: int, ahead: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    low, high = LAST_BETWEEN
    kept = []
    for at in range(len(shares) - known - ahead + 1):
        window, steps = shares[at : at + known + ahead], np.diff(years[at : at + known + ahead])
        last = window[known - 1]
        equal, rises = len(set(steps)) == 1, last - window[0] > LEAST_RISE
        if equal and rises and low <= last <= high:
            kept.append((window, years[at : at + known + ahead]))
    return kept


def interval(
    found: Windows, *, last: float, pace: float, gaps: float, level: float
) -> tuple[float, float]:
    """Return the interval of a share ``gaps`` ahead from the multiples of other series."""
    ends = ((1 - level) / 2, (1 + level) / 2)
    multiples = weighted_quantiles(found.multiples(gaps), found.weights, ends)
    low, high = np.clip(last + pace * multiples, 0, 1)
    return float(low), float(high)


@dataclass(frozen=True)
class ReferenceDraws:
    """Draws of a share by the reference class; ``weights`` are equal, the class is resampled."""

    share: np.ndarray = field(repr=False)
    outside: float


def project(
    found: Windows,
    first: np.ndarray,
    last: np.ndarray,
    *,
    gaps: float,
    chance: np.random.Generator,
) -> ReferenceDraws:
    """Give every draw of the observed pace the multiple of a window drawn by weight.

    A draw that rises by too little to be in the class keeps its last share; ``outside`` is the
    part of such draws.
    """
    picked = chance.choice(len(found.series), size=len(last), p=found.weights)
    gain = last - first
    inside = gain > LEAST_RISE
    moved = last + np.where(inside, gain, 0) * found.multiples(gaps)[picked]
    return ReferenceDraws(np.clip(moved, 0, 1), float(1 - inside.mean()))


@dataclass(frozen=True)
class Chance:
    """Share of other series that gained enough, with its 95 percent bootstrap interval."""

    value: float
    low: float
    high: float


def chance(
    found: Windows,
    first: np.ndarray,
    last: np.ndarray,
    *,
    gaps: float,
    target: float,
    seed: int,
) -> Chance:
    """Return how often a target is reached after the draws of a rise, without drawing windows.

    The interval resamples whole series: there are few, and windows of one series are alike. That
    most are of one kind it does not see.
    """
    gain = last - first
    inside = gain > LEAST_RISE
    needed = np.where(inside, (target - last) / np.where(inside, gain, 1), np.inf)
    needed[~inside & (last >= target)] = -np.inf
    place = np.searchsorted(np.sort(needed), found.multiples(gaps), side="right") / len(needed)
    return _over_series(found, place, seed)


def unscaled(found: Windows, *, gain: float, gaps: float, seed: int) -> Chance:
    """Return how often other series gained at least so much, as a share; nothing is scaled."""
    return _over_series(found, (found.after(gaps) - found.last >= gain).astype(float), seed)


def _over_series(found: Windows, place: np.ndarray, seed: int) -> Chance:
    """Return the mean over series of a number of each window, with its bootstrap interval."""
    _, at, counts = np.unique(found.series, return_inverse=True, return_counts=True)
    by_series = np.bincount(at, weights=place) / counts
    chance = np.random.default_rng([seed, 2])
    picked = chance.integers(len(counts), size=(RESAMPLES, len(counts)))
    low, high = np.quantile(by_series[picked].mean(axis=1), (0.025, 0.975))
    return Chance(float(by_series.mean()), float(low), float(high))
