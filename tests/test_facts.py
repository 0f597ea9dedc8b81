"""Every number has source, unit and as-of; the facts say what the publications say."""

from __future__ import annotations

import datetime as dt

import pytest

from policylib import law, store
from policylib.evidence import Unit
from policylib.wording.terms import QUANTITIES, STAGES


@pytest.fixture(scope="module")
def whole(root):
    return store.ledger(known_on="2026-12-31", root=root)


def test_every_number_has_source_unit_and_as_of(whole):
    assert len(whole.numbers) >= 30
    for number in whole.numbers.values():
        assert number.source in whole.sources, number.id
        assert Unit.parse(number.unit) is not None
        assert isinstance(number.as_of, dt.date)
        assert number.quantity in QUANTITIES, number.id
        assert number.stage in STAGES, number.id


def test_observed_numbers_are_not_printed_before_they_happen(whole):
    early = [
        n.id for n in whole.numbers.values() if n.kind == "observed" and n.published_on < n.as_of
    ]
    assert early == []


def test_every_law_value_has_a_reference(root):
    for name, item in law.items().items():
        for value in item.values:
            assert value.reference and value.grade and value.checked_on, name


def test_every_contradiction_names_numbers_that_exist(whole):
    assert len(whole.conflicts) == 20
    for conflict in whole.conflicts:
        assert set(conflict.evidence) <= set(whole.numbers), conflict.id


@pytest.mark.parametrize(
    ("name", "low", "high", "grade"),
    [
        ("cov-2024-12", 0.375, 0.385, "B"),
        ("cov-2025-02", 0.455, 0.465, "B"),
        ("covered-2025-02", 600_000, 700_000, "B"),
        ("workers-2025-02", 1_450_000, 1_550_000, "C"),
        ("target-2025", 0.65, 0.65, "C"),
        ("villages-unenrolled-2025-10", 125, 125, "A"),
        ("subsidy-budget-2026", 2e9, 2e9, "B"),
        ("vulnerable-2025", 200_000, float("inf"), "C"),
        ("employed-2021", 1_756_211, 1_756_407, "B"),
    ],
)
def test_headline_numbers_stand_as_published(whole, name, low, high, grade):
    number = whole.get(name)
    assert (number.low, number.high, number.grade) == (low, high, grade)


def test_the_region_table_agrees_with_the_published_counts(root, register):
    units = store.load("regency_units", root=root).set_index("code")
    today = dt.date(2025, 6, 1)
    for kind, column in (("desa", "villages"), ("kelurahan", "urban_wards")):
        found = register.children("32.16", level="village", on=today, kind=kind)
        assert len(found) == units.loc["32.16", column]
    assert len(register.children("32.16", level="district", on=today)) == 23
    assert len(register.children("32.75", level="district", on=today)) == 12


def test_village_index_status_follows_its_cut_offs(root):
    table = store.load("village_index", root=root)
    for year in (2023, 2024):
        status = table[f"idm_{year}"].map(
            lambda v: "MANDIRI" if v > 0.8155 else "MAJU" if v > 0.7072 else "BERKEMBANG"
        )
        assert (status == table[f"idm_status_{year}"]).all()
