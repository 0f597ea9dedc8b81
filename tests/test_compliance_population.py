"""Finite-population intervals: coverage at every true number, limits, and other packages."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from policylib.compliance import population as of
from policylib.errors import UsageError

VILLAGES, SAMPLE = 179, 60
METHODS = {
    "wilson": lambda y, n, N: of.wilson(y, seen=n, confidence=0.95),
    "finite": lambda y, n, N: of.wilson_finite(y, seen=n, population=N, confidence=0.95),
    "exact": lambda y, n, N: of.hypergeometric(y, seen=n, population=N, confidence=0.95),
    "jeffreys": lambda y, n, N: of.jeffreys(y, seen=n, population=N, confidence=0.95),
}
THESE = ("finite", "exact", "jeffreys")


def _coverage(method, seen, population):
    """Chance that the interval holds the true share, at every true count."""
    shares = [METHODS[method](y, seen, population) for y in range(seen + 1)]
    low, high = (np.array([getattr(s, end) for s in shares]) for end in ("low", "high"))
    truths = np.arange(population + 1)[:, None]
    chance = stats.hypergeom(population, truths, seen).pmf(np.arange(seen + 1))
    inside = (low <= truths / population + 1e-12) & (high >= truths / population - 1e-12)
    return (chance * inside).sum(axis=1)


@pytest.mark.parametrize(("seen", "population"), [(60, 179), (20, 179), (5, 8), (150, 179)])
def test_the_exact_interval_covers_at_every_true_count(seen, population):
    assert _coverage("exact", seen, population).min() >= 0.95


@pytest.mark.parametrize("method", ["finite", "jeffreys"])
def test_the_shorter_intervals_cover_on_average(method):
    coverage = _coverage(method, SAMPLE, VILLAGES)
    assert coverage.mean() == pytest.approx(0.95, abs=0.012)
    assert coverage.min() > 0.88


def test_wilson_without_correction_covers_too_often_when_a_third_is_seen():
    assert _coverage("wilson", SAMPLE, VILLAGES).mean() > 0.98


def test_a_sample_of_60_of_179_as_in_the_trial():
    # About 20 points by plain Wilson and 16.5 by the beta-binomial.
    def width(method):
        return METHODS[method](12, SAMPLE, VILLAGES)

    wilson, jeffreys = width("wilson"), width("jeffreys")
    assert 100 * (wilson.high - wilson.low) == pytest.approx(20, abs=0.5)
    assert 100 * (jeffreys.high - jeffreys.low) == pytest.approx(16.5, abs=0.5)


@pytest.mark.parametrize("method", THESE)
def test_where_all_are_seen_the_share_of_these_villages_is_a_point(method):
    found = METHODS[method](54, VILLAGES, VILLAGES)
    assert found.low == found.value == found.high == 54 / 179
    assert found.exact
    assert found.about == "these_villages"


def test_a_wider_population_keeps_its_interval_where_all_are_seen():
    found = METHODS["wilson"](54, VILLAGES, VILLAGES)
    assert found.low < found.value < found.high
    assert found.about == "wider_population"
    assert found.population is None
    assert not found.exact


@pytest.mark.parametrize("method", THESE)
@pytest.mark.parametrize("yes", [0, 1, 18, 59, 60])
def test_what_was_seen_bounds_the_share(method, yes):
    found = METHODS[method](yes, SAMPLE, VILLAGES)
    assert found.low >= yes / VILLAGES
    assert found.high <= (VILLAGES - SAMPLE + yes) / VILLAGES
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("yes", range(0, 61, 4))
def test_wilson_is_that_of_statsmodels(yes):
    found = METHODS["wilson"](yes, SAMPLE, VILLAGES)
    expected = proportion_confint(yes, SAMPLE, method="wilson")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("yes", [0, 7, 18, 60])
@pytest.mark.parametrize(
    ("method", "theirs"), [("finite", "wilson"), ("exact", "beta"), ("jeffreys", "jeffreys")]
)
def test_of_a_huge_population_the_correction_vanishes(yes, method, theirs):
    # Wilson, Clopper and Pearson, and Jeffreys as statsmodels has them.
    found = METHODS[method](yes, SAMPLE, 100_000)
    low, high = proportion_confint(yes, SAMPLE, method=theirs)
    assert (found.low, found.high) == pytest.approx((low, high), abs=2e-4)


@pytest.mark.parametrize("yes", [0, 3, 5])
def test_the_predictive_interval_is_that_of_drawn_unseen_villages(yes):
    rng = np.random.default_rng(11)
    share = rng.beta(yes + 0.5, 5 - yes + 0.5, size=400_000)
    counts = yes + rng.binomial(15, share)
    found = METHODS["jeffreys"](yes, 5, 20)
    for end, tail in ((found.low, 0.025), (found.high, 0.975)):
        at = round(end * 20)
        assert np.mean(counts < at) <= tail + 0.002
        assert np.mean(counts <= at) >= tail - 0.002


@pytest.mark.parametrize("method", METHODS)
def test_yes_and_no_mirror_each_other(method):
    yes, no = METHODS[method](11, 40, 90), METHODS[method](29, 40, 90)
    assert (yes.low, yes.high) == pytest.approx((1 - no.high, 1 - no.low), abs=1e-12)


@pytest.mark.parametrize(("yes", "seen", "all_"), [(-1, 5, 9), (6, 5, 9), (2, 10, 9), (0, 0, 9)])
def test_impossible_counts_are_refused(yes, seen, all_):
    with pytest.raises(UsageError, match=f"{yes} of {seen} seen of {all_}"):
        METHODS["exact"](yes, seen, all_)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_an_impossible_confidence_is_refused(confidence):
    with pytest.raises(UsageError, match=f"confidence {confidence}"):
        of.wilson(3, seen=9, confidence=confidence)
