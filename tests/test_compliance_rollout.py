"""Effects of a roll-out against pyfixest, a plain loop, every exchange, and a known truth."""

from __future__ import annotations

import importlib
import itertools
import warnings

import numpy as np
import pandas as pd
import pyfixest
import pytest
from scipy import stats

from policylib.compliance import exchange
from policylib.compliance.cells import Cells, effect
from policylib.compliance.rollout import rollout
from policylib.errors import DataError, UsageError

#: Its name is also that of a function.
module = importlib.import_module("policylib.compliance.rollout")
PERIODS = 6
#: First treated period of each district; 0 is never.
FIRST = (3, 3, 3, 4, 4, 4, 6, 6, 0, 0, 0, 0)
NAMES = {"outcome": "y", "unit": "unit", "period": "period", "first": "first",
         "district": "district"}  # fmt: skip


def _panel(first=FIRST, seed=2, growth=1.0, noise=1.0, sizes=None):
    """Villages of uneven districts; an effect of ``growth`` a period since, doubled for group 3."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(3, 8, len(first)) if sizes is None else sizes
    district = np.repeat(np.arange(len(first)), sizes)
    when = np.array(first)[district]
    shape = (len(district), PERIODS)
    time = np.arange(1, PERIODS + 1)
    since = np.where(when[:, None] > 0, np.clip(time - when[:, None] + 1, 0, None), 0)
    y = rng.normal(size=(len(district), 1)) + 0.3 * time + noise * rng.normal(size=shape)
    y += noise * rng.normal(size=(len(first), PERIODS))[district]
    y += growth * since * np.where(when == 3, 2, 1)[:, None]
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(len(district)), PERIODS),
            "district": np.repeat(district, PERIODS),
            "period": np.tile(time, len(district)),
            "first": np.repeat(np.where(when > 0, when, np.nan), PERIODS),
            "y": y.ravel(),
        }
    )


def _rollout(panel, **given):
    asked = {"controls": "never", "draws": 99, "seed": 1} | NAMES | given
    return rollout(panel, **asked)


@pytest.fixture(scope="module")
def panel():
    return _panel()


@pytest.fixture(scope="module")
def found(panel):
    return _rollout(panel)


def _saturated(panel):
    data = panel.assign(g=panel["first"].fillna(0).astype(int))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = pyfixest.event_study(
            data, yname="y", idname="unit", tname="period", gname="g", cluster="district",
            estimator="saturated",
        )  # fmt: skip
        return fit, fit.aggregate()


def test_effects_by_event_are_those_of_sun_and_abraham(panel, found):
    _, theirs = _saturated(panel)
    ours = found.by_event.set_index("event")["effect"]
    theirs.index = theirs.index.astype(int)
    assert set(ours.index) == set(theirs.index)
    for event, value in ours.items():
        assert theirs.loc[event, "Estimate"] == pytest.approx(value, abs=1e-8)


def test_effects_and_errors_by_group_are_those_of_the_saturated_regression():
    panel = _panel(first=(3,) * 5 + (4,) * 6 + (6,) * 5 + (0,) * 7)
    found = _rollout(panel)
    data = panel.assign(
        g=panel["first"].fillna(0).astype(int),
        event=(panel["period"] - panel["first"]).fillna(-1).astype(int),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # events that a group does not have are dropped
        theirs = pyfixest.feols(
            "y ~ i(event, g, ref=-1, ref2=0) | unit + period", data, vcov={"CRV1": "district"},
            ssc=pyfixest.ssc(k_adj=False, G_adj=True),
        ).tidy()  # fmt: skip
    assert len(theirs) == len(found.by_group)
    for row in found.by_group.itertuples():
        name = f"event::{row.event}:g::{int(row.first)}"
        assert theirs.loc[name, "Estimate"] == pytest.approx(row.effect, abs=1e-8)
        assert theirs.loc[name, "Std. Error"] == pytest.approx(row.error, rel=1e-6)


def test_one_group_is_the_local_projection_of_pyfixest():
    panel = _panel(first=(3,) * 4 + (0,) * 6)
    ours = _rollout(panel).by_event.set_index("event")["effect"]
    data = panel.assign(g=panel["first"].fillna(0).astype(int))
    theirs = pyfixest.lpdid(
        data, yname="y", idname="unit", tname="period", gname="g", vcov={"CRV1": "district"},
        pre_window=-2, post_window=3, never_treated=0, att=False,
    ).tidy()  # fmt: skip
    values = dict(zip(theirs.index.map(lambda n: int(str(n).split("::")[-1])), theirs["Estimate"],
                      strict=True))  # fmt: skip
    compared = [e for e in ours.index if e in values and e != -1]
    assert {0, 1, 2, 3} <= set(compared)
    for event in compared:
        assert values[event] == pytest.approx(ours[event], abs=1e-8)


def test_two_periods_are_the_two_way_regression():
    panel = _panel(first=(2,) * 5 + (0,) * 7)
    panel = panel[panel["period"] <= 2]
    data = panel.assign(treated=(panel["period"] >= panel["first"]).astype(float))
    theirs = pyfixest.feols(
        "y ~ treated | unit + period", data, vcov={"CRV1": "district"},
        ssc=pyfixest.ssc(k_adj=False, G_adj=True),
    )  # fmt: skip
    ours = _rollout(panel)
    assert ours.overall == pytest.approx(theirs.coef()["treated"], abs=1e-8)
    assert ours.error == pytest.approx(theirs.se()["treated"], rel=1e-6)


def _by_loop(panel, group, time, controls):
    """ATT(g, t) with units, as the definition reads."""
    wide = panel.pivot(index="unit", columns="period", values="y")
    first = panel.groupby("unit")["first"].first().fillna(np.inf)
    change = wide[time] - wide[group - 1]
    if controls == "never":
        against = first == np.inf
    else:
        against = (first > time) & (first > group - 1) & (first != group)
    return change[first == group].mean() - change[against].mean()


@pytest.mark.parametrize("controls", ["never", "not_yet"])
def test_every_effect_is_its_definition(panel, controls):
    ours = _rollout(panel, controls=controls).by_group
    assert len(ours) == 3 * (PERIODS - 1)
    for row in ours.itertuples():
        expected = _by_loop(panel, int(row.first), int(row.period), controls)
        assert row.effect == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("controls", ["never", "not_yet"])
def test_without_noise_the_truth_is_found(controls):
    panel = _panel(noise=0.0)
    found = _rollout(panel, controls=controls)
    since = found.by_group.eval("(event + 1).clip(lower=0)")
    truth = since * np.where(found.by_group["first"] == 3, 2, 1)
    np.testing.assert_allclose(found.by_group["effect"], truth, atol=1e-12)
    after = found.by_group["event"] >= 0
    weights = found.by_group.loc[after, "rows"]
    assert found.overall == pytest.approx((truth[after] * weights).sum() / weights.sum())


def test_two_way_fixed_effects_would_have_been_wrong_here():
    """The reason of the docstring: effects of 1, 2, 3, …, and all districts treated at last."""
    panel = _panel(first=(2,) * 6 + (5,) * 6, noise=0.0, growth=1.0)
    data = panel.assign(treated=(panel["period"] >= panel["first"]).astype(float))
    pooled = pyfixest.feols("y ~ treated | unit + period", data).coef()["treated"]
    ours = _rollout(panel, controls="not_yet").by_group.query("event >= 0").dropna()
    np.testing.assert_allclose(ours["effect"], ours["event"] + 1)
    assert len(ours) == 3
    assert pooled < 0.5 * ours["effect"].min()


def test_groups_without_a_control_are_left_missing_and_seen():
    panel = _panel(first=(3,) * 6 + (5,) * 6)
    found = _rollout(panel, controls="not_yet").by_group
    # The last group has nobody to be compared with, and from its period on the first neither.
    alone = (found["first"] == 5) | (found["period"] >= 5)
    assert (found["effect"].isna() == alone).all()
    assert ((found["controls"] == 0) == alone).all()
    with pytest.raises(DataError, match="no district to compare with; expected never treated"):
        _rollout(panel, controls="never")


def test_a_first_period_after_the_last_is_never():
    panel = _panel()
    later = panel.assign(first=panel["first"].fillna(PERIODS + 3))
    pd.testing.assert_frame_equal(_rollout(later).by_group, _rollout(panel).by_group)


def test_repeated_cross_sections_of_a_balanced_panel_are_the_panel(panel, found):
    apart = panel.assign(unit=np.arange(len(panel)))
    pd.testing.assert_frame_equal(_rollout(apart, unit=None).by_group, found.by_group)


SMALL = (3, 3, 4, 0, 0, 0)


@pytest.mark.parametrize("controls", ["never", "not_yet"])
def test_the_p_value_is_the_share_of_all_exchanges(controls):
    panel = _panel(first=SMALL, growth=0.5)
    found = _rollout(panel, controls=controls)
    values = []
    for order in set(itertools.permutations(SMALL)):
        first = np.array(order, dtype=float)[panel["district"]]
        again = panel.assign(first=np.where(first > 0, first, np.nan))
        by = _rollout(again, controls=controls).by_group.query("event >= 0")
        values.append(np.average(by["effect"], weights=by["rows"]))
    assert len(values) == 60
    extreme = np.abs(values) >= abs(found.overall) * (1 - 1e-9)
    assert found.p_value == pytest.approx(extreme.mean(), abs=1e-12)
    assert (found.enumerated, found.draws, found.p_error) == (True, 60, 0.0)
    assert found.smallest == pytest.approx(1 / 60)


def test_the_interval_ends_where_the_test_of_a_constant_effect_begins_to_reject(panel):
    found = _rollout(panel, draws=2_000)
    for end in (found.low, found.high):
        step = 1e-6 * np.sign(end - found.overall)
        treated = panel["period"] >= panel["first"]
        p = [
            _rollout(panel.assign(y=panel["y"] - value * treated), draws=2_000).p_value
            for value in (end - step, end + step)
        ]
        assert p[0] >= 0.05 > p[1]


def test_exchanges_are_all_different_and_complete():
    first = np.array([2, 2, 3, 6, 6])
    every = np.concatenate(list(exchange._all(first)))
    assert {tuple(e) for e in every} == set(itertools.permutations(first.tolist()))
    assert len(every) == 30 == exchange._count(first)


def test_sampled_exchanges_approach_all_of_them(monkeypatch):
    panel = _panel(first=SMALL, growth=0.3, seed=9)
    exact = _rollout(panel).p_value
    monkeypatch.setattr(exchange, "ENUMERATED_UP_TO", 0)
    draws = 59
    sampled = [_rollout(panel, draws=draws, seed=s) for s in range(40)]
    assert not sampled[0].enumerated
    expected = (1 + draws * exact) / (1 + draws)
    mean = np.mean([s.p_value for s in sampled])
    assert abs(mean - expected) < 4 * np.sqrt(exact * (1 - exact) / draws / 40)


def test_intervals_by_event_need_five_districts_a_side(found):
    by = found.by_event.set_index("event")
    # Group 6 has no event after 0: events 1 to 3 stand on six or three districts, and four never.
    assert by[["error", "jackknife", "low", "high"]].isna().all(axis=None)
    assert found.by_group["error"].isna().all() and np.isnan(found.error)
    many = _rollout(_panel(first=(3,) * 5 + (4,) * 5 + (0,) * 5)).by_event.set_index("event")
    assert many.notna().all(axis=None)
    assert (many["low"] < many["effect"]).all() and (many["effect"] < many["high"]).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.drop(index=0), "a unit lacks a period .0.; expected|a unit lacks a period"),
        (lambda p: pd.concat([p, p.head(1)]), "a unit stands twice in a period"),
        (lambda p: p.assign(first=p["first"].where(p.index > 0, 5)), "'first' differs inside"),
        (lambda p: p.assign(first=p["first"].replace(3, 1)), "treated from the first period"),
        (lambda p: p.assign(first=p["first"].replace(3, 3.5)), "'first' is no period of the panel"),
        (lambda p: p.assign(first=np.nan), "all districts alike"),
        (lambda p: p.assign(y=p["y"].where(p.index > 0)), r"missing values \(y\)"),
        (lambda p: p.assign(district=p["district"].where(p.index > 0, 1)), "changes its district"),
    ],
)
def test_a_broken_panel_is_refused(panel, change, words):
    with pytest.raises(DataError, match=words):
        _rollout(change(panel))


def test_a_district_that_lacks_a_period_is_refused(panel):
    holed = panel[(panel["district"] != 2) | (panel["period"] != 4)]
    with pytest.raises(DataError, match=r"a district lacks a period \(2\)"):
        _rollout(holed, unit=None)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"controls": "all"}, "controls 'all'"), ({"outcome": "yy"}, "no column 'yy'")],
)
def test_a_bad_call_is_refused(panel, given, words):
    with pytest.raises(UsageError, match=words):
        _rollout(panel, **given)


def test_order_of_rows_and_names_of_districts_say_nothing(panel, found):
    mixed = panel.sample(frac=1, random_state=3)
    mixed["district"] = [f"d{d:02d}" for d in mixed["district"]]
    again = _rollout(mixed)
    pd.testing.assert_frame_equal(again.by_group, found.by_group)
    assert again.p_value == found.p_value


def test_the_mark_of_made_up_rows_travels(panel, found):
    assert found.synthetic is False
    assert _rollout(panel.assign(synthetic=True)).synthetic is True
    assert found.table is found.by_event


def _district_changes(rng, treated):
    """One group of uneven districts, two periods, nothing but districts' shocks."""
    sizes = rng.integers(6, 13, 23)
    first = np.where(np.arange(23) < treated, 1, 2)
    means = rng.normal(size=(23, 2)) * 0.3
    counts = np.column_stack([sizes, sizes]).astype(float)
    return Cells(means * counts, counts, first, tuple(map(str, range(23))), (1, 2))


