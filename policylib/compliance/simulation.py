"""What the real covariates can show: the smallest odds ratio with a power, by simulation.

Assumed: one term has an effect, the others none; a district moves the log odds of its villages by
a normal amount; enrolment is drawn from these log odds alone. In the panel besides: covariates and
the monthly odds of a village stay as they are, every village is watched from the first month until
it enrols or the months end, and nobody leaves.

References
----------
Arnold et al. (2011), BMC Medical Research Methodology 11, on power by simulation; Allison (1982),
Sociological Methodology 13, on discrete-time hazards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq
from scipy.special import expit

from policylib.compliance.clustered import clustered
from policylib.compliance.logit import CONFIDENCE
from policylib.errors import UsageError, message

VILLAGE, DISTRICT = "village", "district"
#: Numbers held at once while fitting, about 200 megabytes.
CELLS_AT_ONCE = 25_000_000
#: Points at which the districts' normal part is summed.
QUADRATURE = 41

#: From the log odds of each village without the constant, the log odds ratio and the part of chance
#: to outcomes and weights.
Draw = Callable[[np.ndarray, float, np.random.Generator], tuple[np.ndarray, np.ndarray | None]]


@dataclass(frozen=True)
class SimulatedPower:
    """Power at each odds ratio tried, and the smallest that has the power asked for.

    An odds ratio is that between villages of the same district; where districts differ, the logit
    estimates one nearer 1, which costs power and is counted here.

    Attributes
    ----------
    table : pandas.DataFrame
        odds_ratio, power (share of draws whose test tells it from 1), error (of that share, from
        the number of draws), refused (share without a finite estimate, counted as not told). The
        row of odds ratio 1 is the share of false alarms; well above 0.05 it says that the power of
        the others is overstated.
    smallest, smallest_low, smallest_high : float
        Odds ratio with the power, between those tried on a line in log odds ratios, with the 95
        percent interval that the number of draws leaves; infinite where none tried reaches it.
    power : float
    rows, groups, events, draws, seed : int
        Events are exact for one look at the villages, and expected for a panel.
    months : int or None
        None for one look at the villages.
    """

    table: pd.DataFrame
    smallest: float
    smallest_low: float
    smallest_high: float
    power: float
    rows: int
    groups: int
    events: int
    draws: int
    seed: int
    months: int | None


def simulated_power(
    matrix: np.ndarray,
    *,
    groups: np.ndarray,
    column: int,
    level: str,
    events: int,
    district_sd: float,
    odds_ratios: Sequence[float],
    power: float,
    draws: int,
    seed: int,
) -> SimulatedPower:
    """Simulate one look at the villages: a logit, clustered by district, t of districts − 1.

    The ``events`` villages with the highest log odds plus logistic noise are enrolled, so that
    their number is the published one in every draw.

    Parameters
    ----------
    matrix : numpy.ndarray, (rows, 1 + terms)
        The constant first, continuous terms standardised.
    groups : numpy.ndarray, (rows,)
        District of each row.
    column : int
        Column of the term with the effect, from 1.
    level : str
        'village': the term as it is; 'district': replaced by its district mean, standardised
        anew, as if it were measured by district.
    district_sd : float
        Standard deviation of the districts' part of the log odds.
    odds_ratios : sequence of float
        Above 1, rising, each per unit of the column.
    power : float
        Such as 0.8.

    Raises
    ------
    UsageError
        If an argument is out of its range.
    """
    rows = len(matrix)
    if not 0 < events < rows:
        raise UsageError(message(f"{events} events in {rows} rows", expected="both outcomes"))

    def draw(line, odds, rng):
        del odds
        latent = line + rng.logistic(size=line.shape)
        edge = np.partition(latent, rows - events, axis=1)[:, [rows - events]]
        return (latent >= edge).astype(float), None

    given = _Given(matrix, groups, column, level, events, district_sd, power, draws, seed)
    return _simulate(given, odds_ratios, draw, months=None)


def panel_power(
    matrix: np.ndarray,
    *,
    groups: np.ndarray,
    column: int,
    level: str,
    events: int,
    months: int,
    district_sd: float,
    odds_ratios: Sequence[float],
    power: float,
    draws: int,
    seed: int,
) -> SimulatedPower:
    """Simulate villages watched month by month: a discrete-time hazard, clustered by district.

    The logit of the monthly chance of a village not yet enrolled is a constant, the term and its
    district's part; the constant is set so that ``events`` villages are expected after ``months``.
    With the same number of events the panel adds when they happened; that is little where events
    are few. Other parameters as in `simulated_power`.

    Parameters
    ----------
    events : int
        Expected number of enrolled villages when the months end.
    months : int

    Raises
    ------
    UsageError
        If an argument is out of its range.
    """
    if not 0 < events < len(matrix) or months < 1:
        raise UsageError(
            message(
                f"{events} events in {len(matrix)} rows, {months} months",
                expected="both outcomes, one month or more",
            )
        )
    given = _Given(matrix, groups, column, level, events, district_sd, power, draws, seed)

    def draw(line, odds, rng):
        hazard = expit(_constant(given, odds, months) + line)
        # The month of enrolment is geometric: the first in which a fall with this chance happens.
        month = np.ceil(np.log(rng.random(line.shape)) / np.log1p(-hazard)).clip(min=1)
        watched = np.minimum(month, months)
        # Months of one village share their chance, so their sum tells as much as each of them.
        return (month <= months) / watched, watched

    return _simulate(given, odds_ratios, draw, months=months)


@dataclass(frozen=True)
class _Given:
    matrix: np.ndarray
    groups: np.ndarray
    column: int
    level: str
    events: int
    district_sd: float
    power: float
    draws: int
    seed: int

    def design(self) -> np.ndarray:
        """Return the matrix, the term as its district mean where that is the level."""
        if self.level == VILLAGE:
            return self.matrix
        values = pd.Series(self.matrix[:, self.column])
        means = values.groupby(self.codes()).transform("mean")
        made = self.matrix.copy()
        made[:, self.column] = (means - means.mean()) / means.std()
        return made

    def codes(self) -> np.ndarray:
        return pd.factorize(self.groups, sort=True)[0]


def _simulate(
    given: _Given, odds_ratios: Sequence[float], draw: Draw, *, months: int | None
) -> SimulatedPower:
    _refuse(given, odds_ratios)
    tried = np.array([1.0, *odds_ratios])
    told, refused = _count(given, np.log(tried), draw)
    share = told / given.draws
    table = pd.DataFrame(
        {
            "odds_ratio": tried,
            "power": share,
            "error": np.sqrt(share * (1 - share) / given.draws),
            "refused": refused / given.draws,
        }
    )
    ends = _crossing(np.log(tried), share, given.power, given.draws)
    sizes = (len(given.matrix), len(np.unique(given.groups)))
    counts = (given.events, given.draws, given.seed)
    return SimulatedPower(table, *ends, given.power, *sizes, *counts, months)


def _count(given: _Given, logs: np.ndarray, draw: Draw) -> tuple[np.ndarray, np.ndarray]:
    """Count, for each log odds ratio, the draws that tell it from 0 and those refused."""
    design, codes = given.design(), given.codes()
    districts = int(codes.max()) + 1
    edge = stats.t.ppf((1 + CONFIDENCE) / 2, districts - 1)
    told, refused = np.zeros(len(logs)), np.zeros(len(logs))
    size = max(1, CELLS_AT_ONCE // design.size)
    starts = range(0, given.draws, size)
    parts = np.random.SeedSequence(given.seed).spawn(len(starts))
    for start, own in zip(starts, parts, strict=True):
        shifts, noise = own.spawn(2)
        drawn = (min(size, given.draws - start), districts)
        shift = np.random.default_rng(shifts).normal(size=drawn)[:, codes]
        for i, odds in enumerate(logs):
            line = odds * design[:, given.column] + given.district_sd * shift
            # The same noise for every odds ratio: their powers differ by the ratio alone.
            outcomes, weights = draw(line, odds, np.random.default_rng(noise))
            fits = clustered(design, outcomes, groups=codes, weights=weights)
            ratio = np.abs(fits.coefficients / fits.errors)[fits.finite, given.column]
            told[i] += (ratio > edge).sum()
            refused[i] += (~fits.finite).sum()
    return told, refused


def _crossing(
    logs: np.ndarray, shares: np.ndarray, power: float, draws: int
) -> tuple[float, float, float]:
    """Return the odds ratio at which the power is first reached, and its interval."""
    reached = np.flatnonzero(shares >= power)
    if not len(reached) or reached[0] == 0:
        return (math.inf,) * 3
    after = reached[0]
    rise = (shares[after] - shares[after - 1]) / (logs[after] - logs[after - 1])
    at = logs[after - 1] + (power - shares[after - 1]) / rise
    half = stats.norm.ppf((1 + CONFIDENCE) / 2) * math.sqrt(power * (1 - power) / draws) / rise
    return math.exp(at), math.exp(at - half), math.exp(at + half)


def _constant(given: _Given, odds: float, months: int) -> float:
    """Return the constant at which the expected number of events after the months is as given."""
    nodes, shares = np.polynomial.hermite_e.hermegauss(QUADRATURE)
    line = odds * given.design()[:, [given.column]] + given.district_sd * nodes

    def surplus(constant: float) -> float:
        ever = -np.expm1(-months * np.logaddexp(0, constant + line))
        return float((ever @ shares).sum() / shares.sum()) - given.events

    return brentq(surplus, -50, 50)


def _refuse(given: _Given, odds_ratios: Sequence[float]) -> None:
    ratios = np.array([1.0, *odds_ratios])
    right = {
        "level 'village' or 'district'": given.level in (VILLAGE, DISTRICT),
        "odds ratios above 1, rising": len(ratios) > 1 and bool((np.diff(ratios) > 0).all()),
        "a column of a term": 1 <= given.column < given.matrix.shape[1],
        "a power between 0 and 1": 0 < given.power < 1,
        "a standard deviation from 0": given.district_sd >= 0,
        "two draws or more, a seed from 0": given.draws >= 2 and given.seed >= 0,
        "two districts or more": len(np.unique(given.groups)) > 1,
    }
    if wrong := [what for what, holds in right.items() if not holds]:
        raise UsageError(message("a simulation cannot start", expected="; ".join(wrong)))
