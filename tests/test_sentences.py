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
        (0.38, "is already reached."),  # also by the count: 600 ÷ 1,550 = 38.7 percent
        (0.40, "is already reached; by the count of that day this is not certain"),
        # The low end of 46 percent as printed.
        (0.455, "is already reached; by the count of that day this is not certain"),
        (0.456, "lies within its rounding of the target"),
        (0.46, "lies within its rounding of the target"),
        (0.465, "lies within its rounding of the target"),  # its high end
        (0.466, "more people"),
        (0.65, "more people"),
        (0.99, "more people"),
    ],
)
def test_a_gap_is_called_one_only_outside_the_rounding(ledger, english, share, words):
    text = _plain(sentences.gap(_need(ledger, share)), english)
    assert words in text
    assert ("more people" in text) is (share > 0.465)


def test_the_gap_is_told_with_both_ways_to_count(ledger, english):
    need = _need(ledger)
    text = _plain([*sentences.gap(need), *sentences.gap_by_count(need)], english)
    for number in (
        "65 percent", "285,000", "268,250 to 302,250", "275,000 to 375,000", "242,500 to 407,500",
    ):  # fmt: skip
        assert number in text


def test_without_a_count_only_the_share_is_told(ledger, english):
    need = replace(_need(ledger), gap_counted=None)
    assert sentences.gap_by_count(need) == []
    text = _plain(sentences.gap(need), english)
    assert "285,000" in text
    assert "count" not in text


def _feasibility(need, observed, register, known_on=KNOWN_ON):
    told = sentences.outcome(need, observed, region=register.get(KAB), known_on=known_on)
    return [*told, *sentences.comparison(need, observed)]


@pytest.mark.parametrize(
    ("share", "date", "above"),
    [
        # Growth: 3.00 to 3.86 points a month; by the count 0.09 to 4.62.
        # Needed to the end of 2025, in 10.15 months:
        (0.65, "2025-12-31", False),  # 1.82 to 1.92
        (0.80, "2025-12-31", False),  # 3.30 to 3.40
        (0.90, "2025-12-31", False),  # 4.28 to 4.38: above growth, not above the count
        (0.93, "2025-12-31", False),  # 4.58 to 4.68
        (0.94, "2025-12-31", False),  # 4.68 to 4.78, but by the count from 4.50
        (
            0.96,
            "2025-12-31",
            True,
        ),  # 4.88 to 4.98, by the count from (0.96 − 0.4828) / 10.15 = 4.70
        (0.99, "2025-12-31", True),  # 5.17 to 5.27
        # 1.12 months to the end of March: 16.6 to 17.4
        (0.65, "2025-03-31", True),
        (0.99, "2029-12-31", False),
    ],
)
def test_more_than_is_said_only_above_every_reading(
    ledger, observed, register, english, share, date, above
):
    text = _plain(_feasibility(_need(ledger, share, date), observed, register), english)
    assert ("more than the two published figures" in text) is above
    assert ("alone cannot decide" in text) is not above
    assert "less than" not in text


@given(share=st.floats(0.47, 1))
@settings(deadline=None)
def test_more_is_said_only_where_intervals_are_apart(ledger, observed, register, english, share):
    need = _need(ledger, share)
    text = _plain(_feasibility(need, observed, register), english)
    highest = max(observed.points_per_month.high, observed.points_counted.high)
    lowest = min(need.points_per_month.low, need.points_counted.low)
    assert ("more than the" in text) is (lowest > highest)


@pytest.mark.parametrize("share", [0.466, 0.65, 0.80, 0.90])
def test_the_pace_by_the_count_stands_beside_growth(ledger, observed, register, english, share):
    need = _need(ledger, share)
    text = _plain(_feasibility(need, observed, register), english)
    assert "3.00 to 3.86 points a month if they show growth" in text
    assert "0.09 to 4.62 if the last one is the count" in text
    assert "if their denominators differ, no pace can be read" in text
    title = _plain(sentences.pace_title(need, observed), english)
    assert "3.00 to 3.86 if growth" in title
    assert "0.09 to 4.62 by the count" in title


