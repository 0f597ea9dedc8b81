"""Both implementations on random people and days.

Run by ``make verify``, which writes the line into docs/methods/contributions.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import numpy as np

from policylib import contributions
from policylib.errors import PolicylibError
from tests.blind import by_hand

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "methods" / "contributions.md"
START, END = "<!-- blind: made by make verify -->", "<!-- end of blind -->"
PEOPLE, SEED = 100_000, 20261121
_EDGES = (
    "2015-06-30 2015-07-01 2016-02-29 2016-03-01 2018-01-01 2020-07-31 2020-08-01 2021-01-31 "
    "2021-02-01 2021-02-02 2021-03-01 2025-01-31 2025-02-01 2025-02-06 2025-02-07 2025-02-28 "
    "2025-03-01 2025-07-31 2025-08-01 2025-12-31 2026-01-01 2026-01-31 2026-02-01 2026-03-31 "
    "2026-04-01 2026-12-31 2027-01-01 2027-02-28 "
)
#: Days on both sides of every change of the law, half of all draws.
EDGES = tuple(dt.date.fromisoformat(day) for day in _EDGES.split())
AMOUNTS = (
    99_999, 100_000, 1_099_999, 1_100_000, 2_022_200, 4_999_999, 5_000_000, 5_000_001, 11_086_300,
    20_199_999, 20_200_000, 0, -1, 5,
)  # fmt: skip
TAKEN = (("JKK", "JKM"), ("JKK", "JKM", "JHT"))
WAGE = (*TAKEN, ("JKK", "JKM", "JHT", "JP"), ("JKK", "JKM", "JHT", "JP", "JKP"))


def cases(count: int, *, seed: int):
    """Yield segment, day and facts of random people, half of them at an edge of the law."""
    chance = np.random.default_rng(seed)
    span = (dt.date(2027, 2, 28) - dt.date(2015, 7, 1)).days
    for _ in range(count):
        at_edge, near = chance.random(2) < (0.5, 0.3)
        day = (
            EDGES[chance.integers(len(EDGES))]
            if at_edge
            else dt.date(2015, 7, 1) + dt.timedelta(days=int(chance.integers(span)))
        )
        amount = (
            AMOUNTS[chance.integers(len(AMOUNTS))]
            if near
            else int(chance.integers(100_000, 30_000_000))
        )
        segment = ("wage_earner", "non_wage", "village_official", "construction")[
            chance.integers(4)
        ]
        yield segment, day, _facts(segment, amount, chance)


def _facts(segment: str, amount: int, chance: np.random.Generator) -> dict:
    match segment:
        case "wage_earner":
            return {
                "wage": amount,
                "risk_class": int(chance.integers(1, 6)),
                "programmes": list(WAGE[chance.integers(len(WAGE))]),
                "labour_intensive": bool(chance.random() < 0.2),
            }
        case "non_wage":
            return {
                "income": amount,
                "sector": ("transport", "other")[chance.integers(2)],
                "payer": ("self", "budget")[chance.integers(2)],
                "programmes": list(TAKEN[chance.integers(2)]),
            }
        case "village_official":
            return {"pay": amount, "programmes": list(TAKEN[chance.integers(2)])}
    return {"contract": amount * int(chance.integers(1, 1_000))}


def ours(segment: str, day: dt.date, facts: dict) -> dict[str, int] | None:
    """Return what the library says, or None where it refuses."""
    given = dict(facts)
    try:
        match segment:
            case "wage_earner":
                found = contributions.wage_earner(given.pop("wage"), period=day, **given)
            case "non_wage":
                found = contributions.non_wage(given.pop("income"), period=day, **given)
            case "village_official":
                found = contributions.village_official(given.pop("pay"), period=day, **given)
            case "construction":
                found = contributions.construction(given["contract"], period=day)
    except PolicylibError:
        return None
    return _told({**found.by_programme, **found.by_payer, "total": found.total})


def theirs(segment: str, day: dt.date, facts: dict) -> dict[str, int] | None:
    """Return what the second implementation says, or None where it refuses."""
    try:
        return _told(by_hand.amounts(segment, day, **facts))
    except ValueError:
        return None


def _told(amounts: dict[str, int]) -> dict[str, int]:
    return {k: int(v) for k, v in amounts.items() if v}


def differences(count: int, *, seed: int) -> tuple[list, int]:
    """Return the cases on which the two differ, and how many both refuse."""
    found, refused = [], 0
    for segment, day, facts in cases(count, seed=seed):
        one, two = ours(segment, day, facts), theirs(segment, day, facts)
        refused += one is None and two is None
        if one != two:
            found.append((segment, day, facts, one, two))
    return found, refused


def code_measured() -> str:
    """Return the hash of the code and law that the line measured."""
    digest = hashlib.sha256()
    folders = [ROOT / "policylib" / n for n in ("law", "contributions")]
    files = [p for f in folders for p in f.iterdir() if p.suffix in (".py", ".yaml")]
    for path in sorted([*files, Path(by_hand.__file__)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def main() -> None:
    """Compare, and write what was found."""
    found, refused = differences(PEOPLE, seed=SEED)
    for case in found[:10]:
        print(*case)
    line = (
        f"{PEOPLE:,} random people and days (seed {SEED}, code `{code_measured()}`): "
        f"{len(found):,} differences; {refused:,} refused by both."
    )
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.partition(START)[0], page.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n\n{line}\n\n{END}{after}", encoding="utf-8")
    print(line)


if __name__ == "__main__":
    main()
