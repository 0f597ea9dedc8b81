"""Codes, names, spellings and dates of validity of areas."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from policylib.errors import RegionError
from policylib.regions import Register, normalise

TODAY = dt.date(2025, 6, 1)
BEFORE = dt.date(2020, 12, 21)


@pytest.mark.parametrize(
    ("code", "level", "kind", "on", "count"),
    [
        ("32.16", "village", "desa", TODAY, 179),
        ("32.16", "village", "desa", BEFORE, 180),
        ("32.16", "village", "kelurahan", TODAY, 8),
        ("32.16", "village", "kelurahan", BEFORE, 7),
        ("32.16", "village", None, TODAY, 187),
        ("32.16", "village", None, BEFORE, 187),
        ("32.16", "district", None, TODAY, 23),
        ("32.75", "district", None, TODAY, 12),
        ("32.75", "village", "desa", TODAY, 0),
        ("32", "regency", None, TODAY, 27),
        ("32", "regency", "kabupaten", TODAY, 18),
        ("32", "regency", "kota", TODAY, 9),
        ("ID", "province", None, TODAY, 1),
        ("32.16.01", "village", "desa", TODAY, 7),
    ],
)
def test_areas_are_counted_as_of_the_day(register, code, level, kind, on, count):
    assert len(register.children(code, level=level, kind=kind, on=on)) == count


def test_children_come_in_order_of_code(register):
    codes = [r.code for r in register.children("32.16", level="village", on=TODAY)]
    assert codes == sorted(codes)


@pytest.mark.parametrize(("on", "code"), [(BEFORE, "32.16.01.2007"), (TODAY, "32.16.01.1007")])
def test_setia_asih_has_one_code_at_a_time(register, on, code):
    villages = register.children("32.16.01", level="village", on=on)
    assert [r.code for r in villages if r.name == "Setia Asih"] == [code]


def test_setia_asih_was_a_village_and_is_an_urban_ward(register):
    kinds = {code: register.get(code).kind for code in ("32.16.01.2007", "32.16.01.1007")}
    assert kinds == {"32.16.01.2007": "desa", "32.16.01.1007": "kelurahan"}


@pytest.mark.parametrize("text", ["bekasi", "Bekasi", " BEKASI "])
def test_bekasi_alone_is_refused_naming_both_governments(register, text):
    with pytest.raises(RegionError, match="ambiguous") as error:
        register.find(text)
    assert "32.16 Kabupaten Bekasi" in str(error.value)
    assert "32.75 Kota Bekasi" in str(error.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("32.16", "32.16"),
        ("Kabupaten Bekasi", "32.16"),
        ("kabupaten  bekasi", "32.16"),
        ("KotaBekasi", "32.75"),
        ("Kab. Bekasi", "32.16"),
        ("kab bekasi", "32.16"),
        ("kab.bekasi", "32.16"),
        ("KAB BEKASI", "32.16"),
        (" 32.16 ", "32.16"),
        ("3216", "32.16"),
        (3216, "32.16"),
        ("3275", "32.75"),
        ("Depok", "32.76"),
        ("Jawa Barat", "32"),
        ("ID", "ID"),
        ("Hajarmekar", "32.16.09.2009"),
        ("Ragamanunggal", "32.16.18.2009"),
        ("Segaramakmur", "32.16.01.2001"),
        ("Karangbahagia", "32.16.10"),
        ("Kedungwaringin", "32.16.12"),
        ("Kedung Waringin", "32.16.12"),
    ],
)
def test_codes_names_and_spellings_lead_to_one_area(register, text, code):
    level = {"32.16.10": "district", "32.16.12": "district"}.get(code)
    assert register.find(text, level=level).code == code


def test_an_old_spelling_that_is_another_villages_name_is_refused(register):
    with pytest.raises(
        RegionError, match=r"32\.16\.21\.2002 Sirnajaya; 32\.16\.22\.2001 Sirnajati"
    ):
        register.find("Sirnajaya")


def test_a_level_decides_between_areas_of_the_same_name(register):
    assert register.find("Sukawangi", level="district").code == "32.16.03"
    assert register.find("Sukawangi", level="village").code == "32.16.03.2004"


def test_the_same_name_on_two_levels_is_refused_without_one(register):
    with pytest.raises(RegionError, match=r"32\.16\.03 Sukawangi; 32\.16\.03\.2004 Sukawangi"):
        register.find("Sukawangi")


@pytest.mark.parametrize(("number", "code"), [(32.1, "32.10"), (32.16, "32.16"), (32.75, "32.75")])
def test_a_number_of_papermill_is_the_code_of_a_regency(register, number, code):
    assert register.find(number).code == code


def test_a_whole_number_of_papermill_is_the_code_of_a_province(register):
    assert register.find(32).code == "32"


def test_an_unknown_code_is_refused_with_the_closest(register):
    with pytest.raises(RegionError, match=r"'32\.16\.01\.2000'\. Did you mean '32\.16\.01\.200\d'"):
        register.get("32.16.01.2000")


@pytest.mark.parametrize(
    "name", ["Kabupaten Bekasy", "Kota Bekasy", "Bekassi", "Bekas", "Kab. Bekassi", "kotabekas"]
)
def test_an_unknown_name_near_bekasi_names_both_governments(register, name):
    with pytest.raises(RegionError, match="no area is called") as error:
        register.find(name)
    assert "32.16 Kabupaten Bekasi; 32.75 Kota Bekasi" in str(error.value)


@pytest.mark.parametrize("name", ["Kota Bekasy", "Kabupaten Bekasy"])
def test_a_level_keeps_both_governments(register, name):
    with pytest.raises(RegionError, match=r"32\.16 Kabupaten Bekasi; 32\.75 Kota Bekasi"):
        register.find(name, level="regency")


def test_a_name_near_nothing_asks_for_the_code(register):
    with pytest.raises(RegionError, match=r"no area is called 'qqqqqqqq'\. Give the code\."):
        register.find("qqqqqqqq")


def test_an_unknown_number_of_four_digits_is_refused(register):
    with pytest.raises(RegionError, match=r"no area is called '99\.99'"):
        register.find("9999")


def test_children_of_an_unknown_code_are_refused(register):
    with pytest.raises(RegionError, match=r"32\.99"):
        register.children("32.99", level="village", on=TODAY)


def test_an_empty_name_is_refused(register):
    with pytest.raises(RegionError, match="''"):
        register.find("")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Karang  Bahagia", "karangbahagia"),
        ("Muara-Gembong", "muaragembong"),
        ("RAGE_MANUNGGAL", "ragemanunggal"),
        ("", ""),
    ],
)
def test_spelling_variants_fold_to_the_same_letters(name, letters):
    assert normalise(name) == letters


def _register(valid_from, valid_to):
    row = {"code": "32", "name": "Jawa Barat", "level": "province", "kind": "provinsi",
           "parent": "ID", "valid_from": valid_from, "valid_to": valid_to, "note": ""}  # fmt: skip
    spellings = pd.DataFrame({"code": ["32"], "spelling": ["West Java"], "used_by": ["us"]})
    return Register.from_tables(pd.DataFrame([row]), spellings)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "on", "valid"),
    [
        (None, None, TODAY, True),
        (TODAY, None, TODAY, True),
        (None, TODAY, TODAY, True),
        (TODAY + dt.timedelta(1), None, TODAY, False),
        (None, TODAY - dt.timedelta(1), TODAY, False),
    ],
)
def test_both_ends_of_validity_count(valid_from, valid_to, on, valid):
    assert _register(valid_from, valid_to).get("32").is_valid_on(on) is valid


def test_a_spelling_of_the_table_is_found():
    assert _register(None, None).find("west java").code == "32"


def test_every_parent_is_known_and_begins_the_code(register):
    for code, region in register.regions.items():
        if region.parent and region.parent != "ID":
            assert code.startswith(register.get(region.parent).code + ".")
