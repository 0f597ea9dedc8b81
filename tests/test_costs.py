"""What the page on costs says, draws and lists, for both areas."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from policylib import (
    assumptions,
    budgets,
    contributions,
    figures,
    scenarios,
    sentences,
    store,
    tables,
    wording,
)

PERIOD = dt.date(2026, 1, 1)
HELD = assumptions.shipped()


@pytest.fixture(scope="module")
def ceiling(ledger):
    premium = contributions.lowest_non_wage(period=PERIOD)
    return budgets.ceiling_buys(ledger, premium, region="32.75")


@pytest.fixture(scope="module")
def city(ledger, ceiling):
    return budgets.city_plan(ledger, ceiling, region="32.75", period=PERIOD, years=5, assumed=HELD)


@pytest.fixture(scope="module")
def villages():
    return _villages("32.16")


def _villages(code, **changes):
    given = {"period": PERIOD, "pay": "lowest", "with_jht": False, "assumed": HELD, **changes}
    area = store.register().find(code)
    return budgets.village_plan(store.load("village_covariates"), area=area, **given)


@pytest.fixture
def references(ledger, english):
    return wording.References(ledger, store.provenance(), english, {})


def _said(statements, language="en"):
    return wording.without_links(wording.say(statements, language=wording.Language(language)))


def test_a_city_has_no_village_plan_and_a_regency_without_ceiling_no_city_plan(ledger):
    assert _villages("32.75") is None
    assert (
        budgets.city_plan(ledger, None, region="32.16", period=PERIOD, years=5, assumed=HELD)
        is None
    )


def test_the_city_is_told_which_of_people_money_and_months_cannot_hold(city, ceiling):
    said = _said(sentences.costs.city(city, ceiling))
    for words in (
        "cannot pay 10,000 people for the whole year",
        "9,920 people all year and leaves Rp128,000",
        "11 whole months with Rp152,000,000 left",
        "December 2026 is the first month unpaid",
        "needs Rp16,000,000 more",
    ):
        assert words in said


def test_a_ceiling_that_reaches_is_said_to_reach(ledger, city, ceiling):
    rich = {"value": 2_100_000_000, "low": 2_100_000_000, "high": 2_100_000_000}
    more = replace(ceiling, ceiling=replace(ceiling.ceiling, **rich))
    plan = budgets.city_plan(ledger, more, region="32.75", period=PERIOD, years=5, assumed=HELD)
    assert plan.cliff is None
    assert "pays the 10,000 people planned" in _said(sentences.costs.city(plan, more))
    assert sentences.costs.cliff(plan) == []
    assert "all year" in _said(sentences.costs.title(None, plan, more))


def test_the_launch_and_all_vulnerable_workers_are_priced(city, ceiling):
    said = _said(sentences.costs.goal(city, ceiling))
    for words in ("at least 200,000", "Rp40.32 billion a year", "Rp587,966,400", "11,507 people"):
        assert words in said


def test_what_a_stop_costs_is_said(city):
    said = _said(sentences.costs.cliff(city))
    assert "after 30 November 2026" in said
    assert "Rp32 million less" in said
    assert "36 months" in said


def test_the_villages_are_told_cost_share_and_timing(villages):
    said = _said([*sentences.costs.villages(villages), *sentences.costs.timing(villages)])
    for words in (
        "Rp1,611,792 a year",
        "Rp288,510,768 for all villages",
        "Rp13,104 for the head, Rp12,012 for the secretary and Rp10,920",
        "133 of 162 villages",
        "cover 5 months of the year (3 to 6",
    ):
        assert words in said


def test_old_age_savings_change_the_sentence_and_the_sum():
    plan = _villages("32.16", with_jht=True)
    said = _said(sentences.costs.villages(plan))
    assert "employer's part of JHT" in said
    assert plan.afford.village_year.value == pytest.approx(12_655_413, abs=200)


def test_titles_and_descriptions_follow_what_is_drawn(villages, city, ceiling):
    assert "middle village" in _said(sentences.costs.title(villages, None, None))
    assert "after 11 months" in _said(sentences.costs.title(None, city, ceiling))
    assert "No yearly subsidy" in _said(sentences.costs.title(None, None, None))
    assert "162 villages" in _said(sentences.costs.description(villages, None, None))
    assert "Rp16,000,000 are missing" in _said(sentences.costs.description(None, city, ceiling))
    assert "No yearly subsidy" in _said(sentences.costs.description(None, None, None))


def test_figures_draw_what_the_data_say(villages, city, ceiling, english):
    given = {"title": "a title", "language": english}
    dots = figures.costs(villages, None, None, **given)
    assert len(dots.lines[0].get_xdata()) == 162
    bars = figures.costs(None, city, ceiling, **given)
    heights = [p.get_height() for p in bars.patches[:12]]
    assert heights[-1] == 12 * 168_000_000
    assert figures.costs(None, None, None, **given) is None


def test_a_bill_shows_which_law_gave_which_rupiah(references):
    bill = contributions.non_wage(
        1_000_000,
        period=dt.date(2026, 2, 1),
        sector="transport",
        payer="self",
        programmes=["JKK", "JKM"],
    )
    shown = tables.costs.bill(bill, references, whose="courier")
    jkk, jkm, total = (row.cells for row in shown.rows)
    assert (jkk[0], jkk[2], jkk[3]) == ("JKK", "Rp1,000,000", "1%; 50%")
    assert "PP 50/2025 (A)" in jkm[5]
    assert total[4] == "Rp8,400"


def test_groups_say_where_no_count_was_published(villages, references):
    rows = [row.cells for row in tables.costs.groups(villages, references).rows]
    assert [row[1] for row in rows[2:]] == ["not published"] * 2
    assert [row[3] for row in rows[2:]] == ["not published"] * 2


def test_every_village_has_a_row_and_left_out_ones_their_rule(villages, references):
    rows = [row.cells for row in tables.costs.village_shares(villages, references).rows]
    assert len(rows) == 179
    left = [row for row in rows if row[5]]
    assert len(left) == 17
    assert all(row[1] == "–" for row in left)


def test_reforms_stand_beside_the_law_as_enacted(ceiling, references):
    found = budgets.under(
        scenarios.shipped(),
        ceiling=ceiling,
        area=store.register().find("32.75"),
        programmes=("JKK", "JKM"),
    )
    rows = [row.cells for row in tables.costs.reforms(found, references).rows]
    assert [row[0] for row in rows[::2]] == ["law as enacted"] * (len(rows) // 2)
    half = next(row for row in rows if "half price also holds" in row[0])
    # 12 × 8,400 when a budget pays; alone 12 × 16,800, the price of January 2026.
    assert half[2:] == ("Rp100,800", "Rp201,600", "19,841", "–")
    through = next(row for row in rows if "goes on through 2027" in row[0])
    before = rows[rows.index(through) - 1]
    assert (before[3], through[3]) == ("Rp201,600", "Rp100,800")
    assert before[2] == through[2]


def test_the_schedule_and_the_way_to_all_have_a_row_a_month_and_a_year(city, ceiling, references):
    months = tables.costs.schedule(city, ceiling, references).rows
    assert [row.cells[5] for row in months] == ["yes"] * 11 + ["no"]
    years = tables.costs.growth(city, references).rows
    assert years[-1].cells[1:3] == ("200,000", "Rp40,320,000,000")


def test_months_and_scenarios_list_every_combination(villages, references):
    assert len(tables.costs.months(villages, references).rows) == 4 * 3
    assert len(tables.costs.pay_scenarios(villages, references).rows) == 2 * 2 * 3


def test_regencies_are_named(references):
    found = budgets.regencies(
        store.load("regency_units"), store.load("minimum_wage_2024"), period=PERIOD
    )
    rows = tables.costs.regencies(found, references, register=store.register()).rows
    assert any(row.cells[0] == "Kabupaten Bekasi" for row in rows)
    assert len(rows) == 19
