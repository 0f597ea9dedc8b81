"""Results worth keeping: value, interval, unit, sources, and whether made-up rows stand behind.

A sentence is a template with named places, each filled by a finding, a date or a name; its words
come from `policylib.wording`. Reports, the brief and the tests read findings, never the prose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from policylib.errors import UsageError, message

UNITS = (
    "share",
    "points",
    "points per month",
    "logits per month",
    "people",
    "people per working day",
    "villages",
    "villages per month",
    "rupiah",
    "months",
    "days",
    "times",
    "person-years",
    "rows",
)
REFERENCE_KINDS = (
    "evidence",
    "finding",
    "law",
    "assumption",
    "scenario",
    "data",
    "parameter",
    "calendar",
    "synthetic",
)


class _Ranged(Protocol):
    low: float
    high: float


class _Estimated(Protocol):
    value: float | None
    interval: _Ranged
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A number that a report may say.

    Attributes
    ----------
    id : str
        Unique in a notebook; the page's anchor is ``finding-<id>``.
    label, formula : str
        What it is and how it was computed, in English words that the catalogue translates.
    value : float or None
        None where only a range is known.
    low, high : float
        Ends of the interval; equal to the value where nothing is uncertain.
    unit : str
        One of `UNITS`; a share runs from 0 to 1 and is shown in percent.
    digits, range_digits : int
        Decimals shown of the value and of the ends (None: as the value); a share printed as
        whole percent has ends half a point away.
    sources : tuple of str
        References ``kind:name``: ``evidence:cov-2025-02``, ``law:bpu.jkm.amount@2026-01-01``.
    synthetic : bool
        Whether made-up rows stand behind it.
    about : str
        What tells it from others of the same label: an English text of the catalogue, or a
        month, year or percentage, which every language writes alike.
    """

    id: str
    label: str
    value: float | None
    low: float
    high: float
    unit: str
    digits: int
    sources: tuple[str, ...]
    formula: str
    as_of: str = ""
    range_digits: int | None = None
    synthetic: bool = False
    about: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise UsageError(
                message(
                    f"finding '{self.id}' has the unit '{self.unit}'",
                    expected=f"one of {', '.join(UNITS)}",
                )
            )
        if not self.low <= self.high:
            raise UsageError(
                message(
                    f"finding '{self.id}' runs from {self.low} to {self.high}",
                    expected="low at most high",
                )
            )
        if not self.sources:
            raise UsageError(
                message(
                    f"finding '{self.id}' has no source",
                    expected="at least one reference kind:name",
                )
            )
        for source in self.sources:
            if source.partition(":")[0] not in REFERENCE_KINDS:
                raise UsageError(
                    message(
                        f"finding '{self.id}' cites '{source}'",
                        expected=f"a kind among {', '.join(REFERENCE_KINDS)}",
                    )
                )

    @property
    def is_range(self) -> bool:
        """Whether the interval is wider than a point."""
        return self.low != self.high


@dataclass(frozen=True)
class Definition:
    """What a finding is, apart from its value: one place that says how a number was computed."""

    id: str
    label: str
    formula: str
    unit: str
    digits: int = 0
    range_digits: int | None = None
    about: str = ""

    def of(
        self,
        estimate: _Estimated,
        *,
        as_of: dt.date | None = None,
        sources: Iterable[str] = (),
        digits: int | None = None,
    ) -> Finding:
        """Make the finding of an estimate; its base numbers become evidence references.

        ``digits`` overrides those of the definition; the ends then get one more, so that a
        printed rounding stays visible.
        """
        cited = (s if ":" in s else f"evidence:{s}" for s in estimate.sources)
        found = self.between(
            estimate.interval.low,
            estimate.interval.high,
            value=estimate.value,
            as_of=as_of,
            sources=(*cited, *sources),
        )
        return found if digits is None else replace(found, digits=digits, range_digits=digits + 1)

    def exact(
        self, value: float, *, sources: Iterable[str], as_of: dt.date | None = None
    ) -> Finding:
        """Make the finding of a number that nothing leaves uncertain."""
        return self.between(value, value, value=value, sources=sources, as_of=as_of)

    def between(
        self,
        low: float,
        high: float,
        *,
        value: float | None,
        sources: Iterable[str],
        as_of: dt.date | None = None,
        synthetic: bool = False,
    ) -> Finding:
        """Make the finding of a range; ``value`` is None where only the range is known."""
        return Finding(
            id=self.id,
            label=self.label,
            formula=self.formula,
            unit=self.unit,
            digits=self.digits,
            range_digits=self.range_digits,
            value=None if value is None else float(value),
            low=float(low),
            high=float(high),
            sources=tuple(dict.fromkeys(sources)),
            as_of=as_of.isoformat() if as_of else "",
            synthetic=synthetic,
            about=self.about,
        )


class HasFindings:
    """A frozen result whose fields hold findings, or None where nothing is known."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of the result, in the order of its fields."""
        return tuple(v for v in vars(self).values() if isinstance(v, Finding))


@dataclass(frozen=True)
class Statement:
    """A sentence template and what fills it; ``{gap}``, ``{gap:range}``, ``{on}``."""

    template: str
    values: Mapping[str, Finding | dt.date | str] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that the sentence says."""
        return tuple(v for v in self.values.values() if isinstance(v, Finding))
