"""Raw files as received, each sealed by a sha256 in its folder's ``source.yml``.

Beside the sha256 stands a short digest of every line, so that a changed file is refused with the
rows that changed, without keeping a second copy.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

import pydantic
import yaml

from policylib.errors import DataError, closest, message, places
from policylib.store.noted import note
from policylib.strict_yaml import load_mapping

SOURCE_FILE = "source.yml"
#: Files of a source folder that are about it and not of it.
BESIDE = frozenset({SOURCE_FILE, ".gitignore"})
_DIGITS = 6


class RawFile(pydantic.BaseModel):
    """Seal of one file: its sha256 and a short digest of every line, header first.

    Files that offices sent have no digests of lines: they are restored, never edited.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)
    sha256: str = pydantic.Field(pattern="^[0-9a-f]{64}$")
    lines: str = ""


class SourceFile(pydantic.BaseModel):
    """What ``source.yml`` says: who published, when, when it was fetched, under which terms."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)
    id: str
    publisher: str = pydantic.Field(min_length=1)
    published: dt.date
    published_precision: str = pydantic.Field(pattern="^(day|month|year)$")
    accessed: dt.date
    licence: str = pydantic.Field(min_length=1)
    grade: str = pydantic.Field(pattern="^[ABC]$")
    note: str
    files: dict[str, RawFile] = {}
    #: Of files that offices sent: the table they hold, the area it is about, whether hidden rows
    #: were kept, and how many rows of data came.
    table: str = ""
    region: str = ""
    hidden: str = "keep"
    rows: int = 0


@dataclass(frozen=True)
class _Lines:
    """Digests of a file's lines."""

    sha256: str
    digests: list[str]

    @classmethod
    def of(cls, path: Path) -> _Lines:
        content = path.read_bytes()
        lines = content.splitlines()
        return cls(
            hashlib.sha256(content).hexdigest(),
            [hashlib.sha256(line).hexdigest()[:_DIGITS] for line in lines],
        )


def _folder(root: Path) -> Path:
    return root / "data" / "raw"


def source_names(root: Path) -> list[str]:
    """Return the names of all source folders, sorted; ``<source>/<version>`` of received files."""
    return sorted(n for f in _shown_folders(_folder(root)) for n in _names_in(f))


def _shown_folders(folder: Path) -> list[Path]:
    """Folders but hidden ones: a version that is being written has no name yet."""
    return [f for f in folder.iterdir() if f.is_dir() and not f.name.startswith(".")]


def _names_in(folder: Path) -> list[str]:
    versions = [f"{folder.name}/{v.name}" for v in _shown_folders(folder)]
    files = {f.name for f in folder.iterdir() if f.is_file()}
    of_offices = versions or (files and files <= {"corrections.csv"})
    return versions if of_offices and SOURCE_FILE not in files else [folder.name]


def sources(root: Path) -> dict[str, SourceFile]:
    """Read every ``source.yml``; raise DataError naming the file that is missing or malformed."""
    return {name: _read_source(root, name) for name in source_names(root)}


def _read_source(root: Path, name: str) -> SourceFile:
    where = f"data/raw/{name}/source.yml"
    path = root / where
    if not path.is_file():
        known = ", ".join(source_names(root)) if _folder(root).is_dir() else "none"
        raise DataError(
            message(
                f"{where} is missing",
                expected="publisher, dates, licence, seals",
                way_out=f"Write it; see docs/how-to/add-a-source.md. Known: {known}.",
            )
        )
    return _parse_source(path.read_text(encoding="utf-8"), where)


@functools.lru_cache(maxsize=1024)
def _parse_source(text: str, where: str) -> SourceFile:
    try:
        return SourceFile.model_validate(load_mapping(text))
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        what = ".".join(map(str, first["loc"])) + ": " + first["msg"]
    except ValueError as error:
        what = str(error)
    raise DataError(
        message(f"{where} cannot be read: {what}", way_out="Mend the named key.")
    ) from None


def verify(root: Path) -> dict[str, str]:
    """Check every raw file against its seal and return path → sha256.

    Raises
    ------
    DataError
        If a file changed, is missing, or lies there without a seal; names file, rows, way out.
    """
    seals = {}
    for name, source in sources(root).items():
        folder = _folder(root) / name
        present = {p.name for p in folder.iterdir() if p.is_file()} - BESIDE
        if odd := sorted(present ^ source.files.keys()):
            raise DataError(
                message(
                    f"data/raw/{name} holds other files than its source.yml",
                    where=places(odd),
                    way_out=f"Restore them, or run: policylib seal {name}",
                )
            )
        for file, sealed in source.files.items():
            seals[f"{name}/{file}"] = _verify_file(root, name, file, sealed)
    return seals


def _verify_file(root: Path, name: str, file: str, sealed: RawFile) -> str:
    now = _Lines.of(_folder(root) / name / file)
    if now.sha256 == sealed.sha256:
        return now.sha256
    raise DataError(
        message(
            f"data/raw/{name}/{file} changed after it was sealed",
            where=places(_changed_rows(sealed.lines.split(), now.digests)) or "line ends only",
            expected="the bytes that source.yml vouches for",
            way_out=f"Restore it (git checkout -- data/raw/{name}/{file}), or, if the change is "
            f"meant and its source is written down, run: policylib seal {name}",
        )
    )


def _changed_rows(sealed: list[str], now: list[str]) -> list[str]:
    """Name changed, new and missing lines by their number in the file (1 is the header)."""
    found = []
    for tag, old, old_end, new, new_end in difflib.SequenceMatcher(
        a=sealed, b=now, autojunk=False
    ).get_opcodes():
        if tag == "delete":
            found += [f"row {n + 1} is missing" for n in range(old, old_end)]
        elif tag != "equal":
            found += [
                f"row {n + 1} {'is new' if tag == 'insert' else 'changed'}"
                for n in range(new, new_end)
            ]
    return found


def seal(root: Path, name: str) -> list[str]:
    """Write the seals of one source's files into its ``source.yml``; return the file names."""
    if name not in source_names(root):
        raise DataError(
            message(f"no source '{name}' under data/raw", way_out=closest(name, source_names(root)))
        )
    _read_source(root, name)
    folder = _folder(root) / name
    path = folder / "source.yml"
    content = load_mapping(path.read_text(encoding="utf-8"))
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.name != "source.yml")
    content["files"] = {}
    for file in files:
        lines = _Lines.of(file)
        content["files"][file.name] = {"sha256": lines.sha256, "lines": " ".join(lines.digests)}
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    aside = folder.parent / f".{name}.source.yml.new"
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
    return [file.name for file in files]


def read_text(root: Path, source: str, file: str):
    """Return a sealed CSV as a table of text, an empty cell as the empty text."""
    import pandas as pd

    note([source])
    path = _folder(root) / source / file
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(
            message(
                f"data/raw/{source}/{file} is no readable CSV: {error}", way_out="Restore the file."
            )
        ) from None
