"""docs/methods/law.md: what is modelled, in force when, and verified to when."""

from __future__ import annotations

from policylib import assumptions, law, scenarios, wording
from policylib.law import LawItem, LawValue

_TOP = """# The law as it is modelled

Made by `make refresh` from `policylib/law/*.yaml`; do not edit. Grade A: law text, official page or
several agreeing pages; B: one credible page; C: general knowledge. A value asked for more than a
year after the day it was checked gives a warning, in strict mode an error; a day without a value is
an error, never a silent zero. How to add one: [add a law value](../how-to/add-a-law-value.md).
"""
_BELOW = """
## Not modelled

- The pension age at which JP ends, and the benefits of JP, JHT and JKP.
- Fines and arrears interest; the grace between a missed payment and the end of protection.
- Minimum wages outside Kabupaten and Kota Bekasi, other than 2024 for West Java (a data table).
- The text of a regent rule of Bekasi on village officials: announced, not found.
"""


def law_page() -> str:
    """Return the page: one table a file of values, then assumptions and scenarios."""
    words = wording.Language("en")
    groups: dict[str, list[str]] = {}
    for name, item in sorted(law.items().items()):
        groups.setdefault(name.partition(".")[0], []).extend(_rows(name, item, words))
    parts = [_TOP]
    for group, rows in groups.items():
        head = "| name | value | from | to | reference | grade | status | checked |"
        parts.append(
            "\n".join(
                [f"\n## {_TITLES[group]}\n", head, "|---|---|---|---|---|---|---|---|", *rows, ""]
            )
        )
    return "".join(parts) + _BELOW + _assumed(words) + _scenarios()


def _rows(name: str, item: LawItem, words: wording.Language) -> list[str]:
    return [
        f"| `{name}` {item.description if at == 0 else ''} | {_shown(item, value, words)} "
        f"| {value.from_} | {value.to or ''} | {value.reference}{_gazette(value)} | {value.grade} "
        f"| {value.status}{': ' + value.note if value.note else ''} | {value.checked_on} |"
        for at, value in enumerate(item.values)
    ]


def _gazette(value: LawValue) -> str:
    return f" (gazette {value.gazetted})" if value.gazetted else ""


def _shown(item: LawItem, value: LawValue, words: wording.Language) -> str:
    if value.steps:
        return "; ".join(_step(step, item.unit, words) for step in value.steps)
    if value.value is None:
        return "–"
    text = wording.law_number(value.value, item.unit, words)
    if value.range:
        low, high = (wording.law_number(v, item.unit, words) for v in value.range)
        text += f" ({low}–{high})"
    return text


def _step(step: law.Step, unit: str, words: wording.Language) -> str:
    where = "above" if step.below is None else f"below {words.rupiah(step.below)}"
    return f"{where} {wording.law_number(step.value, unit, words)}"


def _assumed(words: wording.Language) -> str:
    lines = [
        "\n## Assumptions beside the law\n",
        "| name | value (range) | kind, quality | why |",
        "|---|---|---|---|",
    ]
    for name, held in sorted(assumptions.shipped().items()):
        one, low, high = (
            wording.law_number(v, held.unit, words) for v in (held.value, held.low, held.high)
        )
        lines.append(
            f"| `{name}` {held.description} | {one} ({low}–{high}) | {held.kind}, {held.quality} "
            f"| {held.source} |"
        )
    return "\n".join(lines) + "\n"


def _scenarios() -> str:
    lines = ["\n## Scenarios that ship\n", "| id | title | source |", "|---|---|---|"]
    lines += [f"| `{s.id}` | {s.title['en']} | {s.source} |" for s in scenarios.shipped().values()]
    return "\n".join(lines) + "\n"


_TITLES = {
    "benefit": "Benefits",
    "bpu": "Non-wage workers (BPU)",
    "construction": "Construction services",
    "minimum_wage": "Minimum wages",
    "policy": "Targets and instructions",
    "pu": "Wage earners (PU)",
    "village": "Village governments",
}
