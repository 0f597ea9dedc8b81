"""The smallest effect that the villages can show: by formula, by simulation, with more months."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from policylib.assumptions import Assumptions
from policylib.compliance.design import Design
from policylib.compliance.power import smallest_odds_ratio
from policylib.compliance.simulation import (
    DISTRICT,
    VILLAGE,
    SimulatedPower,
    panel_power,
    simulated_power,
)
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

POWER, LEVEL = 0.8, 0.05
MONTHS = 12
SPREAD = "villages.district-spread"
_TRIED = (1.2, 1.5, 1.8, 2.2, 2.8, 3.6, 5.0)
_OVER = N_(
    "simulated outcomes of the real villages, power of four in five, t of districts − 1; range: "
    "over what districts may add, and the error of simulation"
)
FORMULA = Definition(
    "smallest-by-formula",
    N_("smallest odds ratio a standard deviation that can be shown, by formula"),
    N_("Hsieh, Bloch and Larsen 1998, without other terms and without districts"),
    "times",
    digits=1,
)
AT_VILLAGE = Definition(
    "smallest-village",
    N_("smallest odds ratio a standard deviation of what differs by village"),
    _OVER,
    "times",
    digits=1,
)
AT_DISTRICT = Definition(
    "smallest-district",
    N_("smallest odds ratio a standard deviation of what differs by district alone"),
    _OVER,
    "times",
    digits=1,
)
PANEL = Definition(
    "smallest-panel",
    N_(
        "smallest odds ratio a standard deviation in any month, where the month of every enrolment "
        "is known"
    ),
    _OVER,
    "times",
    digits=1,
)


@dataclass(frozen=True)
class Reach(HasFindings):
    """Smallest odds ratios with a power of four in five."""

    formula: Finding
    village: Finding
    district: Finding
    panel: Finding


def reach(
    seen: Design,
    *,
    term: str,
    events: int,
    assumed: Assumptions,
    draws: int,
    seed: int,
    sources: Sequence[str],
) -> Reach:
    """Return the smallest odds ratio of a term that the villages of a design can show.

    Parameters
    ----------
    seen : Design
        Villages with the terms of the plan; its outcome is not used.
    term : str
        The term that has the effect.
    events : int
        Enrolled villages.
    draws : int
        Data sets for each odds ratio and spread of districts.
    """
    rows = len(seen.outcome)
    least = smallest_odds_ratio(
        rows, events=events, power=POWER, level=LEVEL, r_squared=0.0, design_effect=1.0
    )
    given = {
        "groups": seen.groups,
        "column": seen.terms.index(term) + 1,
        "events": min(events, rows - 1),
        "odds_ratios": _TRIED,
        "power": POWER,
        "draws": draws,
        "seed": seed,
    }
    cited = (*sources, assumed.ref(SPREAD))

    def over(what: Definition, run: Callable[..., SimulatedPower], **more) -> Finding:
        return _over(what, partial(run, seen.matrix, **given, **more), assumed, cited)

    return Reach(
        formula=FORMULA.between(least, least, value=least, sources=sources, synthetic=True),
        village=over(AT_VILLAGE, simulated_power, level=VILLAGE),
        district=over(AT_DISTRICT, simulated_power, level=DISTRICT),
        panel=over(PANEL, panel_power, level=VILLAGE, months=MONTHS),
    )


def _over(
    what: Definition,
    run: Callable[..., SimulatedPower],
    assumed: Assumptions,
    sources: Sequence[str],
) -> Finding:
    """Return the smallest odds ratio over what districts may add."""
    held = assumed[SPREAD]
    runs = [run(district_sd=sd) for sd in (held.low, held.value, held.high)]
    low, high = min(r.smallest_low for r in runs), max(r.smallest_high for r in runs)
    middle = runs[1].smallest if math.isfinite(runs[1].smallest) else None
    return what.between(low, high, value=middle, sources=sources, synthetic=True)
