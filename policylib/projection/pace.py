"""Paces on the logit scale, and the gross pace that a lapse asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from policylib.assumptions import Assumptions
from policylib.coverage import Need
from policylib.findings import Definition, Finding, HasFindings
from policylib.projection.curves import logit
from policylib.projection.observations import Series
from policylib.texts import N_

OBSERVED = Definition(
    "observed-logits",
    N_("pace between the last two figures on the logit scale"),
    N_("difference of the logits ÷ months between"),
    "logits per month",
    digits=3,
)
NEEDED = Definition(
    "needed-logits",
    N_("pace needed on the logit scale"),
    N_("(logit of the target − logit of the last figure) ÷ months to the target"),
    "logits per month",
    digits=3,
)
GROSS = Definition(
    "needed-gross-per-day",
    N_("people to be enrolled per working day, those who lapse replaced"),
    N_("enrolments that end at the target when a stated share of all covered lapses each month"),
    "people per working day",
)


@dataclass(frozen=True)
class LogitPaces(HasFindings):
    """Observed and needed pace on the scale on which a share cannot leave 0 to 1."""

    observed_logits: Finding
    needed_logits: Finding
    gross_per_day: Finding | None


def logit_paces(
    series: Series, need: Need, *, covered: Finding | None, assumed: Assumptions
) -> LogitPaces:
    """Return paces in logits a month, and the gross pace where one is needed and can be said.

    Parameters
    ----------
    covered : Finding or None
        People covered at the last observation, None where they are not known.
    """
    before, last = series.points[-2:]
    seen = _difference(before, last.low, last.high) / (last.month - before.month)
    length = series.month_of(need.days.end) - last.month
    aim = _difference(last, need.target.low, need.target.high) / length
    printed = (logit(last.middle) - logit(before.middle)) / (last.month - before.month)
    wanted = (logit((need.target.low + need.target.high) / 2) - logit(last.middle)) / length
    cited = (*series.sources, *need.target.sources)
    return LogitPaces(
        OBSERVED.between(*seen, value=printed, sources=series.sources),
        NEEDED.between(*aim, value=wanted, sources=cited),
        _gross(need, covered, length, assumed) if covered and need.gap.low > 0 else None,
    )


def _difference(start, low: float, high: float) -> np.ndarray:
    """Ends of the difference of logits between an interval and a later one."""
    return np.array([logit(low) - logit(start.high), logit(high) - logit(start.low)])


def gross(people: float, target: float, *, months: float, lapse: float) -> float:
    """Return who must enrol a month so that ``people`` become ``target`` despite a lapse.

    >>> gross(100, 200, months=10, lapse=0.0)
    10.0
    """
    if lapse == 0:
        return (target - people) / months
    kept = (1 - lapse) ** months
    return (target - people * kept) * lapse / (1 - kept)


def _gross(need: Need, covered: Finding, length: float, assumed: Assumptions) -> Finding:
    held, days = assumed["coverage.lapse"], need.working_days.value
    start = covered.value or (covered.low + covered.high) / 2

    def a_day(gap: float, lapse: float) -> float:
        return gross(start, start + gap, months=length, lapse=lapse) * length / days

    ends = [a_day(g, x) for g in (need.gap.low, need.gap.high) for x in (held.low, held.high)]
    middle = a_day(need.gap.value, held.value) if need.gap.value is not None else None
    cited = (*need.per_working_day.sources, *covered.sources, assumed.ref("coverage.lapse"))
    return GROSS.between(min(ends), max(ends), value=middle, sources=cited)
