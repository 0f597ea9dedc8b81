"""The specification curve: every declared choice gone through, and a test of the whole curve.

References
----------
Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4, on the curve and its test.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from policylib import synthetic
from policylib.compliance.assembled import OUTCOME
from policylib.compliance.linear import fit_many, sums
from policylib.compliance.logits import effects_many
from policylib.compliance.multiplicity import adjusted
from policylib.compliance.plan import Choices, Plan
from policylib.errors import DataError, message

#: A row this many standard deviations from the mean of a term is an outlier.
FAR = 3.0
_FOCAL = ("budget", "understanding", "supervision")


@dataclass(frozen=True)
class Curve:
    """Effects over all declared choices.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a specification and block: block, term, others, controls, sample, model, effect (a
        share for a standard deviation, of truth values too), low, high, rank.
    summary : pandas.DataFrame
        One row a block: median effect, share of effects above 0, share whose interval excludes 0,
        and the p-value of the median of the linear models among permutations, as it is and adjusted
        for the number of blocks (Holm); not a number where no permutation was asked for.
    specifications, refused, rows : int
        Models, those without a finite estimate, and villages with an answer to every item.
    draws, seed : int
        Of the permutations.
    """

    table: pd.DataFrame
    summary: pd.DataFrame
    specifications: int
    refused: int
    rows: int
    draws: int
    seed: int
    synthetic: bool


@dataclass(frozen=True)
class _Rows:
    """Numbers of some villages: a column a name, with a constant first where they are a sample."""

    names: tuple[str, ...]
    columns: np.ndarray
    outcome: np.ndarray
    groups: np.ndarray


def curve(table: pd.DataFrame, *, plan: Plan, draws: int, seed: int) -> Curve:
    """Fit every specification of the plan on villages that answered every item.

    The test permutes the columns of a block together among the villages of a district and asks how
    often the median effect over the linear models is as far from 0: it holds what districts differ
    in, and takes villages of one district as exchangeable.

    Parameters
    ----------
    table : pandas.DataFrame
        As `assemble` gives it.
    draws : int
        Permutations; 0 leaves the test out.

    Raises
    ------
    DataError
        If fewer than two districts answer, or the outcome has one class.
    """
    used = _columns(plan.specifications)
    rows = table.dropna(subset=[*used, OUTCOME])
    if rows[OUTCOME].nunique() < 2 or rows[plan.groups].nunique() < 2:
        raise DataError(
            message(
                f"{len(rows)} villages answered every item of the specifications",
                expected="both outcomes, in two districts or more",
                way_out="Ask the villages for the missing answers.",
            )
        )
    base = _base(rows, used, plan)
    parts = [_fitted(_sample(base, name), name, plan) for name in plan.specifications.samples]
    effects = pd.concat(parts, ignore_index=True)
    effects["rank"] = effects.groupby("block")["effect"].rank(method="first")
    far = _permuted(base, plan, draws, seed) if draws else {}
    known = effects.dropna(subset=["effect"])
    return Curve(
        table=effects,
        summary=_summary(known, far),
        specifications=len(effects) // len(_FOCAL),
        refused=(len(effects) - len(known)) // len(_FOCAL),
        rows=len(rows),
        draws=draws,
        seed=seed,
        synthetic=synthetic.is_marked(table),
    )


def _columns(choices: Choices) -> list[str]:
    chosen = [*choices.budget, *choices.understanding, *choices.supervision]
    return list(dict.fromkeys([*chosen, *itertools.chain(*choices.controls)]))


def _base(rows: pd.DataFrame, used: list[str], plan: Plan) -> _Rows:
    numbers = rows[used].to_numpy(dtype="float64")
    return _Rows(
        names=tuple(used),
        columns=numbers,
        outcome=rows[OUTCOME].to_numpy(dtype="float64"),
        groups=pd.factorize(rows[plan.groups], sort=True)[0],
    )


def _sample(base: _Rows, name: str) -> _Rows:
    """Return the rows of a sample, standardised, with a constant first."""
    keep = np.ones(len(base.outcome), dtype=bool)
    if name == "without_largest_district":
        keep = base.groups != np.bincount(base.groups).argmax()
    if name == "without_outliers":
        keep = (np.abs(_standard(base.columns)) <= FAR).all(axis=1)
    columns = _standard(base.columns[keep])
    return _Rows(
        names=base.names,
        columns=np.column_stack([np.ones(len(columns)), columns]),
        outcome=base.outcome[keep],
        groups=np.unique(base.groups[keep], return_inverse=True)[1],
    )


def _standard(columns: np.ndarray) -> np.ndarray:
    return (columns - columns.mean(axis=0)) / columns.std(axis=0, ddof=1)


def _models(choices: Choices) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    blocks = itertools.product(choices.budget, choices.understanding, choices.supervision)
    return itertools.product(blocks, choices.controls)


def _alike(choices: Choices) -> list[list]:
    """Group the models of equally many terms, so that they are fitted together."""
    groups: dict[int, list] = {}
    for chosen, controls in _models(choices):
        groups.setdefault(len(controls), []).append((chosen, controls))
    return list(groups.values())


def _numbers(sample: _Rows, models: list) -> np.ndarray:
    place = {name: i for i, name in enumerate(sample.names, start=1)}
    return np.array([[0, *(place[c] for c in (*chosen, *more))] for chosen, more in models])


def _fitted(sample: _Rows, name: str, plan: Plan) -> pd.DataFrame:
    """Return effect and interval of the three blocks in every model of a sample."""
    held = sums(sample.columns, sample.outcome, sample.groups)
    half = stats.t.ppf((1 + plan.confidence) / 2, len(held.gram) - 1)
    parts = []
    for models in _alike(plan.specifications):
        numbers = _numbers(sample, models)
        for model in plan.specifications.models:
            if model == "linear":
                effects, errors = (found[:, 1:] for found in fit_many(held, numbers))
            else:
                given = (sample.columns, sample.outcome, sample.groups, numbers)
                effects, errors = effects_many(*given, binary=[False] * (numbers.shape[1] - 1))
            parts.append(_rows(models, effects, half * errors, name, model))
    return pd.concat(parts, ignore_index=True)


def _rows(models: list, effects, half, sample: str, model: str) -> pd.DataFrame:
    tables = []
    for place, block in enumerate(_FOCAL):
        others = [" ".join(t for t in chosen if t != chosen[place]) for chosen, _ in models]
        tables.append(
            pd.DataFrame(
                {
                    "block": block,
                    "term": [chosen[place] for chosen, _ in models],
                    "others": others,
                    "controls": [" ".join(more) for _, more in models],
                    "sample": sample,
                    "model": model,
                    "effect": effects[:, place],
                    "low": effects[:, place] - half[:, place],
                    "high": effects[:, place] + half[:, place],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _permuted(base: _Rows, plan: Plan, draws: int, seed: int) -> dict[str, np.ndarray]:
    """Return the median effect over the linear models, observed first, then permuted."""
    chances = np.random.SeedSequence(seed).spawn(len(_FOCAL))
    found = {}
    for place, block in enumerate(_FOCAL):
        chance = np.random.default_rng(chances[place])
        own = [base.names.index(c) for c in getattr(plan.specifications, block)]
        medians = [_median(base, plan, place)]
        for _ in range(draws):
            medians.append(_median(_shuffled(base, own, chance), plan, place))
        found[block] = np.array(medians)
    return found


def _shuffled(base: _Rows, own: list[int], chance: np.random.Generator) -> _Rows:
    """Exchange the rows of some columns, together, among the villages of a district."""
    order = np.argsort(base.groups, kind="stable")
    mixed = np.lexsort((chance.random(len(order)), base.groups))
    columns = base.columns.copy()
    columns[np.ix_(order, own)] = base.columns[np.ix_(mixed, own)]
    return replace(base, columns=columns)


def _median(base: _Rows, plan: Plan, place: int) -> float:
    effects = []
    for name in plan.specifications.samples:
        sample = _sample(base, name)
        gram, cross = sample.columns.T @ sample.columns, sample.columns.T @ sample.outcome
        for models in _alike(plan.specifications):
            numbers = _numbers(sample, models)
            across = gram[numbers[:, :, None], numbers[:, None, :]]
            solved = np.linalg.solve(across, cross[numbers][..., None])[..., 0]
            effects.append(solved[:, place + 1])
    return float(np.median(np.concatenate(effects)))


def _summary(known: pd.DataFrame, medians: dict[str, np.ndarray]) -> pd.DataFrame:
    rows = []
    for block, own in known.groupby("block", sort=False):
        far = medians.get(block)
        beyond = np.nan if far is None else np.mean(np.abs(far) >= np.abs(far[0]) * (1 - 1e-9))
        rows.append(
            {
                "block": block,
                "median": own["effect"].median(),
                "least": own["effect"].min(),
                "most": own["effect"].max(),
                "above_zero": (own["effect"] > 0).mean(),
                "excludes_zero": ((own["low"] > 0) | (own["high"] < 0)).mean(),
                "p_value": beyond,
            }
        )
    found = pd.DataFrame(rows)
    holm = adjusted(found.set_index("block")["p_value"])["holm"] if medians else np.nan
    return found.assign(adjusted=holm)
