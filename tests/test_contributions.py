"""Rupiah for one person, from the law of the day."""

from __future__ import annotations

import datetime as dt

import pytest

from policylib import contributions
from policylib.errors import LawError

PERIOD = dt.date(2026, 1, 1)


def test_a_month_is_one_percent_of_the_base_and_the_flat_amount():
    premium = contributions.lowest_non_wage(period=PERIOD)
    # 1 percent of 1,000,000 is 10,000; and 6,800.
    assert (premium.month.value, premium.month.low, premium.month.high) == (16_800,) * 3


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("2020-07-31", 16_800),
        # 1 percent of the value: 0.01 percent of 1,000,000 is 100; and 68.
        ("2020-08-01", 168),
        ("2021-01-31", 168),
        ("2021-02-01", 16_800),
    ],
)
def test_the_relief_of_2020_is_one_percent_of_the_value(period, month):
    premium = contributions.lowest_non_wage(period=dt.date.fromisoformat(period))
    assert (premium.month.value, premium.year.value) == (month, 12 * month)


def test_a_year_is_twelve_months():
    year = contributions.lowest_non_wage(period=PERIOD).year
    assert (year.value, year.low, year.high) == (201_600, 201_600, 201_600)


def test_a_price_is_in_whole_rupiah_of_the_period():
    month = contributions.lowest_non_wage(period=PERIOD).month
    assert (month.unit, month.digits, month.as_of) == ("rupiah", 0, "2026-01-01")


def test_a_price_cites_the_law_of_its_day():
    for found in contributions.lowest_non_wage(period=PERIOD).findings:
        assert set(found.sources) == {
            "law:bpu.jkk.rate@2026-01-01",
            "law:bpu.lowest_base.amount@2026-01-01",
            "law:bpu.jkm.amount@2026-01-01",
        }


def test_both_prices_are_findings():
    premium = contributions.lowest_non_wage(period=PERIOD)
    assert [f.id for f in premium.findings] == ["premium-month", "premium-year"]


def test_the_first_day_of_the_law_has_a_price():
    assert contributions.lowest_non_wage(period=dt.date(2015, 7, 1)).month.value == 16_800


def test_a_period_before_the_law_is_refused():
    with pytest.raises(LawError, match="2015-06-30"):
        contributions.lowest_non_wage(period=dt.date(2015, 6, 30))