def test_the_pace_by_the_count_stands_beside_growth_above_every_reading(
    ledger, observed, register, english
):
    text = _plain(_feasibility(_need(ledger, 0.99), observed, register), english)
    assert "0.09 to 4.62" in text


def test_without_a_count_only_growth_is_told(ledger, observed, register, english):
    alone, need = replace(observed, points_counted=None), _need(ledger)
    text = _plain(_feasibility(need, alone, register), english)
    assert "3.00 to 3.86" in text
    assert "count" not in text
    title = _plain(sentences.pace_title(need, alone), english)
    assert "3.00 to 3.86, if growth" in title
    assert "count" not in title
    # Then 3.86 is the highest reading, and 4.28 is above it.
    above = _plain(_feasibility(_need(ledger, 0.90), alone, register), english)
    assert "more than the two published figures" in above


@pytest.mark.parametrize("share", [0.40, 0.455, 0.456, 0.46, 0.465])
def test_a_target_that_may_be_met_needs_no_pace(ledger, observed, register, english, share):
    need = _need(ledger, share)
    text = _plain(_feasibility(need, observed, register), english)
    assert "points a month" not in text
    said = _plain(sentences.needed(need), english)
    assert said == "By the last published share no pace is needed."
    title = _plain(sentences.pace_title(need, observed), english)
    assert "Needed" not in title
    words = "already reached" if share <= 0.455 else "within its rounding of the target"
    assert words in title


@pytest.mark.parametrize(
    ("known_on", "passed"),
    [("2025-12-31", True), ("2026-06-30", True), ("2025-12-30", False), ("2025-02-25", False)],
)
def test_a_date_that_has_passed_is_told(ledger, observed, register, english, known_on, passed):
    said = _feasibility(_need(ledger), observed, register, dt.date.fromisoformat(known_on))
    text = _plain(said, english)
    assert ("Whether the target was met is not known" in text) is passed
    words = "no coverage figure of Kabupaten Bekasi after 25 February 2025 was known"
    assert (words in text) is passed


@pytest.mark.parametrize("share", [0.40, 0.46, 0.65, 0.80, 0.99])
def test_the_title_names_no_comparison(ledger, observed, english, share):
    title = _plain(sentences.pace_title(_need(ledger, share), observed), english)
    assert not re.search(r"\b(less|more|than|above|below|slower|faster|enough)\b", title)
    assert ("growth" in title) is (share > 0.465)


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
    # 659,750 ÷ 1,756,407 and 720,750 ÷ 1,756,211; 659,750 − 0.385 × 1,756,407 and so on
    for words in ("39.3 percent", "37.6 to 41.0", "1,756,310", "−16,467 to 62,171"):
        assert words in text


def test_the_gain_by_the_count_is_told_with_and_without_rounding(observed, english):
    text = _plain(sentences.by_count(observed), english)
    for words in ("1.5 to 9.2", "0.2 to 10.8", "almost nothing or more than ten points"):
        assert words in text


@pytest.mark.parametrize("part", ["gain_counted", "gain_counted_rounded"])
def test_without_a_count_no_gain_is_told(observed, part):
    assert sentences.by_count(replace(observed, **{part: None})) == []


@pytest.mark.parametrize(
    ("low", "high", "nothing", "much"),
    [
        (0.0099, 0.11, True, True),
        (0.0099, 0.10, True, False),
        (-0.01, 0.05, True, False),
        (0.01, 0.11, False, False),
        (0.05, 0.09, False, False),
    ],
)
def test_almost_nothing_is_below_one_point(observed, english, low, high, nothing, much):
    gain = replace(observed.gain_counted_rounded, low=low, high=high)
    text = _plain(sentences.by_count(replace(observed, gain_counted_rounded=gain)), english)
    assert ("almost nothing" in text) is nothing
    assert ("more than ten" in text) is much


