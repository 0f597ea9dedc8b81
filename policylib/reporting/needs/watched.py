"""Whether what pages are made from changed while they were made."""

from __future__ import annotations

import os
from pathlib import Path

from policylib.errors import RunError, message, places

_WATCHED = ("data", "notebooks", "requirements.lock")
_PASSED_OVER = ("__pycache__", ".ipynb_checkpoints")
_LIBRARY = Path(__file__).resolve().parents[2]

Signature = dict[str, tuple[int, ...]]


def signature(root: Path) -> Signature:
    """Return size, times and identity of every file that a page can be made from.

    A file that was changed and changed back has other times: its pages may be of either state.
    """
    found = {f"policylib/{name}": about for name, about in _of(_LIBRARY)}
    for part in _WATCHED:
        found |= {f"{part}/{name}": about for name, about in _of(root / part)}
    return found


def _of(place: Path) -> list[tuple[str, tuple[int, ...]]]:
    if place.is_file():
        return [("", _about(place))]
    found = []
    for here, folders, files in os.walk(place, followlinks=True):
        folders[:] = sorted(f for f in folders if f not in _PASSED_OVER)
        for name in files:
            if not name.endswith(".pyc"):
                path = Path(here, name)
                found.append((path.relative_to(place).as_posix(), _about(path)))
    return found


def _about(path: Path) -> tuple[int, ...]:
    about = path.stat()
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino


def require_same(root: Path, before: Signature) -> None:
    """Raise RunError naming what changed since ``before``."""
    now = signature(root)
    changed = sorted(
        n.rstrip("/") for n in before.keys() | now.keys() if before.get(n) != now.get(n)
    )
    if changed:
        raise RunError(
            message(
                "what the pages are made from changed while they were made",
                where=places(changed),
                way_out="Run again when nobody changes it.",
            ),
            reason="input_changed",
        )
