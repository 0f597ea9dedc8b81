"""Contributions of 1.5 million people for twelve months, against a loop over people.

Run by ``make bench``, which writes its lines into benchmarks/README.md. The loop is the second
implementation (tests/blind/by_hand.py), one call a person and month, as somebody would write it
from the law.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time

import numpy as np
import pandas as pd

from benchmarks import measured
from policylib import contributions
from tests.blind import by_hand

PEOPLE, SEED = 1_500_000, 20261121
MONTHS = [dt.date(2026, month, 1) for month in range(1, 13)]
TAKEN = {
    "wage_earner": ("JKK JKM JHT", "JKK JKM JHT JP JKP"),
    "non_wage": ("JKK JKM", "JKK JKM JHT"),
    "village_official": ("JKK JKM",),
}
AMOUNT = {"wage_earner": "wage", "non_wage": "income", "village_official": "pay"}


def made_up(count: int, *, seed: int) -> pd.DataFrame:
    """Return made-up people: two thirds wage earners, a third non-wage workers, few officials."""
    chance = np.random.default_rng(seed)
    segment = chance.choice(list(TAKEN), count, p=[0.66, 0.335, 0.005])
    table = pd.DataFrame(
        {
            "segment": pd.Categorical(segment),
            "reported_rp_month": chance.integers(500_000, 15_000_000, count),
            "risk_class": chance.integers(1, 6, count),
            "labour_intensive": False,
            "sector": pd.Categorical(chance.choice(["transport", "other"], count)),
            "payer": pd.Categorical(chance.choice(["self", "budget"], count)),
        }
    )
    pick = chance.random(count)
    words = [TAKEN[s][int(p * len(TAKEN[s]))] for s, p in zip(segment, pick, strict=True)]
    return table.assign(programmes=pd.Categorical(words))


def ours(people: pd.DataFrame) -> tuple[np.ndarray, float]:
    """Return every person's rupiah by month, and the seconds it took."""
    started = time.perf_counter()
    totals = [
        f["total"].to_numpy(copy=True) for _, f in contributions.of_people(people, months=MONTHS)
    ]
    return np.stack(totals), time.perf_counter() - started


def loop(people: pd.DataFrame) -> tuple[np.ndarray, float]:
    """Return the same from one call a person and month."""
    rows = [_facts(row) for row in people.itertuples(index=False)]
    started = time.perf_counter()
    totals = np.array(
        [[by_hand.amounts(s, day, **facts)["total"] for s, facts in rows] for day in MONTHS]
    )
    return totals, time.perf_counter() - started


def _facts(row) -> tuple[str, dict]:
    facts = {AMOUNT[row.segment]: row.reported_rp_month, "programmes": row.programmes.split()}
    if row.segment == "wage_earner":
        facts |= {"risk_class": row.risk_class, "labour_intensive": row.labour_intensive}
    if row.segment == "non_wage":
        facts |= {"sector": row.sector, "payer": row.payer}
    return row.segment, facts


def main() -> None:
    """Measure both and write the lines."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    people = made_up(count, seed=SEED)
    ours(people.head(1000))  # imports and the law files are read once, and not measured
    found, seconds = ours(people)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    expected, slow = loop(people)
    if not (found == expected).all():
        raise SystemExit(f"{(found != expected).sum():,} of {found.size:,} amounts differ")
    lines = (
        f"{count:,} people × {len(MONTHS)} months of 2026 in {seconds:.1f} s, at most "
        f"{memory:.2f} GB; the loop takes {slow:,.0f} s, {slow / seconds:.0f} times as long, with "
        f"equal rupiah in all {found.size:,} amounts."
    )
    if count == PEOPLE:
        measured.write("people", lines)
    else:
        print(lines)


if __name__ == "__main__":
    main()
