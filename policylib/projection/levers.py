"""The staircase of levers: where the last figure stands, what lapses, what each lever adds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from policylib import law, scenarios
from policylib.assumptions import Assumptions
from policylib.coverage import CALENDAR, Known, Need, months, villages, working_days
from policylib.errors import UsageError, message
from policylib.evidence import Ledger
from policylib.findings import Definition, Finding
from policylib.projection.branch import survivors
from policylib.scenarios import Lever, Scenario
from policylib.texts import N_

#: Share of the draws that may cover more people than there are before levers are refused.
MOST_IMPOSSIBLE = 0.01
#: Ends of the ranges shown, over the draws.
ENDS = (0.05, 0.95)
_OVER = N_(
    "at the stated values; the range is the 5th to 95th percentile over the ranges of the inputs"
)
LABELS = {
    "employers": N_("people added by employers"),
    "village_officials": N_("people added by village officials"),
    "subsidised_workers": N_("people added by a subsidy"),
    "outreach": N_("people added by outreach"),
    "retention": N_("people kept by retention"),
}
LAPSED = Definition("levers-lapsed", N_("people lost by lapse until the target"), _OVER, "people")
SUM = Definition("levers-sum", N_("people covered with all levers"), _OVER, "people")
LEFT = Definition("levers-left", N_("people still missing with all levers"), _OVER, "people")
SHARE = Definition("levers-share", N_("coverage with all levers"), _OVER, "share")


@dataclass(frozen=True)
class Given:
    """What levers act on.

    Attributes
    ----------
    covered, workers : Finding
        People covered at the last figure, and workers.
    villages : int
        Villages whose officials are not enrolled; ``officials`` of one: least, middle, most.
    """

    need: Need
    covered: Finding
    workers: Finding
    villages: int
    village_sources: tuple[str, ...]
    officials: law.InForce | None
    assumed: Assumptions

    @property
    def end(self) -> dt.date:
        """Day of the target."""
        return self.need.days.end


@dataclass(frozen=True)
class Step:
    """What one lever adds by the target's day."""

    scenario: Scenario
    people: Finding


