"""Scenarios: what a file may say, and that each shipped one moves a known amount."""

from __future__ import annotations

import datetime as dt

import pytest

from policylib import assumptions, budgets, contributions, law, scenarios, store
from policylib.errors import DataError, UsageError

GOOD = """
id: a-reform
title: {en: A reform, id: Sebuah perubahan}
author: somebody
source: a paper
baseline: law as enacted
written_on: 2026-11-21
changes:
  law:
    - {name: bpu.jkm.amount, value: 9000, from: 2027-01-01, to: null}
"""


def test_a_well_formed_scenario_is_read():
    found = scenarios.parse(GOOD, where="a-reform.yaml")
    assert found.changes.law[0].value == 9000


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("author: somebody", "author: somebody\nmood: high", "mood"),
        ("  law:", "  lwa:", "lwa"),
        ("value: 9000", "valu: 9000", "valu"),
        ("{en: A reform, id: Sebuah perubahan}", "{en: A reform}", "title"),
        ("2027-01-01", "01-01-2027", "year-month-day"),
        ("a-reform", "A Reform", "id"),
        ("author: somebody\n", "", "author"),
    ],
)
def test_a_malformed_scenario_is_refused_with_file_and_key(old, new, words):
    with pytest.raises(DataError, match="bad.yaml") as error:
        scenarios.parse(GOOD.replace(old, new, 1), where="bad.yaml")
    assert words in str(error.value)


def test_a_scenario_that_changes_nothing_is_refused():
    text = GOOD[: GOOD.index("  law:")].replace("changes:", "changes: {}")
    with pytest.raises(DataError, match="nothing is changed"):
        scenarios.parse(text, where="bad.yaml")


def test_an_unknown_scenario_is_refused_with_the_closest():
    with pytest.raises(UsageError, match="Did you mean 'half-price-for-budgets'"):
        scenarios.get("half-price-for-budget")


def _rules(name):
    return scenarios.get(name).rules(law.enacted())


def _year(start, name=None):
    rules = _rules(name) if name else None
    return 12 * budgets.subsidised(start, months=1, rules=rules).total


def test_half_price_for_budgets_halves_the_price_of_a_person_year():
    # 12 × 8,400; Rp2 billion ÷ 100,800 = 19,841 whole people.
    assert _year(dt.date(2026, 1, 1), "half-price-for-budgets") == 100_800
    prices = budgets.subsidised(
        dt.date(2026, 1, 1), months=12, rules=_rules("half-price-for-budgets")
    )
    assert budgets.most_people(2_000_000_000, prices=prices, arrears_rp=0) == 19_841


def test_half_price_through_2027_halves_who_pays_alone_in_2027():
    given = {
        "period": dt.date(2027, 6, 1),
        "sector": "other",
        "payer": "self",
        "programmes": ["JKK", "JKM"],
    }
    rules = _rules("half-price-through-2027")
    assert contributions.non_wage(1_000_000, **given).total == 16_800
    assert contributions.non_wage(1_000_000, rules=rules, **given).total == 8_400
    assert contributions.non_wage(1_000_000, rules=rules, **{**given, "payer": "budget"}).total == (
        16_800
    )


def test_a_higher_death_premium_costs_26_400_a_person_year():
    # 12 × (9,000 − 6,800)
    start = dt.date(2027, 1, 1)
    assert _rules("higher-death-premium").value("bpu.jkm.amount", on=start).whole == 9_000
    assert _year(start, "higher-death-premium") - _year(start) == 26_400
    assert _year(dt.date(2026, 1, 1), "higher-death-premium") == 201_600


def test_lowest_pay_up_ten_percent_costs_a_village_161_172_a_year():
    # 0.54 percent of 2,669,304 / 2,446,862 / 2,224,420: 14,414 + 13,213 + 10 × 12,012 = 147,747
    # a month against 134,316; times 12. By programme: 6,406 + 8,008; 5,872 + 7,341; 5,339 + 6,673.
    given = {
        "pay": "lowest",
        "region": "32.16",
        "period": dt.date(2027, 1, 1),
        "programmes": ["JKK", "JKM"],
    }
    after = budgets.staff(12, rules=_rules("lowest-pay-up-ten-percent"), **given)
    assert [b.total for b in after.bills] == [14_414, 13_213, 12_012]
    before = budgets.staff(12, **given)
    assert 12 * (after.village_rp_month - before.village_rp_month) == 161_172


def test_a_reserve_of_six_months_bridges_transfers_in_july():
    assumed = scenarios.get("reserve-of-six-months").assumed(assumptions.shipped())
    villages = store.load("village_covariates")
    cost = budgets.staff(
        12,
        pay="lowest",
        region="32.16",
        period=dt.date(2026, 1, 1),
        programmes=["JKK", "JKM"],
    )
    for held, least in ((assumptions.shipped(), 6), (assumed, 12)):
        found = budgets.months_covered(
            villages.assign(own_revenue_2023_rp=0),
            cost.village_rp_month,
            transfer_month=7,
            reserve_months=int(held["village.reserve.months"].value),
            deducted=False,
        )
        assert set(found) == {least}


@pytest.mark.parametrize("name", sorted(scenarios.shipped()))
def test_what_a_shipped_scenario_moved_is_cited_as_its_own(name):
    found = scenarios.get(name)
    rules, assumed = found.rules(law.enacted()), found.assumed(assumptions.shipped())
    for change in found.changes.law:
        assert rules.value(change.name, on=change.from_).ref == f"scenario:{name}"
    for change in found.changes.assumptions:
        assert assumed.ref(change.name) == f"scenario:{name}"
