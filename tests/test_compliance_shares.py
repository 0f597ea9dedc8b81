"""Shapley shares of blocks: axioms, an independent computation, and doubt on ranks."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from policylib import compliance
from policylib.errors import DataError, UsageError

NAMES = ("budget", "understanding", "supervision", "size")


def _design(rows=180, effects=(1.0, 0.0, 0.5, 0.3), seed=3):
    chance = np.random.default_rng(seed)
    terms = chance.normal(size=(rows, 4))
    outcome = (terms @ effects + chance.logistic(size=rows) > 0.5).astype(int)
    table = pd.DataFrame(terms, columns=NAMES).assign(
        enrolled=outcome, district=np.arange(rows) % 12
    )
    return compliance.design(table, outcome="enrolled", terms=NAMES, groups="district")


BLOCKS = {b: [b] for b in NAMES[:3]}


def _shares(design, draws=200, blocks=BLOCKS):
    return compliance.block_shares(design, blocks=blocks, confidence=0.95, draws=draws, seed=1)


def _fit(design, terms):
    columns = [0, *(design.terms.index(t) + 1 for t in terms)]
    fit = sm.Logit(design.outcome, design.matrix[:, columns]).fit(disp=False)
    return 1 - fit.llf / fit.llnull


def test_shares_are_mean_gains_over_all_orders_of_joining():
    design = _design()
    gains = dict.fromkeys(BLOCKS, 0.0)
    for order in itertools.permutations(BLOCKS):
        for place, block in enumerate(order):
            before = _fit(design, [*order[:place], "size"])
            gains[block] += (_fit(design, [*order[: place + 1], "size"]) - before) / 6
    found = _shares(design)
    total = sum(gains.values())
    assert found.gain == pytest.approx(total, rel=1e-8)
    assert found.table["share"].tolist() == pytest.approx([g / total for g in gains.values()])


def test_shares_sum_to_one_and_lie_in_their_intervals():
    table = _shares(_design()).table
    assert table["share"].sum() == pytest.approx(1)
    assert (table["low"] <= table["share"]).all() and (table["share"] <= table["high"]).all()
    assert sorted(table["rank"]) == [1, 2, 3]


def test_a_block_that_changes_nothing_gets_nothing_and_equals_share_alike():
    worth = {"a": 2.0, "b": 2.0, "c": 0.0}
    shares = compliance.shapley(lambda chosen: sum(worth[p] for p in chosen), ("a", "b", "c"))
    assert shares.tolist() == [2.0, 2.0, 0.0]
    both = compliance.shapley(lambda chosen: 1.0 * ({"a", "b"} <= chosen), ("a", "b", "c"))
    assert both.tolist() == pytest.approx([0.5, 0.5, 0.0])


def test_a_rank_is_clear_only_where_draws_agree():
    assert _shares(_design(600, (2.0, 0.0, 0.1, 0.0))).clear
    assert not _shares(_design(120, (0.6, 0.5, 0.6, 0.0))).clear


def test_ranges_of_ranks_hold_the_rank_and_equal_blocks_overlap():
    table = _shares(_design(150, (0.7, 0.7, 0.7, 0.0))).table
    assert (table["rank_low"] <= table["rank"]).all() and (
        table["rank"] <= table["rank_high"]
    ).all()
    assert table["rank_low"].min() == 1 and table["rank_high"].max() == 3


def test_the_same_seed_gives_the_same_shares():
    pd.testing.assert_frame_equal(_shares(_design()).table, _shares(_design()).table)


def test_blocks_that_separate_the_outcome_are_refused():
    chance = np.random.default_rng(1)
    table = pd.DataFrame(chance.normal(size=(90, 4)), columns=NAMES)
    table = table.assign(enrolled=(table["budget"] > 0).astype(int), district=np.arange(90) % 9)
    design = compliance.design(table, outcome="enrolled", terms=NAMES, groups="district")
    with pytest.raises(DataError, match="no finite estimate"):
        _shares(design)


@pytest.mark.parametrize("blocks", [{"a": ["budget"]}, {"a": ["budget"], "b": ["bugdet"]}])
def test_one_block_or_an_unknown_term_is_refused(blocks):
    with pytest.raises(UsageError, match="two blocks or more"):
        _shares(_design(), blocks=blocks)
