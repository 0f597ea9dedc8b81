"""Interval arithmetic that remembers its inputs, units, and what was known on a day."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylib import store
from policylib.errors import EvidenceError
from policylib.evidence import Interval, Unit, at_printed, constant, ratio
from policylib.evidence.estimates import published

ENDS = st.floats(-1000, 1000, allow_nan=False).map(lambda v: round(v, 3))
PLACES = st.floats(0, 1)
FORMULAS = {
    "x + y": lambda x, y: x + y,
    "x - y": lambda x, y: x - y,
    "x * y": lambda x, y: x * y,
    "(x - y) * x": lambda x, y: (x - y) * x,
    "x * x - y": lambda x, y: x * x - y,
    "x * y - x": lambda x, y: x * y - x,
    "(x - y) * (x + y)": lambda x, y: (x - y) * (x + y),
    "x * x * x - x * y": lambda x, y: x * x * x - x * y,
    "x / (y * y + large)": lambda x, y: _over(x, y * y + _large(y)),
    "(x - y) / (x * x + large)": lambda x, y: _over(x - y, x * x + _large(x)),
    "x * y / (x + large)": lambda x, y: _over(x * y, x + _large(x)),
}


def _large(like):
    return 2e6 if isinstance(like, float) else constant(2e6, unit="share")


def _over(a, b):
    return a / b if isinstance(a, float) else a.divided_by(b)


def _number(name, low, high, **more):
    rest = {"printed": None, "unit": "share", **more}
    return published(name, Interval(low, high), **rest)


def _exact(name, value, **more):
    return _number(name, value, value, printed=value, **more)


def _slack(*values):
    """Rounding of floating point numbers, not of the method."""
    return 1e-9 * max(1.0, *(abs(v) for v in values if math.isfinite(v)))


@st.composite
def _intervals(draw):
    low, high = sorted((draw(ENDS), draw(ENDS)))
    return Interval(low, high)


def _inside(interval, place):
    return min(interval.high, interval.low + place * (interval.high - interval.low))


@pytest.mark.parametrize(
    ("result", "low", "high"),
    [
        (Interval(1, 2) + Interval(10, 20), 11, 22),
        (Interval(1, 2) - Interval(10, 20), -19, -8),
        (-Interval(1, 2), -2, -1),
        (Interval(-1, 2) * Interval(3, 4), -4, 8),
        (Interval(-2, -1) * Interval(-4, 3), -6, 8),
        (Interval(1, 2) / Interval(4, 5), 0.2, 0.5),
        (Interval(1, 2) / Interval(-5, -4), -0.5, -0.2),
        (Interval(0, 1) * Interval(5, math.inf), 0, math.inf),
        (Interval(1, 2) / Interval(4, math.inf), 0, 0.5),
        (Interval(1, math.inf) - Interval(1, math.inf), -math.inf, math.inf),
    ],
)
def test_interval_arithmetic_by_hand(result, low, high):
    assert (result.low, result.high) == (low, high)


@pytest.mark.parametrize("ends", [(2, 1), (math.nan, 1), (1, math.nan)])
def test_an_empty_interval_is_refused(ends):
    with pytest.raises(EvidenceError, match="is empty"):
        Interval(*ends)


@pytest.mark.parametrize("below", [(0, 1), (-1, 0), (-1, 1), (0, 0)])
def test_division_by_an_interval_that_holds_zero_is_refused(below):
    with pytest.raises(EvidenceError, match="holds zero"):
        Interval(1, 2) / Interval(*below)


@pytest.mark.parametrize(
    ("interval", "definite", "point"),
    [
        ((0, 1), True, False),
        ((-1, 0), True, False),
        ((-1, 1), False, False),
        ((0, 0), True, True),
        ((3, 3), True, True),
    ],
)
def test_signs_and_points_are_told(interval, definite, point):
    found = Interval(*interval)
    assert (found.is_definite, found.is_point) == (definite, point)


@pytest.mark.parametrize(
    ("other", "overlaps"), [((2, 3), True), ((0, 1), True), ((2.001, 3), False), ((0, 0.9), False)]
)
def test_intervals_that_touch_overlap(other, overlaps):
    assert Interval(1, 2).overlaps(Interval(*other)) is overlaps
    assert Interval(*other).overlaps(Interval(1, 2)) is overlaps


def test_ends_are_contained_and_what_lies_beyond_is_not():
    found = [Interval(1, 2).contains(v) for v in (0.999, 1, 1.5, 2, 2.001)]
    assert found == [False, True, True, True, False]


def test_disjoint_intervals_have_no_intersection():
    assert Interval(1, 3).intersect(Interval(2, 4)) == Interval(2, 3)
    with pytest.raises(EvidenceError, match="is empty"):
        Interval(1, 2).intersect(Interval(3, 4))


@given(a=_intervals(), b=_intervals(), p=PLACES, q=PLACES)
def test_interval_operations_enclose_every_value(a, b, p, q):
    x, y = _inside(a, p), _inside(b, q)
    for result, value in ((a + b, x + y), (a - b, x - y), (a * b, x * y)):
        slack = _slack(value, result.low, result.high)
        assert result.low - slack <= value <= result.high + slack


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
@settings(max_examples=60, deadline=None)
@given(a=_intervals(), b=_intervals(), p=PLACES, q=PLACES)
def test_a_formula_encloses_every_value_and_is_no_wider_than_its_extension(formula, a, b, p, q):
    estimate = formula(_number("x", a.low, a.high), _number("y", b.low, b.high))
    value = formula(_inside(a, p), _inside(b, q))
    found, natural = estimate.interval, estimate.natural
    slack = _slack(value, natural.low, natural.high)
    assert found.low - slack <= value <= found.high + slack
    assert natural.low - slack <= found.low
    assert found.high <= natural.high + slack


@given(low=st.floats(1, 1000), place=st.floats(0, 20), factor=st.integers(2, 9))
def test_an_open_end_encloses_every_value(low, place, factor):
    x = _number("x", low, math.inf)
    value = low * math.exp(place)
    found = (constant(factor, unit="share") * x - x).interval
    assert found.low - _slack(value) <= (factor - 1) * value <= found.high


def test_a_number_that_is_added_and_taken_away_keeps_its_open_end():
    x = _number("x", 200_000, math.inf, unit="people")
    found = (x + x - x).interval
    assert found.low <= 200_000 and found.high == math.inf


@pytest.mark.parametrize(
    ("formula", "low", "high"),
    [
        (lambda people, share: people + people, 400_000, math.inf),
        (lambda people, share: people * share, 0, math.inf),
        (lambda people, share: share * people, 0, math.inf),
        (lambda people, share: _exact("c", 40_000, unit="people") - people, -math.inf, -160_000),
        (lambda people, share: ratio(_exact("c", 40_000, unit="people"), people), 0, 0.2),
    ],
    ids=["sum", "product", "product turned", "difference", "ratio"],
)
def test_open_ends_give_open_ends(formula, low, high):
    people = _number("people", 200_000, math.inf, unit="people")
    share = _number("share", 0, 1)
    assert formula(people, share).interval == Interval(low, high)


def _gap_parts():
    return (
        _number("target", 0.65, 0.65, printed=0.65),
        _number("share", 0.455, 0.465, printed=0.46),
        _number("workers", 1_450_000, 1_550_000, printed=1_500_000, unit="people"),
    )


def test_the_gap_is_as_tight_as_its_corners():
    target, share, workers = _gap_parts()
    gap = (target - share) * workers
    corners = [(0.65 - s) * w for s in (0.455, 0.465) for w in (1_450_000, 1_550_000)]
    assert gap.exact
    assert (gap.interval.low, gap.interval.high) == (min(corners), max(corners))
    # 0.185 × 1,450,000 and 0.195 × 1,550,000; 0.19 × 1,500,000
    assert (gap.interval.low, gap.interval.high) == pytest.approx((268_250, 302_250), abs=1e-6)
    assert gap.value == pytest.approx(285_000)


def test_the_same_workers_in_two_terms_are_the_same_workers():
    target, share, workers = _gap_parts()
    apart = target * workers - share * workers
    together = ((target - share) * workers).interval
    assert (apart.interval.low, apart.interval.high) == pytest.approx(
        (together.low, together.high), abs=1e-6
    )
    # Without correlation: 0.65 × 1.45 − 0.465 × 1.55 = 0.22175 million.
    assert apart.natural.low == pytest.approx(221_750)


@given(a=_intervals())
def test_a_number_less_itself_is_exactly_nothing(a):
    x = _number("x", a.low, a.high)
    assert (x - x).interval == Interval(0, 0)


@given(low=st.floats(0.001, 1000), width=st.floats(0, 1000))
def test_a_number_over_itself_is_exactly_one(low, width):
    x = _number("x", low, low + width)
    assert x.divided_by(x).interval == Interval(1, 1)


@pytest.mark.parametrize(
    ("formula", "exact"),
    [
        (lambda x: x * x - x, False),
        (lambda x: x * x, True),
        (lambda x: x - x, True),
        (lambda x: x * x * x + x, True),
    ],
)
def test_exactness_is_claimed_only_where_it_is_proved(formula, exact):
    assert formula(_number("x", 0, 1)).exact is exact


def test_what_is_not_proved_exact_still_encloses():
    x = _number("x", 0, 1)
    found = (x * x - x).interval
    # The true range of x² − x on 0 to 1 is −1/4 to 0; the corners alone would give 0 to 0.
    assert found.low <= -0.25
    assert found.high >= 0


def test_a_square_around_zero_is_not_cut_to_its_corners():
    x = _number("x", -1, 2)
    found = (x * x).interval
    assert found.low <= 0
    assert found.high >= 4


def test_too_many_uncertain_numbers_are_refused():
    total = _number("n0", 0, 1)
    for k in range(1, 13):
        total = total + _number(f"n{k}", 0, 1)
    with pytest.raises(EvidenceError, match="13 uncertain numbers"):
        _ = total.interval


def test_the_same_number_known_twice_has_the_values_that_both_allow():
    total = _number("x", 2, 4) + _number("x", 3, 6)
    assert total.inputs["x"] == Interval(3, 4)
    assert total.interval == Interval(6, 8)


def test_the_same_number_with_values_that_exclude_each_other_is_refused():
    with pytest.raises(EvidenceError, match="is empty"):
        _ = _number("x", 2, 3) + _number("x", 4, 5)


@pytest.mark.parametrize(("formula", "value"), [(lambda x, y: x * y, 6), (lambda x, y: x - y, -1)])
def test_the_printed_value_is_the_formula_at_the_printed_numbers(formula, value):
    x, y = _number("x", 1, 4, printed=2), _number("y", 2, 5, printed=3)
    assert formula(x, y).value == value


def test_a_range_has_no_printed_value():
    assert (_number("x", 1, 4) + _number("y", 2, 5, printed=3)).value is None


def test_at_printed_fixes_every_input():
    fixed = at_printed(_number("x", 1, 4, printed=2) * _number("y", 2, 5, printed=3))
    assert fixed.interval == Interval(6, 6)
    assert fixed.sources == ("x", "y")


def test_at_printed_refuses_a_range_and_names_it():
    with pytest.raises(EvidenceError, match="no single printed value for x"):
        at_printed(_number("x", 1, 4) + _number("y", 2, 5, printed=3))


def test_sources_are_told_once_and_sorted():
    x, y = _number("b", 1, 2), _number("a", 1, 2)
    assert (x + y - x).sources == ("a", "b")


def test_constants_need_no_source():
    assert constant(3, unit="month").sources == ()
    assert constant(3, unit="month").interval == Interval(3, 3)


@pytest.mark.parametrize("operation", ["__add__", "__sub__"])
def test_a_percent_is_never_added_to_a_count(operation):
    share, people = _number("share", 0.4, 0.5), _number("people", 10, 20, unit="people")
    with pytest.raises(EvidenceError, match="share and people"):
        getattr(share, operation)(people)


def test_a_count_becomes_a_share_only_of_the_same_things():
    people, villages = _exact("p", 10, unit="people"), _exact("v", 20, unit="villages")
    with pytest.raises(EvidenceError, match="cannot divide people and villages"):
        ratio(people, villages)


@pytest.mark.parametrize(
    ("what", "part", "whole"),
    [
        ("regions", {"region": "32.16"}, {"region": "32.75"}),
        ("kinds", {"kind": "observed"}, {"kind": "target"}),
        ("dates", {"date": "2021-08-31"}, {"date": "2025-02-25"}),
    ],
)
def test_a_ratio_of_unlike_things_is_refused_unless_it_is_said(what, part, whole):
    a, b = _exact("a", 1, unit="people", **part), _exact("b", 2, unit="people", **whole)
    with pytest.raises(EvidenceError, match=f"different {what}"):
        ratio(a, b)
    assert ratio(a, b, across={what}).value == 0.5


def test_saying_one_mixture_does_not_allow_another():
    a = _exact("a", 1, unit="people", region="32.16", date="2021-08-31")
    b = _exact("b", 2, unit="people", region="32.75", date="2025-02-25")
    with pytest.raises(EvidenceError, match="different regions"):
        ratio(a, b, across={"dates"})


def test_a_share_that_is_surely_above_one_is_refused():
    with pytest.raises(EvidenceError, match=r"at least 1\.5"):
        ratio(_number("a", 3, 4, unit="people"), _number("b", 1, 2, unit="people"))


def test_a_share_that_may_be_below_one_is_kept():
    found = ratio(_number("a", 3, 4, unit="people"), _number("b", 2, 4, unit="people"))
    assert found.interval == Interval(0.75, 2)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("share", "share"),
        ("people", "people"),
        ("people per day", "people per day"),
        ("rupiah per person-year", "rupiah per person-year"),
    ],
)
def test_units_are_read_and_shown_alike(text, shown):
    assert str(Unit.parse(text)) == shown


def test_units_cancel():
    gap = Unit.parse("people") / Unit.parse("working day")
    assert str(gap) == "people per working day"
    assert gap * Unit.parse("working day") == Unit.parse("people")
    assert Unit.parse("people") / Unit.parse("people") == Unit.parse("share")
    assert str(Unit.parse("share") / Unit.parse("month")) == "share per month"


@pytest.mark.parametrize("text", ["percent", "people per fortnight", "", "people per"])
def test_an_unknown_unit_is_refused(text):
    with pytest.raises(EvidenceError, match="unit|unknown"):
        Unit.parse(text)


@pytest.fixture(scope="module")
def whole(root):
    return store.ledger(known_on="2030-12-31", root=root)


@given(day=st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)))
@settings(deadline=None)
def test_later_evidence_is_never_seen(whole, day):
    known = whole.as_known_on(day)
    expected = {k for k, n in whole.numbers.items() if n.published_on <= day}
    assert set(known.numbers) == expected
    assert {n.source for n in known.numbers.values()} == set(known.sources)


@given(day=st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)))
@settings(deadline=None)
def test_a_contradiction_is_known_when_all_its_numbers_are(whole, day):
    known = whole.as_known_on(day)
    for conflict in known.conflicts:
        assert conflict.known_from <= day
        assert set(conflict.evidence) <= set(known.numbers)
    hidden = set(whole.conflicts) - set(known.conflicts)
    for conflict in hidden:
        assert conflict.known_from > day or set(conflict.evidence) - set(known.numbers)


@given(day=st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)))
@settings(deadline=None)
def test_every_denominator_that_is_named_is_known(whole, day):
    known = whole.as_known_on(day)
    named = {n.denominator_id for n in known.numbers.values()} - {""}
    assert named <= set(known.numbers)


@given(
    first=st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)),
    second=st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)),
)
@settings(deadline=None)
def test_a_view_of_a_view_is_the_earlier_view(whole, first, second):
    twice = whole.as_known_on(first).as_known_on(second)
    assert twice.numbers == whole.as_known_on(min(first, second)).numbers


def test_a_number_with_only_a_month_is_known_at_the_end_of_the_month(whole):
    months = [n for n in whole.numbers.values() if n.published_precision == "month"]
    assert months
    for number in months:
        last = calendar.monthrange(number.published_on.year, number.published_on.month)[1]
        assert number.published_on.day == last
        before = number.published_on - dt.timedelta(1)
        assert number.id not in whole.as_known_on(before).numbers
        assert number.id in whole.as_known_on(number.published_on).numbers


def test_a_view_remembers_its_day(whole):
    assert whole.as_known_on(dt.date(2024, 12, 20)).known_on == dt.date(2024, 12, 20)


def test_numbers_come_in_order_of_their_day(ledger):
    shares = ledger.find("32.16", "coverage_share")
    assert [n.id for n in shares] == ["cov-2024-12", "cov-2025-02"]


def test_targets_are_found_only_when_asked_for(ledger):
    assert [n.id for n in ledger.find("32.16", "coverage_share", kind="target")] == ["target-2025"]


def test_a_count_is_found_by_its_denominator(ledger):
    found = ledger.find("32.16", "workers_protected", denominator="workers-2025-02")
    assert [n.id for n in found] == ["covered-2025-02"]
    assert ledger.find("32.16", "workers_protected", denominator="other") == ()


def test_the_latest_number_is_the_last_by_its_day(ledger):
    assert ledger.latest("32.16", "coverage_share").id == "cov-2025-02"


def test_no_number_is_a_clear_error(whole):
    early = whole.as_known_on(dt.date(2024, 12, 1))
    with pytest.raises(EvidenceError, match="observed coverage_share of 32.16") as error:
        early.latest("32.16", "coverage_share")
    assert "2024-12-01" in str(error.value)
    assert "later known_on" in str(error.value)


def test_an_unknown_number_is_refused_with_the_closest(ledger):
    with pytest.raises(EvidenceError, match="Did you mean 'cov-2025-02'"):
        ledger.get("cov-2025-2")


def test_numbers_of_two_areas_are_never_mixed(ledger):
    kabupaten, kota = ledger.of_region("32.16"), ledger.of_region("32.75")
    assert {n.region for n in kabupaten} == {"32.16"}
    assert {n.region for n in kota} == {"32.75"}


def test_an_open_end_of_the_ledger_is_infinite(ledger):
    number = ledger.get("vulnerable-2025")
    assert (number.low, number.high, number.value) == (200_000, math.inf, None)


def test_a_number_keeps_its_identity_in_arithmetic(ledger):
    share = ledger.get("cov-2025-02").estimate()
    assert share.sources == ("cov-2025-02",)
    assert (share.regions, share.kinds) == ({"32.16"}, {"observed"})
    assert share.dates == {"2025-02-25"}


def test_contradictions_are_those_of_the_area(ledger):
    kabupaten = {c.id for c in ledger.contradictions("32.16")}
    kota = {c.id for c in ledger.contradictions("32.75")}
    assert {"base-38-46", "share-count", "two-areas"} <= kabupaten
    assert {"budget-quota", "two-areas"} <= kota
    assert "base-38-46" not in kota
    assert "budget-quota" not in kabupaten


def test_every_printed_value_lies_in_its_interval(ledger):
    for number in ledger.numbers.values():
        if number.value is not None:
            assert number.low <= number.value <= number.high


def test_brute_force_agrees_for_a_formula_of_three_numbers():
    x, y, z = _number("x", -1, 2), _number("y", 3, 4), _number("z", -2, -1)
    found = (x * y - z * y + x).interval
    corners = [a * b - c * b + a for a, b, c in itertools.product((-1, 2), (3, 4), (-2, -1))]
    assert (found.low, found.high) == (min(corners), max(corners))
