"""The machine around a run: its clock, its languages, its paths, its network, its input."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import kills
from tests.faults.case import STRUCK, Case, Ended, in_namespace
from tests.faults.oracle import FAILS, HOLDS, Fault

DAY = 86_400
CLOCKS = {
    "a day back": lambda now: -DAY,
    "twelve years back": lambda now: -12 * 365 * DAY,
    "just before the end of 32 bits": lambda now: 2**31 - 8 - now,
    "in February 2038": lambda now: 2**31 + 14 * DAY - now,
}
LOCALES = {
    "C": {"LC_ALL": "C"},
    "C in bytes": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX": {"LC_ALL": "POSIX"},
    "one that does not exist": {"LC_ALL": "xx_YY.UTF-8"},
    "no locale at all": {"LANG": "", "LC_ALL": ""},
    "tr_TR": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
}
ODD = ("with spaces", 'it\'s "quoted"', "emoji 😀 é", "a;b&c$d`e", "-x=1,y %25#?", "dot.")


@functools.cache
def _clock() -> Path:
    """Compile the clock that can be shifted."""
    place = Path(tempfile.mkdtemp(prefix="faults-")) / "clock.so"
    source = Path(__file__).with_name("clock.c")
    words = ["cc", "-shared", "-fPIC", "-O1", "-o", str(place), str(source), "-ldl"]
    subprocess.run(words, check=True)
    return place


@functools.cache
def _turkish() -> str:
    """Make the Turkish locale, whose capital i is another letter; "" where it cannot be made."""
    place = Path(tempfile.mkdtemp(prefix="faults-"))
    words = ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(place / "tr_TR.UTF-8")]
    try:
        subprocess.run(words, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return str(place)


def can_shift_clocks() -> bool:
    """Whether there is a compiler for the clock."""
    return shutil.which("cc") is not None


def can_have_namespaces() -> bool:
    """Whether a process may have a network and mounts of its own."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    done = subprocess.run(
        ["unshare", "-n", "-m", "ip", "link", "set", "lo", "up"], capture_output=True
    )
    return done.returncode == 0


def _shifted(by: Callable[[int], int], after: int = 0):
    def strike(case: Case) -> Ended:
        now = int(dt.datetime.now(dt.UTC).timestamp())
        case.env = {
            "LD_PRELOAD": str(_clock()),
            "POLICYLIB_CLOCK": str(by(now)),
            "POLICYLIB_CLOCK_FROM": str(now + after if after else 0),
        }
        case.write(2, 2)
        return case.run()

    return strike


def _in_locale(env: dict[str, str]):
    def strike(case: Case) -> Ended:
        more = {"LOCPATH": _turkish()} if "tr_TR.UTF-8" in env.values() and _turkish() else {}
        case.env = {**env, **more}
        case.write(2, 2)
        return case.run()

    return strike


def _at(name: str):
    """Move the office, its reports and its temporary files to a path with this name."""

    def strike(case: Case) -> Ended:
        folder = case.folder / name
        folder.mkdir()
        case.root.rename(folder / "project")
        case.folder = folder
        (folder / "tmp").mkdir()
        case.env["TMPDIR"] = str(folder / "tmp")
        moved = case.root / f"reports {name}"
        case.reports.rename(moved)
        case.output = moved.name
        if name.startswith("-"):
            case.output = f"./{moved.name}"
        case.write(2, 2)
        return case.run()

    return strike


def _without_network(case: Case) -> Ended:
    case.prefix = in_namespace("ip link set lo up", kinds=("-n",))
    case.write(2, 2)
    return case.run()


def _changed(change: Callable[[Case], Callable[[], None]]):
    """Change what the pages are made from while the first cell runs."""

    def strike(case: Case) -> Ended:
        restored: list[Callable[[], None]] = []

        def during(running: subprocess.Popen) -> None:
            kills.first(case, running, "kernel")
            restored.append(change(case))

        case.write(2, 2, "import time\ntime.sleep(3)")
        ended = case.run(during=during)
        for restore in restored:
            restore()
        return ended

    return strike


def _appended(name: str) -> Callable[[Case], Callable[[], None]]:
    def change(case: Case) -> Callable[[], None]:
        path = case.root / name
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        return lambda: path.write_bytes(before)

    return change


def _and_back(case: Case) -> Callable[[], None]:
    restore = _appended("data/raw/published-numbers/published_numbers.csv")(case)
    time.sleep(0.2)
    restore()
    return restore


def _new_file(case: Case) -> Callable[[], None]:
    path = case.root / "data" / "raw" / "new.csv"
    path.write_text("1")
    return path.unlink


CHANGES = {
    "a fact": _appended("data/raw/published-numbers/published_numbers.csv"),
    "a fact, and back": _and_back,
    "the notebook itself": _appended(f"notebooks/{STRUCK}.ipynb"),
    "a computed table": _appended("data/processed/regions.parquet"),
    "the lock of versions": _appended("requirements.lock"),
    "a new file": _new_file,
}


def all_faults() -> list[Fault]:
    """Return every fault of the machine around."""
    found = []
    if can_shift_clocks():
        found += [
            Fault("clock", f"{name}, {when}", _shifted(by, after), (), HOLDS)
            for name, by in CLOCKS.items()
            for when, after in (("all the run", 0), ("while it runs", 4))
        ]
    found += [Fault("locale", name, _in_locale(env), (), HOLDS) for name, env in LOCALES.items()]
    found += [Fault("odd paths", name, _at(name), (), HOLDS) for name in ODD]
    if can_have_namespaces():
        found.append(Fault("no network but loopback", "unshare -n", _without_network, (), HOLDS))
    found += [
        Fault("input changed during the run", name, _changed(change), ("input_changed",), FAILS)
        for name, change in CHANGES.items()
    ]
    return found
