"""Stock and flow of the country: 514 regions, three segments, 120 months, 10,000 draws.

Run by ``make bench``, which writes its lines into benchmarks/README.md. The other ways are what a
user would write: pandas over all regions at once, one draw and month at a time; and a loop over
the rows of that table. Both are measured on a slice and scaled up, which is said.
"""

from __future__ import annotations

import os
import resource
from dataclasses import replace

import numpy as np
import pandas as pd

from benchmarks import measured
from policylib.projection import stock

REGIONS, SEGMENTS, MONTHS, DRAWS, SEED = 514, 3, 120, 10_000, 20261121
KEEP = tuple(range(12, MONTHS + 1, 12))
#: Draws that pandas is measured on, and months of one draw that the loop is measured on.
PANDAS_DRAWS, LOOP_MONTHS = 4, 2


def made_up() -> stock.Flows:
    """Return made-up rates of every regency and city."""
    chance = np.random.default_rng(SEED)
    shape = (REGIONS, SEGMENTS)
    return stock.Flows(
        start=chance.uniform(1e4, 5e5, shape),
        entries=chance.uniform(100, 5_000, shape),
        exits=chance.uniform(0.005, 0.05, shape),
        entries_sd=0.2,
        exits_sd=0.2,
        shock_sd=0.1,
    )


def in_pandas(flows: stock.Flows, draws: int, chance: np.random.Generator) -> pd.DataFrame:
    """Step every region at once in the columns of a table, one draw and month at a time."""
    count, kept = flows.start.size, {}
    for draw in range(draws):
        table = pd.DataFrame(
            {
                "region": np.repeat(np.arange(REGIONS), SEGMENTS),
                "people": flows.start.ravel(),
                "entries": flows.entries.ravel()
                * (1 + flows.entries_sd * chance.standard_normal(count)).clip(0),
                "exits": flows.exits.ravel()
                * (1 + flows.exits_sd * chance.standard_normal(count)).clip(0),
            }
        )
        for month in range(1, MONTHS + 1):
            table["shock"] = (1 + flows.shock_sd * chance.standard_normal(count)).clip(0)
            table["people"] = table["people"] * (1 - table["exits"]) + (
                table["entries"] * table["shock"]
            )
            if month in KEEP:
                kept[draw, month] = table.groupby("region")["people"].sum()
    return pd.DataFrame(kept)


def in_a_loop(flows: stock.Flows, months: int, chance: np.random.Generator) -> pd.DataFrame:
    """Step a table row by row, as in a notebook."""
    table = pd.DataFrame(
        {
            "entries": flows.entries.ravel(),
            "exits": flows.exits.ravel(),
            "people": flows.start.ravel(),
        }
    )
    for _ in range(months):
        for at, row in table.iterrows():
            shock = max(1 + flows.shock_sd * chance.standard_normal(), 0)
            people = row["people"] * (1 - row["exits"]) + row["entries"] * shock
            table.loc[at, "people"] = people
    return table


def check(flows: stock.Flows) -> None:
    """Stop where the three do not agree on flows without chance."""
    still = replace(flows, entries_sd=0.0, exits_sd=0.0, shock_sd=0.0)
    chance = np.random.default_rng(SEED)
    ours = stock.simulate(still, keep=KEEP, draws=2, seed=SEED)[:, -1, :, 1]
    pandas = in_pandas(still, 1, chance)[0].to_numpy()
    np.testing.assert_allclose(ours, pandas, rtol=2e-5)
    first = stock.simulate(still, keep=(1,), draws=2, seed=SEED)[:, :-1, 0, 1]
    looped = in_a_loop(still, 1, chance)["people"].to_numpy().reshape(REGIONS, SEGMENTS)
    np.testing.assert_allclose(first, looped, rtol=2e-5)


def numbers_alone() -> float:
    """Return the seconds that the random numbers of all months take by themselves."""
    chance, block = np.random.Generator(np.random.SFC64(SEED)), 1_200
    drawn = np.empty((SEGMENTS, DRAWS), np.float32)
    _, seconds = measured.timed(
        lambda: [chance.standard_normal(out=drawn, dtype=np.float32) for _ in range(block)]
    )
    return seconds * REGIONS * MONTHS / block


def measure() -> str:
    """Return the lines of the page."""
    flows = made_up()
    check(flows)
    given = {"keep": KEEP, "draws": DRAWS, "seed": SEED}
    one_core, alone = measured.timed(lambda: stock.simulate(flows, **given))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    cores = os.cpu_count() or 1
    all_cores, ours = measured.timed(lambda: stock.simulate(flows, processes=cores, **given))
    if one_core.tobytes() != all_cores.tobytes():
        raise SystemExit("processes change the bytes")
    _, closed = measured.timed(lambda: stock.simulate(replace(flows, shock_sd=0.0), **given))
    chance = np.random.default_rng(SEED)
    slow = measured.timed(lambda: in_pandas(flows, PANDAS_DRAWS, chance))[1] * DRAWS / PANDAS_DRAWS
    looped = measured.timed(lambda: in_a_loop(flows, LOOP_MONTHS, chance))[1]
    looped *= DRAWS * MONTHS / LOOP_MONTHS
    rows = [
        (f"ours, a shock a month, {cores} processes", ours),
        ("ours, a shock a month, one core", alone),
        ("ours, rates drawn once (closed form), one core", closed),
        (f"pandas over regions, one core, scaled from {PANDAS_DRAWS} draws", slow),
        (f"loop over rows, one core, scaled from {LOOP_MONTHS} months of one draw", looped),
    ]
    table = [f"| {way} | {s:,.1f} | {s / ours:,.2f} | {s / alone:,.2f} |" for way, s in rows]
    head = ["| way | seconds | times ours | times ours on one core |", "|---|---|---|---|"]
    return "\n".join([*head, *table, "", _limits(flows, alone, closed, memory)])


def _limits(flows: stock.Flows, alone: float, closed: float, memory: float) -> str:
    one = stock.Flows(flows.start[:1], flows.entries[:1], flows.exits[:1], 0.2, 0.2, 0.1)
    every = tuple(range(1, MONTHS + 1))
    _, single = measured.timed(lambda: stock.simulate(one, keep=every, draws=DRAWS, seed=SEED))
    numbers = numbers_alone()
    return (
        f"The random numbers alone take {numbers:.1f} s, {100 * numbers / alone:.0f} percent of "
        f"the run on one core; a region's draws stay in the cache, at most {memory:.2f} GB in all. "
        f"The closed form is {alone / closed:.1f} times as fast as the shocks. One region with "
        f"quantiles of all {MONTHS} months: {single:.2f} s."
    )


def main() -> None:
    """Measure and write the lines."""
    lines = measure()
    measured.write("stock", lines)


if __name__ == "__main__":
    main()
