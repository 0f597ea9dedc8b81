"""Rubin's rules against statsmodels' and the limits of the degrees of freedom."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.imputation.mice import MICE

from policylib.compliance.pooling import pool
from policylib.errors import DataError, UsageError


def _sets(seed=0, sets=8, terms=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(sets, terms)), rng.uniform(0.2, 0.9, size=(sets, terms))


def _statsmodels(estimates, variances):
    """Combine by statsmodels' own code, given the fits."""
    mice = MICE.__new__(MICE)
    mice.results_list = [
        SimpleNamespace(params=q, cov_params=lambda u=u: np.diag(u), scale=1.0, model=None,
                        _results=SimpleNamespace(params=q, cov_params=lambda u=u: np.diag(u)))
        for q, u in zip(estimates, variances, strict=True)
    ]  # fmt: skip
    mice.exog_names, mice.endog_names, mice.model_class = list("abc"), "y", None
    return mice.combine()


@pytest.mark.parametrize("seed", range(3))
def test_estimates_and_errors_are_those_of_statsmodels(seed):
    estimates, variances = _sets(seed)
    theirs = _statsmodels(estimates, variances)
    found = pool(estimates, variances, complete_df=np.inf).table
    np.testing.assert_allclose(found["estimate"], theirs.params, rtol=1e-12)
    np.testing.assert_allclose(found["error"], theirs.bse, rtol=1e-12)
    # Theirs is the share of the variance; ours adds what few sets leave uncertain.
    df = found["df"].to_numpy()
    r = theirs.frac_miss_info / (1 - theirs.frac_miss_info)
    np.testing.assert_allclose(found["missing_information"], (r + 2 / (df + 3)) / (r + 1))


def test_the_interval_is_t_with_these_degrees_of_freedom():
    found = pool(*_sets(), complete_df=22).table
    edge = stats.t.ppf(0.975, found["df"])
    np.testing.assert_allclose(found["high"] - found["estimate"], edge * found["error"])
    np.testing.assert_allclose(found["estimate"] - found["low"], edge * found["error"])


@pytest.mark.parametrize("complete", [1.0, 22.0, 178.0])
def test_degrees_of_freedom_never_exceed_those_of_complete_data(complete):
    found = pool(*_sets(sets=50), complete_df=complete).table
    assert (found["df"] < complete).all()
    assert (found["df"] < pool(*_sets(sets=50), complete_df=np.inf).table["df"]).all()


def test_nothing_missing_leaves_one_estimate():
    found = pool(np.full(5, 2.0), np.full(5, 0.25), complete_df=22).table.loc[0]
    assert (found["estimate"], found["error"]) == (2.0, 0.5)
    # Barnard and Rubin: (d + 1) / (d + 3) d, though nothing is missing.
    assert found["df"] == pytest.approx(23 / 25 * 22)


def test_columns_name_the_terms():
    estimates, variances = (pd.DataFrame(part, columns=list("xyz")) for part in _sets())
    found = pool(estimates, variances, complete_df=22)
    assert found.table["term"].tolist() == ["x", "y", "z"]
    assert found.sets == 8


def test_missing_estimates_and_variances_of_nothing_are_refused():
    estimates, variances = _sets()
    for part, value in ((estimates, np.nan), (variances, 0.0), (variances, np.nan)):
        broken = part.copy()
        broken[2, 1] = value
        pair = (broken, variances) if part is estimates else (estimates, broken)
        with pytest.raises(DataError, match="estimates without a number"):
            pool(*pair, complete_df=22)


@pytest.mark.parametrize(("sets", "df"), [(1, 22), (8, 0), (8, -1), (8, np.nan)])
def test_one_set_and_no_degrees_of_freedom_are_refused(sets, df):
    with pytest.raises(UsageError, match="expected two sets or more"):
        pool(*_sets(sets=sets), complete_df=df)
