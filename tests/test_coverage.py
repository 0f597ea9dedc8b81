"""Shares, gaps, paces and capacity of the case, against hand-computed numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylib import coverage
from policylib.errors import EvidenceError, UsageError
from policylib.evidence import Ledger

KAB, KOTA = "32.16", "32.75"


def _target(ledger, share=0.65, date="2025-12-31"):
    return coverage.target(ledger, region=KAB, share=share, date=date)


def _need(ledger, **aim):
    return coverage.need(ledger, region=KAB, target=_target(ledger, **aim))


def _with(ledger, *more, **changed):
    """The ledger with some numbers changed, and others added."""
    numbers = dict(ledger.numbers) | {n.id: n for n in more}
    for name, changes in changed.items():
        name = name.replace("_", "-")
        numbers[name] = replace(numbers[name], **changes)
    return Ledger(numbers, ledger.sources, ledger.conflicts, ledger.known_on)


@pytest.fixture(scope="module")
def known(ledger):
    return coverage.known(ledger, region=KAB)


@pytest.fixture(scope="module")
def need(ledger):
    return _need(ledger)


@pytest.fixture(scope="module")
def observed(ledger):
    return coverage.observed(ledger, region=KAB)


@pytest.fixture(scope="module")
def readings(ledger):
    return coverage.by_denominators(ledger, region=KAB)


@pytest.mark.parametrize(
    ("part", "value", "low", "high"),
    [
        ("share", 0.46, 0.455, 0.465),
        ("workers", 1_500_000, 1_450_000, 1_550_000),
        # 0.46 × 1,500,000; 0.455 × 1,450,000; 0.465 × 1,550,000
        ("people", 690_000, 659_750, 720_750),
        ("counted", None, 600_000, 700_000),
        # 600 and 700 of 1,500 thousand; 600 of 1,550 and 700 of 1,450
        ("counted_share", None, 600 / 1500, 700 / 1500),
        ("counted_share_rounded", None, 600 / 1550, 700 / 1450),
    ],
)
def test_what_is_known_of_the_kabupaten(known, part, value, low, high):
    found = getattr(known, part)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.value == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("part", "low", "high"),
    [("counted_share", 40.0, 46.7), ("counted_share_rounded", 38.7, 48.3)],
)
def test_the_count_gives_the_published_percents(known, part, low, high):
    found = getattr(known, part)
    assert (round(100 * found.low, 1), round(100 * found.high, 1)) == (low, high)


def test_what_is_known_cites_what_it_stands_on(known):
    assert known.people.sources == ("evidence:cov-2025-02", "evidence:workers-2025-02")
    assert known.as_of == dt.date(2025, 2, 25)
    assert len({f.id for f in known.findings}) == len(known.findings) == 6


def test_a_share_without_a_denominator_gives_no_people(ledger):
    found = coverage.known(ledger, region=KOTA)
    assert found.share.value == 0.44
    assert (found.workers, found.people, found.counted) == (None, None, None)


@pytest.mark.parametrize("day", ["2024-12-15", "2020-01-01"])
def test_nothing_is_known_before_it_was_published(ledger, day):
    early = ledger.as_known_on(dt.date.fromisoformat(day))
    assert coverage.known(early, region=KAB) is None


def test_the_earlier_figure_is_the_latest_before_the_later_one(ledger):
    early = ledger.as_known_on(dt.date(2025, 2, 24))
    assert coverage.known(early, region=KAB).share.value == 0.38


@pytest.mark.parametrize(("digits", "name"), [(0, KAB), (2, "ID")])
def test_a_share_keeps_the_decimals_that_were_printed(ledger, digits, name):
    share = coverage.known(ledger, region=name).share
    assert (share.digits, share.range_digits) == (digits, digits + 1)


def test_54_of_179_villages_are_enrolled(ledger):
    found = coverage.villages(ledger, region=KAB)
    # 179 − 125 = 54; 54 ÷ 179 = 30.17 percent
    values = [f.value for f in (found.total, found.not_enrolled, found.enrolled)]
    assert values == [179, 125, 54]
    assert found.share.value == pytest.approx(54 / 179)
    assert round(100 * found.share.value, 1) == 30.2


def test_a_census_of_villages_has_no_interval(ledger):
    found = coverage.villages(ledger, region=KAB)
    assert [f.is_range for f in found.findings] == [False] * 4
    assert (found.as_of, found.as_of_precision) == (dt.date(2025, 10, 31), "month")


@pytest.mark.parametrize("day", ["2019-01-01", "2025-11-23"])
def test_a_count_of_villages_before_it_was_published_is_an_error(ledger, day):
    early = ledger.as_known_on(dt.date.fromisoformat(day))
    with pytest.raises(EvidenceError, match=f"no count of enrolled villages .* by {day}"):
        coverage.counted_villages(early, region=KAB)


def test_the_counted_villages_are_the_villages_where_they_are_known(ledger):
    found = coverage.counted_villages(ledger, region=KAB)
    assert found == coverage.villages(ledger, region=KAB)


def test_the_city_has_no_villages(ledger):
    assert coverage.villages(ledger, region=KOTA) is None


@pytest.mark.parametrize(
    ("part", "value", "low", "high"),
    [
        ("target", 0.65, 0.65, 0.65),
        # 0.65 × 1.45, 1.5, 1.55 million
        ("target_people", 975_000, 942_500, 1_007_500),
        # 0.19 × 1.5 million; 0.185 × 1.45; 0.195 × 1.55
        ("gap", 285_000, 268_250, 302_250),
        # 975,000 − 700,000 and − 600,000
        ("gap_counted", None, 275_000, 375_000),
        # 942,500 − 700,000 and 1,007,500 − 600,000
        ("gap_counted_rounded", None, 242_500, 407_500),
        ("working_days", 211, 211, 211),
        ("working_days_leave", 201, 201, 201),
        ("per_working_day", 285_000 / 211, 268_250 / 211, 302_250 / 211),
        ("per_working_day_leave", 285_000 / 201, 268_250 / 201, 302_250 / 201),
        # 309 days from 25 February to 31 December; 365.25 ÷ 12 days a month
        ("points_per_month", 0.19 * 30.4375 / 309, 0.185 * 30.4375 / 309, 0.195 * 30.4375 / 309),
        # 0.65 − 700 ÷ 1,450 and 0.65 − 600 ÷ 1,550
        (
            "points_counted",
            None,
            (0.65 - 700 / 1450) * 30.4375 / 309,
            (0.65 - 600 / 1550) * 30.4375 / 309,
        ),
    ],
)
def test_what_65_percent_needs(need, part, value, low, high):
    found = getattr(need, part)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.value == (None if value is None else pytest.approx(value))


def test_what_65_percent_needs_as_it_is_printed(need):
    assert round(need.per_working_day.value) == 1_351
    assert round(need.per_working_day_leave.value) == 1_418
    assert round(100 * need.points_per_month.value, 2) == 1.87
    counted = need.points_counted
    assert (round(100 * counted.low, 2), round(100 * counted.high, 2)) == (1.65, 2.59)


def test_the_needed_pace_cites_target_evidence_and_calendar(need):
    assert set(need.per_working_day.sources) == {
        "evidence:cov-2025-02",
        "evidence:target-2025",
        "evidence:workers-2025-02",
        f"calendar:holidays-{holidays.__version__}",
    }


def test_a_target_of_ones_own_is_cited_as_a_parameter(ledger):
    need = _need(ledger, share=0.6)
    for found in need.findings:
        assert {"parameter:target", "parameter:target_date"} <= set(found.sources), found.id
        assert "evidence:target-2025" not in found.sources


@pytest.mark.parametrize("part", ["working_days", "working_days_leave"])
def test_needed_working_days_cite_the_days_between_which_they_lie(ledger, need, part):
    calendar = f"calendar:holidays-{holidays.__version__}"
    assert set(getattr(need, part).sources) == {"evidence:cov-2025-02", calendar}
    own = getattr(_need(ledger, share=0.6), part)
    assert set(own.sources) == {
        "evidence:cov-2025-02", "parameter:target", "parameter:target_date", calendar,
    }  # fmt: skip


def test_observed_working_days_cite_both_figures(observed):
    assert set(observed.observed_working_days.sources) == {
        "evidence:cov-2024-12", "evidence:cov-2025-02", f"calendar:holidays-{holidays.__version__}",
    }  # fmt: skip


def test_the_published_target_of_another_day_is_a_parameter(ledger):
    both = ("parameter:target", "parameter:target_date")
    assert _target(ledger, date="2026-12-31").sources == both
    assert _target(ledger).sources == ()
    assert _target(ledger).share.sources == ("target-2025",)


@pytest.mark.parametrize("share", [65, 0, -0.1, 1.0001, float("nan")])
def test_a_target_that_is_no_share_is_refused_with_the_way_out(ledger, share):
    with pytest.raises(UsageError, match=r"Write 65 percent as 0\.65"):
        _target(ledger, share=share)


@pytest.mark.parametrize("date", ["31-12-2025", "2025-13-01", "end of 2025", ""])
def test_a_target_date_that_is_no_date_is_refused(ledger, date):
    with pytest.raises(UsageError, match="year-month-day"):
        _target(ledger, date=date)


@pytest.mark.parametrize("date", ["2025-02-25", "2025-02-24", "2024-12-31"])
def test_a_target_date_not_after_the_last_observation_is_refused(ledger, date):
    with pytest.raises(UsageError, match="after the last observation"):
        _need(ledger, date=date)


def test_a_target_on_the_next_working_day_is_possible(ledger):
    need = _need(ledger, date="2025-02-26")
    assert (need.working_days.value, need.per_working_day.value) == (1, pytest.approx(285_000))


def test_a_gap_in_people_needs_a_denominator(ledger):
    aim = coverage.target(ledger, region=KOTA, share=0.65, date="2025-12-31")
    with pytest.raises(EvidenceError, match="names no number of workers"):
        coverage.need(ledger, region=KOTA, target=aim)


def test_without_any_observation_there_is_no_need(ledger):
    early = ledger.as_known_on(dt.date(2024, 1, 1))
    with pytest.raises(EvidenceError, match="no observed coverage_share"):
        _need(early)


def test_a_target_below_the_observation_has_a_negative_gap(ledger):
    # (0.40 − 0.455) × 1.45 million is the end nearest to nothing.
    assert _need(ledger, share=0.40).gap.high == pytest.approx(-0.055 * 1_450_000)


@given(share=st.floats(0.01, 1))
@settings(deadline=None)
def test_the_gap_always_equals_its_corners(ledger, share):
    gap = _need(ledger, share=share).gap
    corners = [(share - s) * w for s in (0.455, 0.465) for w in (1_450_000, 1_550_000)]
    assert (gap.low, gap.high) == pytest.approx((min(corners), max(corners)), abs=1e-6)
    assert gap.low <= gap.value <= gap.high


@pytest.mark.parametrize(
    ("part", "value", "low", "high"),
    [
        ("first_share", 0.38, 0.375, 0.385),
        ("last_share", 0.46, 0.455, 0.465),
        ("gain", 0.08, 0.07, 0.09),
        # 71 days from 16 December to 25 February
        ("points_per_month", 0.08 * 30.4375 / 71, 0.07 * 30.4375 / 71, 0.09 * 30.4375 / 71),
        ("observed_working_days", 47, 47, 47),
        # 0.08 × 1.5 million ÷ 47; 0.07 × 1.45; 0.09 × 1.55
        ("per_working_day", 120_000 / 47, 101_500 / 47, 139_500 / 47),
        # 600 ÷ 1,500 − 0.385 and 700 ÷ 1,500 − 0.375
        ("gain_counted", None, 0.4 - 0.385, 700 / 1500 - 0.375),
        # 600 ÷ 1,550 − 0.385 and 700 ÷ 1,450 − 0.375
        ("gain_counted_rounded", None, 600 / 1550 - 0.385, 700 / 1450 - 0.375),
        (
            "points_counted",
            None,
            (600 / 1550 - 0.385) * 30.4375 / 71,
            (700 / 1450 - 0.375) * 30.4375 / 71,
        ),
    ],
)
def test_the_observed_pace_under_the_growth_reading(observed, part, value, low, high):
    found = getattr(observed, part)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.value == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("part", "digits", "low", "high"),
    [
        ("gain_counted", 1, 1.5, 9.2),
        ("gain_counted_rounded", 1, 0.2, 10.8),
        ("points_counted", 2, 0.09, 4.62),
    ],
)
def test_the_gain_by_the_count_as_it_is_printed(observed, part, digits, low, high):
    found = getattr(observed, part)
    assert (round(100 * found.low, digits), round(100 * found.high, digits)) == (low, high)


@pytest.mark.parametrize(
    "changes", [{"kind": "target"}, {"denominator_id": ""}, {"as_of": dt.date(2025, 2, 24)}]
)
def test_without_a_count_of_the_same_day_and_workers_nothing_is_counted(ledger, changes):
    changed = _with(ledger, covered_2025_02=changes)
    assert changed.counted(changed.get("cov-2025-02")) is None
    found, need = coverage.observed(changed, region=KAB), _need(changed)
    assert (found.gain_counted, found.gain_counted_rounded, found.points_counted) == (None,) * 3
    assert (need.gap_counted, need.gap_counted_rounded, need.points_counted) == (None,) * 3
    assert found.points_per_month.value == pytest.approx(0.08 * 30.4375 / 71)


def test_the_count_of_a_share_has_its_day_and_workers(ledger):
    assert ledger.counted(ledger.get("cov-2025-02")).id == "covered-2025-02"
    assert ledger.counted(ledger.get("cov-2024-12")) is None


def test_the_observed_pace_as_it_is_printed(observed):
    points = observed.points_per_month
    assert (round(100 * points.low, 2), round(100 * points.high, 2)) == (3.00, 3.86)
    assert round(observed.per_working_day.value) == 2_553
    assert (observed.days.public, observed.days.with_joint_leave) == (47, 45)


@pytest.mark.parametrize("day", ["2024-12-31", "2024-01-01"])
def test_fewer_than_two_observations_are_no_pace(ledger, day):
    early = ledger.as_known_on(dt.date.fromisoformat(day))
    with pytest.raises(EvidenceError, match="at least two for a pace"):
        coverage.observed(early, region=KAB)


def test_a_target_is_never_an_observation(ledger, observed):
    later = replace(
        ledger.get("target-2025"), id="t2", as_of=dt.date(2025, 6, 30), value=0.5, low=0.5, high=0.5
    )
    assert coverage.observed(_with(ledger, later), region=KAB) == observed


@pytest.mark.parametrize("kind", ["target", "plan"])
def test_a_figure_that_becomes_a_target_leaves_one_observation(ledger, kind):
    with pytest.raises(EvidenceError, match="1 observed coverage share"):
        coverage.observed(_with(ledger, cov_2025_02={"kind": kind}), region=KAB)


def test_no_observed_pace_stands_on_a_target(observed):
    cited = {s for f in observed.findings for s in f.sources if s.startswith("evidence:")}
    assert cited == {
        "evidence:cov-2024-12", "evidence:cov-2025-02", "evidence:covered-2025-02",
        "evidence:workers-2025-02",
    }  # fmt: skip


def test_without_a_denominator_no_people_a_day_are_said(ledger):
    found = coverage.observed(_with(ledger, cov_2025_02={"denominator_id": ""}), region=KAB)
    assert found.per_working_day is None
    assert found.points_per_month.value == pytest.approx(0.08 * 30.4375 / 71)


def test_only_the_last_two_observations_make_the_pace(ledger):
    older = replace(ledger.get("cov-2024-12"), id="older", as_of=dt.date(2023, 12, 16), value=0.2)
    assert coverage.observed(_with(ledger, older), region=KAB).first == dt.date(2024, 12, 16)


@pytest.mark.parametrize(
    ("part", "low", "high", "printed"),
    [
        # The least pace by the most visitors, and the other way round.
        ("observed_times", 101_500 / 47 / 300, 139_500 / 47 / 200, (7.2, 14.8)),
        # 2,553.19 ÷ 300 and ÷ 200
        ("observed_times_printed", 120_000 / 47 / 300, 120_000 / 47 / 200, (8.5, 12.8)),
        ("needed_times", 268_250 / 211 / 300, 302_250 / 211 / 200, (4.2, 7.2)),
    ],
)
def test_paces_are_multiples_of_the_visitors(ledger, need, observed, part, low, high, printed):
    found = getattr(coverage.capacity(ledger, need, observed, region=KAB), part)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (round(found.low, 1), round(found.high, 1)) == printed
    assert found.value is None


def test_without_visitors_there_is_no_comparison(ledger, need, observed):
    assert coverage.capacity(ledger, need, observed, region=KOTA) is None


def test_without_an_observed_pace_only_the_need_is_compared(ledger, need, observed):
    found = coverage.capacity(ledger, need, replace(observed, per_working_day=None), region=KAB)
    assert (found.observed_times, found.observed_times_printed) == (None, None)
    assert found.needed_times.low == pytest.approx(268_250 / 211 / 300)


@pytest.mark.parametrize(
    ("part", "value", "low", "high"),
    [
        # 1,953,408 × (1 − 0.10095) and × (1 − 0.10085), cut to whole people inside
        ("other", 1_756_310, 1_756_211, 1_756_407),
        # 690,000 ÷ 1,756,310; 659,750 ÷ 1,756,407; 720,750 ÷ 1,756,211
        ("other_share", 690_000 / 1_756_310, 659_750 / 1_756_407, 720_750 / 1_756_211),
        # 690,000 − 0.38 × 1,756,310; 659,750 − 0.385 × 1,756,407; 720,750 − 0.375 × 1,756,211
        ("people_change", 22_602.2, -16_466.695, 62_170.875),
    ],
)
def test_the_reading_with_two_denominators(readings, part, value, low, high):
    found = getattr(readings, part)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.value == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize("day", ["2024-12-31", "2022-07-01"])
def test_one_share_alone_has_no_other_reading(ledger, day):
    early = ledger.as_known_on(dt.date.fromisoformat(day))
    assert coverage.by_denominators(early, region=KAB) is None


def test_without_employed_people_there_is_no_other_reading(ledger):
    changed = _with(ledger, employed_2021={"quantity": "labour_force"})
    assert coverage.by_denominators(changed, region=KAB) is None


@pytest.mark.parametrize(
    ("start", "end", "public", "with_joint_leave"),
    [
        # Eid al-Fitr 2025: 31 March and 1 April public, 2 to 4 and 7 April joint leave;
        # left are 2, 3, 4, 7 and 8 April, or only the 8th.
        ("2025-03-28", "2025-04-08", 5, 1),
        # Friday to Monday without a holiday: only the Monday.
        ("2025-05-16", "2025-05-19", 1, 1),
        # Friday to Sunday.
        ("2025-05-16", "2025-05-18", 0, 0),
        # Over the new year: Wednesday 1 January is public; 31 December, 2 and 3 January are left.
        ("2024-12-30", "2025-01-03", 3, 3),
        # Christmas is public, the day after joint leave; left are 24, 26 and 27, or 24 and 27.
        ("2024-12-23", "2024-12-27", 3, 2),
    ],
)
def test_working_days_by_hand(start, end, public, with_joint_leave):
    found = coverage.working_days(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    assert (found.public, found.with_joint_leave) == (public, with_joint_leave)


@pytest.mark.parametrize(
    ("start", "end"), [("2024-12-16", "2025-02-25"), ("2025-02-25", "2025-12-31")]
)
def test_working_days_agree_with_the_holidays_package(start, end):
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    found = coverage.working_days(first, last)
    counts = [
        holidays.country_holidays(
            "ID", categories=categories, years=range(first.year, last.year + 1)
        ).get_working_days_count(first + dt.timedelta(1), last)
        for categories in (("public",), ("public", "government"))
    ]
    assert [found.public, found.with_joint_leave] == counts


@pytest.mark.parametrize("end", ["2025-02-25", "2025-02-24"])
def test_no_days_are_no_span(end):
    with pytest.raises(UsageError, match="no days between"):
        coverage.working_days(dt.date(2025, 2, 25), dt.date.fromisoformat(end))


def test_months_are_mean_months():
    # 1,461 days are four years, so 48 months.
    assert coverage.months(dt.date(2021, 1, 1), dt.date(2025, 1, 1)) == 48
    assert coverage.months(dt.date(2024, 12, 16), dt.date(2025, 2, 25)) == pytest.approx(
        71 / 30.4375
    )
