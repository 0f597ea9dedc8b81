"""Which raw sources this process has read: what a notebook declares is held against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylib.store.raw import SourceFile

_READ: set[str] = set()


def note(files: Iterable[str]) -> None:
    """Remember the sources of raw files or versions, ``source/…``."""
    _READ.update(file.partition("/")[0] for file in files)


def read_so_far() -> frozenset[str]:
    """Return the folders under data/raw whose content this process has been given.

    A processed table counts for every source it stands on, and what a source says of itself for
    that source once it is looked up.
    """
    return frozenset(_READ)


class Noted(Mapping):
    """What sources say of themselves; to look one up is to read it, to list the names is not."""

    def __init__(self, sources: Mapping[str, SourceFile]) -> None:
        self._sources = sources

    def __getitem__(self, name: str) -> SourceFile:
        found = self._sources[name]
        note([name])
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)
