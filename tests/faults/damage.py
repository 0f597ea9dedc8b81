"""What lies in the folder of reports is truncated, zeroed, bit-flipped or gone between two runs."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from policylib.reporting.pages import EXACT
from tests.faults.case import STRUCK, Case, Ended
from tests.faults.oracle import HOLDS, Fault

SEED = 20260730
FILES = {
    "journal": ("journal.jsonl",),
    "manifest": ("latest/manifest.json", "latest/manifest.sha256"),
    "a published page": (f"latest/{STRUCK}.32.16.en.html", f"latest/{STRUCK}.32.16.en.xlsx",
                         f"latest/{STRUCK}.32.16.en.tables.zip"),
    "other files of the set": ("latest/keys.json", "latest/run.json", "latest/findings.json",
                               "latest/index.html"),
    "cache of sums": ("seen/*.json",),
    "outcome, lock and index": ("outcome.json", "outcome.json.new", "lock", "index.html"),
}  # fmt: skip
SEALED = (*EXACT, "files.json")


def _truncated(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content) or 1)])


def _zeroed(path: Path, chance: random.Random) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def _flipped(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes() or b"\0")
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(content))


def _gone(path: Path, chance: random.Random) -> None:
    path.unlink()


def _other(path: Path, chance: random.Random) -> None:
    path.write_bytes(b'{"what": "something else"}')


HOW = {
    "truncated": _truncated,
    "zeroed": _zeroed,
    "a bit flipped": _flipped,
    "gone": _gone,
    "other content": _other,
}


def _damaged(place: str, how: Callable[[Path, random.Random], None], seed: int):
    """Damage a file; the same plan must come to a whole set all the same."""

    def strike(case: Case) -> Ended:
        how(case.reports / place.replace("*", case.latest()), random.Random(seed))
        return case.run()

    return strike


def _sealed(name: str, how: Callable[[Path, random.Random], None], seed: int):
    """Let one page fail so that the other waits sealed, damage that, and run again."""

    def strike(case: Case) -> Ended:
        case.write(2, 2, "1 / 0")
        first = case.run()
        waiting = sorted(case.reports.glob(f"sealed/*/{name}"))
        if first.status != 1 or len(waiting) != 1:
            case.notes.append(f"{first.status}, {len(waiting)} sealed: {first.said[-300:]}")
            return first
        how(waiting[0], random.Random(seed))
        (case.folder / "alerts").unlink(missing_ok=True)
        case.write(2, 2)
        ended = case.run()
        told = [a["what"] for a in case.alerts()]
        if told != ["recovery"]:
            case.notes.append(f"told {told} after a repair")
        (case.folder / "alerts").unlink(missing_ok=True)
        return ended

    return strike


def all_faults() -> list[Fault]:
    """Return every kind of damage of every file."""
    found, number = [], SEED
    for group, places in FILES.items():
        for place in places:
            for word, how in HOW.items():
                number += 1
                found.append(
                    Fault(f"damaged: {group}", f"{place} {word}", _damaged(place, how, number),
                          (), HOLDS)
                )  # fmt: skip
    for name in SEALED:
        for word, how in HOW.items():
            number += 1
            found.append(
                Fault("damaged: sealed pages", f"{name} {word}", _sealed(name, how, number),
                      (), HOLDS)
            )  # fmt: skip
    return found
