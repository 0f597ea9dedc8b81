"""Files as received, one folder a version: ``data/raw/<source>/<version>/``."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from policylib.errors import UsageError, message
from policylib.store.code import code_sha256
from policylib.store.processed import Descent
from policylib.store.raw import SOURCE_FILE, RawFile, SourceFile, sources

if TYPE_CHECKING:
    import pandas as pd

CORRECTIONS = "corrections.csv"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CHUNK = 2**20


@dataclass(frozen=True)
class Version:
    """One received file: ``name`` is ``<source>/<version>``."""

    name: str
    about: SourceFile

    @property
    def source(self) -> str:
        """Name of the source."""
        return self.name.partition("/")[0]

    @property
    def table(self) -> str:
        """Name of the office table that the file holds."""
        return self.about.table

    @property
    def path(self) -> str:
        """Path of the file under data/raw."""
        return f"{self.name}/{next(iter(self.about.files))}"

    @property
    def sha256(self) -> str:
        """Hash of the file."""
        return next(iter(self.about.files.values())).sha256

    def file(self, root: Path) -> Path:
        """Where the file lies."""
        return root / "data" / "raw" / self.path


def received(root: Path) -> list[Version]:
    """Return all received files in the order of their versions."""
    return [Version(n, about) for n, about in sorted(sources(root).items()) if about.table]


def last_of_each(root: Path) -> list[Version]:
    """Return the newest version of every source."""
    return list({v.source: v for v in received(root)}.values())


def last_received(root: Path, source: str) -> Version | None:
    """Return the newest version of one source."""
    return next((v for v in last_of_each(root) if v.source == source), None)


def check_source_name(root: Path, source: str) -> None:
    """Raise UsageError unless the name is free for received files and fit for a folder."""
    if not _NAME.fullmatch(source):
        raise UsageError(
            message(
                "the source's name is no name for a folder",
                expected="small letters, digits and hyphens, such as dpmd-form",
            )
        )
    if (root / "data" / "raw" / source / SOURCE_FILE).is_file():
        raise UsageError(
            message(f"'{source}' is a source of the project itself", way_out="Choose another name.")
        )


def sha256_of(path: Path) -> str:
    """Return the hash of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def keep(root: Path, file: Path, about: SourceFile) -> Version:
    """Copy a file unchanged into a new version; the folder appears whole or not at all.

    The copy is named after its table: a sender's file name may hold somebody's number. Received
    files are kept out of git: any of them may hold a name; who has looked may take that away.
    """
    home = root / "data" / "raw" / about.id
    number = len([f for f in home.iterdir() if f.is_dir()]) + 1 if home.is_dir() else 1
    name = f"{number:03}-{about.published.isoformat()}"
    aside = root / "data" / "raw" / f".{about.id}.new"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    copy = aside / f"{about.table}{file.suffix.lower()}"
    shutil.copyfile(file, copy)
    sealed = about.model_copy(update={"files": {copy.name: RawFile(sha256=sha256_of(copy))}})
    content = sealed.model_dump(mode="python", exclude_defaults=True)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    (aside / SOURCE_FILE).write_text(text, encoding="utf-8")
    (aside / ".gitignore").write_text("*\n", encoding="utf-8")
    home.mkdir(exist_ok=True)
    aside.replace(home / name)
    return Version(f"{about.id}/{name}", sealed)


def descent_of(root: Path, version: Version) -> Descent:
    """Return from what the table of a version is computed: file, corrections, code."""
    files = {version.path: version.sha256}
    corrections = root / "data" / "raw" / version.source / CORRECTIONS
    if corrections.is_file():
        files[f"{version.source}/{CORRECTIONS}"] = sha256_of(corrections)
    return Descent(f"{version.table}.{version.source}", files, code_sha256())


def read_corrections(root: Path, source: str) -> pd.DataFrame:
    """Return the corrections ledger of a source as text; no rows where there is none."""
    import pandas as pd

    from policylib import schemas

    path = root / "data" / "raw" / source / CORRECTIONS
    if not path.is_file():
        return pd.DataFrame({c: pd.Series(dtype="str") for c in schemas.corrections.columns})
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    return schemas.check(table, schemas.corrections, where=f"data/raw/{source}/{CORRECTIONS}")
