"""What a published ceiling buys."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from policylib import budgets, contributions
from policylib.evidence import Ledger


@pytest.fixture(scope="module")
def premium():
    return contributions.lowest_non_wage(period=dt.date(2026, 1, 1))


@pytest.fixture(scope="module")
def kota(ledger, premium):
    return budgets.ceiling_buys(ledger, premium, region="32.75")


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("ceiling", 2_000_000_000, "rupiah"),
        ("price", 201_600, "rupiah"),
        ("person_years", 9_920, "person-years"),  # 2,000,000,000 ÷ 201,600 = 9,920.6
        ("left", 128_000, "rupiah"),  # 2,000,000,000 − 9,920 × 201,600
        ("quota", 10_000, "people"),
        ("shortfall", 16_000_000, "rupiah"),  # 10,000 × 201,600 − 2,000,000,000
        ("launched", 11_666, "people"),
    ],
)
def test_the_ceiling_of_the_city(kota, name, value, unit):
    found = getattr(kota, name)
    assert (found.value, found.unit) == (value, unit)


def test_what_is_bought_and_what_is_left_is_the_ceiling(kota):
    spent = kota.person_years.value * kota.price.value
    assert spent + kota.left.value == kota.ceiling.value
    assert 0 <= kota.left.value < kota.price.value


def test_results_cite_the_budget_and_the_law(kota):
    assert "evidence:subsidy-budget-2026" in kota.person_years.sources
    assert "law:bpu.jkm.amount@2026-01-01" in kota.person_years.sources
    assert "evidence:subsidy-quota-2026" in kota.shortfall.sources


def test_every_number_is_a_finding_once(kota):
    names = [f.id for f in kota.findings]
    assert len(names) == len(set(names)) == 7


def test_an_area_without_a_ceiling_has_no_result(ledger, premium):
    assert budgets.ceiling_buys(ledger, premium, region="32.16") is None


def test_a_ceiling_that_was_not_published_yet_is_not_seen(ledger, premium):
    early = ledger.as_known_on(dt.date(2025, 10, 25))
    assert budgets.ceiling_buys(early, premium, region="32.75") is None


def test_the_launch_is_not_known_before_it_was_published(ledger, premium):
    early = ledger.as_known_on(dt.date(2025, 11, 4))
    found = budgets.ceiling_buys(early, premium, region="32.75")
    assert found.launched is None
    assert found.quota.value == 10_000


def _with(ledger, name, **changes):
    numbers = dict(ledger.numbers)
    numbers[name] = replace(numbers[name], **changes)
    return Ledger(numbers, ledger.sources, ledger.conflicts, ledger.known_on)


def test_a_budget_for_three_months_is_no_yearly_ceiling(ledger, premium):
    only = _with(ledger, "subsidy-budget-2026", unit="rupiah")
    assert budgets.ceiling_buys(only, premium, region="32.75") is None


@pytest.mark.parametrize(
    ("rupiah", "people", "left", "shortfall"),
    [
        (2_016_000_000, 10_000, 0, 0),  # exactly 10,000 × 201,600
        (2_016_000_001, 10_000, 1, 0),
        (2_015_999_999, 9_999, 201_599, 1),
        (3_000_000_000, 14_880, 192_000, 0),  # 14,880 × 201,600 = 2,999,808,000
        (201_599, 0, 201_599, 2_015_798_401),
    ],
)
def test_only_whole_people_are_bought(ledger, premium, rupiah, people, left, shortfall):
    changed = _with(ledger, "subsidy-budget-2026", value=rupiah, low=rupiah, high=rupiah)
    found = budgets.ceiling_buys(changed, premium, region="32.75")
    got = (found.person_years.value, found.left.value, found.shortfall.value)
    assert got == (people, left, shortfall)


def test_without_a_planned_number_of_people_there_is_no_shortfall(ledger, premium):
    changed = _with(ledger, "subsidy-quota-2026", kind="target")
    found = budgets.ceiling_buys(changed, premium, region="32.75")
    assert (found.quota, found.shortfall) == (None, None)
    assert found.person_years.value == 9_920