def test_intervals_by_event_are_those_of_leaving_one_district_out():
    found = _district_changes(np.random.default_rng(1), 6)
    by_group, influences = module._by_group(found, "never")
    row = module._by_event(by_group, influences, found, "never").iloc[0]
    left = np.array([effect(found.without(d), 1, 1, controls="never")[0]
                     for d in range(23)])  # fmt: skip
    error = np.sqrt(22 / 23 * ((left - left.mean()) ** 2).sum())
    assert row["jackknife"] == pytest.approx(error, rel=1e-12)
    assert row["high"] - row["effect"] == pytest.approx(stats.t.ppf(0.975, 22) * error)


def test_intervals_by_event_miss_seldom_enough_with_five_treated_districts():
    rng, missed, sets = np.random.default_rng(3), 0, 300
    for _ in range(sets):
        found = _district_changes(rng, 5)
        by_group, influences = module._by_group(found, "never")
        row = module._by_event(by_group, influences, found, "never").iloc[0]
        missed += not row["low"] < 0 < row["high"]
    # 6.5 percent is the most allowed; a bound at one in a thousand of the binomial.
    assert 0 < missed <= stats.binom.ppf(0.999, sets, 0.065)


def test_the_level_is_exact_when_districts_are_drawn_by_lot():
    """Two treated of eight uneven districts, districts' own shocks: the cluster t would fail."""
    rng = np.random.default_rng(5)
    rejected = 0
    counts = np.tile(np.arange(2.0, 10)[:, None], PERIODS)
    for _ in range(300):
        first = rng.permutation([2, 3, *[PERIODS] * 6])
        sums = rng.normal(size=counts.shape) * counts
        found = Cells(sums, counts, first, tuple("abcdefgh"), tuple(range(PERIODS)))
        chance = exchange.exchanged(found, controls="never", draws=99, seed=1)
        rejected += chance.p_at(0.0) <= 3 / 56
    # Exact: at most 3/56 of 300; bounds at one in a thousand.
    assert 5 <= rejected <= 32
