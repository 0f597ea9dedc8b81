"""Curves, posteriors, the reference class, scores and paces of coverage."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest

from policylib import assumptions, coverage, projection, store
from policylib.errors import EvidenceError, UsageError
from policylib.projection import Point, Series, reference
from policylib.projection.answer import linear_reach
from policylib.projection.branch import survivors
from policylib.projection.posterior import effective, weighted_quantiles

HELD = assumptions.shipped()
START = dt.date(2024, 12, 16)
TARGET, DAY = 0.65, dt.date(2025, 12, 31)


def _series(*shares, half=0.005, months=None):
    months = months or range(len(shares))
    points = (Point(float(m), s - half, s + half) for m, s in zip(months, shares, strict=True))
    return Series(tuple(points), START, ("evidence:x",))


def _held(**changes):
    held = HELD
    for name, value in changes.items():
        name = name.replace("__", ".")
        held = held.changed(name, value=value, low=value, high=value, scenario="test")
    return held


@pytest.fixture(scope="module")
def others():
    return store.load("adoption_shares"), store.load("adoption_series")


@pytest.mark.parametrize("curve", projection.CURVES, ids=lambda c: c.id)
def test_a_curve_goes_back_and_forth(curve):
    shape = {"curve.ceiling": np.array([0.9]), "curve.imitation": np.array([12.0])}
    for share in (0.1, 0.4, 0.8):
        x = curve.scale(np.array([share]), shape)
        assert curve.share(x, shape)[0] == pytest.approx(share)


@pytest.mark.parametrize("curve", projection.CURVES, ids=lambda c: c.id)
def test_every_curve_passes_through_both_figures(curve):
    series = _series(0.38, 0.46)
    drawn = projection.sample(curve, series, assumed=HELD, draws=4_000, seed=1)
    np.testing.assert_allclose(drawn.at(0.0), drawn.first, rtol=1e-9)
    np.testing.assert_allclose(drawn.at(1.0), drawn.last, rtol=1e-9)


def test_bass_is_the_curve_of_bass():
    # F(t) = (1 − e^−(p+q)t) / (1 + q/p e^−(p+q)t); Bass 1969, room air conditioners.
    p, q, ceiling = 0.010399, 0.41861, 1.0
    at = lambda t: (1 - math.exp(-(p + q) * t)) / (1 + q / p * math.exp(-(p + q) * t))  # noqa: E731
    held = _held(curve__ceiling=ceiling, curve__imitation=q / p, series__noise=0)
    series = _series(at(3), at(4), half=0.0)
    drawn = projection.sample(projection.curve("bass"), series, assumed=held, draws=2_000, seed=1)
    assert drawn.at(5.0) == pytest.approx(np.full(2_000, at(8)), abs=1e-4)


def test_pearl_and_reed_put_a_ceiling_on_the_united_states():
    # 3.929, 23.192 and 91.972 million in 1790, 1850 and 1910: a ceiling of 197 million, which was
    # passed in 1967. Three points fix three parameters, and say nothing of the error.
    million = np.array([3.929, 23.192, 91.972]) / 250
    fitted = projection.saturated(projection.curve("logistic"), projection.evenly(million))
    a, b, c = 1 / million
    exact = 1 / ((b * b - a * c) / (2 * b - a - c))
    assert 250 * exact == pytest.approx(197.27, abs=0.1)
    assert 250 * fitted.shape["curve.ceiling"] == pytest.approx(197.27, abs=0.1)


def test_a_damped_line_counts_its_steps():
    held = _held(curve__damping=0.5, series__noise=0)
    drawn = projection.sample(
        projection.curve("damped"), _series(0.4, 0.5, half=0.0), assumed=held, draws=1_000, seed=1
    )
    step = projection.logit(np.array(0.5)) - projection.logit(np.array(0.4))
    expected = projection.expit(projection.logit(np.array(0.5)) + step * (0.5 + 0.25))
    assert drawn.at(3.0)[0] == pytest.approx(float(expected), abs=1e-4)


def test_importance_sampling_equals_a_grid():
    """P(share at the target's day ≥ 65 percent), by the midpoint rule over the three inputs."""
    held = _held(series__noise=0)
    series = _series(0.38, 0.46, months=(0, 2.333))
    drawn = projection.sample(
        projection.curve("damped"), series, assumed=held, draws=400_000, seed=2
    )
    sampled = drawn.probability(TARGET, 12.48)
    n = 120
    middles = (np.arange(n) + 0.5) / n
    first = projection.logit(0.375 + 0.01 * middles)[:, None, None]
    last = projection.logit(0.455 + 0.01 * middles)[None, :, None]
    damping = ((np.arange(2_000) + 0.5) / 2_000)[None, None, :]
    density = np.where(damping < 0.8, 2 * damping / 0.8, 2 * (1 - damping) / 0.2)
    steps = 12.48 / 2.333
    reached = first + (last - first) * (1 - damping**steps) / (1 - damping)
    grid = ((reached >= math.log(0.65 / 0.35)) * density).mean() / density.mean()
    assert sampled == pytest.approx(grid, abs=0.002)


def test_an_inner_figure_weighs_as_bayes_says():
    """One inner figure with noise: the weighted mean of a line equals that on a grid."""
    held = _held(series__noise=0.01)
    series = Series(
        (Point(0.0, 0.30, 0.31), Point(1.0, 0.36, 0.37), Point(2.0, 0.40, 0.41)), START, ("x:y",)
    )
    drawn = projection.sample(
        projection.curve("linear"), series, assumed=held, draws=200_000, seed=3
    )
    from scipy.stats import norm

    grid = np.linspace(0.2, 0.5, 301)
    first, last = np.meshgrid(grid, grid, indexing="ij")
    weight = np.ones_like(first)
    for share, low, high in (
        (first, 0.30, 0.31),
        ((first + last) / 2, 0.36, 0.37),
        (last, 0.40, 0.41),
    ):
        weight *= norm.cdf((high - share) / 0.01) - norm.cdf((low - share) / 0.01)
    expected = float((weight * (2 * last - first)).sum() / weight.sum())
    # Three months after the first figure lies one and a half spans.
    got = float((drawn.weights * (drawn.last + (drawn.last - drawn.first))).sum())
    assert got == pytest.approx(expected, abs=0.001)


def test_a_curve_without_a_prior_is_refused_below_its_parameters_and_two():
    without = assumptions.Assumptions({k: HELD[k] for k in HELD if k != "curve.ceiling"})
    with pytest.raises(UsageError, match=r"3 parameters and stands on 2.*at least 5"):
        projection.sample(
            projection.curve("logistic"), _series(0.38, 0.46), assumed=without, draws=500, seed=1
        )
    assert projection.needed(projection.curve("logistic"), HELD) == 2
    assert projection.needed(projection.curve("bass"), without) == 6


@pytest.mark.parametrize("name, least", [("linear", 4), ("logistic", 5), ("bass", 6)])
def test_a_fit_without_priors_needs_two_observations_more_than_parameters(name, least):
    shares = 0.3 + 0.02 * np.arange(least)
    assert projection.fit(projection.curve(name), projection.evenly(shares)).at(0.0) > 0
    with pytest.raises(UsageError, match=f"at least {least}"):
        projection.fit(projection.curve(name), projection.evenly(shares[:-1]))


def test_a_figure_that_contradicts_a_curve_refuses_it():
    with pytest.raises(UsageError, match="contradict the curve 'linear'"):
        projection.sample(
            projection.curve("linear"), _series(0.2, 0.8, 0.3), assumed=HELD, draws=5_000, seed=1
        )


def test_the_damped_trend_of_statsmodels_needs_eight():
    shares = 0.3 + 0.03 * np.arange(8)
    middle, (low, high) = projection.damped_trend(shares, ahead=2, level=0.8)
    assert low < middle < high
    with pytest.raises(UsageError, match="at least 8"):
        projection.damped_trend(shares[:7], ahead=2, level=0.8)


@pytest.mark.parametrize(
    "points, said",
    [
        ([(0, 0.3, 0.4)], "at least two"),
        ([(0, 0.3, 0.4), (0, 0.3, 0.4)], "in the order of time"),
        ([(2, 0.3, 0.4), (1, 0.3, 0.4)], "in the order of time"),
        ([(0, 0.3, 0.4), (1, 0.9, 1.2)], "0 to 1"),
        ([(0, 46.0, 46.0), (1, 50, 50)], "46 percent as 0.46"),
    ],
)
def test_observations_that_cannot_be_are_refused(points, said):
    with pytest.raises(EvidenceError, match=said):
        Series(tuple(Point(*p) for p in points), START, ("x:y",))


def test_targets_and_plans_enter_no_series(ledger):
    found = projection.shares(ledger, region="32.16")
    assert found.sources == ("evidence:cov-2024-12", "evidence:cov-2025-02")
    assert [(p.low, p.high) for p in found.points] == [(0.375, 0.385), (0.455, 0.465)]


def test_two_denominators_are_refused(ledger):
    numbers = dict(ledger.numbers)
    numbers["cov-2024-12"] = dataclasses.replace(
        numbers["cov-2024-12"], denominator_id="employed-2021"
    )
    changed = dataclasses.replace(ledger, numbers=numbers)
    with pytest.raises(EvidenceError, match="different denominators"):
        projection.shares(changed, region="32.16")


def test_the_count_is_a_quotient_of_two_ranges(ledger):
    last = projection.shares(ledger, region="32.16", last_by_count=True).last
    assert (last.low, last.high) == pytest.approx((600 / 1550, 700 / 1450))
    drawn = last.draw(np.random.default_rng(1), 50_000)
    assert last.low <= drawn.min() < drawn.max() <= last.high
    assert drawn.mean() == pytest.approx(0.65 / 1.5, abs=0.002)


def _monthly(**changes):
    table = pd.DataFrame(
        {
            "date": [dt.date(2025, m, 28) for m in range(1, 7)],
            "covered": [40.0, 41, 42, 43, 44, 45],
            "workers": 100.0,
            "who": "employees",
            "basis": "month_end",
        }
    )
    return table.assign(**changes)


def test_a_whole_monthly_series_is_taken():
    assert projection.checked(_monthly())["share"].tolist() == pytest.approx(
        [0.40, 0.41, 0.42, 0.43, 0.44, 0.45]
    )


@pytest.mark.parametrize(
    "table, said",
    [
        (_monthly().drop(index=2), "2025-04-28 after 2025-02-28"),
        (_monthly().iloc[::-1], "do not follow"),
        (pd.concat([_monthly(), _monthly().tail(1)]), "2025-06-28 after 2025-06-28"),
        (_monthly(covered=[40.0, 41, 42, 43, 44, 145]), "more people covered than workers.*row 7"),
        (_monthly(who=["employees"] * 3 + ["residents"] * 3), "change their definition"),
        (_monthly(basis=["year_end"] + ["month_end"] * 5), "year end stands among.*row 2"),
    ],
)
def test_a_broken_monthly_series_is_refused(table, said):
    with pytest.raises(EvidenceError, match=said):
        projection.checked(table)


def test_the_yearly_reset_of_the_country():
    lost = projection.reset(store.load("national_participants"))
    # 45.22 to 42.67, 42.67 to 41.39, …; a gain in June.
    assert lost[:6] == pytest.approx(
        [1 - 42.67 / 45.22, 1 - 41.39 / 42.67, 1 - 40.2 / 41.39, 1 - 39.7 / 40.2,
         1 - 39.05 / 39.7, 1 - 39.35 / 39.05]
    )  # fmt: skip
    assert (lost[6:] == 0).all()


def test_windows_begin_with_a_rise_and_are_evenly_spaced(others):
    found = projection.windows(*others, known=2, ahead=4)
    assert (found.known[:, -1] - found.known[:, 0] > 0.02).all()
    assert ((found.last >= 0.1) & (found.last <= 0.8)).all()
    assert found.weights.sum() == pytest.approx(1)
    by_series = pd.Series(found.weights).groupby(found.series).sum()
    assert by_series.to_numpy() == pytest.approx(np.full(found.count, 1 / found.count))
    assert not any(s.startswith("contraception") for s in found.series)
    assert found.count == 55


def test_windows_of_a_series_by_hand():
    shares = pd.DataFrame(
        {"series": "a", "year": [1, 2, 3, 4, 6], "share": [0.1, 0.2, 0.3, 0.31, 0.5]}
    )
    about = pd.DataFrame({"series": ["a"], "kind": ["k"], "basis": ["observed"]})
    found = projection.windows(shares, about, known=2, ahead=1)
    # 0.30 to 0.31 does not rise by more than two points; year 5 is missing.
    assert found.known.tolist() == [[0.1, 0.2], [0.2, 0.3]]
    assert found.multiples(1) == pytest.approx([1.0, 0.1])
    assert found.after(0.5) == pytest.approx([0.25, 0.305])
    with pytest.raises(UsageError, match="at most 1"):
        found.after(1.2)
    about["basis"] = "modelled"
    assert projection.windows(shares, about, known=2, ahead=1).count == 0


def test_the_reference_class_gives_the_quantiles_of_its_multiples(others):
    found = projection.windows(*others, known=2, ahead=4)
    low, high = projection.interval(found, last=0.46, pace=0.08, gaps=4, level=0.8)
    drawn = projection.project(
        found, np.full(80_000, 0.38), np.full(80_000, 0.46), gaps=4,
        chance=np.random.default_rng(1),
    )  # fmt: skip
    assert np.quantile(drawn.share, 0.1) == pytest.approx(low, abs=0.005)
    assert np.quantile(drawn.share, 0.9) == pytest.approx(high, abs=0.01)
    still = projection.project(
        found, np.full(100, 0.455), np.full(100, 0.46), gaps=4, chance=np.random.default_rng(1)
    )
    assert still.outside == 1
    assert (still.share == 0.46).all()


def test_intervals_hold_what_came_and_see_no_future(others):
    found = projection.windows(*others, known=2, ahead=4)
    table = projection.coverage(found, gaps=4, level=0.8)
    assert 0.76 <= table["left_series_out"].iloc[0] <= 0.84
    worst = table.loc[table["left_kind_out"].idxmin()]
    assert worst["left_kind_out"] < 0.70
    # A series whose future is changed does not change its own interval.
    own = found.series == found.series[0]
    changed = dataclasses.replace(found, future=np.where(own[:, None], 0.0, found.future))
    before, after = (projection.held(f, gaps=4, level=0.8) for f in (found, changed))
    others_multiples = found.only(~own)
    ends = weighted_quantiles(others_multiples.multiples(4), others_multiples.weights, (0.1, 0.9))
    low = np.clip(found.last[own] + found.pace[own] * ends[0], 0, 1)
    assert (after[own] == (low <= 0.0)).all()
    assert before[own].any()


def test_a_weighted_quantile_is_the_plain_one_with_equal_weights():
    values = np.random.default_rng(1).normal(size=1_001)
    found = weighted_quantiles(values, np.full(1_001, 1 / 1_001), (0.1, 0.5, 0.9))
    assert found == pytest.approx(np.quantile(values, (0.1, 0.5, 0.9)), abs=0.01)
    doubled = weighted_quantiles(np.array([1.0, 2.0]), np.array([2 / 3, 1 / 3]), (0.6, 0.7))
    assert doubled.tolist() == [1.0, 2.0]


def test_effective_draws():
    assert effective(np.full(100, 0.01)) == pytest.approx(100)
    assert effective(np.array([1.0, 0, 0])) == pytest.approx(1)
    assert effective(np.zeros(3)) == 0
    assert effective(np.full(4, 1e-300)) == pytest.approx(4)


def test_crps_of_a_normal_is_the_published_one():
    values = np.random.default_rng(1).normal(size=400_000)
    equal = np.ones(len(values))
    assert projection.crps(values, equal, 0.0) == pytest.approx(0.233695, abs=0.002)
    # Of two draws, by hand: E|X − y| = 1, E|X − X'| / 2 = 1/2.
    assert projection.crps(np.array([0.0, 2.0]), np.array([1.0, 1.0]), 1.0) == pytest.approx(0.5)
    # Of unequal weights: 3/4 · 0 + 1/4 · 4 − (2 · 3/16 · 4) / 2.
    assert projection.crps(np.array([0.0, 4.0]), np.array([3.0, 1.0]), 0.0) == pytest.approx(0.25)


def test_the_weighted_interval_score_by_hand():
    # Bracher et al. 2021: (|y − m| / 2 + Σ α/2 (width + 2/α outside)) / (K + 1/2).
    ends = [(0.4, 0.6), (0.3, 0.7), (0.2, 0.8)]
    inside = (0.25 * 0.2 + 0.1 * 0.4 + 0.025 * 0.6) / 3.5
    assert projection.weighted_interval_score(0.5, ends, 0.5) == pytest.approx(inside)
    outside = 0.4 / 2 + 0.25 * (0.2 + 4 * 0.3) + 0.1 * (0.4 + 10 * 0.2) + 0.025 * (0.6 + 40 * 0.1)
    assert projection.weighted_interval_score(0.5, ends, 0.9) == pytest.approx(outside / 3.5)


def test_pit_is_the_share_of_draws_below():
    values, weights = np.array([0.1, 0.2, 0.3]), np.array([0.5, 0.25, 0.25])
    assert projection.pit(values, weights, 0.25) == pytest.approx(0.75)


def test_a_new_figure_scores_all_earlier_projections():
    assert projection.rescore(_series(0.38, 0.46), assumed=HELD, draws=2_000, seed=1)[0] == ()
    three = _series(0.38, 0.46, 0.50)
    scores, refused = projection.rescore(three, assumed=HELD, draws=4_000, seed=1)
    assert refused == {}
    assert {(s.known, s.figure) for s in scores} == {(2, 3)}
    by_model = {s.model: s for s in scores}
    assert set(by_model) == {"as-now", *(c.id for c in projection.CURVES)}
    # As now misses by four points, the line by four on the other side.
    assert by_model["as-now"].crps == pytest.approx(0.04, abs=0.002)
    assert by_model["as-now"].pit == 1.0
    assert by_model["linear"].pit < 0.1
    assert by_model["damped"].covered[-1]
    four = projection.rescore(_series(0.38, 0.46, 0.47, 0.48), assumed=HELD, draws=20_000, seed=1)
    assert {(s.known, s.figure) for s in four[0]} == {(2, 3), (2, 4), (3, 4)}
    assert ("linear", 3) in four[1]


def test_survivors_by_hand():
    # 100 lose half twice: 25; 10 a month: 10 · 0.5 + 10.
    assert float(survivors(np.array(100.0), np.array(10.0), months=2, lapse=np.array(0.5))) == 40
    assert float(survivors(np.array(100.0), np.array(10.0), months=3, lapse=np.array(0.0))) == 130


def test_the_gross_pace_ends_at_the_target():
    monthly = projection.gross(690_000, 975_000, months=10, lapse=0.01)
    stock = 690_000.0
    for _ in range(10):
        stock = stock * 0.99 + monthly
    assert stock == pytest.approx(975_000)


def test_a_straight_line_reaches_the_target_between_july_and_september(ledger):
    series = projection.shares(ledger, region="32.16")
    first, last = linear_reach(series, TARGET)
    # (65 − 46.5) / 3.857 a month and (65 − 45.5) / 3.0 a month after 25 February.
    assert (first, last) == (dt.date(2025, 7, 21), dt.date(2025, 9, 11))
    assert linear_reach(_series(0.46, 0.46), TARGET) is None


@pytest.fixture(scope="module")
def answer(ledger, others):
    aim = coverage.target(ledger, region="32.16", share=TARGET, date=DAY.isoformat())
    need = coverage.need(ledger, region="32.16", target=aim)
    seen = coverage.observed(ledger, region="32.16")
    return projection.answer(
        ledger,
        need,
        coverage.known(ledger, region="32.16"),
        coverage.capacity(ledger, need, seen, region="32.16"),
        region="32.16",
        shares_of_others=others[0],
        series_of_others=others[1],
        next_date=dt.date(2025, 7, 31),
        assumed=HELD,
        draws=20_000,
        seed=1,
    )


def test_models_on_two_figures_disagree_from_none_to_all(answer):
    chances = {m.id: m.chance.value for m in answer.growth.models}
    assert len(chances) == 8
    assert chances["as-now"] == 0
    assert min(chances["linear"], chances["logit-linear"]) > 0.9
    assert 0.25 <= chances["reference"] <= 0.44
    assert answer.growth.refused == {}
    assert answer.error.value < 0.02
    assert answer.counted.of("linear").chance.value < 0.7


def test_what_the_branch_alone_reaches(answer):
    most = answer.branch.most
    # 0.46 + 200 · 211 / 1.5 million and 0.46 + 300 · 211 / 1.5 million.
    assert (most.low, most.high) == pytest.approx((0.46 + 42_200 / 1.5e6, 0.46 + 63_300 / 1.5e6))
    points = answer.branch.points
    length = 309 / (365.25 / 12)
    assert (points.low, points.high) == pytest.approx(
        (42_200 / 1.5e6 / length, 63_300 / 1.5e6 / length)
    )
    assert (round(answer.branch.likely.low, 2), round(answer.branch.likely.high, 2)) == (0.40, 0.47)


def test_logit_paces_by_hand(answer):
    seen = answer.paces.observed_logits
    logit = lambda p: math.log(p / (1 - p))  # noqa: E731
    length = 71 / (365.25 / 12)
    assert seen.value == pytest.approx((logit(0.46) - logit(0.38)) / length)
    assert seen.low == pytest.approx((logit(0.455) - logit(0.385)) / length)
    needed = answer.paces.needed_logits
    assert needed.value == pytest.approx((logit(0.65) - logit(0.46)) / (309 / (365.25 / 12)))


def test_dates_need_more_draws_for_more_certainty(answer):
    for model in answer.growth.models:
        half, most = model.reached
        assert most is None or (half is not None and half <= most)
    half, _ = answer.growth.of("linear").reached
    assert dt.date(2025, 7, 20) <= half <= dt.date(2025, 9, 12)
    assert answer.growth.of("as-now").reached == (None, None)


def test_the_curve_moves_the_share_most(answer):
    table = answer.tornado
    assert table["assumption"].iloc[0] == "model"
    assert (table["high"] - table["low"]).is_monotonic_decreasing
    rows = table.set_index("assumption")
    # The count, 600,000 ÷ 1.55 to 700,000 ÷ 1.45 million, on the damped line through 38 percent.
    steps, kept = 309 / 71, 0.8 * (1 - 0.8 ** (309 / 71)) / 0.2
    logit = lambda p: math.log(p / (1 - p))  # noqa: E731
    ends = [logit(p) + (logit(p) - logit(0.38)) * kept for p in (600 / 1550, 700 / 1450)]
    assert steps > 4
    assert (rows.loc["reading", "low"], rows.loc["reading", "high"]) == pytest.approx(
        [1 / (1 + math.exp(-e)) for e in ends]
    )


def test_the_next_figure_leaves_fewer_models(answer):
    by_share = {round(n.figure.value, 2): n for n in answer.following}
    assert by_share[0.46].left[0] == "as-now"
    assert by_share[0.46].highest.value < 0.05
    assert "damped" in by_share[0.50].left
    assert "linear" not in by_share[0.50].left
    assert by_share[0.42].highest is None or by_share[0.42].highest.value < 0.05
    assert by_share[0.64].lowest.value > 0.5
    assert "reference" in by_share[0.56].left


def test_the_same_seed_gives_the_same_answer(ledger, others, answer):
    series = projection.shares(ledger, region="32.16")
    given = {
        "found": answer.reference, "target": TARGET, "day": DAY, "assumed": HELD, "draws": 20_000,
    }  # fmt: skip
    again = projection.outlook(series, seed=1, **given)
    other = projection.outlook(series, seed=2, **given)
    same = [m.chance.value for m in answer.growth.models]
    assert [m.chance.value for m in again.models] == same
    assert [m.chance.value for m in other.models] != same
    assert [m.chance.value for m in other.models] == pytest.approx(same, abs=0.02)


def test_findings_of_an_answer_stand_once(answer):
    names = [f.id for f in answer.findings]
    assert len(names) == len(set(names)) > 30


def test_the_fan_widens_to_the_day_of_the_target(answer):
    table = projection.fan(answer.growth, steps=6, levels=(0.5, 0.8))
    width = (table[0.9] - table[0.1]).to_numpy()
    assert width[0] == 0
    assert (np.diff(width) > 0).all()
    assert table["day"].iloc[-1] == DAY
    assert table["line"].iloc[-1] == pytest.approx(0.46 + 0.08 * 309 / 71)


def test_a_net_path_begins_at_the_figure_and_loses_who_lapses():
    found = projection.net_path(
        690_000, workers=1_500_000, pace=0.02, lapse=0.0, months=10, steps=5
    )
    assert found.share[0] == pytest.approx(0.46)
    assert found.share[-1] == pytest.approx(0.66)
    lost = projection.net_path(690_000, workers=1_500_000, pace=0.0, lapse=0.1, months=2, steps=2)
    assert lost.share == pytest.approx([0.46, 0.414, 0.3726])


def test_the_chance_of_the_reference_class_has_the_interval_of_its_few_series(answer, others):
    found = answer.growth.of("reference").chance
    assert found.low < found.value < found.high
    # Standard error of a share over some fifty series: about six points.
    assert 0.15 <= found.high - found.low <= 0.35
    drawn = answer.growth.of("reference").drawn
    resampled = (drawn.at(answer.growth.series.month_of(DAY)) >= TARGET).mean()
    assert found.value == pytest.approx(resampled, abs=0.015)


def test_a_chance_of_the_reference_class_by_hand():
    shares = pd.DataFrame(
        {"series": list("aaabbb"), "year": [1, 2, 3] * 2, "share": [0.2, 0.3, 0.5, 0.2, 0.3, 0.31]}
    )
    about = pd.DataFrame({"series": ["a", "b"], "kind": "k", "basis": "observed"})
    found = projection.windows(shares, about, known=2, ahead=1)
    # Multiples: a 2 and b 0.1. From 0.4 after a rise of 0.1 to 0.55 takes 1.5: one of two series.
    half = reference.chance(found, np.full(9, 0.3), np.full(9, 0.4), gaps=1, target=0.55, seed=1)
    assert (half.value, half.low, half.high) == (0.5, 0.0, 1.0)
    met = reference.chance(found, np.full(9, 0.6), np.full(9, 0.6), gaps=1, target=0.55, seed=1)
    assert met.value == 1.0


def test_windows_and_figures_do_not_share_their_chance(answer):
    drawn = answer.growth.of("reference").drawn
    chance = np.random.default_rng([drawn.seed, 1])
    picked = chance.choice(len(drawn.found.series), size=len(drawn.first), p=drawn.found.weights)
    for figure in (drawn.first, drawn.last):
        assert abs(np.corrcoef(picked, figure)[0, 1]) < 0.03


def test_an_interval_is_made_without_its_own_series():
    """One wild series among calm ones: with itself in, its interval would hold it."""
    shares = pd.DataFrame(
        [(f"s{n:02d}", y, v) for n in range(20)
         for y, v in zip((1, 2, 3), (0.2, 0.3, 0.31 + n / 1_000), strict=True)]
        + [("wild", 1, 0.2), ("wild", 2, 0.3), ("wild", 3, 0.9)],
        columns=["series", "year", "share"],
    )  # fmt: skip
    about = pd.DataFrame({"series": shares["series"].unique(), "kind": "k", "basis": "observed"})
    found = projection.windows(shares, about, known=2, ahead=1)
    held = projection.held(found, gaps=1, level=1.0)
    assert held[found.series == "wild"] == 0
    # Two ends of the calm ones are the others' extremes too; all between are held.
    assert held[(found.series != "s00") & (found.series != "wild")].all()
    none = projection.held(found, gaps=1, level=1.0, group="kind")
    assert np.isnan(none).all()


def test_only_windows_that_were_over_are_known_then(others):
    found = projection.windows(*others, known=2, ahead=4)
    table = projection.known_then(found, gaps=4, level=0.8, least=10)
    assert 0 < len(table) < len(found.series)
    early = found.years[:, -1].min()
    assert not table["series"].isin(found.series[found.years[:, 1] < early]).all()


def test_the_error_of_a_chance_is_that_of_a_share_of_effective_draws():
    drawn = projection.sample(
        projection.curve("damped"), _series(0.38, 0.46), assumed=HELD, draws=10_000, seed=1
    )
    assert drawn.effective == pytest.approx(10_000, rel=0.01)
    assert drawn.error(0.5) == pytest.approx(0.005, rel=0.01)


def test_a_class_that_does_not_reach_so_far_is_refused(ledger, others):
    series = projection.shares(ledger, region="32.16")
    far = projection.windows(*others, known=2, ahead=25)
    given = {"target": TARGET, "assumed": HELD, "draws": 2_000, "seed": 1}
    found = projection.outlook(series, found=far, day=dt.date(2029, 12, 31), **given)
    assert "series are followed so far" in found.refused["reference"]
    near = projection.windows(*others, known=2, ahead=5)
    falling = projection.outlook(_series(0.46, 0.38), found=near, day=dt.date(2025, 3, 1), **given)
    assert "do not rise" in falling.refused["reference"]
    assert "bass" in falling.refused
    nothing = projection.windows(*others, known=2, ahead=40)
    assert projection.coverage(nothing, gaps=40, level=0.8)["left_series_out"].isna().all()
    high = projection.outlook(_series(0.85, 0.90), found=near, day=dt.date(2025, 3, 1), **given)
    assert "a last share of 0.900" in high.refused["reference"]


def test_contradiction_does_not_hang_on_the_number_of_draws(answer):
    from policylib.projection.influence import next_figure

    given = {"share": 0.54, "day": dt.date(2025, 7, 31), "assumed": HELD}
    few, many = (next_figure(answer.growth, draws=n, **given) for n in (20_000, 200_000))
    assert set(few.left) == set(many.left)
    assert few.highest.value == pytest.approx(many.highest.value, abs=0.03)
