"""A table of the page as plain columns: one value a cell, the ends of an interval beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from policylib.texts import N_
from policylib.wording import Language

#: Cells that say nothing.
_EMPTY = ("", "–")
#: What stands behind the title of a column, by the part of its cells that a plain column holds.
_NAMES = {
    "low": N_("{title}, low"),
    "high": N_("{title}, high"),
    "words": N_("{title}, in words"),
    "form": N_("{title}, kept as"),
}
FORMS = {
    "number": N_("number"),
    "percent": N_("share from 0 to 1"),
    "rupiah": N_("rupiah"),
}

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Field:
    """One plain column.

    Attributes
    ----------
    part : str
        What of the page's cells it holds: value, low, high, text, words, form, row or made_up.
    looks : tuple
        For each cell its form and decimals, None where there is no number.
    """

    name: str
    part: str
    cells: tuple[Value, ...]
    looks: tuple[tuple[str, int] | None, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers and nothing else."""
        return self.part in ("value", "low", "high")


def fields(table: Mapping, language: Language) -> list[Field]:
    """Return the plain columns of a table, each with a name of its own."""
    found: list[Field] = []
    for place, column in enumerate(table["columns"]):
        cells = [row["cells"][place] for row in table["rows"]]
        found += _of_column(column["title"], cells, language)
    if any(row["id"] for row in table["rows"]):
        ids = (row["id"].removeprefix("finding-") for row in table["rows"])
        found.append(Field(language.gettext("Row"), "row", tuple(ids)))
    if any(row["made_up"] for row in table["rows"]):
        marks = tuple(row["made_up"] for row in table["rows"])
        found.append(Field(language.gettext("Made-up data"), "made_up", marks))
    return _each_with_its_own_name(found)


def _of_column(title: str, cells: Sequence, language: Language) -> list[Field]:
    numbers = [c for c in cells if not isinstance(c, str)]
    if not numbers:
        return [Field(title, "text", tuple(cells))]
    parts: dict[str, Callable] = {
        "value": lambda c: c.get("value"),
        "low": lambda c: c.get("low"),
        "high": lambda c: c.get("high"),
    }
    found = [_numbers(title, part, cells, get, language) for part, get in parts.items()]
    kept = [f for f in found if any(v is not None for v in f.cells)]
    if len({c["form"] for c in numbers}) > 1:
        forms = (None if isinstance(c, str) else FORMS[c["form"]] for c in cells)
        said = tuple(form and language.gettext(form) for form in forms)
        kept.append(Field(_name(title, "form", language), "form", said))
    if any(isinstance(c, str) and c not in _EMPTY for c in cells):
        words = (c if isinstance(c, str) and c not in _EMPTY else None for c in cells)
        kept.append(Field(_name(title, "words", language), "words", tuple(words)))
    return kept


def _numbers(title: str, part: str, cells: Sequence, get: Callable, language: Language) -> Field:
    values, looks = [], []
    for cell in cells:
        value = None if isinstance(cell, str) else get(cell)
        values.append(value)
        looks.append(None if value is None else _look(cell, part))
    return Field(_name(title, part, language), part, tuple(values), tuple(looks))


def _look(cell: Mapping, part: str) -> tuple[str, int]:
    digits = cell["digits"] if part == "value" else cell.get("range_digits", cell["digits"])
    return cell["form"], digits


def _name(title: str, part: str, language: Language) -> str:
    name = _NAMES.get(part)
    return language.gettext(name, title=title) if name else title


def _each_with_its_own_name(found: Sequence[Field]) -> list[Field]:
    """Number the names that stand twice: files of columns want each once."""
    taken: set[str] = set()
    kept = []
    for field in found:
        name, count = field.name, 1
        while name.casefold() in taken:
            count += 1
            name = f"{field.name} ({count})"
        taken.add(name.casefold())
        kept.append(Field(name, field.part, field.cells, field.looks))
    return kept
