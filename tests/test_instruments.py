"""Instruments: one draw by hand, invariants over draws, what is said of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from policylib import assumptions, coverage, instruments, law, sentences, store, tables, wording
from policylib.errors import UsageError

START = dt.date(2026, 1, 1)
HELD = assumptions.shipped()


def _setting(region="32.16", **changes):
    kabupaten = region == "32.16"
    given = {
        "region": region,
        "start": START,
        "horizon": 18,
        "budget_rp": 2_000_000_000,
        "villages": 125 if kabupaten else 0,
        "enrolled": 54 if kabupaten else 0,
        "bare_share": 0.25 if kabupaten else 0.0,
        "rules": law.enacted(),
        **changes,
    }
    return instruments.setting(**given)


def _one(name, given, **changes):
    """One instrument at the stated values, some changed."""
    found = next(i for i in instruments.INSTRUMENTS if i.id == name)
    names = instruments.named(found, given.region)
    changes = {n.replace("__", "."): v for n, v in changes.items()}
    return instruments.outcome(found, given, instruments.at_values(names, given, HELD, **changes))


def _compare(region="32.16", draws=400, seed=1, workers=None, **changes):
    given = _setting(region, **changes)
    return instruments.compare(given, assumed=HELD, workers=workers, draws=draws, seed=seed)


def test_a_full_subsidy_by_hand():
    found = _one("subsidy", _setting(horizon=12))
    # 2,000,000,000 ÷ (12 × 16,800 + 5,000 for enrolling) = 9,680.5
    assert found.people[0] == 9_680
    assert found.person_years[0] == pytest.approx(9_680)
    assert found.public_rp[0] == pytest.approx(9_680 * 206_600)
    assert found.private_rp[0] == 0
    # Three months at 10 million, nine at 42 million, deaths 1.8 in a thousand a year; JKK 50,000.
    expected = 9_680 * (0.0018 / 12 * (3 * 10_000_000 + 9 * 42_000_000) + 50_000)
    assert found.protection_rp[0] == pytest.approx(expected)


def test_when_a_subsidy_ends_few_go_on():
    found = _one("subsidy", _setting(horizon=14))
    # 15 percent go on in month 13, and 95 percent of them in month 14.
    assert found.after_year[0] == 9_680
    assert found.at_end[0] == pytest.approx(9_680 * 0.15 * 0.95)
    # From January 2027 the half price has ended: 16,800 a month.
    alone = 9_680 * 0.15 * (1 + 0.95) * 16_800
    assert found.private_rp[0] == pytest.approx(alone)


def test_who_pays_alone_pays_half_from_april_2026():
    found = _one("half-price", _setting(horizon=12), lapse__self=0.0)
    # 1 percent of 400,000, a ninth each month from April on: 9 + 8 + … + 1 months of 8,400.
    assert found.people[0] == 4_000
    assert found.person_years[0] == pytest.approx(4_000 / 9 * 45 / 12)
    assert found.private_rp[0] == pytest.approx(4_000 / 9 * 45 * 8_400)
    assert found.public_rp[0] == 0


def test_nobody_joins_for_half_a_price_that_does_not_exist():
    found = _one("half-price", _setting(start=dt.date(2025, 1, 1), horizon=3))
    assert found.person_years[0] == found.private_rp[0] == 0


def test_matching_splits_the_full_price():
    found = _one("matching", _setting(horizon=12), lapse__self=0.0, enrol__cost=0.0)
    assert found.people[0] == 12_000
    assert found.public_rp[0] == pytest.approx(12_000 * 12 * 8_400)
    assert found.private_rp[0] == pytest.approx(found.public_rp[0])


def test_a_voucher_pays_three_months():
    found = _one("voucher", _setting(horizon=3), enrol__cost=0.0)
    assert found.people[0] == 32_000  # 8 percent of 400,000; the budget would pay 39,682
    assert found.public_rp[0] == pytest.approx(32_000 * 3 * 16_800)


def test_employers_pay_without_public_money():
    found = _one("employers", _setting(horizon=12))
    assert (found.people[0], found.public_rp[0]) == (3_000, 0)
    assert found.private_rp[0] > 3_000 * 9 * 16_800


def test_a_rule_reaches_officials_and_waits_for_transfers():
    given = _setting(horizon=12, bare_share=0.0)
    found = _one("rule", given, rule__lapse=0.0)
    # 125 villages × 70 percent × 12 officials; 134,316 a month for twelve of them.
    assert found.people[0] == 1_050
    assert found.public_rp[0] == pytest.approx(1_050 / 12 * 134_316 * 12)
    # A quarter of the villages without own revenue loses January to July.
    late = _one("rule", _setting(horizon=12, bare_share=0.25), rule__lapse=0.0)
    assert late.person_years[0] == pytest.approx(1_050 * (1 - 0.25 * 7 / 12))


def test_deduction_covers_the_months_before_the_transfers():
    found = _one("deduction", _setting(horizon=12), rule__lapse=0.0)
    # 54 villages, a quarter without own revenue, 12 officials, seven months.
    assert found.people[0] == 162
    assert found.person_years[0] == pytest.approx(162 * 7 / 12)
    assert found.after_year[0] == 0


def test_visits_enrol_as_many_each_month_of_the_year():
    found = _one("outreach", _setting(), lapse__self=0.05)
    each = 40 * 240 / 12
    # Geometric sums: who joined in month j has stayed so long; 18 months, joining in the first 12.
    covered = [
        each * sum(0.95 ** (month - joined) for joined in range(min(month, 11) + 1))
        for month in range(18)
    ]
    assert found.after_year[0] == pytest.approx(covered[11])
    assert found.at_end[0] == pytest.approx(covered[17])
    assert found.person_years[0] == pytest.approx(sum(covered) / 12)
    # Each waits three months of their own: 10 million instead of 42 million at a death.
    waiting = each * 12 * (1 + 0.95 + 0.95**2)
    benefits = (sum(covered) * 42_000_000 - waiting * 32_000_000) * 0.0018 / 12
    assert found.protection_rp[0] == pytest.approx(benefits + sum(covered) / 12 * 50_000)


def test_outreach_ends_where_the_money_ends():
    rich = _one("outreach", _setting())
    assert rich.people[0] == 40 * 240
    poor = _one("outreach", _setting(budget_rp=4_000_000))
    assert poor.people[0] == 100
    assert poor.public_rp[0] == 4_000_000


@pytest.mark.parametrize("region", ["32.16", "32.75"])
def test_no_instrument_of_the_local_budget_passes_it(region):
    given = _setting(region)
    for instrument in instruments.of_region(region):
        if instrument.payer == "villages":
            continue
        names = instruments.named(instrument, region)
        drawn = instruments.sample(names, given, HELD, draws=500, seed=3)
        found = instruments.outcome(instrument, given, drawn)
        assert (found.public_rp <= given.budget_rp * (1 + 1e-9)).all()
        assert (found.after_year <= found.people + 1e-9).all()
        assert (found.person_years <= found.people * given.horizon / 12 + 1e-9).all()


def test_draws_stay_in_their_ranges_and_the_same_seed_gives_the_same():
    given, names = _setting(), ("lapse.self", "outreach.cost")
    one, two = (instruments.sample(names, given, HELD, draws=300, seed=9) for _ in range(2))
    for name in names:
        assert (one[name] == two[name]).all()
        assert HELD[name].low <= one[name].min() <= one[name].max() <= HELD[name].high
    other = instruments.sample(names, given, HELD, draws=300, seed=10)
    assert not np.array_equal(one["lapse.self"], other["lapse.self"])


def test_a_city_has_no_village_instruments():
    assert {i.id for i in instruments.of_region("32.16")} - {
        i.id for i in instruments.of_region("32.75")
    } == {"rule", "deduction"}


def test_the_order_is_by_public_money_for_a_person_year():
    found = _compare()
    costs = [found.of(n, "public_per_year").value for n in found.order]
    assert costs == sorted(costs)
    assert sum(found.first_share.values()) == pytest.approx(1)
    assert found.of("half-price", "public_per_year") is None
    assert found.of("subsidy", "points") is None


def test_frontier_instruments_are_beaten_by_no_other():
    found = _compare()
    at = {
        i.id: (found.of(i.id, "public_rp").value, found.of(i.id, "person_years").value)
        for i in found.instruments
    }
    for name, (money, years) in at.items():
        beaten = any(m <= money and y >= years and (m, y) != (money, years) for m, y in at.values())
        assert (name in found.frontier) is not beaten


def test_every_result_cites_its_assumptions():
    found = _compare()
    cited = found.of("outreach", "people").sources
    assert {"assumption:outreach.people", "assumption:lapse.self", "parameter:budget_rp"} <= set(
        cited
    )


def test_a_scenario_moves_the_result_and_is_cited():
    held = HELD.changed("outreach.people", value=80, low=80, high=80, scenario="busier")
    found = instruments.compare(_setting(), assumed=held, workers=None, draws=200, seed=1)
    people = found.of("outreach", "people")
    assert people.value == 80 * 240
    assert "scenario:busier" in people.sources


def test_the_tornado_moves_one_assumption_to_its_ends():
    found = _compare()
    row = found.tornado.set_index("assumption").loc["outreach.cost"]
    first, second = found.order[:2]
    given = _setting()
    low = _one(first, given, outreach__cost=15_000.0)
    other = _one(second, given)
    ratio = (other.public_rp / other.person_years) / (low.public_rp / low.person_years)
    assert row["low_ratio"] == pytest.approx(float(ratio[0]))
    width = (found.tornado["high_ratio"] - found.tornado["low_ratio"]).abs()
    assert width.is_monotonic_decreasing


def test_the_monte_carlo_error_shrinks_with_the_draws():
    assert _compare(draws=4_000).error < _compare(draws=250).error
    assert _compare(draws=4_000).error < 0.05


def test_too_few_draws_are_refused():
    with pytest.raises(UsageError, match="at least 100"):
        _compare(draws=99)


def test_points_run_over_the_workers_too(ledger):
    workers = coverage.known(ledger, region="32.16").workers
    found = _compare(workers=workers)
    points, people = found.of("subsidy", "points"), found.of("subsidy", "after_year")
    assert points.value == pytest.approx(people.value / 1_500_000, rel=0.005)
    assert points.low == pytest.approx(people.low / 1_550_000, rel=0.01)
    assert points.high == pytest.approx(people.high / 1_450_000, rel=0.01)


def test_the_setting_of_an_area_is_read_from_register_and_count(ledger):
    area = store.register().find("32.16")
    found = instruments.read_setting(
        store.load("village_covariates"),
        coverage.villages(ledger, region="32.16"),
        area=area,
        start=START,
        horizon=18,
        budget_rp=1,
    )
    assert (found.villages, found.enrolled) == (125, 54)
    assert found.bare_share == pytest.approx(29 / 162)


def _said(statements, language="en"):
    return wording.without_links(wording.say(statements, language=wording.Language(language)))


def test_an_order_is_claimed_only_where_it_holds_in_most_draws():
    found, words = _compare(), wording.Language("en")
    first = found.order[0]
    sure = replace(found, first_share={**found.first_share, first: 0.95})
    unsure = replace(found, first_share={**found.first_share, first: 0.6})
    assert "the least of those that cost any" in _said(sentences.instruments.answer(sure, words))
    assert "no order is claimed" in _said(sentences.instruments.answer(unsure, words))


def test_the_answer_says_what_it_stands_on():
    said = _said(sentences.instruments.answer(_compare(), wording.Language("en")))
    assert said.startswith("If the stated assumptions hold")
    assert "is no forecast" in said


def test_the_tornado_title_says_whether_one_assumption_turns_the_first_two():
    found = _compare()
    moved = found.tornado.assign(low_ratio=0.9)
    assert "can turn" in _said(sentences.instruments.tornado_title(replace(found, tornado=moved)))
    held = found.tornado.assign(low_ratio=1.1, high_ratio=1.2)
    assert "No single" in _said(sentences.instruments.tornado_title(replace(found, tornado=held)))


def test_one_table_says_which_inputs_are_observed_law_or_assumed(references):
    found = _compare()
    table = tables.instruments.inputs(found, references)
    kinds = {row.cells[1] for row in table.rows}
    assert "law" in kinds
    assert any(k.startswith("assumed, poor") for k in kinds)
    assert any(k.startswith("derived") for k in kinds)
    used = {n for i in found.instruments for n in instruments.named(i, "32.16")}
    assert len(table.rows) == len(used) + 1
    for row in table.rows[1:]:
        assert row.cells[5] and row.cells[6]


@pytest.fixture
def references(ledger, english):
    return wording.References(ledger, store.provenance(), english, {"budget_rp": 1})
