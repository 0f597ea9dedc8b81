"""Which sentence a result supports, and no stronger one."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylib import (
    budgets,
    compliance,
    contributions,
    coverage,
    sentences,
    store,
    synthetic,
    tables,
    wording,
)

KAB, KOTA = "32.16", "32.75"
KNOWN_ON = dt.date(2025, 12, 31)
CAUSAL = re.compile(
    r"\b(rais|lower|increas|decreas|reduc|improv|boost|caus|lead to|leads to|because|due to|"
    r"explain|significan|effect of|matters|strongest|most important|dominan)",
    re.IGNORECASE,
)


def _need(ledger, share=0.65, date="2025-12-31"):
    aim = coverage.target(ledger, region=KAB, share=share, date=date)
    return coverage.need(ledger, region=KAB, target=aim)


def _plain(said, english):
    return wording.without_links(wording.say(said, language=english))


@pytest.fixture(scope="module")
def observed(ledger):
    return coverage.observed(ledger, region=KAB)


@pytest.fixture(scope="module")
def known(ledger):
    return coverage.known(ledger, region=KAB)


@pytest.fixture(scope="module")
def kabupaten(register):
    return register.get(KAB)


@pytest.fixture(scope="module")
def kota(register):
    return register.get(KOTA)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.40, "already reaches the target"),
        (0.455, "already reaches the target"),  # the low end of 46 percent as printed
        (0.456, "may already reach"),
        (0.46, "may already reach"),
        (0.465, "may already reach"),  # its high end
        (0.466, "people more"),
        (0.65, "people more"),
        (0.99, "people more"),
    ],
)
def test_a_gap_is_called_one_only_outside_the_rounding(ledger, english, share, words):
    assert words in _plain(sentences.gap(_need(ledger, share)), english)


def test_the_gap_is_told_with_both_ways_to_count(ledger, english):
    text = _plain(sentences.gap(_need(ledger)), english)
    for number in ("65 percent", "285,000", "268,250 to 302,250", "275,000 to 375,000"):
        assert number in text


def test_without_a_count_only_the_share_is_told(ledger, english):
    need = replace(_need(ledger), gap_counted=None)
    text = _plain(sentences.gap(need), english)
    assert "285,000" in text
    assert "count" not in text


@pytest.mark.parametrize(
    ("share", "date", "words"),
    [
        # Observed: 3.00 to 3.86 points a month. Needed to the end of 2025, in 10.15 months:
        (0.65, "2025-12-31", "less than the"),  # 1.82 to 1.92
        (0.80, "2025-12-31", "within the"),  # 3.30 to 3.40
        (0.99, "2025-12-31", "more than the"),  # 5.17 to 5.27
        # 1.12 months to the end of March: 16.6 to 17.4
        (0.65, "2025-03-31", "more than the"),
        (0.99, "2029-12-31", "less than the"),
    ],
)
def test_the_comparison_follows_the_intervals(ledger, observed, english, share, date, words):
    need = _need(ledger, share, date)
    text = _plain(sentences.feasibility(need, observed, known_on=KNOWN_ON), english)
    chosen = [w for w in ("less than the", "within the", "more than the") if w in text]
    assert chosen == [words]


@given(share=st.floats(0.47, 1))
@settings(deadline=None)
def test_less_or_more_is_said_only_where_intervals_are_apart(ledger, observed, english, share):
    need = _need(ledger, share)
    text = _plain(sentences.feasibility(need, observed, known_on=KNOWN_ON), english)
    needed, seen = need.points_per_month, observed.points_per_month
    assert ("less than the" in text) is (needed.high < seen.low)
    assert ("more than the" in text) is (needed.low > seen.high)


@pytest.mark.parametrize("share", [0.40, 0.455])
def test_a_target_that_is_met_has_no_comparison(ledger, observed, english, share):
    need = _need(ledger, share)
    text = _plain(sentences.feasibility(need, observed, known_on=KNOWN_ON), english)
    assert "points a month" not in text
    assert _plain(sentences.needed(need), english) == "No pace is needed."
    assert "already reaches" in _plain(sentences.pace_title(need, observed), english)


@pytest.mark.parametrize("share", [0.40, 0.46, 0.65, 0.80, 0.99])
def test_no_probability_is_ever_given(ledger, observed, english, share):
    text = _plain(sentences.feasibility(_need(ledger, share), observed, known_on=KNOWN_ON), english)
    assert "No probability is given" in text
    assert "the target is not an observation" in text


@pytest.mark.parametrize(
    ("known_on", "passed"),
    [("2025-12-31", True), ("2026-06-30", True), ("2025-12-30", False), ("2025-02-25", False)],
)
def test_a_date_that_has_passed_is_told(ledger, observed, english, known_on, passed):
    said = sentences.feasibility(_need(ledger), observed, known_on=dt.date.fromisoformat(known_on))
    assert ("The date of the target has passed" in _plain(said, english)) is passed


@pytest.mark.parametrize(("share", "less"), [(0.65, True), (0.80, False), (0.99, False)])
def test_the_title_says_less_only_where_it_is(ledger, observed, english, share, less):
    title = _plain(sentences.pace_title(_need(ledger, share), observed), english)
    assert ("less than" in title) is less
    assert "if growth" in title


def test_the_needed_pace_is_told_with_and_without_joint_leave(ledger, english):
    text = _plain(sentences.needed(_need(ledger)), english)
    for number in ("975,000", "1,351", "211", "1,418", "201", "1.87"):
        assert number in text


def test_the_observed_pace_is_told_under_a_condition(observed, english):
    text = _plain(sentences.pace(observed), english)
    assert text.startswith("Read as growth, ")
    for number in ("7.0 to 9.0", "3.00 to 3.86", "2,553", "47"):
        assert number in text


def test_without_workers_no_people_a_day_are_told(observed, english):
    text = _plain(sentences.pace(replace(observed, per_working_day=None)), english)
    assert "people" not in text


def test_the_other_reading_is_told_beside_it(ledger, english):
    found = coverage.by_denominators(ledger, region=KAB)
    text = _plain(sentences.denominators(found), english)
    for words in ("39.3 percent", "1,756,310", "1.5 to 9.2", "0.2 to 10.8", "almost nothing"):
        assert words in text


@pytest.mark.parametrize(("low", "nothing"), [(0.0099, True), (0.01, False), (0.05, False)])
def test_almost_nothing_is_below_one_point(ledger, english, low, nothing):
    found = coverage.by_denominators(ledger, region=KAB)
    gain = replace(found.counted_gain_rounded, low=low)
    text = _plain(sentences.denominators(replace(found, counted_gain_rounded=gain)), english)
    assert ("almost nothing" in text) is nothing


def test_an_unknown_denominator_is_not_excluded(english):
    assert "not excluded" in _plain(sentences.denominators(None), english)


def test_visitors_are_never_called_enrolments(ledger, observed, english):
    found = coverage.capacity(ledger, _need(ledger), observed, region=KAB)
    text = _plain(sentences.visitors(found), english)
    for words in ("200 to 300", "5 to 7", "9 to 13", "visitors are not enrolments"):
        assert words in text
    assert "not known" in text


@pytest.mark.parametrize(
    ("say", "words"),
    [
        (sentences.visitors, "No number of visitors"),
        (sentences.launch, "No start of a subsidy"),
        (sentences.spread, "the open question"),
        (sentences.coverage_title, "No coverage figure is known"),
        (sentences.timeline_description, "No coverage figure is known"),
    ],
)
def test_nothing_known_is_said_to_be_nothing_known(english, say, words):
    assert words in _plain(say(None), english)


def test_coverage_is_told_with_rounding_people_and_count(known, kabupaten, english):
    text = _plain(sentences.coverage(known, region=kabupaten, known_on=KNOWN_ON), english)
    for words in (
        "Kabupaten Bekasi", "46 percent (45.5 to 46.5 percent", "690,000", "659,750 to 720,750",
        "1.5 million", "600,000 to 700,000", "40.0 to 46.7 percent", "38.7 to 48.3 percent",
    ):  # fmt: skip
        assert words in text


def test_a_share_without_workers_is_told_as_such(ledger, kota, english):
    found = coverage.known(ledger, region=KOTA)
    text = _plain(sentences.coverage(found, region=kota, known_on=KNOWN_ON), english)
    assert "44 percent" in text
    assert "cannot be said" in text
    assert "people (" not in text


def test_no_coverage_is_told_with_the_day(kabupaten, english):
    said = sentences.coverage(None, region=kabupaten, known_on=dt.date(2024, 1, 1))
    assert "1 January 2024" in _plain(said, english)


@pytest.mark.parametrize(
    ("region", "words"), [(KAB, "38.7 to 48.3 percent"), (KOTA, "no number of workers")]
)
def test_the_title_of_the_time_line_says_what_differs(ledger, english, region, words):
    found = coverage.known(ledger, region=region)
    assert words in _plain(sentences.coverage_title(found), english)


def test_villages_are_counted_and_no_officials(ledger, kabupaten, english):
    found = coverage.villages(ledger, region=KAB)
    text = _plain(sentences.enrolled_villages(found, region=kabupaten, known_on=KNOWN_ON), english)
    for words in ("54 of 179", "30.2 percent", "125", "no sampling error", "not officials"):
        assert words in text


@pytest.mark.parametrize(
    ("precision", "words"), [("month", "In October 2025"), ("day", "On 31 October 2025")]
)
def test_a_day_is_told_only_where_it_is_known(ledger, kabupaten, english, precision, words):
    found = replace(coverage.villages(ledger, region=KAB), as_of_precision=precision)
    text = _plain(sentences.enrolled_villages(found, region=kabupaten, known_on=KNOWN_ON), english)
    assert text.startswith(words)


def test_the_city_has_no_villages(kota, english):
    text = _plain(sentences.enrolled_villages(None, region=kota, known_on=KNOWN_ON), english)
    assert "no villages" in text


def test_no_count_of_villages_is_told(kabupaten, english):
    text = _plain(sentences.enrolled_villages(None, region=kabupaten, known_on=KNOWN_ON), english)
    assert "no current count" in text


@pytest.fixture(scope="module")
def ceiling(ledger):
    premium = contributions.lowest_non_wage(period=dt.date(2026, 1, 1))
    return budgets.ceiling_buys(ledger, premium, region=KOTA)


def test_the_ceiling_is_told_with_what_it_leaves_and_lacks(ceiling, kota, english):
    text = _plain(sentences.budget(ceiling, region=kota, known_on=KNOWN_ON), english)
    for words in ("Rp2 billion", "9,920", "Rp201,600", "Rp128,000", "Rp16,000,000", "10,000"):
        assert words in text


@pytest.mark.parametrize(("missing", "told"), [(0.0, False), (1.0, True)])
def test_a_shortfall_is_told_only_where_there_is_one(ceiling, kota, english, missing, told):
    short = replace(ceiling.shortfall, value=missing, low=missing, high=missing)
    said = sentences.budget(replace(ceiling, shortfall=short), region=kota, known_on=KNOWN_ON)
    assert ("needs" in _plain(said, english)) is told


def test_no_ceiling_is_told_with_the_area(kabupaten, english):
    text = _plain(sentences.budget(None, region=kabupaten, known_on=KNOWN_ON), english)
    assert "no yearly subsidy ceiling of Kabupaten Bekasi" in text


def test_the_launch_is_told_with_its_day(ceiling, english):
    text = _plain(sentences.launch(ceiling), english)
    assert "11,666" in text
    assert "5 November 2025" in text


@pytest.fixture(scope="module")
def made_up(root):
    covariates = store.load("village_covariates", root=root)
    truth = {"population_2024": 0.3, "idm_2024": 3.0, "urban": 0.0}
    drawn = synthetic.enrolment(covariates, events=54, truth=truth, seed=1)
    usable = compliance.usable(drawn.table)
    terms = ["log_population", "urban", "idm_2024", "log_add_per_head"]
    found = compliance.logit_effects(
        usable.table, outcome="enrolled", terms=terms, groups="district_code"
    )
    return usable, found, compliance.precision(found, sources=compliance.sources(seed=1))


def _all_said(made_up):
    _, found, sharp = made_up
    return [
        *sentences.precision(sharp),
        sentences.effects_title(found),
        *sentences.effects_description(found, sharp),
    ]


def test_even_a_clear_made_up_effect_is_there_to_be_claimed(made_up):
    rows = made_up[1].table.set_index("term")
    assert rows.loc["idm_2024", "low"] > 0


def test_no_sentence_of_a_made_up_result_claims_an_effect(made_up, english):
    for statement in _all_said(made_up):
        text = _plain(statement, english)
        assert not CAUSAL.search(text), text
        assert not [name for name in tables.TERMS.values() if name in text]


def test_no_effect_of_a_made_up_result_is_told_as_a_number(made_up):
    kept = {f.id for statement in _all_said(made_up) for f in statement.findings}
    assert kept == {"events", "rows", "terms-allowed", "half-width"}


def test_a_made_up_result_says_so_in_text_title_and_description(made_up, english):
    _, found, sharp = made_up
    assert "the outcome here is made up" in _plain(sentences.precision(sharp), english)
    assert _plain(sentences.effects_title(found), english).startswith("Made-up outcome")
    assert "made up" in _plain(sentences.effects_description(found, sharp), english)


def test_a_real_result_is_an_association(made_up, english):
    _, found, sharp = made_up
    real = replace(found, synthetic=False)
    title = _plain(sentences.effects_title(real), english)
    assert title.startswith("Associations")
    assert not CAUSAL.search(title)
    assert "made up" not in _plain(sentences.effects_description(real, sharp), english)


def test_villages_left_out_are_counted(made_up, english):
    text = _plain(sentences.revenue_rules(made_up[0]), english)
    assert re.findall(r"\d+", text)[:3] == ["162", "179", "17"]


def test_every_number_said_is_one_of_the_findings(ledger, observed, english):
    need = _need(ledger)
    said = [*sentences.gap(need), *sentences.needed(need), *sentences.pace(observed)]
    links = re.findall(r"\(#finding-([^)]*)\)", wording.say(said, language=english))
    known = {f.id for f in (*need.findings, *observed.findings)}
    assert links
    assert set(links) <= known


def test_a_statement_as_plain_text_has_no_links(ledger, observed, english):
    title = sentences.plain(sentences.pace_title(_need(ledger), observed), language=english)
    assert "](" not in title
    assert "1.87" in title