@dataclass(frozen=True)
class Staircase:
    """Levers one by one and together.

    Attributes
    ----------
    lapsed : Finding
        Loss of those covered at the last figure, below 0.
    steps : tuple of Step
        In the order given; retention is measured against the stated lapse.
    left_out : tuple of Scenario
        Levers of village officials where no count of villages is known.
    """

    given: Given
    lapsed: Finding
    steps: tuple[Step, ...]
    total: Finding
    left: Finding
    share: Finding
    left_out: tuple[Scenario, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the staircase."""
        return (self.lapsed, *(s.people for s in self.steps), self.total, self.left, self.share)


Draws = dict[str, np.ndarray]


def levers_of(
    ledger: Ledger,
    need: Need,
    known: Known | None,
    chosen: Iterable[Scenario],
    *,
    region: str,
    assumed: Assumptions,
    rules: law.Rules,
    draws: int,
    seed: int,
) -> Staircase | None:
    """Return the staircase of an area, or None where the people covered are not known.

    Levers of village officials are left out where no count of villages is known.
    """
    chosen = tuple(chosen)
    if known is None or known.people is None or known.workers is None:
        return None
    counted = villages(ledger, region=region)
    rest = counted.not_enrolled if counted else None
    given = Given(
        need=need,
        covered=known.people,
        workers=known.workers,
        villages=int(rest.value) if rest else 0,
        village_sources=rest.sources if rest else (),
        officials=rules.value("village.officials.count", on=need.days.end) if rest else None,
        assumed=assumed,
    )
    kept = tuple(one for one in chosen if rest or not _of_villages(one))
    found = staircase(given, kept, draws=draws, seed=seed)
    return replace(found, left_out=tuple(one for one in chosen if one not in kept))


def _of_villages(one: Scenario) -> bool:
    return any(lever.kind == "village_officials" for lever in one.changes.levers)


def staircase(given: Given, chosen: Iterable[Scenario], *, draws: int, seed: int) -> Staircase:
    """Return what the levers add by the target's day.

    Each amount is drawn from a triangle over low, value and high; people join evenly and lapse
    like all others. That levers reach different people is held, not known.

    Raises
    ------
    UsageError
        If a scenario holds no lever, or a lever begins after the target's day.
    """
    chosen = tuple(chosen)
    chance = np.random.default_rng(seed)
    lapse = _both(given.assumed["coverage.lapse"], chance, draws)
    workers = _both(_range(given.workers), chance, draws)
    start = workers * _both(_start_share(given), chance, draws)
    length = months(given.need.days.start, given.end)
    lost = survivors(start, np.array(0.0), months=length, lapse=lapse) - start
    added, steps = [], []
    for one in chosen:
        people = sum(_adds(lever, given, start, lapse, chance, draws) for lever in _levers(one))
        label = LABELS[one.changes.levers[0].kind]
        what = Definition(one.id, label, _OVER, "people")
        cited = tuple(r for lever in one.changes.levers for r in _sources(lever, given))
        steps.append(Step(one, _finding(what, people, (f"scenario:{one.id}", *cited))))
        added.append(people)
    everybody = start + lost + sum(added)
    _require_people(everybody, workers)
    missing = given.need.target.value * workers - everybody
    refs = tuple(dict.fromkeys(s for step in steps for s in step.people.sources))
    base = (*given.covered.sources, given.assumed.ref("coverage.lapse"))
    return Staircase(
        given,
        _finding(LAPSED, lost, base),
        tuple(steps),
        _finding(SUM, everybody, (*base, *refs)),
        _finding(LEFT, missing, (*base, *refs, *given.need.target.sources)),
        _finding(SHARE, everybody / workers, (*base, *refs, *given.workers.sources)),
    )


def _levers(one: Scenario) -> tuple[Lever, ...]:
    if not one.changes.levers:
        way_out = "Choose one whose id begins with 'lever-', or write one with changes: levers."
        raise UsageError(message(f"scenario '{one.id}' holds no lever", way_out=way_out))
    return one.changes.levers


def _start_share(given: Given) -> scenarios.Amount:
    """Return the share behind the people covered: people and workers move together."""
    ends = [getattr(given.covered, e) / getattr(given.workers, e) for e in ("low", "high")]
    middle = _range(given.covered).value / _range(given.workers).value
    return scenarios.Amount(value=middle, low=min(*ends, middle), high=max(*ends, middle))


def _range(found: Finding) -> scenarios.Amount:
    middle = (found.low + found.high) / 2 if found.value is None else found.value
    return scenarios.Amount(value=middle, low=found.low, high=found.high)


def _both(held, chance: np.random.Generator, draws: int) -> np.ndarray:
    """Return the stated value first, then draws from the triangle of a range."""
    if held.low == held.high:
        return np.full(draws + 1, float(held.value))
    return np.append(held.value, chance.triangular(held.low, held.value, held.high, draws))


def _adds(
    lever: Lever,
    given: Given,
    start: np.ndarray,
    lapse: np.ndarray,
    chance: np.random.Generator,
    draws: int,
) -> np.ndarray:
    """Return the people whom a lever adds by the target's day: stated value first, then draws."""
    _require_start(lever, given)
    length = months(lever.start, given.end)

    def drawn(quantity) -> np.ndarray:
        return _both(scenarios.amount(quantity, given.assumed), chance, draws)

    def evenly(people: np.ndarray) -> np.ndarray:
        return survivors(np.array(0.0), people / length, months=length, lapse=lapse)

    match lever.kind:
        case "employers":
            return evenly(drawn(lever.people))
        case "village_officials":
            each = _both(_officials(given), chance, draws)
            return evenly(given.villages * drawn(lever.joining) * each)
        case "subsidised_workers":
            people, kept = drawn(lever.people), drawn(lever.kept)
            return people if length <= lever.months else people * kept
        case "outreach":
            days = working_days(lever.start - dt.timedelta(days=1), given.end).public
            return evenly(drawn(lever.people_per_working_day) * days)
    # Retention: of those who are left when it begins, those who would have lapsed and stay.
    better = np.minimum(drawn(lever.lapse), lapse)
    left = start * (1 - lapse) ** months(given.need.days.start, lever.start)
    return left * ((1 - better) ** length - (1 - lapse) ** length)


def _require_people(everybody: np.ndarray, workers: np.ndarray) -> None:
    if (everybody > workers).mean() > MOST_IMPOSSIBLE:
        raise UsageError(
            message(
                "the levers cover more people than there are workers",
                way_out="Lower their amounts, or leave out levers of the same people.",
            )
        )


def _require_start(lever: Lever, given: Given) -> None:
    first, end = given.need.days.start, given.end
    if not first <= lever.start < end:
        raise UsageError(
            message(
                f"a lever begins on {lever.start}",
                expected=f"a day from the last figure, {first}, to before the target's, {end}",
                way_out="Leave the lever out, or choose other days: what was done before the last "
                "figure is in it.",
            )
        )


def _officials(given: Given) -> scenarios.Amount:
    if given.officials is None:
        way_out = "Leave the lever of village officials out."
        raise UsageError(message("no villages in this area", way_out=way_out))
    held = given.officials
    return scenarios.Amount(value=held.number, low=held.low, high=held.high)


def _sources(lever: Lever, given: Given) -> tuple[str, ...]:
    refs = [given.assumed.ref(n) for n in scenarios.named(lever)]
    if lever.kind != "subsidised_workers":
        refs.append(given.assumed.ref("coverage.lapse"))
    if lever.kind == "village_officials" and given.officials is not None:
        refs += [given.officials.ref, *given.village_sources]
    if lever.kind == "outreach":
        refs.append(CALENDAR)
    return tuple(refs)


def _finding(what: Definition, values: np.ndarray, sources: tuple[str, ...]) -> Finding:
    middle, (low, high) = float(values[0]), np.quantile(values[1:], ENDS)
    cited = (*sources, "parameter:draws")
    if low == high:
        return what.exact(middle, sources=cited)
    # More than three digits would be more exact than the assumptions are.
    low, middle, high = (float(f"{v:.3g}") for v in (min(low, middle), middle, max(high, middle)))
    return what.between(low, high, value=middle, sources=cited)
