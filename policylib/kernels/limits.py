"""What a notebook may use, and the part of it that the system itself enforces in the kernel."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policylib.errors import UsageError, message

MEMORY = "POLICYLIB_MEMORY_BYTES"
FILE = "POLICYLIB_FILE_BYTES"
MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """Limits of one notebook; a run that passes one is ended and fails.

    Parameters
    ----------
    cell_seconds, notebook_seconds, start_seconds : float
        By the wall clock; ``start_seconds`` until the kernel answers.
    memory_bytes : int
        Of the kernel and all that its cells start, together.
    output_bytes : int
        What the kernel sends, counted as it arrives.
    file_bytes : int
        Size of any one file that a cell writes.
    """

    cell_seconds: float = 600.0
    notebook_seconds: float = 3600.0
    memory_bytes: int = 4096 * MIB
    output_bytes: int = 64 * MIB
    file_bytes: int = 1024 * MIB
    start_seconds: float = 60.0

    def __post_init__(self) -> None:
        """Refuse a limit that is no positive number.

        Raises
        ------
        UsageError
        """
        for name, value in vars(self).items():
            if not (isinstance(value, int | float) and math.isfinite(value) and value > 0):
                raise UsageError(
                    message(f"{name} is {value!r}", where="limits", expected="a positive number")
                )

    def environment(self) -> dict[str, str]:
        """Return the variables by which a kernel, forked or cold, is told its limits."""
        return {MEMORY: str(int(self.memory_bytes)), FILE: str(int(self.file_bytes))}


def apply(environment: Mapping[str, str]) -> None:
    """Set the limits that the environment names on this process; no core is ever written.

    Data segments are limited, not address space: libraries reserve far more than they use. What
    they hold already does not count; what is really used is watched from outside.
    """
    with contextlib.suppress(ImportError):
        import resource

        _lower(resource.RLIMIT_CORE, 0)
        if environment.get(MEMORY, "").isdigit():
            _lower(resource.RLIMIT_DATA, _held() + int(environment[MEMORY]))
        if environment.get(FILE, "").isdigit():
            _lower(resource.RLIMIT_FSIZE, int(environment[FILE]))


def _held() -> int:
    """Return the bytes of this process's data segments, where the system tells."""
    with contextlib.suppress(OSError), Path("/proc/self/status").open(encoding="ascii") as lines:
        for line in lines:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def _lower(what: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(what)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (allowed, allowed))
