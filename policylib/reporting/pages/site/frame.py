"""The pages of the site, in the look of the other pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import jinja2
from markupsafe import Markup

from policylib.findings import Finding
from policylib.reporting.pages import page
from policylib.reporting.pages.site import history, search
from policylib.reporting.pages.site.entries import Entry, Number, number
from policylib.tables import Table
from policylib.texts import N_
from policylib.wording import Language, cell, difference_cell, interval_cell

NAMES = {"en": "English", "id": "Bahasa Indonesia"}
WORDS = {
    "title": N_("Employment social security: questions and answers"),
    "skip": N_("To the content"),
    "index": N_("All pages"),
    "changes": N_("What changed"),
    "registers": N_("What is not known"),
    "site": N_("Pages of this set"),
    "search": N_("Search questions, numbers and registers"),
    "nothing": N_("Nothing found."),
    "by_question": N_("By question"),
    "by_area": N_("By area"),
    "headline": N_("Headline numbers and their history"),
    "what": N_("What"),
    "before": N_("Before"),
    "after": N_("Now"),
    "because": N_("Because of"),
    "since": N_("In the sets since"),
    "value": N_("Value"),
    "no_change": N_("No number differs from the set before."),
    "first": N_("This is the first set: there is none to compare it with."),
    "several": N_("These changed together; what each did could not be computed."),
    "new": N_("new"),
    "gone": N_("not there any more"),
    "no_pdf": N_("Pages without PDF were made where no browser was found to print them."),
    "made_up": N_("made up"),
    "checks": N_("For machines"),
}
KIND_WORDS = {
    "law": N_("law"),
    "evidence": N_("evidence"),
    "assumptions": N_("assumptions"),
    "code": N_("the library or the notebook"),
}
END_WORDS = {"low": N_("lower end"), "high": N_("upper end")}


@dataclass(frozen=True)
class Frame:
    """One language of a set, made on a day."""

    language: Language
    languages: Sequence[str]
    made: dt.date

    def index(self, listed: Sequence[Entry], told: Sequence[Table]) -> bytes:
        """Return the index by question and by area, with the search."""
        registers = f"registers.{self.language.code}.html"
        made_up = self._tr(WORDS["made_up"])
        return self._page(
            "index",
            title=self._tr(WORDS["title"]),
            questions=_grouped(listed, "question"),
            areas=_grouped(listed, "region"),
            lacks=not all(entry.pdf for entry in listed),
            found=search.words(listed, told, registers=registers, made_up=made_up),
            script=Markup((page.TEMPLATES / "site" / "search.js").read_text(encoding="utf-8")),
        )

    def changes(
        self,
        listed: Sequence[Entry],
        rows: Sequence[Mapping],
        past: Mapping[str, Mapping],
        *,
        first: bool = False,
    ) -> bytes:
        """Return what changed since the last set, and the history of headline numbers."""
        by_key = {entry.key: entry for entry in listed}
        known = [row for row in rows if row["page"] in by_key]
        return self._page(
            "changes",
            title=self._tr(WORDS["changes"]),
            first=first,
            rows=[self._change(row, by_key[row["page"]]) for row in known],
            past=[(e, self._past(e, past.get(e.key, {}))) for e in listed if e.headline],
        )

    def registers(self, told: Sequence[Table]) -> bytes:
        """Return contradictions, ranges, made-up numbers and assumptions of poor quality."""
        tables = [Markup(table._repr_html_()) for table in told]
        return self._page("registers", title=self._tr(WORDS["registers"]), tables=tables)

    def _tr(self, text: str) -> str:
        return self.language.gettext(text)

    def _change(self, row: Mapping, entry: Entry) -> dict:
        sides = {side: row[side] and _finding(row[side]) for side in ("before", "after")}
        shown = number(sides["after"] or sides["before"], entry.href, self.language)
        return {
            "entry": entry,
            "label": shown.label,
            "href": shown.href if sides["after"] else entry.href,
            "before": self._written(sides["before"]) or self._tr(WORDS["new"]),
            "after": self._written(sides["after"]) or self._tr(WORDS["gone"]),
            "kinds": self._because(row, sides["after"]),
            "several": len(row["kinds"]) > 1 and all(sides.values()) and row["parts"] is None,
        }

    def _because(self, row: Mapping, finding: Finding | None) -> str:
        """Name the kinds of change, each with the difference that it made where that is known."""
        if row["parts"] is None or finding is None:
            return ", ".join(self._tr(KIND_WORDS[kind]) for kind in row["kinds"])
        ends = ("low", "high") if not any(p["value"] for p in row["parts"].values()) else ()
        return "; ".join(
            f"{self._tr(KIND_WORDS[kind])}: {self._difference(finding, part, ends)}"
            for kind, part in row["parts"].items()
        )

    def _difference(
        self, finding: Finding, part: Mapping[str, float | None], ends: Sequence[str]
    ) -> str:
        """Write by how much a kind changed the value, or each of these ends of the interval."""
        if not any(part[end] for end in ends):
            return difference_cell(finding, part["value"] or 0, self.language)
        told = {end: part[end] for end in ends if part[end] is not None}
        return ", ".join(
            f"{self._tr(END_WORDS[end])} {difference_cell(finding, made, self.language)}"
            for end, made in told.items()
        )

    def _written(self, finding: Finding | None) -> str:
        if finding is None:
            return ""
        shown = [] if finding.value is None else [cell(finding, self.language)]
        if finding.is_range:
            ends = interval_cell(finding, self.language)
            shown.append(f"({ends})" if shown else ends)
        mark = f" [{self._tr(WORDS['made_up'])}]" if finding.synthetic else ""
        return " ".join(shown) + mark

    def _past(self, entry: Entry, past: Mapping[str, Sequence[Mapping]]) -> list[tuple]:
        """Return each headline number with its rows, the newest first."""
        return [(n, self._rows(n, past.get(n.finding.id, ()))) for n in entry.headline]

    def _rows(self, shown: Number, rows: Sequence[Mapping]) -> list[dict]:
        found = []
        for row in reversed(rows):
            day = self.language.date(dt.date.fromisoformat(row["since"]))
            kept = {name: row[name] for name in history.KEPT if name in row}
            then = replace(shown.finding, **kept | _ends(row))
            found.append({"since": day, "value": self._written(then)})
        return found

    def _page(self, name: str, **values: object) -> bytes:
        code = self.language.code
        words = {k: self._tr(text) for k, text in WORDS.items()}
        words["made"] = self.language.gettext("Made on {date}.", date=self.language.date(self.made))
        others = [(NAMES[c], f"{name}.{c}.html", c) for c in self.languages if c != code]
        ways = [(w, f"{n}.{code}.html", n == name) for n, w in _ways(words)]
        script = values.get("script", "")
        sheet = page.style() + (page.TEMPLATES / "site" / "site.css").read_text(encoding="utf-8")
        text = _environment().get_template(f"{name}.html.j2").render(
            code=code, words=words, others=others, ways=ways, sheet=Markup(sheet),
            policy=page.policy(sheet, str(script)), **values,
        )  # fmt: skip
        return text.encode()


def _ways(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, words[name]) for name in ("index", "changes", "registers")]


def _grouped(listed: Sequence[Entry], name: str) -> list[tuple[str, list[Entry]]]:
    groups: dict[str, list[Entry]] = {}
    for entry in listed:
        groups.setdefault(getattr(entry, name), []).append(entry)
    return list(groups.items())


def _finding(row: Mapping) -> Finding:
    return Finding(**{**row, **_ends(row), "sources": tuple(row["sources"])})


def _ends(row: Mapping) -> dict[str, float | None]:
    low = float("-inf") if row["low"] is None else row["low"]
    return {
        "value": row["value"],
        "low": low,
        "high": float("inf") if row["high"] is None else row["high"],
    }


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("policylib.reporting.pages", "templates/site"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
