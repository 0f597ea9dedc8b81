"""Stock and flows: identities, steady states, seasons, budgets that end, the same bytes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from policylib import projection, store
from policylib.errors import UsageError
from policylib.projection import Flows, simulate

KEEP = (1, 6, 12, 36)


def _flows(start=1_000.0, entries=50.0, exits=0.05, **options):
    arrays = (np.array([[v]]) if np.isscalar(v) else np.array(v) for v in (start, entries, exits))
    return Flows(*arrays, **options)


def _middle(flows, keep=KEEP, draws=3, **options):
    return simulate(flows, keep=keep, draws=draws, seed=1, **options)[..., 1]


def _by_hand(start, entries, exits, months):
    stock = start
    for _ in range(months):
        stock = stock * (1 - exits) + entries
    return stock


@pytest.mark.parametrize("exits", [0.0, 1e-5, 0.02, 0.5, 1.0])
def test_the_formula_equals_the_steps(exits):
    found = _middle(_flows(exits=exits))[0, 0]
    assert found == pytest.approx([_by_hand(1_000, 50, exits, m) for m in KEEP], rel=1e-4)


def test_steps_with_a_season_of_nothing_equal_the_formula():
    flows = _flows([[1_000.0, 500.0]], [[50.0, 0.0]], [[0.05, 0.01]])
    stepped = replace(flows, season=np.zeros(12))
    assert not stepped.is_closed
    np.testing.assert_allclose(_middle(stepped), _middle(flows), rtol=1e-4)


def test_the_last_segment_is_the_sum_of_the_region():
    flows = _flows([[1_000.0, 500.0]], [[50.0, 0.0]], [[0.05, 0.01]])
    found = _middle(flows)
    assert found.shape == (1, 3, len(KEEP))
    np.testing.assert_allclose(found[:, 2], found[:, :2].sum(axis=1), rtol=1e-5)


def test_a_steady_state_stays():
    stock = projection.steady(50, 0.05)
    assert _middle(_flows(start=stock))[0, 0] == pytest.approx([stock] * 4, rel=1e-5)


def test_half_of_a_stock_is_left_after_its_half_life():
    months = projection.half_life(1 - 0.5 ** (1 / 6))
    assert months == pytest.approx(6)
    flows = _flows(entries=0.0, exits=1 - 0.5 ** (1 / 6))
    assert _middle(flows, keep=(6,))[0, 0, 0] == pytest.approx(500, rel=1e-4)


def test_nobody_appears_or_vanishes_in_a_month_with_shocks():
    """Stock identity: what is there is what was there, less who left, plus who came."""
    flows = _flows(shock_sd=0.3)
    found = simulate(flows, keep=(1,), draws=200_000, seed=4)[0, 0, 0]
    assert found[1] == pytest.approx(1_000 * 0.95 + 50, rel=0.002)
    assert (found[2] - found[0]) / (2 * 1.2816) == pytest.approx(50 * 0.3, rel=0.02)


def test_shocks_of_single_months_even_out_and_drawn_rates_do_not():
    both = {"keep": (60,), "draws": 40_000, "seed": 5}
    shocked, drawn = (
        simulate(_flows(**{name: 0.3}), **both)[0, 0, 0] for name in ("shock_sd", "entries_sd")
    )
    # Shocks: 50 · 0.3 · √Σ 0.95^2k = 48; a rate drawn once: 0.3 · 50 · Σ 0.95^k = 286.
    assert (shocked[2] - shocked[0]) / (2 * 1.2816) == pytest.approx(48.0, rel=0.03)
    assert (drawn[2] - drawn[0]) / (2 * 1.2816) == pytest.approx(286.1, rel=0.03)


def test_a_budget_that_ends_leaves_those_who_go_on():
    flows = _flows(exits=0.0, entries=10.0, paid_months=np.array([[3]]), kept=0.15)
    found = _middle(flows, keep=(2, 3, 4, 12))[0, 0]
    assert found == pytest.approx([1_020, 0.15 * 1_030, 0.15 * 1_030, 0.15 * 1_030], rel=1e-5)


def test_the_yearly_reset_falls_in_january():
    season = projection.reset(store.load("national_participants"))
    flows = _flows(entries=0.0, exits=0.0, season=season, first_month=12)
    found = _middle(flows, keep=(1, 2))[0, 0]
    # December 2024 to January 2025 of the country: 45.22 to 42.67 million.
    assert found == pytest.approx([1_000, 1_000 * 42.67 / 45.22], rel=1e-5)


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_processes():
    chance = np.random.default_rng(1)
    flows = Flows(
        *(chance.uniform(a, b, (5, 3)) for a, b in ((1e4, 1e5), (10, 500), (0.005, 0.05))),
        entries_sd=0.2,
        exits_sd=0.2,
        shock_sd=0.1,
    )
    one = simulate(flows, keep=KEEP, draws=500, seed=7)
    two = simulate(flows, keep=KEEP, draws=500, seed=7, processes=2)
    assert one.tobytes() == two.tobytes()
    part = replace(flows, start=flows.start[:2], entries=flows.entries[:2], exits=flows.exits[:2])
    assert simulate(part, keep=KEEP, draws=500, seed=7).tobytes() == one[:2].tobytes()
    assert simulate(flows, keep=KEEP, draws=500, seed=8).tobytes() != one.tobytes()
    assert one.dtype == np.float32


def test_people_never_fall_below_nobody():
    found = simulate(
        _flows(exits=0.6, exits_sd=1.0, shock_sd=3.0), keep=(1, 24), draws=5_000, seed=1,
        quantiles=(0.0,),
    )  # fmt: skip
    assert (found >= 0).all()


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"exits": 1.2}, "outside 0 to 1"),
        ({"start": -1.0}, "below 0"),
        ({"entries": [[1.0, 2.0]]}, "shapes"),
    ],
)
def test_impossible_flows_are_refused(changes, said):
    with pytest.raises(UsageError, match=said):
        _flows(**changes)


@pytest.mark.parametrize("keep", [(), (0, 1), (3, 2), (2, 2)])
def test_months_must_rise_from_one(keep):
    with pytest.raises(UsageError, match="rising"):
        simulate(_flows(), keep=keep, draws=2, seed=1)
