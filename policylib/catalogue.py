"""The message catalogue: what is to be translated, and what is missing, stale or unlike.

Texts come from the library (marked ``gettext`` or ``N_``), the notebooks (Markdown cells), the
law files and the tables of published numbers, so that a reader meets one language on a page.
"""

from __future__ import annotations

import csv
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import nbformat
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import PoFileError, read_po, write_po

from policylib.errors import DataError, message
from policylib.strict_yaml import load_mapping
from policylib.wording import messages

#: Calls whose first argument is a text; ``tr`` is the local name of ``Language.gettext``.
KEYWORDS = {**DEFAULT_KEYWORDS, "tr": None}
#: Columns of raw tables that readers see.
TABLES = {
    "published-numbers/published_numbers.csv": (
        "reported_as",
        "who_is_counted",
        "denominator",
        "note",
    ),
    "published-numbers/sources.csv": ("publisher", "note"),
    "published-numbers/conflicts.csv": ("subject", "what_disagrees", "how_to_treat"),
}
_SOURCE_KEYS = ("publisher", "licence", "note")


def po_path(root: Path, language: str) -> Path:
    """Return where the catalogue of a language lies."""
    return root / "policylib" / "locale" / language / "LC_MESSAGES" / "policylib.po"


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield every text to translate with the file it stands in."""
    yield from _from_code(root)
    yield from _from_notebooks(root)
    yield from _from_law(root)
    yield from _from_assumptions(root)
    yield from _from_tables(root)


def _from_code(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "policylib").rglob("*.py")):
        with path.open("rb") as file:
            for _, found, _, _ in extract("python", file, keywords=KEYWORDS):
                yield _relative(root, path), found if isinstance(found, str) else found[0]


def _from_notebooks(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                yield from ((_relative(root, path), text) for text in messages(cell.source))


def _from_law(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "policylib" / "law").glob("*.yaml")):
        for item in load_mapping(path.read_text(encoding="utf-8")).values():
            notes = [v["note"] for v in item["values"] if v.get("note")]
            # A reference in words is translated; one of names and numbers is alike in both.
            told = [
                v["reference"] for v in item["values"] if re.search(r"\b[a-z]{3,}", v["reference"])
            ]
            yield from ((_relative(root, path), t) for t in (item["description"], *notes, *told))


def _from_assumptions(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "policylib" / "assumptions").glob("*.yaml")):
        for item in load_mapping(path.read_text(encoding="utf-8")).values():
            yield from ((_relative(root, path), item[k]) for k in ("description", "source"))
    for path in sorted((root / "policylib" / "scenarios").glob("*.yaml")):
        yield _relative(root, path), load_mapping(path.read_text(encoding="utf-8"))["source"]


def _from_tables(root: Path) -> Iterator[tuple[str, str]]:
    raw = root / "data" / "raw"
    for path in sorted(raw.glob("*/source.yml")):
        content = load_mapping(path.read_text(encoding="utf-8"))
        yield from ((_relative(root, path), content[k]) for k in _SOURCE_KEYS if content.get(k))
    for name, columns in TABLES.items():
        with (raw / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from ((f"data/raw/{name}", row[c]) for c in columns if row[c])


def _relative(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def update(root: Path, language: str) -> list[str]:
    """Bring the catalogue in line with the texts, keep translations, return those missing."""
    template = Catalog(charset="utf-8")
    for where, text in texts(root):
        template.add(text, locations=[(where, None)])
    path = po_path(root, language)
    catalogue = _read(path, language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, omit_header=True, width=100, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + buffer.getvalue()
    )
    return [m.id for m in catalogue if m.id and not m.string]


def problems(root: Path, language: str) -> list[str]:
    """Return what is missing, stale, or unlike in its placeholders; empty when all is well."""
    wanted = {text: where for where, text in texts(root)}
    have = {m.id: m.string for m in _read(po_path(root, language), language) if m.id}
    found = [f"missing: {where}: {text}" for text, where in wanted.items() if not have.get(text)]
    found += [f"stale: {text}" for text in have if text not in wanted]
    found += [
        f"placeholders differ: {text}"
        for text, translated in have.items()
        if translated and _placeholders(text) != _placeholders(translated)
    ]
    return sorted(found)


def _placeholders(text: str) -> set[tuple[str, str]]:
    return {
        (name, spec or "")
        for _, name, spec, _ in string.Formatter().parse(text)
        if name is not None
    }


def _read(path: Path, language: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=language, charset="utf-8")
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, charset="utf-8", abort_invalid=True)
    except PoFileError as error:
        raise DataError(message(f"{path.name} is no catalogue: {error}", where=language)) from None
    entries = len(re.findall(r"^msgid ", path.read_text(encoding="utf-8"), re.MULTILINE))
    if entries - 1 != len(catalogue):  # the first is the header
        raise DataError(
            message(
                f"{path.name} holds {entries - 1} entries for {len(catalogue)} texts",
                where=language,
                way_out="Remove the text that stands twice.",
            )
        )
    return catalogue
