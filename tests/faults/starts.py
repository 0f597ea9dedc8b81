"""Kernels that are missing, die or hang when they start; libraries that cannot be imported."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.faults.case import Case, Ended, in_namespace
from tests.faults.oracle import FAILS, Fault
from tests.faults.world import can_have_namespaces

#: Read by every process of the run when its interpreter starts.
_SITE = """
import os, sys
if sys.orig_argv[1:3] == ["-m", "policylib.kernels.server"]:
{what}
"""
_WHAT = {
    "the warm parent dies": "    os._exit(7)",
    "a library is missing": "    sys.modules['seaborn'] = None",
    "the warm parent writes nonsense": (
        "    import socket\n"
        "    socket.socket(fileno=int(sys.orig_argv[3])).sendall(b'nonsense' * 99)\n    os._exit(0)"
    ),
    "every kernel dies": (
        "    fork = os.fork\n    def dying():\n        pid = fork()\n"
        "        return pid or os._exit(9)\n    os.fork = dying"
    ),
}
_HANGS = {
    "every kernel hangs": (
        "    fork = os.fork\n    def hanging():\n        pid = fork()\n        while not pid:\n"
        "            import time\n            time.sleep(600)\n        return pid\n"
        "    os.fork = hanging"
    ),
    "the warm parent hangs": "    import time\n    time.sleep(600)",
}


def _patched(what: str) -> Callable[[Case], Ended]:
    def strike(case: Case) -> Ended:
        place = case.folder / "site"
        place.mkdir()
        (place / "sitecustomize.py").write_text(_SITE.format(what=what))
        case.env["PYTHONPATH"] = f"{place}:{case.environment()['PYTHONPATH']}"
        case.write(2, 2)
        return case.run()

    return strike


def _covered(name: str) -> Callable[[Case], Ended]:
    """Run where the folder of kernelspecs, or one of them, is not to be seen."""

    def strike(case: Case) -> Ended:
        place = Path(sys.prefix, "share", "jupyter", "kernels", name)
        case.prefix = in_namespace(f"mount -t tmpfs tmpfs '{place}'", kinds=("-m",))
        case.write(2, 2)
        return case.run()

    return strike


def all_faults() -> list[Fault]:
    """Return every fault of a start."""
    said = ("kernel_start", "worker_lost")
    found = [
        Fault("kernel missing, dying or hanging at start", name, _patched(what), said, FAILS)
        for name, what in (_WHAT | _HANGS).items()
    ]
    if can_have_namespaces():
        found.append(
            Fault("kernel missing, dying or hanging at start", "the kernel is missing",
                  _covered("policylib-forked"), said, FAILS)
        )  # fmt: skip
    return found
