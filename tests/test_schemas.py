"""Each contract refuses what its meaning forbids, naming row and column."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pandera.pandas as pa
import pytest

from policylib import pipeline, schemas
from policylib.errors import DataError
from policylib.schemas import contracts
from policylib.wording import terms

DAY = dt.date(2025, 2, 25)
ROWS = {
    "published_numbers": {
        "id": "a", "region": "32.16", "quantity": "coverage_share", "reported_as": "46 percent",
        "value": 0.46, "low": 0.455, "high": 0.465, "unit": "share", "who_is_counted": "workers",
        "stage": "active", "denominator": "", "denominator_id": "", "kind": "observed",
        "as_of": DAY, "as_of_precision": "day", "published": DAY, "published_precision": "day",
        "source": "s", "grade": "B", "note": "",
    },
    "sources": {
        "id": "s", "publisher": "P", "kind": "news", "published": "", "published_precision": "day",
        "address": "", "note": "",
    },
    "conflicts": {
        "id": "c", "regions": "32.16", "evidence": "", "known_from": DAY, "subject": "s",
        "what_disagrees": "w", "how_to_treat": "h", "grade": "A",
    },
    "regions": {
        "code": "32.16.01.2001", "name": "Sagara Makmur", "level": "village", "kind": "desa",
        "parent": "32.16.01", "valid_from": None, "valid_to": DAY, "note": "",
    },
    "spellings": {"code": "32.16", "spelling": "Bks", "used_by": "us"},
    "regency_units": {
        "code": "32.16", "area_km2": 1.5, "districts": 1, "villages": 0, "urban_wards": 2,
    },
    "village_geometry": {
        "code": "32.16.01.2001", "latitude": -6.1, "longitude": 107.0, "area_km2": 8.8,
    },
    "district_geometry": {
        "code": "32.16.01", "latitude": -6.1, "longitude": 107.0, "latitude_inside": -6.1,
        "longitude_inside": 107.0, "area_km2_big": 5.0, "area_km2_hdx": 5.0,
    },
    "village_index": {
        "code": "32.16.01.2001", "idm_2023": 0.8, "idm_status_2023": "MAJU", "idm_2024": 0.9,
        "idm_status_2024": "MANDIRI",
    },
    "regency_index": {
        "code": "32.16", "idm_2024_mean": 0.79, "idm_2024_mandiri": 84, "idm_2024_maju": 61,
        "idm_2024_berkembang": 34,
    },
    "village_revenue": {
        "code": "32.16.01.2001", "dana_desa_2023_rp": 1, "add_2023_rp": None,
        "tax_share_2023_rp": 0, "own_revenue_2023_rp": 2, "district_aid_2023_rp": 3,
    },
    "population": {"code": "32.16", "population_2024": 3_387_601},
    "village_facts": {
        "code": "32.16.01.2001", "urban_class": "urban", "rw_count": 1, "rt_count": 2,
    },
    "village_fund_ceilings": {
        "code": "32.16", "dana_desa_2023_ceiling_rp": 1, "dana_desa_2024_ceiling_rp": 2,
    },
    "minimum_wage": {"code": "32.16", "minimum_wage_2024_rp_month": 5_219_263},
    "national_participants": {
        "date": DAY, "active_participants_million": 41.39, "wage_earners_million": None,
        "non_wage_million": 9.58, "construction_million": 5.53, "basis": "month_end",
        "grade": "A", "note": "",
    },
    "adoption_series": {
        "series": "a", "kind": "work", "basis": "observed", "what": "women at work",
        "source": "somebody",
    },
    "adoption_shares": {"series": "a", "year": 1990, "share": 0.4},
    "village_covariates": {
        "code": "32.16.01.2001", "name": "Sagara Makmur", "district_code": "32.16.01",
        "district": "Tarumajaya", "population_2024": 14_371, "urban": True, "idm_2024": 0.83,
        "rw_count": 23, "rt_count": 70, "add_2023_rp": 5, "tax_share_2023_rp": 4,
        "own_revenue_2023_rp": 0, "revenue_doubt": "",
    },
    "indicator_issues": {
        "table": "village_revenue_2023", "row": 2, "code": "32.16.01.2001", "column": "",
        "rule": "not_reported", "severity": "warning", "value": "",
    },
    "corrections": {
        "cell": "Rekap!C5", "expected": "1O", "value": "10", "why": "letter O", "who": "DPMD",
    },
}  # fmt: skip
CODED = sorted(name for name, row in ROWS.items() if "code" in row)


def _table(name, /, *rows, **changes):
    """The good row of a contract, changed, once or in several versions."""
    contract = getattr(schemas, name)
    table = pd.DataFrame([{**ROWS[name], **changes, **row} for row in rows or ({},)])
    for column, rule in contract.columns.items():
        kind = str(rule.dtype)
        if column in table and kind in ("float64", "Int64", "object"):
            table[column] = pd.Series([None if pd.isna(v) else v for v in table[column]],
                                      dtype=kind)  # fmt: skip
    return table


def _refused(table, name):
    with pytest.raises(DataError, match=f"{name}.csv breaks its contract") as error:
        schemas.check(table, getattr(schemas, name), where=f"{name}.csv")
    return str(error.value)


def _key(name):
    return next(k for k in ("id", "code", "date", "cell", "series") if k in ROWS[name])


def test_a_row_of_every_contract_stands_here():
    contracts = {
        name for name in schemas.__all__ if isinstance(getattr(schemas, name), pa.DataFrameSchema)
    }
    assert contracts == set(ROWS)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_good_row_is_kept(name):
    kept = schemas.check(_table(name), getattr(schemas, name), where=name)
    assert kept[_key(name)].tolist() == [ROWS[name][_key(name)]]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_missing_column_is_refused(name):
    column = list(ROWS[name])[-1]
    assert column in _refused(_table(name).drop(columns=column), name)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_an_extra_column_is_refused(name):
    assert "surprise" in _refused(_table(name).assign(surprise="x"), name)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_key_given_twice_is_refused(name):
    found = _refused(_table(name, {}, {}), name)
    assert "row 2" in found or "row 3" in found


@pytest.mark.parametrize(
    "code", ["", "bekasi", "3216", "32.1", "32.16.1", "32.16.01.1", "32.16.01.2001.1", " 32.16"]
)
def test_a_code_has_its_dots_and_digits(code):
    found = _refused(_table("population", code=code), "population")
    assert "row 2, column code" in found


@pytest.mark.parametrize("name", CODED)
def test_a_bad_code_is_refused(name):
    assert "column code: '32-16'" in _refused(_table(name, code="32-16"), name)


@pytest.mark.parametrize("code", ["ID", "32", "32.16", "32.16.01", "32.16.01.2001"])
def test_codes_of_every_level_are_kept(code):
    kept = schemas.check(_table("spellings", code=code), schemas.spellings, where="spellings")
    assert kept["code"].tolist() == [code]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"low": 0.47}, "low is at most high"),
        ({"value": 0.454}, "printed value lies between"),
        ({"value": 0.466}, "printed value lies between"),
        ({"value": 1.2, "high": 1.2}, "share is at most 1"),
        ({"low": -0.1}, "column low"),
        ({"low": None}, "column low"),
        ({"kind": "guess"}, "column kind: 'guess'"),
        ({"stage": "insured"}, "column stage: 'insured'"),
        ({"grade": "D"}, "column grade: 'D'"),
        ({"as_of_precision": "week"}, "column as_of_precision: 'week'"),
        ({"published": None}, "column published"),
        ({"as_of": "2025-02-25"}, "year-month-day"),
        ({"reported_as": ""}, "column reported_as"),
        ({"source": ""}, "column source"),
        ({"region": "Bekasi"}, "column region: 'Bekasi'"),
    ],
)
def test_a_published_number_that_contradicts_itself_is_refused(changes, words):
    assert words in _refused(_table("published_numbers", **changes), "published_numbers")


@pytest.mark.parametrize(
    "changes",
    [
        {"value": None},
        {"value": None, "high": None, "unit": "people"},
        {"value": 2e5, "low": 2e5, "high": None, "unit": "people"},
        {"value": 0.46, "low": 0.46, "high": 0.46},
        {"value": 1.0, "low": 1.0, "high": 1.0},
        {"value": 1500.0, "low": 1450.0, "high": 1550.0, "unit": "people"},
    ],
)
def test_ranges_open_ends_and_points_are_kept(changes):
    table = _table("published_numbers", **changes)
    kept = schemas.check(table, schemas.published_numbers, where="published_numbers")
    assert len(kept) == 1


@pytest.mark.parametrize(
    ("name", "changes", "column"),
    [
        ("village_index", {"idm_2024": 1.01}, "idm_2024"),
        ("village_index", {"idm_status_2023": "maju"}, "idm_status_2023"),
        ("village_geometry", {"latitude": 107.0}, "latitude"),
        ("village_geometry", {"longitude": -6.1}, "longitude"),
        ("village_geometry", {"area_km2": -1.0}, "area_km2"),
        ("district_geometry", {"latitude_inside": 8.0}, "latitude_inside"),
        ("population", {"population_2024": 0}, "population_2024"),
        ("population", {"population_2024": None}, "population_2024"),
        ("village_revenue", {"add_2023_rp": -1}, "add_2023_rp"),
        ("village_facts", {"urban_class": "1"}, "urban_class"),
        ("village_facts", {"rt_count": -1}, "rt_count"),
        ("minimum_wage", {"minimum_wage_2024_rp_month": 0}, "minimum_wage_2024_rp_month"),
        ("village_fund_ceilings", {"dana_desa_2024_ceiling_rp": -1}, "dana_desa_2024_ceiling_rp"),
        ("national_participants", {"basis": "year"}, "basis"),
        ("national_participants", {"active_participants_million": None}, "active_participants"),
        ("regency_index", {"idm_2024_mean": 2.0}, "idm_2024_mean"),
        ("adoption_series", {"basis": "smooth"}, "basis"),
        ("adoption_shares", {"share": 1.2}, "share"),
        ("regency_units", {"villages": -1}, "villages"),
        ("regions", {"level": "desa"}, "level"),
        ("regions", {"name": ""}, "name"),
        ("regions", {"valid_to": "2022-12-31"}, "valid_to"),
        ("spellings", {"spelling": ""}, "spelling"),
        ("conflicts", {"grade": ""}, "grade"),
        ("conflicts", {"known_from": None}, "known_from"),
        ("sources", {"published_precision": ""}, "published_precision"),
        ("sources", {"publisher": ""}, "publisher"),
        ("village_covariates", {"idm_2024": None}, "idm_2024"),
        ("village_covariates", {"district_code": "Tarumajaya"}, "district_code"),
    ],
)
def test_a_value_outside_its_range_is_refused(name, changes, column):
    assert f"row 2, column {column}" in _refused(_table(name, **changes), name)


def test_the_row_is_counted_as_an_editor_shows_it():
    table = _table("population", {"code": "32.15"}, {"code": "32.16"}, {"code": "x"})
    assert "row 4, column code: 'x'" in _refused(table, "population")


def test_the_first_three_places_are_named_and_the_rest_counted():
    table = _table("population", *({"code": f"x{k}"} for k in range(5)))
    assert "and 2 more" in _refused(table, "population")


def test_one_spelling_may_be_listed_for_two_codes():
    table = _table("spellings", {"code": "32.16"}, {"code": "32.75"})
    assert len(schemas.check(table, schemas.spellings, where="spellings")) == 2


def test_checking_leaves_the_table_as_it_was():
    table = _table("population")
    before = table.copy()
    schemas.check(table, schemas.population, where="population")
    pd.testing.assert_frame_equal(table, before)


@pytest.fixture
def tables(root):
    return dict(pipeline.read_all(root))


def test_the_shipped_tables_agree_with_each_other(tables):
    schemas.check_links(tables)
    assert set(pipeline.RAW) <= set(tables)


@pytest.mark.parametrize(
    ("table", "column", "word", "other"),
    [
        ("published_numbers", "source", "nobody", "sources.csv"),
        ("published_numbers", "region", "32.99", "regions.csv"),
        ("published_numbers", "denominator_id", "workers", "published_numbers.csv"),
        ("conflicts", "evidence", "cov-2025-02 gone", "published_numbers.csv"),
        ("conflicts", "regions", "32.16 32.99", "regions.csv"),
        ("regions", "parent", "31", "regions.csv"),
        ("spellings", "code", "32.16.99", "regions.csv"),
        ("village_population", "code", "32.16.99.2001", "regions.csv"),
        ("village_index", "code", "32.16.99.2001", "regions.csv"),
        ("village_revenue_2023", "code", "32.16.99.2001", "regions.csv"),
        ("village_facts", "code", "32.16.99.2001", "regions.csv"),
        ("villages", "code", "32.16.99.2001", "regions.csv"),
    ],
)
def test_a_word_that_no_table_knows_is_refused_with_its_row(tables, table, column, word, other):
    broken = tables[table].copy()
    broken.loc[3, column] = word
    with pytest.raises(DataError, match=f"not in {other}") as error:
        schemas.check_links({**tables, table: broken})
    # Row 3 of the table is line 5 of the file: one header line, counted from 1.
    assert f"{table}.csv row 5: {column} '{word.split()[-1]}'" in str(error.value)


def test_every_table_of_codes_is_linked(tables):
    linked = {"villages", "districts", "village_index", "regency_index", "village_facts",
              "village_population", "regency_population", "village_revenue_2023", "spellings",
              "regency_units", "village_fund_ceilings", "minimum_wage_2024"}  # fmt: skip
    known = set(tables["regions"]["code"])
    strangers = {name: sorted(set(tables[name]["code"]) - known) for name in linked}
    assert strangers == dict.fromkeys(linked, [])


@pytest.mark.parametrize(
    ("column", "word"),
    [("quantity", "coverage"), ("quantity", ""), ("unit", "percent"), ("unit", "Share")],
)
def test_an_unknown_quantity_or_unit_is_refused(column, word):
    table = _table("published_numbers", {column: word})
    assert column in _refused(table, "published_numbers")


def test_every_quantity_has_words():
    assert set(contracts.QUANTITIES) == set(terms.QUANTITIES)
    assert len(contracts.QUANTITIES) == len(set(contracts.QUANTITIES))
