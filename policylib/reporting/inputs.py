"""What a set was computed from beside its code, kept with it to tell changes apart later.

Only files that a source's seal names are in it, and none of an office: those may name persons.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath

import policylib
from policylib import store
from policylib.errors import DataError, message
from policylib.reporting import carried
from policylib.store.trees import SHIPPED, shipped

FILE = "inputs.zip"
_RAW, _LIBRARY = "data/raw", "policylib"
#: Nothing else is taken out of an archive: no code, no way out of its folder.
_MEMBER = re.compile(
    rf"({_LIBRARY}/({'|'.join(SHIPPED)})|{_RAW}/[\w-]+)/[\w-]+(\.[\w-]+)*\.(csv|ya?ml|json)",
    re.ASCII,
)


def packed(root: Path) -> bytes:
    """Return law, assumptions, scenarios and published data as one archive."""
    library = Path(policylib.__file__).parent
    files = {f"{_LIBRARY}/{name}": library / name for part in SHIPPED for name in shipped(part)}
    for source, about in sorted(store.sources(root).items()):
        if not about.table and "/" not in source:
            names = ("source.yml", *sorted(about.files))
            files |= {f"{_RAW}/{source}/{n}": root / _RAW / source / n for n in names}
    return carried.archive(files)


def put_back(kept: Path, kinds: Collection[str], *, project: Path) -> None:
    """Make what is of some kinds in a copy of the project as it was in a former set.

    A source that the project has no more is not brought back, and one that the set has not stays.

    Parameters
    ----------
    kept : Path
        Archive that `packed` made.
    kinds : collection of str
        Of ``law``, ``evidence`` and ``assumptions``.
    project : Path
        Folder with ``data`` and ``policylib``.

    Raises
    ------
    DataError
        If it is not whole, or holds what `packed` does not write.
    """
    try:
        with zipfile.ZipFile(kept) as archive:
            names = [name for name in archive.namelist() if _kind(name) in kinds]
            folders = {str(PurePosixPath(name).parent) for name in names}
            there = {folder for folder in folders if (project / folder).is_dir()}
            _empty(project, there)
            archive.extractall(project, [n for n in names if str(PurePosixPath(n).parent) in there])
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        text = message(f"the former set has no readable {FILE}", way_out="The next one has.")
        raise DataError(text) from error


def _kind(name: str) -> str:
    if not _MEMBER.fullmatch(name):
        raise DataError(message(f"the former {FILE} holds what this library does not write"))
    return "evidence" if name.startswith(_RAW) else SHIPPED[PurePosixPath(name).parts[1]]


def _empty(project: Path, folders: Collection[str]) -> None:
    for folder in folders:
        if folder.startswith(_RAW):
            shutil.rmtree(project / folder)
        else:
            for path in (project / folder).iterdir():
                if path.suffix != ".py" and path.is_file():
                    path.unlink()
