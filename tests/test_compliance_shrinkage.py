"""Shrunken districts against integrals by scipy, simulated truth, and limits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats
from scipy.special import betaln

from policylib.compliance.shrinkage import clearly_above, comparable, shrink
from policylib.errors import DataError, UsageError

SIZES = np.array([3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 8, 9, 9, 10, 10, 11, 11, 11, 11, 12])


def _shrunken(enrolled, seen, villages=None):
    table = pd.DataFrame({"enrolled": enrolled, "seen": seen})
    table["villages"] = seen if villages is None else villages
    table["district"] = [f"D{i}" for i in range(len(table))]
    return shrink(table, district="district", villages="villages", seen="seen", enrolled="enrolled")


def _integral(enrolled, seen, function):
    """Integrate a function of (alpha, beta) over their posterior, on log scales, by scipy."""

    def density(b, a):
        log = a + b - 2.5 * np.logaddexp(a, b)
        alpha, beta = np.exp(a), np.exp(b)
        for y, n in zip(enrolled, seen, strict=True):
            log += betaln(alpha + y, beta + n - y) - betaln(alpha, beta)
        return np.exp(log + 20)

    def over(f):
        return integrate.dblquad(
            lambda b, a: density(b, a) * f(np.exp(a), np.exp(b)), -6, 11, -6, 12,
            epsabs=1e-9, epsrel=1e-5,
        )[0]  # fmt: skip

    return over(function) / over(lambda a, b: 1.0)


@pytest.mark.filterwarnings("ignore::scipy.integrate.IntegrationWarning")
def test_the_posterior_is_that_of_an_integral_by_scipy():
    enrolled, seen = [1, 4, 7, 2, 3, 9], [9, 8, 10, 11, 4, 12]
    row = _shrunken(enrolled, seen).table.loc[2]
    mean = _integral(enrolled, seen, lambda a, b: (a + 7) / (a + b + 10))
    assert row["shrunken"] == pytest.approx(mean, abs=5e-4)
    for end, level in (("low", 0.025), ("high", 0.975)):
        below = _integral(
            enrolled, seen, lambda a, b, at=row[end]: stats.beta.cdf(at, a + 7, b + 3)
        )
        assert below == pytest.approx(level, abs=1e-3)


def _simulated(draws=14, seed=0):
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        rates = rng.beta(2, 4.6, size=len(SIZES))
        seen = np.maximum(1, SIZES // 2)
        yes = rng.binomial(seen, rates)
        rest = rng.binomial(SIZES - seen, rates)
        yield rates, (yes + rest) / SIZES, yes, seen, yes + rest


@pytest.fixture(scope="module")
def simulated():
    return [
        (rates, shares, _shrunken(total, SIZES).table, _shrunken(yes, seen, SIZES).table)
        for rates, shares, yes, seen, total in _simulated()
    ]


def test_shrunken_rates_of_uneven_districts_are_nearer_the_truth(simulated):
    raw = np.mean([np.abs(every["raw"] - rates).mean() for rates, _, every, _ in simulated])
    ours = np.mean([np.abs(every["shrunken"] - rates).mean() for rates, _, every, _ in simulated])
    # The trial went from 16.1 to 11.4 points.
    assert ours < 0.85 * raw


def test_intervals_of_rates_hold_the_truth(simulated):
    inside = np.mean(
        [((t["low"] <= rates) & (t["high"] >= rates)).mean()
         for rates, _, every, half in simulated for t in (every, half)]
    )  # fmt: skip
    assert 0.91 < inside < 0.98


def test_intervals_of_the_districts_own_villages_hold_the_truth_and_are_shorter(simulated):
    pairs = [(shares, half) for _, shares, _, half in simulated]
    inside = [
        ((t["share_low"] <= s + 1e-9) & (t["share_high"] >= s - 1e-9)).mean() for s, t in pairs
    ]
    assert 0.93 < np.mean(inside) <= 1
    width = np.mean([(t["share_high"] - t["share_low"]).mean() for _, t in pairs])
    assert width < np.mean([(t["high"] - t["low"]).mean() for _, t in pairs])


def test_where_all_villages_are_seen_their_share_is_a_point(simulated):
    every = simulated[0][2]
    for column in ("share", "share_low", "share_high"):
        assert (every[column] == every["raw"]).all()
    assert (every["low"] < every["high"]).all()


def test_few_villages_are_drawn_further_than_many():
    table = _shrunken([3, 30, 1, 2, 3, 4], [4, 40, 10, 11, 12, 9]).table
    assert table.loc[0, "raw"] == table.loc[1, "raw"] == 0.75
    assert table.loc[0, "shrunken"] < table.loc[1, "shrunken"] < 0.75


def test_alike_districts_are_drawn_together_and_unlike_ones_stay():
    alike = _shrunken([30] * 10, [100] * 10).table
    assert alike["shrunken"].tolist() == pytest.approx([0.3] * 10, abs=0.005)
    assert (alike["high"] - alike["low"]).max() < 0.12
    far = _shrunken([100, 900, 400], [1000] * 3).table
    np.testing.assert_allclose(far["shrunken"], far["raw"], atol=0.005)
    large = _shrunken([30_000, 31_000, 29_500], [100_000] * 3).table
    np.testing.assert_allclose(large["shrunken"], large["raw"], atol=0.0005)


def test_a_district_without_a_seen_village_takes_the_others_rate():
    table = _shrunken([2, 3, 4, 0], [8, 8, 8, 0], [8, 8, 8, 8]).table
    assert np.isnan(table.loc[3, "raw"])
    assert table.loc[3, "shrunken"] == pytest.approx(3 / 8, abs=0.06)
    assert table.loc[3, "share_low"] < 0.375 < table.loc[3, "share_high"]
    assert table.loc[3, "high"] - table.loc[3, "low"] > table.loc[1, "high"] - table.loc[1, "low"]


def test_no_ranking_where_intervals_overlap():
    found = _shrunken([1, 2, 3, 36], [40, 40, 40, 40])
    assert comparable(found, first="D0", second="D3")
    assert comparable(found, first="D3", second="D0")
    assert not comparable(found, first="D0", second="D1")
    above = clearly_above(found).set_index("district")["above"]
    assert above["D3"] == ("D0", "D1", "D2")
    assert above["D0"] == above["D1"] == above["D2"] == ()


def test_alike_districts_are_never_ranked_though_raw_shares_differ():
    rng = np.random.default_rng(1)
    wrong = 0
    for _ in range(5):
        found = _shrunken(rng.binomial(SIZES, 0.3), SIZES)
        wrong += sum(map(len, clearly_above(found)["above"]))
    assert wrong == 0


@pytest.mark.parametrize("enrolled", [[0, 0, 0], [4, 5, 6], [0, 5, 6]])
def test_districts_all_yes_or_all_no_carry_no_posterior(enrolled):
    with pytest.raises(DataError, match="no district has both"):
        _shrunken(enrolled, [4, 5, 6])


@pytest.mark.parametrize(
    ("enrolled", "seen", "villages"), [(5, 4, 9), (-1, 4, 9), (2, 10, 9), (1.5, 4, 9), (0, 0, 0)]
)
def test_impossible_counts_are_refused_by_district(enrolled, seen, villages):
    with pytest.raises(DataError, match=r"impossible counts \(D1\)"):
        _shrunken([2, enrolled], [4, seen], [9, villages])


def test_missing_counts_twins_and_unknown_names_are_refused():
    with pytest.raises(DataError, match="missing counts"):
        _shrunken([2, None], [4, 5])
    table = pd.DataFrame({"d": ["A", "A"], "n": [4, 5], "y": [1, 2]})
    with pytest.raises(DataError, match=r"a district stands twice \(A\)"):
        shrink(table, district="d", villages="n", seen="n", enrolled="y")
    with pytest.raises(UsageError, match="no column 'k'"):
        shrink(table, district="d", villages="n", seen="n", enrolled="k")
    with pytest.raises(UsageError, match="no district 'D9'"):
        comparable(_shrunken([1, 2], [4, 5]), first="D0", second="D9")
