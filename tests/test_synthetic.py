"""Made-up outcomes: their total, their truth, their mark."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylib import synthetic
from policylib.errors import UsageError


def _covariates(rows=40):
    rng = np.random.default_rng(0)
    return pd.DataFrame({"size": rng.normal(size=rows), "urban": np.arange(rows) % 2 == 0})


def _drawn(*, events=12, seed=1, rows=40, size=0.5):
    truth = {"size": size, "urban": 0.0}
    return synthetic.enrolment(_covariates(rows), events=events, truth=truth, seed=seed)


@given(events=st.integers(1, 39), seed=st.integers(0, 2**31))
@settings(max_examples=25, deadline=None)
def test_exactly_as_many_are_enrolled_as_were_published(events, seed):
    outcome = _drawn(events=events, seed=seed).table["enrolled"]
    assert outcome.sum() == events
    assert set(outcome) == {0, 1}


@pytest.mark.parametrize("events", [0, 40, 41, -1])
def test_an_outcome_of_one_class_is_refused(events):
    with pytest.raises(UsageError, match=f"{events} events in 40 rows"):
        _drawn(events=events)


def test_the_same_seed_draws_the_same_rows():
    pd.testing.assert_frame_equal(_drawn(seed=7).table, _drawn(seed=7).table)


def test_another_seed_draws_other_rows():
    assert _drawn(seed=7).table["enrolled"].tolist() != _drawn(seed=8).table["enrolled"].tolist()


def test_the_seed_is_not_the_global_one():
    np.random.seed(3)
    first = _drawn().table["enrolled"].tolist()
    np.random.seed(4)
    assert _drawn().table["enrolled"].tolist() == first


def test_covariates_are_not_changed():
    covariates = _covariates()
    before = covariates.copy()
    synthetic.enrolment(covariates, events=12, truth={"size": 1.0}, seed=1)
    pd.testing.assert_frame_equal(covariates, before)


def test_a_strong_truth_decides_who_is_enrolled():
    drawn = _drawn(size=1000.0, events=10)
    largest = _covariates().nlargest(10, "size").index
    assert set(drawn.table.index[drawn.table["enrolled"] == 1]) == set(largest)


@pytest.mark.parametrize("size", [-2.0, 2.0])
def test_the_sign_of_the_truth_is_kept(size):
    table = _drawn(size=size, rows=2000, events=600).table
    means = table.groupby("enrolled")["size"].mean()
    assert np.sign(means[1] - means[0]) == np.sign(size)


def test_truth_and_seed_are_stated():
    drawn = _drawn(seed=9, size=0.25)
    assert (drawn.truth, drawn.seed) == ({"size": 0.25, "urban": 0.0}, 9)


def test_every_row_is_marked():
    assert _drawn().table["synthetic"].tolist() == [True] * 40


@pytest.mark.parametrize(
    ("table", "marked"),
    [
        (pd.DataFrame({"a": [1]}), False),
        (pd.DataFrame({"synthetic": [False, False]}), False),
        (pd.DataFrame({"synthetic": [False, True]}), True),
        (pd.DataFrame({"synthetic": pd.Series([], dtype=bool)}), False),
    ],
)
def test_one_made_up_row_marks_the_table(table, marked):
    assert synthetic.is_marked(table) is marked


def test_the_mark_survives_selection_joins_and_files(tmp_path):
    table = _drawn().table.assign(code=range(40))
    other = pd.DataFrame({"code": range(40), "more": range(40)})
    table.to_parquet(tmp_path / "t.parquet")
    for kept in (
        table.head(1),
        table.merge(other, on="code"),
        other.merge(table, on="code"),
        pd.read_parquet(tmp_path / "t.parquet"),
    ):
        assert synthetic.is_marked(kept)


def test_a_truth_on_missing_values_is_refused():
    table = pd.DataFrame({"x": [1.0, None, 3.0, 4.0]})
    with pytest.raises(UsageError, match="missing values"):
        synthetic.enrolment(table, events=2, truth={"x": 1.0}, seed=1)


def test_a_negative_seed_is_refused():
    table = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0]})
    with pytest.raises(UsageError, match="seed -1"):
        synthetic.enrolment(table, events=2, truth={"x": 1.0}, seed=-1)