def test_an_unknown_denominator_is_not_excluded(english):
    assert "not excluded" in _plain(sentences.denominators(None), english)


def test_visitors_are_never_called_enrolments(ledger, observed, english):
    found = coverage.capacity(ledger, _need(ledger), observed, region=KAB)
    text = _plain(sentences.visitors(found), english)
    for words in (
        "200 to 300", "4.2 to 7.2 times", "7.2 to 14.8 times", "9 to 13 at the printed figures",
        "visitors are not enrolments",
    ):  # fmt: skip
        assert words in text
    assert "not known" in text


@pytest.mark.parametrize(
    ("share", "told"), [(0.40, False), (0.46, False), (0.465, False), (0.47, True), (0.65, True)]
)
def test_no_multiple_of_the_visitors_is_needed_without_a_gap(
    ledger, observed, english, share, told
):
    found = coverage.capacity(ledger, _need(ledger, share), observed, region=KAB)
    text = _plain(sentences.visitors(found), english)
    assert ("The needed pace is" in text) is told
    assert "7.2 to 14.8" in text


def test_without_people_a_day_no_observed_multiple_is_told(ledger, observed, english):
    bare = replace(observed, per_working_day=None)
    found = coverage.capacity(ledger, _need(ledger), bare, region=KAB)
    text = _plain(sentences.visitors(found), english)
    assert "4.2 to 7.2" in text
    assert "growth" not in text


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
def made_up(placed, ledger):
    counted = coverage.counted_villages(ledger, region=KAB)
    sharp = compliance.precision(
        placed, plan=compliance.declared(), truth={"budget": 1.5}, events=54, draws=4, seed=1,
        sources=compliance.sources(counted.enrolled.sources, form="", seed=1),
    )  # fmt: skip
    return compliance.usable(placed), sharp, counted


def _all_said(made_up):
    usable, sharp, counted = made_up
    return [
        *sentences.precision(sharp, usable, counted),
        *sentences.false_alarms(sharp),
        sentences.precision_title(),
        *sentences.precision_description(),
    ]


def test_even_a_clear_made_up_effect_is_there_to_be_claimed(made_up):
    rows = made_up[1].table.set_index("term")
    assert rows.loc["budget", "excludes_zero"] == 1


def test_no_sentence_of_a_made_up_result_claims_an_effect(made_up, english):
    checks = "because a driver separated the outcome"  # why a draw was left out
    for statement in _all_said(made_up):
        text = _plain(statement, english).replace(checks, "").replace("side of an effect", "")
        assert not CAUSAL.search(text), text
        assert not [name for name in tables.TERMS.values() if name in text]


def test_of_a_made_up_result_only_its_sharpness_is_told_as_a_number(made_up):
    kept = {f.id for statement in _all_said(made_up) for f in statement.findings}
    assert kept == {
        "draws", "villages-enrolled", "villages-total", "confidence", "half-width", "detectable",
        "false-alarms", "nominal",
    }  # fmt: skip


def test_a_made_up_result_says_so_in_text_title_and_description(made_up, english):
    usable, sharp, counted = made_up
    text = _plain(sentences.precision(sharp, usable, counted), english)
    assert "the outcome here is made up: 4 times, 54 villages" in text
    assert "No driver can be named" in text
    assert "179 villages" in text
    assert _plain(sentences.precision_title(), english).startswith("Made-up outcomes")
    assert "made up" in _plain(sentences.precision_description(), english)


def test_draws_that_were_left_out_are_told(made_up, english):
    _, sharp, _ = made_up
    refused = replace(sharp.refused, value=3.0, low=3.0, high=3.0)
    text = _plain(sentences.false_alarms(replace(sharp, refused=refused)), english)
    assert "3 of the 4 draws had no finite estimate" in text
    assert "5 percent is what the intervals promise" in text


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
