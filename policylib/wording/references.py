"""References ``kind:name`` to publisher, grade and the anchor on the page."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from policylib import assumptions, law, scenarios
from policylib.errors import UsageError, closest, message
from policylib.evidence import Ledger
from policylib.wording.language import Language
from policylib.wording.terms import ASSUMPTION_KINDS, KINDS, QUALITIES, QUANTITIES, STAGES, STATUSES

#: References to what another page of the set shows.
_FINDING = "finding:"


class _Provenance(Protocol):
    publisher: str
    grade: str
    published: dt.date
    published_precision: str
    accessed: dt.date
    licence: str
    note: str


@dataclass(frozen=True)
class Reference:
    """Where a number comes from, ready to be shown; ``page`` is where another page shows it."""

    ref: str
    what: str
    publisher: str
    grade: str
    details: str
    address: str = ""
    short: str = ""
    page: str = ""

    @property
    def label(self) -> str:
        """What a link says: enough to tell one source of a publisher from another."""
        name = self.short or self.publisher
        return f"{name} ({self.grade})" if self.grade else name


def anchor(ref: str) -> str:
    """Return the page's anchor of a reference: only letters, digits, dots and dashes."""
    return re.sub(r"[^A-Za-z0-9.-]", "-", ref)


class References:
    """Resolves references against the ledger, the law, the sources and a report's parameters."""

    def __init__(
        self,
        ledger: Ledger,
        provenance: Mapping[str, _Provenance],
        language: Language,
        parameters: Mapping[str, object],
        *,
        pages: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.ledger, self.language, self._pages = ledger, language, pages
        self._provenance, self._parameters = provenance, parameters
        self._used: dict[str, None] = {}

    @property
    def used(self) -> tuple[str, ...]:
        """Every reference that was asked for, in order; the sources table lists these.

        A finding of another page is linked there and has no row here.
        """
        return tuple(r for r in self._used if not r.startswith(_FINDING))

    def number(self, ref: str) -> int:
        """Return the row of the sources table in which a reference stands, counted from 1."""
        self.get(ref)
        return self.used.index(ref) + 1

    def get(self, ref: str) -> Reference:
        """Return one reference; a name that nothing stands behind raises an error."""
        kind, _, name = ref.partition(":")
        found = getattr(self, f"_{kind}")(ref, name)
        self._used.setdefault(ref)
        return found

    def line(self, refs: Iterable[str]) -> str:
        """Return the source line in HTML: each publisher once a grade, linked to its first row."""
        links: dict[tuple[str, str], str] = {}
        for ref in dict.fromkeys(r for r in refs if not r.startswith(_FINDING)):
            found = self.get(ref)
            links.setdefault(
                (found.publisher, found.grade),
                f'<a href="#{anchor(ref)}">{html.escape(found.publisher)}</a> '
                f"({html.escape(found.grade)})",
            )
        return f"{self.language.gettext('Source')}: {'; '.join(links.values())}"

    def _evidence(self, ref: str, name: str) -> Reference:
        number, tr = self.ledger.get(name), self.language.gettext
        source = self.ledger.sources[number.source]
        details = [
            tr(number.reported_as),
            tr(number.who_is_counted),
            tr("denominator: {text}", text=tr(number.denominator)) if number.denominator else "",
            tr("stage: {text}", text=tr(STAGES[number.stage])),
            tr("as of {date}", date=self.language.period(number.as_of, number.as_of_precision)),
            tr(
                "published {date}",
                date=self.language.period(number.published_on, number.published_precision),
            ),
            tr(number.note),
            tr(source.note),
        ]
        return Reference(
            ref,
            tr(KINDS[number.kind]) + ": " + tr(QUANTITIES[number.quantity]),
            tr(source.publisher),
            number.grade,
            "; ".join(filter(None, details)),
            source.address,
            short=f"{tr(QUANTITIES[number.quantity])}: {tr(number.reported_as)}",
        )

    def _law(self, ref: str, name: str) -> Reference:
        item, _, day = name.partition("@")
        found, tr = law.value(item, on=dt.date.fromisoformat(day)), self.language.gettext
        shown = law_value(found, self.language)
        date = self.language.date
        details = "; ".join(
            part
            for part in (
                shown,
                tr("in force from {date}", date=date(found.from_)),
                tr("asked for {date}", date=date(found.asked_for)),
                tr("checked {date}", date=date(found.checked_on)),
                tr(STATUSES[found.status]) if found.status != "enacted" else "",
                tr(found.note),
            )
            if part
        )
        return Reference(ref, tr(found.description), tr(found.reference), found.grade, details)

    def _assumption(self, ref: str, name: str) -> Reference:
        held, tr = assumptions.shipped()[name], self.language.gettext
        details = "; ".join(
            (
                self._ranged(held),
                tr("quality: {text}", text=tr(QUALITIES[held.quality])),
                tr(held.source),
            )
        )
        kind = tr(ASSUMPTION_KINDS[held.kind])
        return Reference(ref, tr(held.description), kind, tr("assumption"), details)

    def _ranged(self, held: assumptions.Assumption) -> str:
        one, low, high = (
            law_number(v, held.unit, self.language) for v in (held.value, held.low, held.high)
        )
        return one if held.low == held.high else f"{one} ({self.language.interval(low, high)})"

    def _scenario(self, ref: str, name: str) -> Reference:
        found, tr = scenarios.get(name), self.language.gettext
        # Apart from an f-string: the catalogue does not see a text inside one.
        written = tr("written by {name}", name=found.author)
        title, details = found.title[self.language.code], f"{written}; {tr(found.source)}"
        return Reference(ref, title, tr("scenario"), tr("assumption"), details)

    def _data(self, ref: str, name: str) -> Reference:
        # An office's files are numbered: its name alone means the last of them.
        numbered = sorted(k for k in self._provenance if k.startswith(f"{name}/"))
        if name not in self._provenance and not numbered:
            raise UsageError(
                message(f"no source '{name}'", way_out=closest(name, self._provenance))
            )
        known = name if name in self._provenance else numbered[-1]
        found, tr = self._provenance[known], self.language.gettext
        details = (
            tr(
                "published {date}",
                date=self.language.period(found.published, found.published_precision),
            ),
            tr("fetched {date}", date=self.language.date(found.accessed)),
            tr(found.licence),
            tr(found.note),
        )
        return Reference(
            ref,
            tr("data table"),
            tr(found.publisher),
            found.grade,
            "; ".join(filter(None, details)),
        )

    def _parameter(self, ref: str, name: str) -> Reference:
        tr = self.language.gettext
        if name not in self._parameters:
            raise UsageError(
                message(f"no parameter '{name}'", way_out=closest(name, self._parameters))
            )
        return Reference(
            ref,
            tr("parameter of this report"),
            tr("chosen by whoever ran it"),
            tr("assumption"),
            f"{name} = {self._parameters[name]}",
        )

    def _finding(self, ref: str, name: str) -> Reference:
        """A finding of another notebook, ``notebook#id``; linked where its page is made."""
        tr = self.language.gettext
        notebook, _, own = name.partition("#")
        page = self._pages.get(notebook, "")
        return Reference(
            ref,
            tr("finding of another page"),
            tr("computed by this library"),
            "",
            f"{notebook}: {own}",
            short=tr("page {number}", number=notebook.partition("-")[0]),
            page=f"{page}.html#finding-{own}" if page else "",
        )

    def _calendar(self, ref: str, name: str) -> Reference:
        tr = self.language.gettext
        return Reference(
            ref,
            tr("public holidays and joint leave of Indonesia"),
            tr("the holidays package, after the yearly joint decree of three ministers"),
            "B",
            name,
        )

    def _synthetic(self, ref: str, name: str) -> Reference:
        tr = self.language.gettext
        return Reference(
            ref, tr("made-up outcome"), tr("drawn by this library"), tr("made up"), name
        )


def law_value(found: law.InForce, language: Language) -> str:
    """Write a law value with its unit; a scale by its first and last step."""
    if not found.steps:
        return law_number(found.number, found.unit, language)
    first, last = (law_number(found.steps[i].value, found.unit, language) for i in (0, -1))
    steps = language.number(len(found.steps))
    return language.gettext("{steps} steps, {first} to {last}", steps=steps, first=first, last=last)


def law_number(value: float, unit: str, language: Language) -> str:
    """Write one number of the law or an assumption: percent, rupiah, or a plain number."""
    if unit == "share":
        digits = next(d for d in range(7) if abs(round(value * 100, d) - value * 100) < 1e-9)
        return language.percent(value, digits)
    if unit.startswith("rupiah"):
        return language.rupiah(value)
    if unit == "yes or no":
        return language.gettext("yes") if value else language.gettext("no")
    digits = next(d for d in range(7) if abs(round(value, d) - value) < 1e-9)
    return language.number(value, digits)
