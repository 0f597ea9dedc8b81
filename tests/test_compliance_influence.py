"""Effects without one village or district against refits by statsmodels, and planted outliers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from policylib.compliance import influence
from policylib.compliance.design import design
from policylib.compliance.influence import leave_out
from policylib.errors import UsageError

TERMS = ["x", "z", "yes"]


def _table(seed=8, rows=90, districts=9):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({"x": rng.normal(size=rows), "z": rng.exponential(size=rows)})
    table["yes"] = rng.random(rows) < 0.4
    line = 0.8 * table["x"] + 0.6 * table["yes"] - 0.8
    table["enrolled"] = (rng.logistic(size=rows) < line).astype(int)
    table["district"] = [f"D{i}" for i in rng.integers(districts, size=rows)]
    return table


def _design(table, terms=TERMS):
    return design(table, outcome="enrolled", terms=terms, groups="district")


def _refit(made, keep):
    fit = sm.Logit(made.outcome[keep], made.matrix[keep]).fit(disp=False, tol=1e-13)
    return fit.get_margeff(at="overall", method="dydx", dummy=True).margeff


@pytest.mark.parametrize("by", ["village", "district"])
def test_effects_are_those_of_refits_by_statsmodels(by):
    made = _design(_table())
    found = leave_out(made, by=by)
    everything = _refit(made, np.ones(90, dtype=bool))
    pivot = found.table.pivot(index="left_out", columns="term", values=["effect", "without"])
    for name in pivot.index:
        keep = (
            np.arange(90) != name if by == "village" else np.array(made.labels)[made.groups] != name
        )
        np.testing.assert_allclose(
            pivot.loc[name, "without"][TERMS].astype(float), _refit(made, keep), rtol=0, atol=1e-8
        )
        np.testing.assert_allclose(
            pivot.loc[name, "effect"][TERMS].astype(float), everything, rtol=0, atol=1e-8
        )
    assert len(pivot) == (90 if by == "village" else 9)


def test_the_table_names_the_district_and_is_sorted_by_the_largest_change():
    table = _table()
    found = leave_out(_design(table), by="village").table
    assert found["change"].abs().is_monotonic_decreasing
    np.testing.assert_allclose(found["change"], found["without"] - found["effect"], rtol=0, atol=0)
    assert (found["district"] == table["district"].to_numpy()[found["left_out"]]).all()


def test_a_planted_outlier_comes_first():
    table = _table()
    table.loc[17, ["x", "enrolled"]] = [-6.0, 1]
    found = leave_out(_design(table), by="village").table
    assert found.loc[0, ["left_out", "term"]].tolist() == [17, "x"]
    assert found.loc[0, "change"] > 0


def test_a_village_that_carries_a_term_alone_is_named_and_not_a_number():
    table = _table().assign(yes=[True] + [False] * 89)
    table["yes"] |= table.index == 1
    # One yes enrolled and one not: without either of them the other separates.
    table["enrolled"] = table["enrolled"].where(table.index > 1, table.index)
    found = leave_out(_design(table), by="village")
    assert found.not_fitted == (0, 1)
    lost = found.table["left_out"].isin([0, 1])
    assert found.table.loc[lost, "change"].isna().all()
    assert found.table.loc[~lost, "change"].notna().all()
    assert lost.tail(6).all()


def test_many_rows_are_refitted_in_parts(monkeypatch):
    made = _design(_table())
    at_once = leave_out(made, by="village").table
    monkeypatch.setattr(influence, "CELLS_AT_ONCE", 7 * made.matrix.size)
    pd.testing.assert_frame_equal(leave_out(made, by="village").table, at_once)


def test_another_unit_is_refused():
    with pytest.raises(UsageError, match="by 'province'; expected 'village' or 'district'"):
        leave_out(_design(_table()), by="province")
