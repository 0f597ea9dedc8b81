"""What the counter of the branch could reach by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from policylib.assumptions import Assumptions
from policylib.coverage import Capacity, Need
from policylib.findings import Definition, Finding, HasFindings
from policylib.projection.observations import Series
from policylib.texts import N_

MOST = Definition(
    "branch-most",
    N_("share on the day of the target if every visitor were new and stayed"),
    N_("printed share + visitors a day × working days ÷ workers as printed"),
    "share",
    digits=1,
)
LIKELY = Definition(
    "branch-likely",
    N_("share on the day of the target by the branch alone"),
    N_(
        "draws over the share of visitors who are new and the lapse of all covered; the range is "
        "the 10th to 90th percentile"
    ),
    "share",
    digits=0,
)


POINTS = Definition(
    "branch-points",
    N_("percentage points a month if every visitor were new and stayed"),
    N_("visitors a day × working days ÷ workers as printed ÷ months"),
    "points per month",
    digits=2,
)


@dataclass(frozen=True)
class BranchAlone(HasFindings):
    """Where the branch alone would bring the share."""

    points: Finding
    most: Finding
    likely: Finding


def branch_alone(
    series: Series,
    need: Need,
    capacity: Capacity | None,
    *,
    workers: Finding | None,
    assumed: Assumptions,
    draws: int,
    seed: int,
) -> BranchAlone | None:
    """Return the share that the branch alone could reach, or None where its visitors are unknown.

    A visitor is no enrolment: at most every visitor is new, at least those of the assumption.
    """
    if capacity is None or workers is None or workers.value is None:
        return None
    visitors, days = capacity.visitors, need.working_days.value
    start = series.last.middle
    gains = [v * days / workers.value for v in (visitors.low, visitors.high)]
    length = series.month_of(need.days.end) - series.last.month
    cited = (*series.sources[-1:], *visitors.sources, *need.working_days.sources)
    cited = (*cited, *workers.sources)
    drawn = _drawn(series, need, visitors, workers, assumed, np.random.default_rng(seed), draws)
    low, middle, high = np.quantile(drawn, (0.1, 0.5, 0.9))
    priors = (assumed.ref("branch.new_share"), assumed.ref("coverage.lapse"), "parameter:draws")
    return BranchAlone(
        POINTS.between(*(g / length for g in gains), value=None, sources=cited),
        MOST.between(*(start + g for g in gains), value=None, sources=cited),
        LIKELY.between(low, high, value=middle, sources=(*cited, *priors)),
    )


def _drawn(
    series: Series,
    need: Need,
    visitors: Finding,
    workers: Finding,
    assumed: Assumptions,
    chance: np.random.Generator,
    draws: int,
) -> np.ndarray:
    def uniform(low: float, high: float) -> np.ndarray:
        return chance.uniform(low, high, draws)

    new, lapse = (assumed[n] for n in ("branch.new_share", "coverage.lapse"))
    length = series.month_of(need.days.end) - series.last.month
    everyone = uniform(workers.low, workers.high)
    kept = uniform(new.low, new.high) * uniform(visitors.low, visitors.high)
    joining = kept * need.working_days.value / length
    lost = uniform(lapse.low, lapse.high)
    return survivors(series.last.draw(chance, draws), joining / everyone, months=length, lapse=lost)


def survivors(
    start: np.ndarray, joining: np.ndarray, *, months: float | np.ndarray, lapse: np.ndarray
) -> np.ndarray:
    """Return a stock after ``months`` when so much joins and such a share lapses each month.

    ``S(1 − x)^n + j (1 − (1 − x)^n) / x``, and ``S + j n`` where nobody lapses.

    >>> float(survivors(np.array(100.0), np.array(10.0), months=2, lapse=np.array(0.5)))
    40.0
    """
    kept = (1 - lapse) ** months
    with np.errstate(invalid="ignore", divide="ignore"):
        joined = np.where(lapse > 0, (1 - kept) / lapse, months)
    return start * kept + joining * joined


@dataclass(frozen=True)
class NetPath:
    """Share by month: ``ahead`` months after the last figure."""

    ahead: np.ndarray
    share: np.ndarray


def net_path(
    covered: float, *, workers: float, pace: float, lapse: float, months: float, steps: int
) -> NetPath:
    """Return the share from now on: those who stay, and those who join evenly.

    Parameters
    ----------
    pace : float
        Joining a month as a share of the workers.
    lapse : float
        Share of those covered that leaves a month.
    """
    ahead = np.linspace(0, months, steps + 1)
    joining, left = np.array(pace * workers), np.full(ahead.shape, lapse)
    people = survivors(np.array(covered), joining, months=ahead, lapse=left)
    return NetPath(ahead, np.minimum(people / workers, 1))
