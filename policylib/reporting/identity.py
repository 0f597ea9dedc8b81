"""What a process makes pages with; where two differ, so may their pages."""

from __future__ import annotations

import functools
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

from policylib.reporting.needs import keys
from policylib.store.trees import digest, tree


@functools.cache
def library() -> str:
    """Return the hash of the library that this process imports."""
    return digest(tree(Path(__file__).resolve().parents[1]))


def identity(lock: str) -> dict[str, str]:
    """Return what this process makes pages with, part by part.

    Parameters
    ----------
    lock : str
        Text of requirements.lock; versions of other packages do not count.
    """
    return {
        "policylib": library(),
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "installed packages": keys.installed(lock),
        "platform": f"{sys.platform} {platform.machine()}",
    }


def differences(mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """Name the parts that differ."""
    return [name for name, value in mine.items() if theirs.get(name) != value]
