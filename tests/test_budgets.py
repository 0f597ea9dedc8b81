"""What a published ceiling buys."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylib import assumptions, budgets, contributions, law, store
from policylib.errors import UsageError
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


def _prices(*rupiah, start=dt.date(2026, 1, 1)):
    months = budgets.months_from(start, len(rupiah))
    return budgets.Prices(months, rupiah, ("law:bpu.jkm.amount@2026-01-01",))


@pytest.fixture(scope="module")
def city_year():
    return budgets.subsidised(dt.date(2026, 1, 1), months=12)


def test_a_year_of_the_city_costs_twelve_full_months(city_year):
    # The half price of PP 50/2025 does not hold where a local budget pays.
    assert city_year.rupiah == (16_800,) * 12


def test_people_money_and_months_of_the_city_cannot_hold_together(kota, city_year):
    found = budgets.trade_off(kota.ceiling, kota.quota, prices=city_year)
    values = {f.id: f.value for f in found.findings}
    assert values == {
        "most-people": 9_920,
        "most-people-left": 128_000,
        "planned-missing": 16_000_000,
        "whole-months": 11,
        "whole-months-left": 152_000_000,  # 2,000,000,000 − 11 × 168,000,000
    }
    assert found.first_unpaid == dt.date(2026, 12, 1)


def test_a_ceiling_that_reaches_leaves_no_month_unpaid(kota, city_year):
    rich = replace(kota.ceiling, value=2_016_000_000, low=2_016_000_000, high=2_016_000_000)
    found = budgets.trade_off(rich, kota.quota, prices=city_year)
    assert (found.first_unpaid, found.missing.value, found.months_left.value) == (None, 0, 0)


def test_the_launch_costs_what_the_law_says():
    prices = budgets.subsidised(dt.date(2025, 11, 1), months=3)
    found = budgets.schedule(
        580_000_000, people=11_666, prices=prices, lapse_share_month=0.0, arrears_rp=0
    )
    assert found.table["cost_rp"].sum() == 587_966_400
    assert found.first_unpaid == dt.date(2026, 1, 1)
    assert budgets.most_people(580_000_000, prices=prices, arrears_rp=0) == 11_507


def test_all_vulnerable_workers_cost_40_billion_a_year(city_year):
    assert 200_000 * city_year.total == 40_320_000_000


def test_people_who_leave_make_the_money_last_longer():
    # 100, 90, 81, 72 people at 10 rupiah: 1,000 + 900 + 810 + 720 = 3,430.
    found = budgets.schedule(
        3_430, people=100, prices=_prices(10, 10, 10, 10), lapse_share_month=0.1, arrears_rp=0
    )
    assert list(found.table["people"]) == [100, 90, 81, 72]
    assert (found.first_unpaid, found.person_months) == (None, 343)
    assert found.table["left_rp"].iloc[-1] == 0


def test_arrears_are_paid_first():
    given = {"people": 10, "prices": _prices(10, 10), "lapse_share_month": 0.0}
    found = budgets.schedule(250, arrears_rp=100, **given)
    assert list(found.table["paid"]) == [True, False]
    assert list(found.table["spent_rp"]) == [200, 200]
    assert budgets.most_people(250, prices=given["prices"], arrears_rp=100) == 7


def test_arrears_above_the_ceiling_leave_no_month():
    found = budgets.schedule(
        50, people=1, prices=_prices(10), lapse_share_month=0.0, arrears_rp=100
    )
    assert (found.person_months, found.table["left_rp"].iloc[0]) == (0, 0)
    assert budgets.most_people(50, prices=_prices(10), arrears_rp=100) == 0


def test_after_an_unpaid_month_no_later_one_is_paid():
    # The third month would be cheap enough, but protection has ended.
    found = budgets.schedule(
        25, people=1, prices=_prices(10, 100, 5), lapse_share_month=0.0, arrears_rp=0
    )
    assert list(found.table["paid"]) == [True, False, False]


@given(
    ceiling=st.integers(0, 10**10),
    people=st.integers(1, 50_000),
    rupiah=st.lists(st.integers(1, 20_000), min_size=1, max_size=24),
)
def test_a_schedule_never_spends_more_than_the_ceiling(ceiling, people, rupiah):
    prices = _prices(*rupiah)
    found = budgets.schedule(
        ceiling, people=people, prices=prices, lapse_share_month=0.0, arrears_rp=0
    )
    paid = found.table[found.table["paid"]]
    assert paid["cost_rp"].sum() <= ceiling
    assert (found.table["spent_rp"] + found.table["left_rp"] == ceiling).all()
    most = budgets.most_people(ceiling, prices=prices, arrears_rp=0)
    assert most * prices.total <= ceiling < (most + 1) * prices.total


@pytest.mark.parametrize(
    "changes",
    [
        {"people": 0},
        {"lapse_share_month": 1.0},
        {"lapse_share_month": -0.1},
        {"arrears_rp": -1},
        {"ceiling_rp": -1},
        {"prices": budgets.Prices((), (), ())},
        {"prices": budgets.Prices((dt.date(2026, 1, 1),), (0,), ())},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(changes):
    given = {
        "ceiling_rp": 1_000,
        "people": 1,
        "prices": _prices(10),
        "lapse_share_month": 0.0,
        "arrears_rp": 0,
        **changes,
    }
    with pytest.raises(UsageError):
        budgets.schedule(given.pop("ceiling_rp"), **given)


def test_growth_ends_at_the_goal_and_says_what_is_missing(kota):
    goal = replace(kota.quota, value=200_000, low=200_000, high=200_000)
    found = budgets.growth(
        goal, start_people=10_000, first_year=2026, years=2, ceiling=kota.ceiling
    )
    assert list(found.table["people"]) == [105_000, 200_000]
    assert list(found.table["cost_rp"]) == [105_000 * 201_600, 40_320_000_000]
    assert list(found.table["missing_rp"]) == [19_168_000_000, 38_320_000_000]
    assert found.goal_year.value == 40_320_000_000


def test_a_stop_costs_the_waiting_months():
    found = budgets.cliff(last_month=dt.date(2026, 11, 1), on=dt.date(2026, 12, 1))
    assert found.last_day == dt.date(2026, 11, 30)
    values = {f.id: f.value for f in found.findings}
    # 42,000,000 − 10,000,000
    assert values == {"waiting-months": 3, "waiting-loss": 32_000_000, "grants-after": 36}


def test_a_stop_in_december_ends_the_year():
    assert budgets.cliff(
        last_month=dt.date(2026, 12, 1), on=dt.date(2026, 12, 1)
    ).last_day == dt.date(2026, 12, 31)


PERIOD = dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def villages():
    return store.load("village_covariates")


@pytest.fixture(scope="module")
def kabupaten(villages):
    return budgets.affordability(
        villages, region="32.16", period=PERIOD, pay="lowest", programmes=("JKK", "JKM")
    )


def test_a_village_of_twelve_officials(kabupaten):
    values = {f.id: f.value for f in kabupaten.findings}
    assert [values[f"month-{r}"] for r in ("head", "secretary", "official")] == [
        13_104,
        12_012,
        10_920,
    ]
    # 13,104 + 12,012 + 10 × 10,920 = 134,316 a month; 8 and 15 officials: 90,636 and 167,076.
    year = kabupaten.village_year
    assert (year.low, year.value, year.high) == (1_087_632, 1_611_792, 2_004_912)
    assert kabupaten.villages_year.value == 179 * 1_611_792 == 288_510_768


def test_old_age_savings_are_paid_by_village_and_officials(kabupaten):
    rows = kabupaten.scenarios.set_index(["pay", "programmes", "officials"])
    found = rows.loc[("lowest", "JKK JKM JHT", 12)]
    # 4.24 percent of 24,873,060 is 1,054,617.7 a month: 12.66 million a year; officials 2 percent.
    assert found["village_rp_year"] == pytest.approx(0.0424 * 24_873_060 * 12, abs=12 * 18)
    assert found["officials_rp_year"] == pytest.approx(0.02 * 24_873_060 * 12, abs=12 * 6)
    # 12 × 12 × (0.24 + 0.30 percent of 5,938,885 = 14,253 + 17,817)
    assert rows.loc[("minimum_wage", "JKK JKM", 12), "village_rp_year"] == 144 * 32_070


def test_shares_are_of_what_may_pay_and_dana_desa_may_not(kabupaten, villages):
    row = villages.loc[villages["code"] == "32.16.01.2001"].iloc[0]
    legal = row["add_2023_rp"] + row["tax_share_2023_rp"] + row["own_revenue_2023_rp"]
    found = kabupaten.table.set_index("code").loc["32.16.01.2001"]
    assert found["share_legal"] == pytest.approx(1_611_792 / legal)
    assert found["share_add"] == pytest.approx(1_611_792 / 1_917_507_000)
    assert law.value("village.dana_desa.may_pay", on=PERIOD).number == 0


def test_villages_whose_revenue_a_rule_leaves_out_have_no_share(kabupaten):
    doubted = kabupaten.table[kabupaten.table["revenue_doubt"] != ""]
    assert doubted["share_legal"].isna().all()
    assert kabupaten.usable.value == 179 - len(doubted)
    assert len(kabupaten.table) == 179


def _village(own=0, add=10**9, doubt=""):
    return pd.DataFrame(
        {
            "own_revenue_2023_rp": [own],
            "add_2023_rp": [add],
            "tax_share_2023_rp": [0],
            "revenue_doubt": [doubt],
        }
    )


@pytest.mark.parametrize(
    ("own", "month", "reserve", "deducted", "covered"),
    [
        (0, 7, 0, False, 6),
        (0, 10, 0, False, 3),
        (0, 1, 0, False, 12),
        (0, 8, 6, False, 11),
        (0, 7, 6, False, 12),
        (0, 10, 0, True, 12),
        (1_200, 10, 0, False, 12),  # 100 a month of its own
        (600, 10, 0, False, 4 + 3),  # 50 a month: February, April, June and August are paid
    ],
)
def test_months_covered_of_one_village(own, month, reserve, deducted, covered):
    found = budgets.months_covered(
        _village(own), 100, transfer_month=month, reserve_months=reserve, deducted=deducted
    )
    assert list(found) == [covered]


def test_a_village_with_doubted_revenue_has_no_months():
    found = budgets.months_covered(
        _village(doubt="copied_figures"), 100, transfer_month=7, reserve_months=0, deducted=False
    )
    assert found.size == 0


@pytest.mark.parametrize(("month", "reserve"), [(0, 0), (13, 0), (7, -1)])
def test_months_that_make_no_sense_are_refused(month, reserve):
    with pytest.raises(UsageError, match="a month from 1 to 12"):
        budgets.months_covered(
            _village(), 100, transfer_month=month, reserve_months=reserve, deducted=False
        )


def test_late_money_leaves_months_uncovered(kabupaten, villages):
    found = budgets.months(villages, kabupaten.cost, assumed=assumptions.shipped())
    # Money that comes in July covers July to December, in October October to December.
    assert (found.late.low, found.late.value, found.late.high) == (3, 5, 6)
    assert found.without_own.value + found.own_pays.value == kabupaten.usable.value == 162
    assert found.deducted.value == 12
    assert found.late.value <= found.reserve.value <= 12
    assert "assumption:village.transfer.month" in found.late.sources


def test_groups_without_a_published_count_have_a_price_and_no_total(villages):
    found = budgets.groups(
        villages=179,
        rt_rw=int(villages[["rw_count", "rt_count"]].to_numpy().sum()),
        region="32.16",
        period=PERIOD,
        assumed=assumptions.shipped(),
    )
    council, heads, staff, fishers = found
    # 5 to 9 members on Rp500,000 to Rp2,022,200: 2,700 to 10,920 a month.
    assert (council.price.low, council.price.high) == (2_700, 10_920)
    assert council.year.low == 179 * 5 * 2_700 * 12
    assert council.year.high == 179 * 9 * 10_920 * 12
    assert heads.price.value == 10_800
    assert heads.year.value == heads.people.value * 10_800 * 12
    assert [g.year for g in (staff, fishers)] == [None, None]
    assert fishers.price.value == 16_800
    # The precedent: 20,445 heads at 10,800 a month come to the 2.6 billion that Bogor printed.
    assert 2_600_000_000 <= 20_445 * 10_800 * 12 < 2_700_000_000


def test_regencies_with_villages_of_west_java():
    found = budgets.regencies(
        store.load("regency_units"), store.load("minimum_wage_2024"), period=PERIOD
    )
    table = found.table.set_index("code")
    assert len(table) == 19
    assert table.loc["32.16", "middle_rp_year"] == 288_510_768
    assert found.year.value == table["middle_rp_year"].sum() == found.villages.value * 1_611_792
    # 0.54 percent of 5,219,263 by programme: 12,526 + 15,658.
    assert table.loc["32.16", "wage_middle_rp_year"] == 179 * 144 * (12_526 + 15_658)


def test_one_regency_of_them():
    """Kabupaten Bandung: 270 villages, 8 to 15 officials, minimum wage 3,527,967 in 2024."""
    found = budgets.regencies(
        store.load("regency_units"), store.load("minimum_wage_2024"), period=PERIOD
    )
    one = found.of("32.04")
    assert one.villages.value == 270
    assert (one.year.low, one.year.value, one.year.high) == (293_660_640, 435_183_840, 541_326_240)
    # 0.24 and 0.30 percent by programme: 8,467 + 10,584 a month.
    month = 8_467 + 10_584
    ends = (one.wage.low, one.wage.value, one.wage.high)
    assert ends == tuple(270 * n * 12 * month for n in (8, 12, 15))
    assert "data:opendata-jabar-umk" in one.wage.sources
    assert found.of("32.75") is None, "a city without villages"
