"""Law files to items; whatever is malformed is refused with file and key."""

from __future__ import annotations

import functools
import importlib.resources

import pydantic

from policylib.errors import LawError, message
from policylib.law.model import LawItem
from policylib.strict_yaml import load_mapping


def parse(text: str, *, where: str) -> dict[str, LawItem]:
    """Read one law file; raise LawError with file, key and what is wrong."""
    try:
        raw = load_mapping(text)
        return {name: LawItem.model_validate(item) for name, item in raw.items()}
    except ValueError as error:
        raise LawError(
            message(
                f"law file {where} cannot be read: {first_line(error)}",
                way_out="Mend the named key; see docs/how-to/add-a-law-value.md.",
            )
        ) from None


def first_line(error: Exception) -> str:
    """Return the first complaint of a reader in one line."""
    if isinstance(error, pydantic.ValidationError):
        first = error.errors()[0]
        return ".".join(str(part) for part in first["loc"]) + ": " + first["msg"]
    return " ".join(str(error).split())


@functools.cache
def items() -> dict[str, LawItem]:
    """Return every law item that the library ships, by name."""
    found: dict[str, LawItem] = {}
    folder = importlib.resources.files("policylib.law")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            new = parse(file.read_text(encoding="utf-8"), where=file.name)
            if twice := found.keys() & new.keys():
                raise LawError(
                    message(
                        f"law values given twice: {', '.join(sorted(twice))}",
                        where=file.name,
                        way_out="Keep one.",
                    )
                )
            found |= new
    return found
