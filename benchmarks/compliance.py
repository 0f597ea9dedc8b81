"""Tests of the villages' regression beside what a user would do otherwise.

Run by ``make bench``, which writes its lines into benchmarks/README.md. The plain way refits a
linear probability model by statsmodels in every draw, with a formula as in a notebook or with bare
arrays; it is measured on fewer draws and scaled up, which is said. pyfixest's `wildboottest` needs
a package of that name, which is not among ours (its releases have stopped): measured where it is
installed.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyfixest
import statsmodels.api as sm
import statsmodels.formula.api as smf

from benchmarks import measured
from benchmarks.specifications import specifications
from policylib.compliance import score_bootstrap, wild, wild_cluster
from policylib.compliance.design import Design, design

SEED, DRAWS, TERMS, TERM = 20261121, 9_999, 4, 4
FORMULA = "y ~ x1 + x2 + x3 + branch"
#: Ours is repeated, and the least is kept: it takes so little that the machine's other work shows.
REPEATS = 5


@dataclass(frozen=True)
class Size:
    """Villages, districts, and draws that the plain way is measured on."""

    villages: int
    districts: int
    refits: int


SIZES = (Size(179, 23, 200), Size(75_000, 514, 20))


def made_up(size: Size) -> Design:
    """Return made-up villages in uneven districts, of which half have a branch."""
    chance = np.random.default_rng(SEED)
    sizes = chance.multinomial(size.villages - size.districts, chance.dirichlet(
        np.full(size.districts, 20.0))) + 1  # fmt: skip
    district = np.repeat(np.arange(size.districts), sizes)
    names = [f"x{n}" for n in range(1, TERMS)]
    table = pd.DataFrame(chance.normal(size=(size.villages, TERMS - 1)), columns=names)
    table["branch"], table["district"] = district % 2 == 0, district
    line = -0.8 + 0.3 * table["x1"] + 0.5 * chance.normal(size=size.districts)[district]
    table["enrolled"] = (line + chance.logistic(size=size.villages) > 0).astype(int)
    return design(table, outcome="enrolled", terms=[*names, "branch"], groups="district")


def restricted(found: Design) -> tuple[np.ndarray, np.ndarray]:
    """Return fitted values and residuals without the term."""
    fit = sm.OLS(found.outcome, np.delete(found.matrix, TERM, axis=1)).fit()
    return fit.fittedvalues, fit.resid


def refitted(found: Design, draws: np.ndarray) -> np.ndarray:
    """Return t of draws of weights, (draws, districts), by one fit each."""
    fitted, residuals = restricted(found)
    return np.array(
        [
            sm.OLS(fitted + weights[found.groups] * residuals, found.matrix)
            .fit(cov_type="cluster", cov_kwds={"groups": found.groups})
            .tvalues[TERM]
            for weights in draws
        ]
    )


def by_formula(found: Design, draws: np.ndarray) -> np.ndarray:
    """Return the same as a notebook would: a formula and a table."""
    fitted, residuals = restricted(found)
    table, found_t = as_table(found), []
    for weights in draws:
        table["y"] = fitted + weights[found.groups] * residuals
        fit = smf.ols(FORMULA, table).fit(
            cov_type="cluster", cov_kwds={"groups": table["district"]}
        )
        found_t.append(fit.tvalues["branch"])
    return np.array(found_t)


def as_table(found: Design) -> pd.DataFrame:
    """Return the design as a table."""
    table = pd.DataFrame(found.matrix[:, 1:], columns=list(found.terms))
    return table.assign(y=found.outcome, district=found.groups)


def check(found: Design, draws: np.ndarray, theirs: np.ndarray) -> float:
    """Stop where ours and the refits differ for the same weights; return the largest difference."""
    residuals = restricted(found)[1]
    scores = wild.cluster_scores(found.matrix, residuals, found.groups, at=TERM)
    (rows, k), clusters = found.matrix.shape, len(found.labels)
    few = clusters / (clusters - 1) * (rows - 1) / (rows - k)
    ours = wild.evaluate(scores, None, draws).squares(0.0) / few
    np.testing.assert_allclose(ours, theirs**2, rtol=1e-8)
    return float(np.abs(ours / theirs**2 - 1).max())


def in_pyfixest(found: Design) -> float | None:
    """Return the seconds of pyfixest after its compilation; None where it cannot."""
    if importlib.util.find_spec("wildboottest") is None:
        return None
    fit = pyfixest.feols(FORMULA, as_table(found), vcov={"CRV1": "district"})
    asked = {"param": "branch", "seed": SEED, "weights_type": "rademacher"}
    fit.wildboottest(reps=99, **asked)
    return min(measured.timed(lambda: fit.wildboottest(reps=DRAWS, **asked))[1] for _ in range(3))


def bootstrap_rows(size: Size) -> tuple[list[tuple[str, float, float]], float]:
    """Return rows of (way, seconds, times ours) of one size, and the largest difference."""
    found = made_up(size)
    asked = {"term": "branch", "draws": DRAWS, "weights": "rademacher", "seed": SEED}
    ours, logit = (
        min(measured.timed(lambda run=run: run(found, **asked))[1] for _ in range(REPEATS))
        for run in (wild_cluster, score_bootstrap)
    )
    chance = wild.weight_draws(size.districts, draws=DRAWS, weights="rademacher", seed=SEED)
    draws = next(chance)[: size.refits]
    theirs, seconds = measured.timed(lambda: refitted(found, draws))
    formula, slow = measured.timed(lambda: by_formula(found, draws))
    np.testing.assert_allclose(formula, theirs, rtol=1e-8)
    rows = [
        ("ours, linear, with its interval", ours),
        ("ours, logit", logit),
        (
            f"statsmodels by formula, linear, scaled from {size.refits} draws",
            slow * DRAWS / size.refits,
        ),
        (
            f"statsmodels on arrays, linear, scaled from {size.refits} draws",
            seconds * DRAWS / size.refits,
        ),
    ]
    if (fixest := in_pyfixest(found)) is not None:
        rows.append(("pyfixest with wildboottest, linear, p-value only", fixest))
    return [(way, s, s / ours) for way, s in rows], check(found, draws, theirs)


def bootstrap() -> str:
    """Return the lines of the wild bootstrap."""
    head = ["| villages | districts | way | seconds | times ours |", "|---|---|---|---|---|"]
    lines, differences = [], []
    for size in SIZES:
        rows, difference = bootstrap_rows(size)
        differences.append(difference)
        start = f"| {size.villages:,} | {size.districts} |"
        lines += [f"{start} {way} | {s:,.4f} | {times:,.1f} |" for way, s, times in rows]
    same = (
        f"With the same weights ours and the refits differ by at most {max(differences):.0e} of t²."
    )
    return "\n".join([*head, *lines, "", same])


#: What the block of the page holds, in this order.
PARTS = (bootstrap, specifications)


def main() -> None:
    """Measure and write the lines."""
    lines = "\n\n".join(part() for part in PARTS)
    measured.write("compliance", lines)


if __name__ == "__main__":
    main()
