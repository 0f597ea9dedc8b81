"""How sharp a regression is: what it would be able to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policylib.compliance.logit import Effects, terms_allowed
from policylib.findings import Finding, HasFindings
from policylib.texts import N_


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

    def found(name: str, label: str, low: float, high: float, unit: str, formula: str) -> Finding:
        return Finding(
            id=name,
            label=label,
            value=low if low == high else None,
            low=low,
            high=high,
            unit=unit,
            digits=0,
            range_digits=1,
            sources=tuple(sources),
            formula=formula,
            synthetic=effects.synthetic,
        )

    allowed = terms_allowed(effects.events, effects.rows)
    return Precision(
        events=found(
            "events",
            N_("enrolled villages in the regression"),
            effects.events,
            effects.events,
            "villages",
            N_("count of the outcome"),
        ),
        rows=found(
            "rows",
            N_("villages in the regression"),
            effects.rows,
            effects.rows,
            "villages",
            N_("villages with usable revenue"),
        ),
        terms=found(
            "terms-allowed",
            N_("drivers allowed at a time"),
            allowed,
            allowed,
            "rows",
            N_("rarer outcome ÷ ten events a term"),
        ),
        half_width=found(
            "half-width",
            N_("half-width of the 95 percent interval of a driver"),
            float(half.min()),
            float(half.max()),
            "points",
            N_("t with districts − 1 degrees of freedom × cluster-robust error"),
        ),
    )
