"""Disks that are full, read-only, or limit the size of files."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.case import Case, Ended
from tests.faults.oracle import EITHER, FAILS, Fault

FREE_KB = (0, 4, 8, 16, 24, 40, 64, 100, 150, 200, 300, 400, 600)
FREE_TEMPORARY_KB = (0, 8, 40, 100, 200, 400)
#: A limit of some hundred bytes cuts the words of the hook itself, which the test reads.
LIMITS = (0, 2_000, 5_000, 20_000, 32_768, 60_000, 120_000, 250_000)
_FULL = ("disk_full",)
#: Below this no file takes even the words of an outcome.
NO_WORD_BYTES = 2_000


def mount(place: Path, options: str) -> bool:
    """Mount a small disk in memory; False where that is not permitted."""
    place.mkdir(exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    return subprocess.run(words, capture_output=True).returncode == 0


def unmount(place: Path) -> None:
    """Take the disk away."""
    subprocess.run(["umount", "-l", str(place)], capture_output=True)


def permitted() -> bool:
    """Whether a disk can be mounted and a limit set here at all."""
    if shutil.which("prlimit") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        is_mounted = mount(Path(folder), "size=64k")
        unmount(Path(folder))
    return is_mounted


def _on_disk(case: Case) -> None:
    """Move the folder of reports to a small disk of its own."""
    kept = case.root / "kept"
    case.reports.rename(kept)
    assert mount(case.reports, "size=8m")
    shutil.copytree(kept, case.reports, symlinks=True, dirs_exist_ok=True)
    shutil.rmtree(kept)


def _fill(place: Path, free_kb: int) -> None:
    free = shutil.disk_usage(place).free
    (place / "filler").write_bytes(b"0" * max(0, free - free_kb * 1024))


def _full(free_kb: int) -> Callable[[Case], Ended]:
    def strike(case: Case) -> Ended:
        _on_disk(case)
        _fill(case.reports, free_kb)
        case.write(2, 2)
        return case.run()

    return strike


def _make_room(case: Case) -> None:
    (case.reports / "filler").unlink(missing_ok=True)


def _temporary(free_kb: int) -> Callable[[Case], Ended]:
    def strike(case: Case) -> Ended:
        place = case.folder / "temporary"
        assert mount(place, "size=2m")
        _fill(place, free_kb)
        case.env["TMPDIR"] = str(place)
        case.write(2, 2)
        return case.run()

    return strike


def _without_temporary(case: Case) -> None:
    unmount(case.folder / "temporary")


def _limited(size: int) -> Callable[[Case], Ended]:
    def strike(case: Case) -> Ended:
        case.prefix = ("prlimit", f"--fsize={size}")
        case.write(2, 2)
        return case.run()

    return strike


def _read_only(case: Case) -> Ended:
    _on_disk(case)
    subprocess.run(["mount", "-o", "remount,ro", str(case.reports)], check=True)
    case.write(2, 2)
    return case.run()


def _writable(case: Case) -> None:
    subprocess.run(["mount", "-o", "remount,rw", str(case.reports)], capture_output=True)


def all_faults() -> list[Fault]:
    """Return every fault of a disk."""
    if not permitted():
        return []
    found = [
        Fault("full disk: reports", f"{k} KB free", _full(k), _FULL, EITHER, _make_room)
        for k in FREE_KB
    ]
    found += [
        Fault("full disk: temporary files", f"{k} KB free", _temporary(k),
              ("disk_full", "kernel_start", "worker_lost", "cell_error"), EITHER,
              _without_temporary)
        for k in FREE_TEMPORARY_KB
    ]  # fmt: skip
    found += [
        Fault("limit on the size of files", f"{n} bytes", _limited(n),
              ("file_too_large", "kernel_start", "worker_lost"), EITHER, alerted=n >= NO_WORD_BYTES)
        for n in LIMITS
    ]  # fmt: skip
    found.append(
        Fault("read-only disk", "from the start", _read_only, ("read_only",), FAILS, _writable,
              alerted=False)
    )  # fmt: skip
    return found
