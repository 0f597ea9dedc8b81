"""Facts checked and areas read, before any page is planned; light where nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from policylib import pipeline, store
from policylib.regions import Register


def prepare(root: Path, *, say: Callable[[str], None]) -> Register:
    """Check facts and compute what is missing; return the register of areas.

    Raises
    ------
    DataError
        If a raw file changed without its seal, or a table breaks its contract.
    """
    pipeline.build(root, say=say)
    return store.areas(root=root)
