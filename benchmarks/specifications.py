"""Many models and draws of districts beside the plain loop of statsmodels.

Called by `benchmarks.compliance`. Models are choices of five of fourteen columns; the loop is
measured on fewer models and draws and scaled up (benchmarks/README.md).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf

from benchmarks import measured
from policylib.compliance import resampled_effects
from policylib.compliance.design import Design
from policylib.compliance.linear import fit_many, sums
from policylib.compliance.logits import effects_many

SEED, MODELS, COLUMNS, TERMS, DRAWS = 20261121, 1_000, 14, 5, 999
REPEATS = 3


@dataclass(frozen=True)
class Size:
    """Villages, districts, and models or draws that the loop is measured on."""

    villages: int
    districts: int
    refits: int


SIZES = (Size(179, 23, 100), Size(75_000, 514, 10))
Both = tuple[np.ndarray, np.ndarray]


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


def linear_loop(rows: Rows, chosen: np.ndarray) -> Both:
    """Return coefficients and clustered errors, one fit a model."""
    fits = [
        sm.OLS(rows.outcome, rows.columns[:, m]).fit(
            cov_type="cluster", cov_kwds={"groups": rows.groups}
        )
        for m in chosen
    ]
    return np.array([f.params for f in fits]), np.array([f.bse for f in fits])


def linear_formula(rows: Rows, chosen: np.ndarray) -> Both:
    """Return the same as a notebook would: a formula and a table."""
    table = as_table(rows)
    fits = [
        smf.ols(formula(m), table).fit(cov_type="cluster", cov_kwds={"groups": table["district"]})
        for m in chosen
    ]
    return np.array([f.params for f in fits]), np.array([f.bse for f in fits])


def logit_loop(rows: Rows, chosen: np.ndarray) -> Both:
    """Return average marginal effects and clustered errors, one fit a model."""
    margins = [
        sm.Logit(rows.outcome, rows.columns[:, m])
        .fit(disp=False, cov_type="cluster", cov_kwds={"groups": rows.groups})
        .get_margeff()
        for m in chosen
    ]
    return np.array([m.margeff for m in margins]), np.array([m.margeff_se for m in margins])


def logit_formula(rows: Rows, chosen: np.ndarray) -> Both:
    """Return the same as a notebook would: a formula and a table."""
    table = as_table(rows)
    margins = [
        smf.logit(formula(m), table)
        .fit(disp=False, cov_type="cluster", cov_kwds={"groups": table["district"]})
        .get_margeff()
        for m in chosen
    ]
    return np.array([m.margeff for m in margins]), np.array([m.margeff_se for m in margins])


def as_table(rows: Rows) -> pd.DataFrame:
    """Return the rows as a table."""
    table = pd.DataFrame(rows.columns[:, 1:], columns=[f"x{n}" for n in range(1, COLUMNS + 1)])
    return table.assign(y=rows.outcome, district=rows.groups)


def formula(model: np.ndarray) -> str:
    """Return a model as statsmodels' formula."""
    return "y ~ " + " + ".join(f"x{n}" for n in model[1:])


def linear_ours(rows: Rows, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the same from sums by district."""
    return fit_many(sums(rows.columns, rows.outcome, rows.groups), chosen)


def logit_ours(rows: Rows, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the same in batches."""
    return effects_many(rows.columns, rows.outcome, rows.groups, chosen, binary=[False] * TERMS)


def specifications() -> str:
    """Return the lines of many models, and of draws of districts."""
    lines = [
        "| job | villages | ours, seconds | statsmodels by formula | on arrays | times ours |",
        "|---|---|---|---|---|---|",
    ]
    every, differences = models(), []
    for size in SIZES:
        rows = made_up(size)
        for name, ours, *loops in (
            (f"{MODELS:,} linear models", linear_ours, linear_formula, linear_loop),
            (f"{MODELS:,} logits with effects", logit_ours, logit_formula, logit_loop),
        ):
            found, seconds = least(lambda run=ours, held=rows: run(held, every))
            few, slow = every[: size.refits], []
            for loop in loops:
                theirs, took = measured.timed(lambda run=loop, held=rows, few=few: run(held, few))
                slow.append(took * MODELS / size.refits)
                differences += _differences(found, theirs, size.refits)
            lines.append(_line(name, size, seconds, slow))
    lines.append(_bootstrap(SIZES[0]))
    same = f"Largest difference of effects, coefficients and errors: {max(differences):.0e}."
    return "\n".join([*lines, "", same])


def least(run: Callable[[], object]) -> tuple[object, float]:
    """Return what ``run`` returns and the least seconds of some calls, as in a notebook's session.

    Ours takes so little that the machine's other work shows; the loops are means of many fits.
    """
    found = [measured.timed(run) for _ in range(REPEATS)]
    return found[0][0], min(seconds for _, seconds in found)


def _differences(ours: Both, theirs: Both, count: int) -> list[float]:
    """Stop where ours and the loop differ; return the largest differences."""
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine[:count], other, atol=1e-8)
    return [np.abs(m[:count] - o).max() for m, o in zip(ours, theirs, strict=True)]


def _line(name: str, size: Size, ours: float, loops: list[float]) -> str:
    slow = " | ".join(f"{s:,.1f}" for s in loops)
    times = " and ".join(f"{s / ours:,.0f}" for s in loops)
    return f"| {name} | {size.villages:,} | {ours:,.3f} | {slow} | {times} |"


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
    found, seconds = least(lambda: resampled_effects(seen, confidence=0.95, draws=DRAWS, seed=SEED))
    slow = []
    for refit in (_by_formula(as_table(rows), formula(model)), _on_arrays(seen)):
        theirs, took = measured.timed(lambda refit=refit: _refitted(seen, refit, size.refits))
        slow.append(took * DRAWS / size.refits)
        np.testing.assert_allclose(found.effects[: size.refits], theirs, atol=1e-8)
    return _line(f"{DRAWS} draws of districts, effects", size, seconds, slow)


def _refitted(seen: Design, refit: Callable[[np.ndarray], np.ndarray], draws: int) -> np.ndarray:
    districts = len(seen.labels)
    chance = np.random.default_rng(SEED)
    times = chance.multinomial(districts, np.full(districts, 1 / districts), size=DRAWS)
    every = np.arange(len(seen.outcome))
    return np.array([refit(np.repeat(every, own[seen.groups])) for own in times[:draws]])


def _by_formula(table: pd.DataFrame, written: str) -> Callable[[np.ndarray], np.ndarray]:
    return lambda rows: smf.logit(written, table.iloc[rows]).fit(disp=False).get_margeff().margeff


def _on_arrays(seen: Design) -> Callable[[np.ndarray], np.ndarray]:
    return lambda rows: (
        sm.Logit(seen.outcome[rows], seen.matrix[rows]).fit(disp=False).get_margeff().margeff
    )
