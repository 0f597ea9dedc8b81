"""How much of what a model explains belongs to each block: Shapley shares with their doubt.

References
----------
Shapley (1953); Lipovetsky and Conklin (2001) on regression; McFadden (1974) on the measure of fit;
Huettner and Sunder (2012) on intervals of the shares.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib.compliance.design import Design
from policylib.compliance.newton import maximise_many
from policylib.compliance.weighted import drawn_districts
from policylib.errors import DataError, UsageError, message

#: Share of bootstrap draws that may lack a finite estimate before the intervals are refused.
MOST_REFUSED = 0.1


@dataclass(frozen=True)
class Shares:
    """Shares of the blocks in the gain of fit over the controls.

    Attributes
    ----------
    table : pandas.DataFrame
        block, share, low, high, rank, rank_low, rank_high.
    gain : float
        McFadden's R² of all blocks and controls less that of the controls.
    clear : bool
        Whether one block's rank is first in the whole interval.
    draws, refused : int
        Bootstrap draws of districts, and those without a finite estimate.
    """

    table: pd.DataFrame
    gain: float
    clear: bool
    draws: int
    refused: int
    seed: int
    synthetic: bool


def shapley(worth: Callable[[frozenset[str]], np.ndarray], players: Sequence[str]) -> np.ndarray:
    """Return each player's mean gain over all orders in which players can join.

    Parameters
    ----------
    worth : callable
        A set of players to its worth, a number or an array.

    Returns
    -------
    numpy.ndarray, (players, …)
    """
    held = {
        frozenset(c): np.asarray(worth(frozenset(c)), dtype="float64")
        for size in range(len(players) + 1)
        for c in itertools.combinations(players, size)
    }
    return np.stack([_mean_gain(held, player, len(players)) for player in players])


def _mean_gain(held: Mapping[frozenset[str], np.ndarray], player: str, count: int) -> np.ndarray:
    orders = math.factorial(count)
    return sum(
        math.factorial(len(c)) * math.factorial(count - len(c) - 1) / orders
        * (held[c | {player}] - without)
        for c, without in held.items()
        if player not in c
    )  # fmt: skip


def block_shares(
    design: Design,
    *,
    blocks: Mapping[str, Sequence[str]],
    confidence: float,
    draws: int,
    seed: int,
) -> Shares:
    """Split the gain in McFadden's R² over the controls among blocks of terms.

    Terms in no block are controls and stand in every model. Intervals are percentiles over
    bootstrap draws of whole districts, of shares and of ranks.

    Parameters
    ----------
    blocks : mapping of str to sequence of str
        Terms of each block.

    Raises
    ------
    UsageError
        If a block names a term that the design lacks, or there are fewer than two blocks.
    DataError
        If more than a tenth of the draws has no finite estimate.
    """
    if len(blocks) < 2 or (unknown := {t for b in blocks.values() for t in b} - {*design.terms}):
        said = f"no term '{sorted(unknown)[0]}'" if len(blocks) > 1 else "fewer than two blocks"
        raise UsageError(message(said, expected="two blocks or more of terms of the design"))
    weights = drawn_districts(design, draws=draws, seed=seed)
    values, finite = _values(design, blocks, weights)
    refused = int((~finite).sum())
    if not finite[0] or refused > MOST_REFUSED * draws:
        raise DataError(
            message(
                f"{refused} of {draws} draws have no finite estimate",
                way_out="The blocks separate the outcome; no share can be told.",
            )
        )
    kept = values[:, finite]
    return Shares(
        table=_table(kept, tuple(blocks), confidence),
        gain=float(kept[:, 0].sum()),
        clear=_clear(kept[:, 1:], confidence),
        draws=draws,
        refused=refused,
        seed=seed,
        synthetic=design.synthetic,
    )


def _values(
    design: Design, blocks: Mapping[str, Sequence[str]], weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return each block's Shapley value, (blocks, sets), and which sets are finite."""
    finite = np.ones(len(weights), dtype=bool)
    inside = {t for terms in blocks.values() for t in terms}
    controls = [i for i, t in enumerate(design.terms, start=1) if t not in inside]
    empty = _likelihoods(design, [0], weights)

    def worth(chosen: frozenset[str]) -> np.ndarray:
        of_blocks = [design.terms.index(t) + 1 for b in chosen for t in blocks[b]]
        fit = _likelihoods(design, sorted([0, *controls, *of_blocks]), weights)
        finite[:] = finite & np.isfinite(fit)
        return 1 - fit / empty

    values = shapley(worth, tuple(blocks))
    return values, finite & np.isfinite(empty)


def _likelihoods(design: Design, columns: list[int], weights: np.ndarray) -> np.ndarray:
    """Return the log-likelihood of each weighting; not a number without a finite maximum."""
    matrix = design.matrix[:, columns]
    outcomes = np.broadcast_to(design.outcome, weights.shape)
    many = maximise_many(matrix, outcomes, weights=weights)
    line = many.coefficients[many.finite] @ matrix.T
    found = np.full(len(weights), np.nan)
    found[many.finite] = (
        weights[many.finite] * (outcomes[many.finite] * line - np.logaddexp(0, line))
    ).sum(axis=1)
    return found


def _ranks(values: np.ndarray) -> np.ndarray:
    """Rank 1 for the largest share of a set; (blocks, sets)."""
    return (values[:, None, :] < values[None, :, :]).sum(axis=1) + 1


def _table(values: np.ndarray, names: tuple[str, ...], confidence: float) -> pd.DataFrame:
    shares, ends = values / values.sum(axis=0), ((1 - confidence) / 2, (1 + confidence) / 2)
    low, high = np.quantile(shares[:, 1:], ends, axis=1)
    ranks = _ranks(values)
    least, most = np.quantile(ranks[:, 1:], ends, axis=1, method="closest_observation")
    return pd.DataFrame(
        {
            "block": names,
            "share": shares[:, 0],
            "low": np.minimum(low, shares[:, 0]),
            "high": np.maximum(high, shares[:, 0]),
            "rank": ranks[:, 0],
            "rank_low": least.astype(int),
            "rank_high": most.astype(int),
        }
    )


def _clear(values: np.ndarray, confidence: float) -> bool:
    first = (_ranks(values) == 1).mean(axis=1)
    return bool(first.max() >= (1 + confidence) / 2)
