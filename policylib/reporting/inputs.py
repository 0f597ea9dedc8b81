"""What a set was computed from beside its code, kept with it to tell changes apart later.

Files that an office sent are never in it: they may name persons.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

import policylib
from policylib import store
from policylib.errors import DataError, message, places
from policylib.reporting import carried
from policylib.reporting.pages.site.changes import OF_FILES
from policylib.store.trees import tree

FILE = "inputs.zip"
_RAW = "data/raw"
#: Folder below the library to the kind of what lies in it beside code.
_SHIPPED = {part.removeprefix("files policylib."): kind for part, kind in OF_FILES.items()}


def packed(root: Path) -> bytes:
    """Return law, assumptions, scenarios and published data as one archive."""
    files = {f"policylib/{name}": path for name, path in _shipped(Path(policylib.__file__).parent)}
    for source in _published(root):
        folder = root / _RAW / source
        files |= {f"{_RAW}/{source}/{name}": folder / name for name in tree(folder)}
    return carried.archive(files)


def put_back(
    kept: Path, kinds: Collection[str], *, project: Path, changed: Collection[str]
) -> None:
    """Make what is of some kinds in a copy of the project as it was in a former set.

    Parameters
    ----------
    kept : Path
        Archive that `packed` made.
    kinds : collection of str
        Of ``law``, ``evidence`` and ``assumptions``.
    project : Path
        Folder with ``data`` and ``policylib``.
    changed : collection of str
        Sources that differ; each must be in the archive, or its change cannot be taken back.

    Raises
    ------
    DataError
        If it is not whole, or does not hold what changed.
    """
    with _opened(kept) as archive:
        names = [n for n in archive.namelist() if _kind(n) in kinds]
        held = {PurePosixPath(n).parts[2] for n in names if _kind(n) == "evidence"}
        if "evidence" in kinds and (lost := sorted(set(changed) - held)):
            raise DataError(message("files of before are not kept", where=places(lost)))
        _remove(project, kinds, held)
        archive.extractall(project, names)


def _opened(kept: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(kept)
    except (OSError, zipfile.BadZipFile):
        text = message(f"the former set has no readable {FILE}", way_out="The next one has.")
        raise DataError(text) from None


def _shipped(library: Path) -> Iterator[tuple[str, Path]]:
    for part in _SHIPPED:
        for name in tree(library / part):
            if not name.endswith(".py"):
                yield f"{part}/{name}", library / part / name


def _published(root: Path) -> list[str]:
    sent = {version.source for version in store.received(root)}
    return [name for name in store.sources_sha256(root) if name not in sent]


def _kind(name: str) -> str:
    return "evidence" if name.startswith(_RAW) else _SHIPPED[PurePosixPath(name).parts[1]]


def _remove(project: Path, kinds: Collection[str], sources: Collection[str]) -> None:
    for name, path in list(_shipped(project / "policylib")):
        if _SHIPPED[name.partition("/")[0]] in kinds:
            path.unlink()
    for source in sources:
        shutil.rmtree(project / _RAW / source, ignore_errors=True)
