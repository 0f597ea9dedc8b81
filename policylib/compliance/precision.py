"""How sharp a regression is: what it would be able to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policylib.compliance.logit import Effects, terms_allowed
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

EVENTS = Definition(
    "events", N_("enrolled villages in the regression"), N_("count of the outcome"), "villages"
)
ROWS = Definition(
    "rows", N_("villages in the regression"), N_("villages with usable revenue"), "villages"
)
TERMS = Definition(
    "terms-allowed",
    N_("drivers allowed at a time"),
    N_("rarer outcome ÷ ten events a term"),
    "rows",
)
HALF_WIDTH = Definition(
    "half-width",
    N_("half-width of the 95 percent interval of a driver"),
    N_("t with districts − 1 degrees of freedom × cluster-robust error"),
    "points",
    digits=1,
)


@dataclass(frozen=True)
class Precision(HasFindings):
    """How sharp the regression is: what it would be able to tell."""

    events: Finding
    rows: Finding
    terms: Finding
    half_width: Finding


def precision(effects: Effects, *, sources: Sequence[str]) -> Precision:
    """Return the range of the half-widths of continuous terms, in points, and the counts."""
    continuous = effects.table[effects.table["per"] == "standard_deviation"]
    half = (continuous["high"] - continuous["low"]) / 2
    allowed = terms_allowed(effects.events, effects.rows)
    given = {"sources": sources, "synthetic": effects.synthetic}

    def count(definition: Definition, number: int) -> Finding:
        return definition.between(number, number, value=number, **given)

    return Precision(
        events=count(EVENTS, effects.events),
        rows=count(ROWS, effects.rows),
        terms=count(TERMS, allowed),
        half_width=HALF_WIDTH.between(half.min(), half.max(), value=None, **given),
    )
