"""Measures of instruments: what is kept of the draws, with range, digits and sources."""

from __future__ import annotations

import numpy as np

from policylib.assumptions import Assumptions
from policylib.findings import Definition, Finding
from policylib.instruments.catalogue import OFFICIALS, Instrument, named
from policylib.instruments.setting import Setting
from policylib.instruments.simulate import Outcome
from policylib.texts import N_

#: Ends of the ranges shown, over the draws.
ENDS = (0.05, 0.95)
_OVER = N_(
    "at the stated values of the assumptions; the range is the 5th to 95th percentile over their "
    "ranges"
)
MEASURES = {
    "people": (N_("people enrolled"), "people", 0),
    "after_year": (N_("people covered after twelve months"), "people", 0),
    "at_end": (N_("people covered at the end of the horizon"), "people", 0),
    "person_years": (N_("person-years of protection"), "person-years", 0),
    "public_rp": (N_("rupiah of local and village budgets"), "rupiah", 0),
    "private_rp": (N_("rupiah of workers and employers"), "rupiah", 0),
    "public_per_year": (N_("public rupiah for a person-year"), "rupiah", 0),
    "points": (N_("coverage gained after twelve months"), "points", 2),
    "per_rupiah": (N_("expected benefits for a public rupiah"), "times", 2),
}


def measures(held, found, central, given, assumed, workers):
    """Return every measure of every instrument, and the largest error of a mean."""
    measures, errors = {}, []
    for one in held:
        middle = _measured(central[one.id], workers)
        for name, values in _measured(found[one.id], workers).items():
            value = float(middle[name][0])
            measures[one.id, name] = _finding(one, name, value, values, given, assumed, workers)
            errors.append(_error(values))
    return measures, max(errors)


def _measured(found: Outcome, workers: Finding | None) -> dict[str, np.ndarray]:
    measured = {
        n: getattr(found, n)
        for n in ("people", "after_year", "at_end", "person_years", "public_rp", "private_rp")
    }
    if workers is not None:
        measured["points"] = found.after_year / workers.value
    if (found.public_rp > 0).all():
        measured["public_per_year"] = found.public_rp / np.maximum(found.person_years, 1e-9)
        measured["per_rupiah"] = found.protection_rp / found.public_rp
    return measured


def _finding(
    instrument: Instrument,
    name: str,
    middle: float,
    values: np.ndarray,
    given: Setting,
    assumed: Assumptions,
    workers: Finding | None,
) -> Finding:
    label, unit, digits = MEASURES[name]
    own = f"{instrument.id}-{name.replace('_', '-')}"
    what = Definition(own, label, _OVER, unit, digits, about=instrument.title)
    low, high = np.quantile(values, ENDS)
    if name == "points" and workers is not None:
        low, high = low * workers.value / workers.high, high * workers.value / workers.low
    ends = min(low, middle), max(high, middle)
    if np.isclose(*ends, rtol=1e-9):
        ends = (middle, middle)
    else:
        middle, *ends = (_three_digits(v) for v in (middle, *ends))
    cited = _sources(instrument, name, given, assumed)
    people = workers.sources if name == "points" and workers else ()
    return what.between(*ends, value=middle, sources=(*cited, *people))


def _three_digits(value: float) -> float:
    """Round to three significant digits: more would be more exact than the assumptions are."""
    return float(f"{value:.3g}")


def _sources(
    instrument: Instrument, name: str, given: Setting, assumed: Assumptions
) -> tuple[str, ...]:
    """Return the assumptions, law and evidence behind one measure of an instrument."""
    used = named(instrument, given.region)
    if name != "per_rupiah":
        used = [n for n in used if not n.startswith("event.")]
    parts = {"public_rp", "public_per_year", "per_rupiah"} & {name} and ["price"]
    if "officials" in instrument.reach:
        parts = ["officials", "villages"]
    elif name == "private_rp":
        parts = ["alone", "price"]
    if name == "per_rupiah":
        parts = [*parts, "benefit"]
    own = [s for part in parts for s in given.sources.get(part, ())]
    refs = (assumed.ref(n) for n in used if n != OFFICIALS)
    return (*refs, *own, "parameter:budget_rp")


def _error(values: np.ndarray) -> float:
    """Return the Monte Carlo error of the median: half the width of its 95 percent band."""
    n, middle = len(values), float(np.median(values))
    half = 0.98 / np.sqrt(n)
    low, high = np.quantile(values, [0.5 - half, 0.5 + half])
    return float((high - low) / 2 / middle) if middle else 0.0
