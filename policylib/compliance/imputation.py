"""Missing terms of villages: how many, and filled in many times.

Chained equations suppose that a value is missing at random given the other terms and the outcome.
Districts are not in the equations: what they share beyond the terms is not carried into filled-in
values, so intervals are a little short where much is missing and districts differ much.

References
----------
Rubin (1987), Multiple Imputation for Nonresponse in Surveys, chapter 5; van Buuren (2018), Flexible
Imputation of Missing Data, sections 3.2 to 3.6 and 4.5; White, Daniel and Royston (2010),
Computational Statistics and Data Analysis 54.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from policylib.compliance.newton import maximise_many
from policylib.errors import DataError, UsageError, closest, message, places

#: Rounds through the equations before a set is taken (van Buuren 2018: 5 to 20 are enough).
CYCLES = 10
#: Known values among which one is drawn.
DONORS = 5
IMPUTED = "imputed"


@dataclass(frozen=True)
class Missing:
    """What is missing.

    Attributes
    ----------
    table : pandas.DataFrame
        term, missing, share, share_yes, share_no: number and share of rows without the term, over
        all rows and by outcome.
    districts : pandas.DataFrame
        term, district, villages: where no village has the term.
    rows, complete : int
        Rows, and rows with every term.
    """

    table: pd.DataFrame
    districts: pd.DataFrame
    rows: int
    complete: int


def missing(table: pd.DataFrame, *, terms: Sequence[str], outcome: str, groups: str) -> Missing:
    """Count what is missing, by term, outcome and district.

    Raises
    ------
    DataError
        If the outcome or the district of a row is missing, or the outcome is not 0 or 1.
    UsageError
        If a column is unknown.
    """
    _refuse_bad_cells(table, terms, outcome, groups)
    gone = table[list(terms)].isna()
    yes = table[outcome].astype("float64") == 1
    counts = pd.DataFrame(
        {
            "term": list(terms),
            "missing": gone.sum().to_numpy(),
            "share": gone.mean().to_numpy(),
            "share_yes": gone[yes].mean().to_numpy(),
            "share_no": gone[~yes].mean().to_numpy(),
        }
    )
    return Missing(
        table=counts,
        districts=_whole_districts(gone, table[groups]),
        rows=len(table),
        complete=int((~gone.any(axis=1)).sum()),
    )


def impute(
    table: pd.DataFrame,
    *,
    terms: Sequence[str],
    outcome: str,
    groups: str,
    sets: int,
    seed: int,
) -> list[pd.DataFrame]:
    """Fill in missing terms several times by chained equations, the outcome among the predictors.

    A continuous term is drawn among the known values whose prediction is nearest (predictive mean
    matching after a draw of the coefficients); a term of truth values by a logit whose coefficients
    are drawn, with the added rows of White, Daniel and Royston so that it is always finite.

    Parameters
    ----------
    table : pandas.DataFrame
        A term of truth values has dtype bool, 'boolean', or holds only True, False and missing.
    sets : int
        Number of filled-in tables, at least 2.

    Returns
    -------
    list of pandas.DataFrame
        Each with the column ``imputed``: whether the row holds a filled-in term.

    Raises
    ------
    DataError
        If a term is missing for every village of a district (nothing there says what it is), the
        outcome or district is missing, or too few values are known.
    UsageError
        If a column is unknown or ``imputed`` stands already, or fewer than two sets are asked for.
    """
    _refuse_bad_cells(table, terms, outcome, groups)
    if sets < 2 or seed < 0 or IMPUTED in table:
        raise UsageError(
            message(
                f"{sets} sets, seed {seed}" + (f", column '{IMPUTED}'" * (IMPUTED in table)),
                expected=f"two sets or more, a seed from 0, no column '{IMPUTED}'",
            )
        )
    gone = table[list(terms)].isna()
    _refuse_whole_districts(gone, table[groups])
    yes_no = [_is_yes_no(table[term]) for term in terms]
    known = table[list(terms)].astype("float64").to_numpy(copy=True)
    filled = []
    for own in np.random.SeedSequence(seed).spawn(sets):
        rng = np.random.default_rng(own)
        values = _chain(known, table[outcome].to_numpy(dtype="float64"), yes_no, terms, rng)
        columns = {
            term: values[:, j].astype(bool) if yes_no[j] else values[:, j]
            for j, term in enumerate(terms)
        }
        filled.append(table.assign(**columns, **{IMPUTED: gone.any(axis=1).to_numpy()}))
    return filled


def _chain(known, outcome, yes_no, terms, rng) -> np.ndarray:
    """Fill in one set, the term with the fewest missing first."""
    gone = np.isnan(known)
    order = [j for j in np.argsort(gone.sum(axis=0), kind="stable") if gone[:, j].any()]
    values = known.copy()
    for j in order:
        values[gone[:, j], j] = rng.choice(known[~gone[:, j], j], size=gone[:, j].sum())
    # A single term depends on nothing that is filled in: one round is exact.
    for _ in range(CYCLES if len(order) > 1 else 1):
        for j in order:
            others = np.column_stack([outcome, np.delete(values, j, axis=1)])
            spread = others.std(axis=0)
            others = (others - others.mean(axis=0)) / np.where(spread > 0, spread, 1)
            x = np.column_stack([np.ones(len(others)), others])
            _refuse_too_few(x[~gone[:, j]], terms[j])
            draw = _draw_yes_no if yes_no[j] else _draw_nearest
            values[gone[:, j], j] = draw(x, known[:, j], gone[:, j], rng)
    return values


def _draw_nearest(x, target, gone, rng) -> np.ndarray:
    seen, y = x[~gone], target[~gone]
    inverse = np.linalg.inv(seen.T @ seen)
    b = inverse @ (seen.T @ y)
    free = len(y) - x.shape[1]
    scale = np.sqrt(((y - seen @ b) ** 2).sum() / rng.chisquare(free))
    drawn = b + scale * np.linalg.cholesky(inverse) @ rng.normal(size=len(b))
    distance = np.abs((x[gone] @ drawn)[:, None] - (seen @ b)[None, :])
    # Equal distances would otherwise favour the rows that stand first.
    mixed = rng.permutation(len(y))
    near = mixed[np.argsort(distance[:, mixed], axis=1, kind="stable")[:, :DONORS]]
    return y[near[np.arange(len(near)), rng.integers(near.shape[1], size=len(near))]]


def _draw_yes_no(x, target, gone, rng) -> np.ndarray:
    seen, y, k = x[~gone], target[~gone], x.shape[1]
    # Rows one standard deviation from the mean along each predictor, with both outcomes.
    along = np.zeros((4 * (k - 1), k))
    along[:, 0] = 1
    along[np.arange(len(along)), 1 + np.arange(len(along)) // 4] = np.tile([1, 1, -1, -1], k - 1)
    weights = np.concatenate([np.ones(len(y)), np.full(len(along), k / len(along))])
    both = np.concatenate([y, np.tile([0.0, 1.0], 2 * (k - 1))])
    fit = maximise_many(np.vstack([seen, along]), both[None], weights=weights[None])
    drawn = fit.coefficients[0] + np.linalg.cholesky(fit.inverse[0]) @ rng.normal(size=k)
    return (rng.random(gone.sum()) < expit(x[gone] @ drawn)).astype(float)


def _is_yes_no(values: pd.Series) -> bool:
    known = values.dropna()
    return values.dtype in (bool, "boolean") or (
        len(known) > 0 and all(isinstance(v, bool | np.bool_) for v in known)
    )


def _whole_districts(gone: pd.DataFrame, districts: pd.Series) -> pd.DataFrame:
    by = gone.groupby(districts.to_numpy())
    whole, villages = by.all(), by.size()
    found = [
        {"term": term, "district": str(name), "villages": int(villages[name])}
        for term in gone
        for name in whole.index[whole[term]]
    ]
    return pd.DataFrame(found, columns=["term", "district", "villages"])


def _refuse_whole_districts(gone: pd.DataFrame, districts: pd.Series) -> None:
    whole = _whole_districts(gone, districts)
    if len(whole):
        raise DataError(
            message(
                "a term is missing for every village of a district",
                where=places([f"'{r.term}' in {r.district}" for r in whole.itertuples()]),
                way_out="Leave the term or the district out, and say so; nothing there is known.",
            )
        )


def _refuse_too_few(seen: np.ndarray, term: str) -> None:
    if len(seen) < seen.shape[1] + DONORS or np.linalg.matrix_rank(seen) < seen.shape[1]:
        raise DataError(
            message(
                f"'{term}' cannot be predicted from the other terms",
                where=f"{len(seen)} values are known",
                expected=f"{seen.shape[1] + DONORS} or more, and terms that differ among them",
                way_out="Leave the term out.",
            )
        )


def _refuse_bad_cells(table: pd.DataFrame, terms: Sequence[str], outcome: str, groups: str) -> None:
    if unknown := [c for c in [*terms, outcome, groups] if c not in table]:
        raise UsageError(message(f"no column '{unknown[0]}'", way_out=closest(unknown[0], table)))
    if empty := [c for c in (outcome, groups) if table[c].isna().any()]:
        raise DataError(message("missing values", where=", ".join(empty), way_out="Fill them."))
    if not table[outcome].isin((0, 1)).all():
        raise DataError(message(f"'{outcome}' holds other values than 0 and 1"))
