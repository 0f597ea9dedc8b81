"""Two schedulers that start the same reports at the same time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tests.faults.case import Case, Ended
from tests.faults.oracle import HOLDS, Fault

SEED = 20260731
TIMES = 50
_WORDS = "another run is making these reports"


def _both(wait: float) -> Callable[[Case], Ended]:
    """Start two; each publishes, finds nothing changed, or says who holds the lock."""

    def strike(case: Case) -> Ended:
        case.write(1, 2)
        began = time.monotonic()
        first = case.start()
        time.sleep(wait)
        said = (case.folder / "said").rename(case.folder / "said first")
        second = case.start()
        case.finish(second, began)
        other = (case.folder / "said").read_text(encoding="utf-8")
        said.replace(case.folder / "said")
        ended = case.finish(first, began)
        if second.returncode not in (0, 1) or first.returncode not in (0, 1):
            case.notes.append(f"{first.returncode} {second.returncode}")
        for status, text in ((first.returncode, ended.said), (second.returncode, other)):
            if status and (_WORDS not in text or "process" not in text):
                case.notes.append(f"{status}: {text[-300:]}")
        if 0 not in (first.returncode, second.returncode):
            case.notes.append("neither of them published")
        status = min(first.returncode, second.returncode)
        return Ended(status, ended.said + other, ended.seconds)

    return strike


def all_faults(count: int = TIMES) -> list[Fault]:
    """Return as many pairs, the second one so much later than the first."""
    chance = random.Random(SEED)
    found = []
    for number in range(count):
        wait = chance.choice((0.0, chance.uniform(0, 0.5), chance.uniform(0, 8)))
        found.append(
            Fault("two schedulers at once", f"{number}: {wait:.2f} s later", _both(wait), (), HOLDS)
        )
    return found
