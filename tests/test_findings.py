"""Findings say what stands behind a number, and are written once."""

from __future__ import annotations

import datetime as dt
import json
import math

import pytest

from policylib.errors import UsageError
from policylib.evidence import Interval, constant
from policylib.evidence.estimates import published
from policylib.findings import MIME, UNITS, Book, Definition, Finding, Statement, read_outputs


def _finding(**changes):
    rest = {
        "id": "gap", "label": "people missing", "value": 285_000.0, "low": 268_250.0,
        "high": 302_250.0, "unit": "people", "digits": 0, "sources": ("evidence:cov-2025-02",),
        "formula": "gap", **changes,
    }  # fmt: skip
    return Finding(**rest)


def _book(*found):
    book = Book(notebook="02-can-the-target-be-met", region="32.16", known_on="2025-12-31")
    book.keep(*found)
    return book


def _notebook(*outputs):
    cell = {"cell_type": "code", "outputs": [{"data": data} for data in outputs]}
    return {"cells": [{"cell_type": "markdown"}, cell, {"cell_type": "code", "outputs": []}]}


def test_a_finding_without_a_source_is_refused():
    with pytest.raises(UsageError, match="'gap' has no source"):
        _finding(sources=())


@pytest.mark.parametrize("unit", ["percent", "People", ""])
def test_an_unknown_unit_is_refused(unit):
    with pytest.raises(UsageError, match="one of share, points"):
        _finding(unit=unit)


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_is_accepted(unit):
    assert _finding(unit=unit).unit == unit


@pytest.mark.parametrize("source", ["cov-2025-02", "press:cov-2025-02", "Evidence:a"])
def test_a_source_without_its_kind_is_refused(source):
    with pytest.raises(UsageError, match=f"cites '{source}'"):
        _finding(sources=("evidence:cov-2025-02", source))


@pytest.mark.parametrize(
    ("low", "high"), [(302_250.0, 268_250.0), (math.nan, 1.0), (1.0, math.nan), (math.inf, 1.0)]
)
def test_a_range_that_runs_backwards_is_refused(low, high):
    with pytest.raises(UsageError, match="'gap' runs from .* expected low at most high"):
        _finding(low=low, high=high)


@pytest.mark.parametrize(("high", "is_range"), [(302_250.0, True), (268_250.0, False)])
def test_a_range_is_wider_than_a_point(high, is_range):
    assert _finding(value=None, high=high).is_range is is_range


MISSING = Definition("missing", "points missing", "target − share", "points", digits=1)


def _missing():
    share = published("cov", Interval(0.4, 0.5), printed=0.45, unit="share")
    return published("target", Interval(0.65, 0.65), printed=0.65, unit="share") - share


def test_the_inputs_of_an_estimate_become_evidence():
    found = MISSING.of(_missing(), sources=("parameter:target", "evidence:cov"))
    assert found.sources == ("evidence:cov", "evidence:target", "parameter:target")
    assert (found.low, found.high) == pytest.approx((0.15, 0.25))
    assert found.value == pytest.approx(0.2)


def test_a_definition_says_what_its_finding_is():
    found = MISSING.of(_missing(), as_of=dt.date(2025, 2, 25))
    assert (found.id, found.label, found.formula) == ("missing", "points missing", "target − share")
    assert (found.unit, found.digits, found.range_digits) == ("points", 1, None)
    assert (found.as_of, found.synthetic) == ("2025-02-25", False)


def test_other_decimals_leave_one_more_for_the_ends():
    found = MISSING.of(_missing(), digits=2)
    assert (found.digits, found.range_digits) == (2, 3)


def test_a_certain_number_has_no_interval():
    found = MISSING.exact(3, sources=["parameter:target"])
    assert (found.value, found.low, found.high, found.is_range) == (3, 3, 3, False)


def test_a_range_has_no_value_and_keeps_the_mark():
    found = MISSING.between(1, 2, value=None, sources=["synthetic:seed-1"], synthetic=True)
    assert (found.value, found.low, found.high, found.synthetic) == (None, 1, 2, True)


def test_a_constant_alone_is_no_finding():
    with pytest.raises(UsageError, match="no source"):
        MISSING.of(constant(3, unit="share"))


def test_a_statement_tells_its_findings_only():
    gap, aim = _finding(), _finding(id="aim")
    said = Statement("…", {"a": gap, "on": dt.date(2025, 2, 25), "name": "Bekasi", "b": aim})
    assert said.findings == (gap, aim)


def test_findings_are_kept_in_order_and_once():
    book = _book(_finding(id="b"), _finding(id="a"), _finding(id="b"))
    assert [f.id for f in book.findings] == ["b", "a"]


@pytest.mark.parametrize("changes", [{"value": 1.0}, {"synthetic": True}, {"label": "other"}])
def test_the_same_id_with_other_content_is_refused(changes):
    with pytest.raises(UsageError, match="two different findings are called 'gap'"):
        _book(_finding(), _finding(**changes))


def test_a_refused_finding_is_not_kept():
    book = _book(_finding())
    with pytest.raises(UsageError):
        book.keep(_finding(value=1.0))
    assert book.findings == (_finding(),)


def test_a_book_tells_the_evidence_it_stands_on_once():
    book = _book(
        _finding(id="a", sources=("evidence:x", "parameter:target")),
        _finding(id="b", sources=("law:bpu.jkk.rate@2026-01-01", "evidence:y", "evidence:x")),
    )
    assert book.evidence == ("x", "y")


def test_an_open_end_is_null_in_the_record():
    record = _book(_finding(value=None, high=math.inf)).as_json()
    row = json.loads(json.dumps(record, allow_nan=False))["findings"][0]
    assert (row["value"], row["low"], row["high"]) == (None, 268_250, None)


def test_the_record_names_notebook_region_and_day():
    record = _book(_finding()).as_json()
    assert {k: record[k] for k in ("notebook", "region", "known_on")} == {
        "notebook": "02-can-the-target-be-met",
        "region": "32.16",
        "known_on": "2025-12-31",
    }


def test_the_record_holds_what_a_finding_says():
    row = _book(_finding(synthetic=True)).as_json()["findings"][0]
    assert (row["id"], row["unit"], row["synthetic"]) == ("gap", "people", True)
    assert row["sources"] == ["evidence:cov-2025-02"]


def test_noise_of_floating_point_is_not_recorded():
    row = _book(_finding(value=0.1 + 0.2, low=0.1 + 0.2, high=1 / 3)).as_json()["findings"][0]
    assert (row["value"], row["high"]) == (0.3, 0.333333333333)


@pytest.mark.parametrize("kept", [{"findings": []}, json.dumps({"findings": []})])
def test_the_record_is_read_back_from_a_notebook(kept):
    assert read_outputs(_notebook({"text/plain": "x"}, {MIME: kept})) == {"findings": []}


@pytest.mark.parametrize("count", [0, 2])
def test_a_notebook_holds_exactly_one_record(count):
    with pytest.raises(UsageError, match=f"holds {count} findings records"):
        read_outputs(_notebook(*[{MIME: {}}] * count))
