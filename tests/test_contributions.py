"""Rupiah for one person, from the law of the day."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylib import contributions
from policylib.errors import LawError, PolicylibError

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
            "law:bpu.base@2026-01-01",
            "law:bpu.relief.budget.share@2026-01-01",
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


PROGRAMMES = {
    "wage_earner": ("JKK JKM", "JKK JKM JHT", "JKK JKM JHT JP", "JKK JKM JHT JP JKP"),
    "non_wage": ("JKK JKM", "JKK JKM JHT"),
    "village_official": ("JKK JKM", "JKK JKM JHT"),
}


def people(count, seed):
    """Made-up people of all kinds, amounts on and off the edges of brackets and ceilings."""
    chance = np.random.default_rng(seed)
    segment = chance.choice(list(PROGRAMMES), count)
    edges = np.array([1_100_000, 1_099_999, 5_000_000, 5_000_001, 20_199_999, 20_200_000])
    amounts = chance.integers(100_000, 25_000_000, count)
    at_edge = chance.random(count) < 0.2
    amounts[at_edge] = chance.choice(edges, at_edge.sum())
    taken = [PROGRAMMES[s][chance.integers(len(PROGRAMMES[s]))] for s in segment]
    return pd.DataFrame(
        {
            "segment": segment,
            "reported_rp_month": amounts,
            "programmes": taken,
            "risk_class": chance.integers(1, 6, count),
            "labour_intensive": False,
            "sector": chance.choice(["transport", "other"], count),
            "payer": chance.choice(["self", "budget"], count),
        }
    )


def one(row, day):
    """The bill of one person."""
    given = {"period": day, "programmes": row.programmes.split()}
    match row.segment:
        case "wage_earner":
            return contributions.wage_earner(
                row.reported_rp_month,
                risk_class=row.risk_class,
                labour_intensive=row.labour_intensive,
                **given,
            )
        case "non_wage":
            return contributions.non_wage(
                row.reported_rp_month, sector=row.sector, payer=row.payer, **given
            )
        case "village_official":
            return contributions.village_official(row.reported_rp_month, **given)


@pytest.mark.parametrize("day", ["2024-06-01", "2025-02-07", "2026-02-01", "2026-05-01"])
def test_a_table_of_people_equals_their_bills(day):
    on, table = dt.date.fromisoformat(day), people(400, seed=20261121)
    ((month, found),) = contributions.of_people(table, months=[on])
    assert month == on
    for row, got in zip(table.itertuples(), found.itertuples(index=False), strict=True):
        bill = one(row, on)
        expected = dict.fromkeys(found.columns, 0) | bill.by_programme | bill.by_payer
        assert got._asdict() == expected | {"total": bill.total}


def test_what_a_person_costs_is_what_the_payers_pay():
    ((_, found),) = contributions.of_people(people(500, seed=7), months=[PERIOD])
    payers = found[["employer", "worker", "state", "budget"]].sum(axis=1)
    programmes = found[["JKK", "JKM", "JHT", "JP", "JKP"]].sum(axis=1)
    assert (found["total"] == payers).all()
    assert (found["total"] == programmes).all()
    assert (found["total"] > 0).all()


def test_the_table_keeps_its_index_and_is_not_changed():
    table = people(5, seed=1).set_index(pd.Index(list("abcde")))
    before = table.copy()
    ((_, found),) = contributions.of_people(table, months=[PERIOD])
    assert list(found.index) == list("abcde")
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reported_rp_month": -1.0}, "row 2: -1"),
        ({"reported_rp_month": 0.0}, "row 2: 0"),
        ({"reported_rp_month": 5.0}, "in thousands"),
        ({"reported_rp_month": float("nan")}, "row 2: missing"),
        ({"reported_rp_month": 1e12}, "row 2: 1,000,000,000,000"),
        ({"reported_rp_month": 2_000_000.5}, r"row 2: 2,000,000\.5"),
        ({"programmes": "JHT"}, "without JKK and JKM"),
        ({"programmes": "JKK JKM JPK"}, "no programme 'JPK'"),
        ({"segment": "wage_earnr"}, "Did you mean 'wage_earner'"),
        ({"segment": "wage_earner", "risk_class": 6}, "no risk class '6'"),
        ({"segment": "non_wage", "sector": "ojek"}, "no sector 'ojek'"),
        ({"segment": "non_wage", "sector": None}, "column 'sector' is empty for 1 people"),
        ({"segment": "non_wage", "payer": "city"}, "no payer 'city'"),
    ],
)
def test_a_person_who_makes_no_sense_is_refused_with_the_row(change, words):
    table = people(5, seed=3).astype({"reported_rp_month": float})
    for name, value in change.items():
        table.loc[2, name] = value
    with pytest.raises(PolicylibError, match=words):
        list(contributions.of_people(table, months=[PERIOD]))


def test_a_missing_column_is_named():
    table = people(50, seed=3).drop(columns="payer")
    with pytest.raises(PolicylibError, match="non_wage needs the column payer"):
        list(contributions.of_people(table, months=[PERIOD]))


@given(
    wage=st.integers(100_000, 10_000_000_000),
    ppm=st.integers(0, 60_000),
)
def test_rounding_is_half_up_and_exact(wage, ppm):
    exact = (Decimal(wage) * ppm / 1_000_000).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert int(contributions.half_up(wage, ppm)) == int(exact)


@given(wage=st.integers(100_000, 30_000_000), risk=st.integers(1, 5))
def test_job_loss_insurance_leaves_the_employers_bill_as_it_is(wage, risk):
    for day in (dt.date(2025, 2, 6), dt.date(2025, 2, 7)):
        with_jkp, without = (
            contributions.wage_earner(
                wage, period=day, risk_class=risk, programmes=taken, labour_intensive=False
            )
            for taken in (["JKK", "JKM", "JKP"], ["JKK", "JKM"])
        )
        assert with_jkp.by_payer["employer"] == without.by_payer["employer"]


def test_every_line_of_a_bill_says_its_law():
    bill = contributions.non_wage(
        1_000_000,
        period=dt.date(2026, 2, 1),
        sector="transport",
        payer="self",
        programmes=["JKK", "JKM"],
    )
    jkk, jkm = bill.lines
    assert (jkk.amount, jkm.amount) == (5_000, 3_400)
    assert "law:bpu.relief.transport.share@2026-02-01" in bill.sources
    assert all(v.reference for line in bill.lines for v in line.charge.law)


def test_a_month_that_is_changed_leaves_the_others_as_they_are():
    months = [dt.date(2026, 5, 1), dt.date(2026, 6, 1)]
    given = contributions.of_people(people(20, seed=4), months=months)
    _, may = next(given)
    before = may["total"].copy()
    may["total"] = 0
    may.loc[0, "JKK"] = -1
    _, june = next(given)
    assert (june["total"] == before).all()
    assert (june["JKK"] >= 0).all()


def test_months_of_different_law_are_priced_apart():
    months = [dt.date(2026, m, 1) for m in (2, 3, 4)]
    table = people(300, seed=8)
    found = {m: f["total"] for m, f in contributions.of_people(table, months=months)}
    for month in months:
        ((_, alone),) = contributions.of_people(table, months=[month])
        assert (found[month] == alone["total"]).all()
    assert (found[months[0]] != found[months[1]]).any()
    assert (found[months[1]] != found[months[2]]).any()
