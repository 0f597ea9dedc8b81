"""Counts of enrolled villages, the paces between them, and what a total says of a district."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import pytest

from policylib import coverage, sentences, store, wording
from policylib.coverage.enrolment import COUNTED, STAGES
from policylib.errors import EvidenceError
from policylib.evidence import Ledger, Number
from policylib.schemas import contracts

KAB = "32.16"
DAYS = 365.25 / 12


@pytest.fixture(scope="module")
def found(ledger, register):
    return coverage.enrolment(ledger, register, region=KAB)


def number(name, value, day, **changed):
    given = {
        "id": name,
        "region": KAB,
        "quantity": "villages_enrolled",
        "reported_as": str(value),
        "value": value,
        "low": value,
        "high": value,
        "unit": "villages",
        "who_is_counted": "villages",
        "stage": "active",
        "denominator": "",
        "denominator_id": "",
        "kind": "observed",
        "as_of": day,
        "as_of_precision": "day",
        "published_on": day,
        "published_precision": "day",
        "source": "somebody",
        "grade": "B",
        "note": "",
    }
    return Number(**{**given, **changed})


def of(*numbers):
    return Ledger({n.id: n for n in numbers}, {}, (), dt.date(2026, 12, 31))


def pace(found, start, end, reading="as_one"):
    """The pace between the counts with these places, in a reading."""
    pair = found.counts[start], found.counts[end]
    return next(p for p in found.between(*pair) if p.reading == reading)


def ends(finding):
    return finding.low, finding.high


def test_counts_that_contradict_each_other_are_one_range_and_not_averaged(found):
    assert [(c.stage, *ends(c.villages)) for c in found.counts] == [
        ("registered", 12, 19),
        ("registered", 20, 20),
        ("active", 54, 54),
    ]
    first = found.counts[0]
    assert first.disagrees and first.villages.value is None
    assert first.numbers == ("villages-enrolled-2020a", "villages-enrolled-2020b")
    assert (first.first, first.last) == (dt.date(2020, 12, 21), dt.date(2020, 12, 24))
    assert found.total.value == 179


def test_a_month_without_a_day_may_be_any_of_its_days(found):
    assert (found.last.first, found.last.last) == (dt.date(2025, 10, 1), dt.date(2025, 10, 31))


def test_paces_by_hand(found):
    """Days between, counted on a calendar: 376 and 406; 1366 and 1369; 1742 and 1775."""
    by_hand = {
        (0, 1, "as_one"): ((1, 8), (1366, 1369)),
        (1, 2, "as_one"): ((34, 34), (376, 406)),
        (1, 2, "later"): ((34, 54), (376, 406)),
        (0, 2, "as_one"): ((35, 42), (1742, 1775)),
        (0, 2, "later"): ((35, 54), (1742, 1775)),
    }
    assert len(found.paces) == len(by_hand)
    for key, (gain, days) in by_hand.items():
        one = pace(found, *key)
        assert ends(one.gain) == gain
        slow, fast = gain[0] / (days[1] / DAYS), gain[1] / (days[0] / DAYS)
        assert ends(one.per_month) == pytest.approx((slow, fast))
        assert ends(one.months) == pytest.approx((125 / fast, 125 / slow))


def test_a_range_holds_every_value_that_its_inputs_allow(found):
    """Try all counts and days of every pair: none falls outside, and both ends are reached."""
    for one in found.paces:
        least = one.start.villages.low if one.reading == "as_one" else 0
        starts = range(int(least), int(one.start.villages.high) + 1)
        spans = [(e - s).days / DAYS
                 for s in (one.start.first, one.start.last)
                 for e in (one.end.first, one.end.last)]  # fmt: skip
        tried = [
            (179 - found.last.villages.value) * m / (one.end.villages.value - s)
            for s, m in itertools.product(starts, spans)
            if not one.end.villages.is_range
        ]
        assert (min(tried), max(tried)) == pytest.approx(ends(one.months))


def test_counts_of_two_stages_are_never_compared_in_silence(found, english):
    assert pace(found, 0, 1).same_stage
    assert not pace(found, 1, 2).same_stage
    said = wording.say(sentences.enrolment.added(found), language=english)
    assert "the earlier one is of villages registered and the later of villages active" in said


def test_a_later_count_of_an_earlier_stage_gives_no_pace(register):
    counts = of(
        number("a", 20, dt.date(2024, 1, 31), stage="active"),
        number("b", 90, dt.date(2025, 1, 31), stage="registered"),
        number("c", 90, dt.date(2026, 1, 31), stage="not_stated"),
    )
    found = coverage.enrolment(counts, register, region=KAB)
    assert found.paces == ()
    assert len(found.unread) == 3
    words = wording.Language("en")
    told = sentences.enrolment.answer(
        found, None, region=register.get(KAB), known_on=dt.date(2026, 12, 31)
    )
    assert "no pace can be read" in wording.say(told, language=words)


def test_no_gain_gives_no_month_and_a_perhaps_gives_an_open_end(register):
    def months(first, last):
        counts = of(
            number("a", None, dt.date(2024, 1, 31), low=first[0], high=first[1]),
            number("b", last, dt.date(2025, 1, 31)),
        )
        return coverage.enrolment(counts, register, region=KAB).paces[0].months

    assert months((20, 20), 20) is None
    assert months((20, 30), 15) is None
    perhaps = months((20, 30), 30)
    assert math.isinf(perhaps.high)
    assert perhaps.low == pytest.approx(149 * (366 / DAYS) / 10)


def test_a_loss_is_steepest_over_the_shorter_time(register):
    counts = of(
        number("a", 30, dt.date(2024, 1, 31)),
        number("b", 10, dt.date(2025, 1, 31), as_of_precision="month"),
    )
    one = coverage.enrolment(counts, register, region=KAB).paces[0]
    assert ends(one.per_month) == pytest.approx((-20 / (336 / DAYS), -20 / (366 / DAYS)))


def test_more_villages_than_the_register_holds_are_refused(register):
    counts = of(number("a", 180, dt.date(2025, 1, 31)))
    with pytest.raises(EvidenceError, match="180 of 179 villages"):
        coverage.enrolment(counts, register, region=KAB)


@pytest.mark.parametrize(
    ("known_on", "count", "paces", "part"),
    [
        ("2020-12-22", 1, 0, "12 to 13 of 180 villages of Kabupaten Bekasi were registered"),
        ("2020-12-24", 1, 0, "12 to 19 of 180 villages of Kabupaten Bekasi were registered"),
        ("2024-12-31", 2, 1, "it would take 892 to 7,151"),
        ("2025-12-31", 3, 5, "it would take 29 to 49"),
    ],
)
def test_a_day_of_knowledge_says_what_can_be_said(register, english, known_on, count, paces, part):
    ledger = store.ledger(known_on=known_on)
    found = coverage.enrolment(ledger, register, region=KAB)
    assert (len(found.counts), len(found.paces)) == (count, paces)
    told = sentences.enrolment.answer(
        found,
        coverage.villages(ledger, region=KAB),
        region=register.get(KAB),
        known_on=ledger.known_on,
    )
    assert part in wording.without_links(wording.say(told, language=english))


def test_before_the_first_count_the_answer_is_refused(register):
    with pytest.raises(EvidenceError, match="no count of enrolled villages"):
        coverage.enrolment(store.ledger(known_on="2020-12-20"), register, region=KAB)


def test_faster_is_only_said_where_the_intervals_are_apart(register, english):
    """With 20 to 54 villages in the middle, either half of the time may have been faster."""
    counts = of(
        number("a", 12, dt.date(2023, 1, 31)),
        number("b", None, dt.date(2024, 1, 31), low=20, high=54),
        number("c", 60, dt.date(2025, 1, 31)),
    )
    found = coverage.enrolment(counts, register, region=KAB)
    told = sentences.enrolment.answer(
        found, None, region=register.get(KAB), known_on=dt.date(2026, 1, 1)
    )
    said = wording.say(told, language=english)
    assert "cannot be told from the counts" in said and "joined faster since;" not in said


def test_findings_have_ids_of_their_own_and_sources(found):
    ids = [f.id for f in found.findings]
    assert len(ids) == len(set(ids))
    assert all(f.sources for f in found.findings)


def test_stages_are_those_of_the_contract():
    assert contracts.STAGES[:5] == STAGES


def test_the_published_total_says_nothing_of_any_district(found, register):
    parts = coverage.by_district(
        register, region=KAB, on=found.last.last, enrolled=found.last.villages
    )
    assert (parts.count.value, parts.narrowed.value) == (23, 0)
    assert parts.table["villages"].sum() == 179 == len(parts.villages)
    assert (parts.table["low"] == 0).all()
    assert (parts.table["high"] == parts.table["villages"]).all()


@pytest.mark.parametrize(("enrolled", "narrowed"), [(2, 23), (175, 23), (11, 1), (168, 1), (12, 0)])
def test_bounds_of_districts_are_frechets(register, enrolled, narrowed):
    """Against the list of all ways to share villages between a district and the others."""
    day = dt.date(2025, 10, 31)
    one = COUNTED.exact(enrolled, sources=["evidence:a"])
    parts = coverage.by_district(register, region=KAB, on=day, enrolled=one)
    for row in parts.table.itertuples():
        possible = [k for k in range(row.villages + 1) if 0 <= enrolled - k <= 179 - row.villages]
        assert (row.low, row.high) == (min(possible), max(possible))
    assert parts.narrowed.value == narrowed


def test_an_area_without_villages_is_refused(register):
    one = COUNTED.exact(1, sources=["evidence:a"])
    with pytest.raises(EvidenceError, match="0 villages of 32.75"):
        coverage.by_district(register, region="32.75", on=dt.date(2025, 10, 31), enrolled=one)
