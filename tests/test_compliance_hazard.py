"""Hazards by period: expansion, closed forms, known truth, another package, and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from policylib.compliance.hazard import hazard, person_periods
from policylib.errors import DataError, UsageError

SPELLS = {"unit": "village", "entered": "start", "ended": "last", "event": "enrolled"}


def _villages(rows=300, seed=41, effect=0.7, rate=0.12, last=8):
    """Enrolment in continuous time at a rate of exp(effect * x), seen by period."""
    rng = np.random.default_rng(seed)
    x, yes = rng.normal(size=rows), rng.random(rows) < 0.4
    when = rng.exponential(size=rows) / (rate * np.exp(effect * x + 0.5 * yes))
    seen = np.minimum(np.ceil(when), last).astype(int)
    return pd.DataFrame({
        "village": np.arange(rows), "district": rng.integers(0, 23, rows), "x": x, "yes": yes,
        "start": 0, "last": seen, "enrolled": (when <= last).astype(int),
    })  # fmt: skip


def _periods(table):
    return person_periods(table, **SPELLS)


def _hazard(periods, **changed):
    call = {
        "unit": "village", "terms": ["x", "yes"], "link": "cloglog", "groups": "district",
        "confidence": 0.95,
    }  # fmt: skip
    return hazard(periods, **call | changed)


def test_a_village_has_one_row_for_each_period_at_risk():
    table = pd.DataFrame({
        "village": ["a", "b", "c"], "start": [0, 2, 0], "last": [3, 4, 1],
        "enrolled": [1, 0, 1], "x": [1.5, 2.5, 3.5],
    })  # fmt: skip
    expected = pd.DataFrame({
        "village": ["a", "a", "a", "b", "b", "c"], "x": [1.5, 1.5, 1.5, 2.5, 2.5, 3.5],
        "period": [1, 2, 3, 3, 4, 1], "event": [0, 0, 1, 0, 0, 1],
    })  # fmt: skip
    pd.testing.assert_frame_equal(_periods(table), expected)
    pd.testing.assert_frame_equal(_periods(table.assign(enrolled=[True, False, True])), expected)


def test_rows_and_events_are_kept_and_the_input_is_not_changed():
    table = _villages()
    before = table.copy()
    long = _periods(table)
    pd.testing.assert_frame_equal(table, before)
    assert len(long) == (table["last"] - table["start"]).sum()
    assert long["event"].sum() == table["enrolled"].sum()
    assert (long.groupby("village")["event"].sum() <= 1).all()


@pytest.mark.parametrize(
    ("link", "form"), [("logit", lambda h: h / (1 - h)), ("cloglog", lambda h: -np.log1p(-h))]
)
def test_one_period_and_one_truth_value_have_a_closed_form(link, form):
    """Saturated: the ratio is that of the two shares, on the scale of the link."""
    yes = np.repeat([True, False], [40, 60])
    enrolled = np.concatenate([np.repeat([1, 0], [12, 28]), np.repeat([1, 0], [9, 51])])
    table = pd.DataFrame({
        "village": np.arange(100), "district": np.arange(100), "yes": yes, "start": 0, "last": 1,
        "enrolled": enrolled,
    })  # fmt: skip
    found = _hazard(_periods(table), terms=["yes"], link=link)
    assert found.table["ratio"][0] == pytest.approx(form(0.3) / form(0.15), rel=1e-9)
    assert found.baseline["hazard"][0] == pytest.approx(0.15, rel=1e-9)
    # Every village its own cluster: White's variance, by hand for two shares.
    slope = {"logit": lambda h: h * (1 - h), "cloglog": lambda h: -(1 - h) * np.log1p(-h)}[link]
    variance = 0.3 * 0.7 / 40 / slope(0.3) ** 2 + 0.15 * 0.85 / 60 / slope(0.15) ** 2
    error = np.sqrt(variance * 100 / 99 * 99 / 98)
    assert found.table["error"][0] == pytest.approx(error, rel=1e-9)
    half = stats.t.ppf(0.975, 99) * error
    assert np.log(found.table["high"][0]) == pytest.approx(
        found.table["coefficient"][0] + half, rel=1e-9
    )


@pytest.mark.parametrize("link", ["logit", "cloglog"])
def test_terms_that_change_by_period_equal_statsmodels(link):
    rng = np.random.default_rng(42)
    periods = _periods(_villages())
    periods["visits"] = rng.normal(3, 2, size=len(periods))
    found = _hazard(periods, terms=["x", "yes", "visits"], link=link).table.set_index("term")
    terms = periods[["x", "yes", "visits"]].astype(float)
    columns = pd.concat([pd.get_dummies(periods["period"]).astype(float), terms], axis=1)
    links = {"logit": sm.families.links.Logit, "cloglog": sm.families.links.CLogLog}
    theirs = sm.GLM(periods["event"], columns, family=sm.families.Binomial(links[link]())).fit(
        tol=1e-14, cov_type="cluster", cov_kwds={"groups": periods["district"].to_numpy()}
    )
    names = ["x", "yes", "visits"]
    assert (found["coefficient"] / found["unit"]).to_numpy() == pytest.approx(
        theirs.params[names].to_numpy(), abs=1e-8
    )
    assert (found["error"] / found["unit"]).to_numpy() == pytest.approx(
        theirs.bse[names].to_numpy(), abs=1e-8
    )


def test_cloglog_finds_the_ratio_of_continuous_time():
    table = _villages(rows=4000, seed=43)
    found = _hazard(_periods(table), confidence=0.999).table.set_index("term")
    per_unit = found.loc["x", ["low", "high"]].astype(float) ** (1 / found.loc["x", "unit"])
    assert per_unit["low"] < np.exp(0.7) < per_unit["high"]
    assert found.loc["yes", "low"] < np.exp(0.5) < found.loc["yes", "high"]
    odds = _hazard(_periods(table), link="logit").table.set_index("term")
    assert odds.loc["x", "ratio"] > found.loc["x", "ratio"]


def test_periods_are_not_compared_with_each_other():
    """Neither their numbers count nor villages seen only when nobody has the event."""
    periods = _periods(_villages())
    found = _hazard(periods)
    later = _hazard(periods.assign(period=periods["period"] * 10))
    pd.testing.assert_frame_equal(found.table, later.table)
    quiet = pd.DataFrame({
        "village": [-1, -2], "district": [0, 1], "x": periods["x"].mean(), "yes": [True, False],
        "period": 99, "event": 0,
    })  # fmt: skip
    more = _hazard(pd.concat([periods, quiet], ignore_index=True))
    assert (more.rows, more.rows_used, more.units) == (found.rows + 2, found.rows_used, 302)
    ours, theirs = (f.table["coefficient"] / f.table["unit"] for f in (more, found))
    assert ours.to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-9)
    last = more.baseline.set_index("period").loc[99]
    assert (last["at_risk"], last["events"], last["hazard"]) == (2, 0, 0)


def test_everybody_at_risk_enrolling_sets_a_period_aside():
    periods = _periods(_villages())
    all_ = pd.DataFrame({
        "village": [-1, -2], "district": [0, 1], "x": periods["x"].mean(), "yes": [True, False],
        "period": 99, "event": 1,
    })  # fmt: skip
    more = _hazard(pd.concat([periods, all_], ignore_index=True))
    assert more.baseline.set_index("period").loc[99, "hazard"] == 1
    assert more.rows - more.rows_used == 2


def test_made_up_rows_are_marked():
    table = _villages()
    assert not _hazard(_periods(table)).synthetic
    assert _hazard(_periods(table.assign(synthetic=True))).synthetic


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"last": 0}, "duration of 0 or less.*17"),
        ({"last": -2}, "duration of 0 or less.*17"),
        ({"enrolled": 2}, "other values than 0 and 1"),
        ({"last": 1.5}, "no whole numbers"),
        ({"start": 0.5}, "no whole numbers"),
        ({"last": np.nan}, "missing values .last"),
        ({"village": 18}, "a village stands twice .18"),
    ],
)
def test_bad_spells_are_refused(change, words):
    table = _villages()
    for column, value in change.items():
        if isinstance(value, float):
            table[column] = table[column].astype(float)
        table.loc[17, column] = value
    with pytest.raises(DataError, match=words):
        _periods(table)


def test_no_event_and_taken_names_are_refused():
    with pytest.raises(DataError, match="no event"):
        _periods(_villages().assign(enrolled=0))
    with pytest.raises(UsageError, match="named 'period' already"):
        _periods(_villages().assign(period=1))
    with pytest.raises(UsageError, match="no column 'strat'"):
        person_periods(_villages(), **SPELLS | {"entered": "strat"})


def test_more_terms_than_the_events_allow_are_refused():
    table = _villages(rows=60, rate=0.04)
    events = int(table["enrolled"].sum())
    assert 10 <= events < 20
    with pytest.raises(UsageError, match=f"2 terms with {events} events; expected at most 1 terms"):
        _hazard(_periods(table))


@pytest.mark.parametrize(
    "change",
    [{"link": "probit"}, {"confidence": 95}, {"terms": []}, {"terms": ["z"]}, {"groups": "z"}],
)
def test_bad_calls_are_refused(change):
    with pytest.raises(UsageError):
        _hazard(_periods(_villages()), **change)


def test_bad_periods_are_refused():
    periods = _periods(_villages())
    with pytest.raises(DataError, match="stands twice in a period"):
        _hazard(pd.concat([periods, periods.tail(1)], ignore_index=True))
    with pytest.raises(DataError, match="as the periods"):
        _hazard(periods.assign(trend=periods["period"]), terms=["x", "trend"])
    with pytest.raises(DataError, match="one district"):
        _hazard(periods.assign(district=1))
    with pytest.raises(DataError, match="missing values"):
        _hazard(periods.assign(x=periods["x"].where(periods.index != 3)))


@pytest.mark.parametrize("link", ["logit", "cloglog"])
def test_a_term_that_separates_the_events_is_refused(link):
    periods = _periods(_villages())
    apart = periods.assign(yes=periods["yes"] & (periods["event"] == 0))
    with pytest.raises(DataError, match="no finite estimate"):
        _hazard(apart, link=link)
