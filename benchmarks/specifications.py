"""Many models and draws of districts beside the plain loop of statsmodels.

Called by `benchmarks.compliance`. Models are choices of five of fourteen columns; the loop is
measured on fewer models and scaled up, which is said.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm

from benchmarks.stock import timed
from policylib.compliance import resampled_effects
from policylib.compliance.design import Design
from policylib.compliance.linear import fit_many, sums
from policylib.compliance.logits import effects_many

SEED, MODELS, COLUMNS, TERMS, DRAWS = 20261121, 1_000, 14, 5, 999


@dataclass(frozen=True)
class Size:
    """Villages, districts, and models or draws that the loop is measured on."""

    villages: int
    districts: int
    refits: int


SIZES = (Size(179, 23, 100), Size(75_000, 514, 10))


@dataclass(frozen=True)
class Rows:
    """Made-up villages: columns with a constant first, outcome, district."""

    columns: np.ndarray
    outcome: np.ndarray
    groups: np.ndarray


def made_up(size: Size) -> Rows:
    """Return made-up villages in uneven districts."""
    chance = np.random.default_rng(SEED)
    columns = np.column_stack(
        [np.ones(size.villages), chance.normal(size=(size.villages, COLUMNS))]
    )
    groups = np.concatenate(
        [
            np.arange(size.districts),
            chance.choice(size.districts, size.villages - size.districts,
                          p=chance.dirichlet(np.full(size.districts, 20.0))),
        ]
    )  # fmt: skip
    line = -0.9 + 0.4 * columns[:, 1] + 0.3 * chance.normal(size=size.districts)[groups]
    outcome = (line + chance.logistic(size=size.villages) > 0).astype(float)
    return Rows(columns, outcome, groups)


def models() -> np.ndarray:
    """Return the columns of every model, the constant first."""
    chosen = itertools.combinations(range(1, COLUMNS + 1), TERMS)
    return np.array([(0, *terms) for terms in itertools.islice(chosen, MODELS)])


def linear_loop(rows: Rows, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients and clustered errors, one fit a model."""
    fits = [
        sm.OLS(rows.outcome, rows.columns[:, m]).fit(
            cov_type="cluster", cov_kwds={"groups": rows.groups}
        )
        for m in chosen
    ]
    return np.array([f.params for f in fits]), np.array([f.bse for f in fits])


def logit_loop(rows: Rows, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return average marginal effects and clustered errors, one fit a model."""
    margins = [
        sm.Logit(rows.outcome, rows.columns[:, m])
        .fit(disp=False, cov_type="cluster", cov_kwds={"groups": rows.groups})
        .get_margeff()
        for m in chosen
    ]
    return np.array([m.margeff for m in margins]), np.array([m.margeff_se for m in margins])


def linear_ours(rows: Rows, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the same from sums by district."""
    return fit_many(sums(rows.columns, rows.outcome, rows.groups), chosen)


def logit_ours(rows: Rows, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the same in batches."""
    return effects_many(rows.columns, rows.outcome, rows.groups, chosen, binary=[False] * TERMS)


def specifications() -> str:
    """Return the lines of many models, and of draws of districts."""
    lines = [
        "| job | villages | ours, seconds | statsmodels in a loop, seconds | times ours |",
        "|---|---|---|---|---|",
    ]
    every, differences = models(), []
    for size in SIZES:
        rows = made_up(size)
        for name, ours, loop in (
            (f"{MODELS:,} linear models", linear_ours, linear_loop),
            (f"{MODELS:,} logits with effects", logit_ours, logit_loop),
        ):
            found, seconds = timed(lambda run=ours, held=rows: run(held, every))
            few = every[: size.refits]
            theirs, slow = timed(lambda run=loop, held=rows, few=few: run(held, few))
            for mine, other in zip(found, theirs, strict=True):
                np.testing.assert_allclose(mine[: size.refits], other, atol=1e-8)
                differences.append(np.abs(mine[: size.refits] - other).max())
            lines.append(_line(name, size, seconds, slow * MODELS / size.refits, size.refits))
    lines.append(_bootstrap(SIZES[0]))
    same = f"Largest difference of effects, coefficients and errors: {max(differences):.0e}."
    return "\n".join([*lines, "", same])


def _line(name: str, size: Size, ours: float, loop: float, refits: int) -> str:
    scaled = f"{loop:,.1f} (scaled from {refits})"
    return f"| {name} | {size.villages:,} | {ours:,.3f} | {scaled} | {loop / ours:,.0f} |"


def _bootstrap(size: Size) -> str:
    rows, model = made_up(size), models()[0]
    seen = Design(
        matrix=rows.columns[:, model],
        outcome=rows.outcome,
        groups=rows.groups,
        terms=tuple(f"x{n}" for n in model[1:]),
        labels=tuple(map(str, range(size.districts))),
        binary=np.zeros(TERMS, dtype=bool),
        synthetic=True,
    )
    found, seconds = timed(lambda: resampled_effects(seen, confidence=0.95, draws=DRAWS, seed=SEED))
    theirs, slow = timed(lambda: _refitted(seen, size.refits))
    np.testing.assert_allclose(found.effects[: size.refits], theirs, atol=1e-8)
    name = f"{DRAWS} draws of districts, effects"
    return _line(name, size, seconds, slow * DRAWS / size.refits, size.refits)


def _refitted(seen: Design, draws: int) -> np.ndarray:
    districts = len(seen.labels)
    chance = np.random.default_rng(SEED)
    times = chance.multinomial(districts, np.full(districts, 1 / districts), size=DRAWS)
    found = []
    for own in times[:draws]:
        rows = np.repeat(np.arange(len(seen.outcome)), own[seen.groups])
        fit = sm.Logit(seen.outcome[rows], seen.matrix[rows]).fit(disp=False)
        found.append(fit.get_margeff().margeff)
    return np.array(found)
