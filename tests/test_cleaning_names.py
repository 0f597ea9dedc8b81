"""Villages and districts as offices write them, against the register."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import re
import time
from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylib import store
from policylib.cleaning.cells import UnreadableCellError
from policylib.cleaning.names import AreaMatcher, plain_name
from policylib.cleaning.rules import RULES
from policylib.regions import Register
from tests.misspellings import ON, OUTCOMES, REGENCY, _misspelt, misspelling_experiment

REGISTER = store.register()
AREAS = AreaMatcher(REGISTER, regency=REGENCY, on=ON)
VILLAGES = REGISTER.children(REGENCY, level="village", on=ON)
DISAGREE, BPS = "code_and_name_disagree", "code_may_be_bps"


def villages(*rows, areas=AREAS):
    """Read rows of (name, code, district)."""
    padded = [(*row, *("", None)[len(row) - 1 :]) for row in rows]
    names, codes, districts = (
        pd.Series(part, dtype="object") for part in zip(*padded, strict=True)
    )
    return areas.match_villages(names.astype("str"), codes=codes.astype("str"), districts=districts)


def outcomes(read) -> list[str]:
    """Each cell's value and warning, or its error."""
    rows = zip(read.values, read.errors, read.warnings, strict=True)
    return [e or ("" if pd.isna(v) else f"{v} {w}".strip()) for v, e, w in rows]


@pytest.mark.parametrize(
    ("text", "plain"),
    {
        "Suka Maju": "sukamaju", "Ds. Sukamaju": "sukamaju", "Ds Sukamaju": "sukamaju",
        "ds.sukamaju": "sukamaju", "DESA SUKAMAJU": "sukamaju", "Desa: Sukamaju": "sukamaju",
        "Kel. Bahagia": "bahagia", "Kelurahan Bahagia": "bahagia", "Kec. Setu": "setu",
        "Kecamatan Setu": "setu", "Kab. Bekasi": "bekasi", "Kabupaten Bekasi": "bekasi",
        "Kota Bekasi": "bekasi", "Kantor Desa Setia Mulya": "setiamulya",
        "Pemdes Ciantra": "ciantra",
        "Pemerintah Desa Ciantra": "ciantra", "Pem. Desa Ciantra": "ciantra",
        "Kantor Kepala Desa Ciantra": "ciantra", "Desa/Kel. Ciantra": "ciantra",
        "1. Ciantra": "ciantra", "01) Ds. Ciantra": "ciantra", "(12) Ciantra": "ciantra",
        "Tambun Sel.": "tambunselatan", "Tambun Slt": "tambunselatan",
        "Cikarang Ut.": "cikarangutara",
        "Cikarang Utr": "cikarangutara", "Cikarang Tim.": "cikarangtimur",
        "CIKARANG TMR.": "cikarangtimur", "Cikarang Bar.": "cikarangbarat",
        "Cikarang-Brt": "cikarangbarat", "Cikarang Tgh": "cikarangtengah",
        "Cikarang Pst": "cikarangpusat", "Cikarang Pusat": "cikarangpusat",
        "Kelapa Dua": "kelapadua", "Kelapa": "kelapa", "Sukadesa": "sukadesa",
        "Kotabaru": "kotabaru",
        "Desabaru": "desabaru", "Dsn": "dsn", "Kedungjaya": "kedungjaya",
        "Kabandungan": "kabandungan",
        "Cibarusah Kota": "cibarusahkota", "Kel. Kota Kulon": "kotakulon", "Barat": "barat",
        "Desa": "desa", "Kec.": "kec", "Kota": "kota", "Desa Desa": "desa", "Sel": "sel", "": "",
        "-": "", "Desa 3": "3", "Karang 2": "karang2", "3216": "3216", "Bar Bar": "barbarat",
        "🏠 Setu ✅": "setu", "Se\u200btu\u202e\ufeff": "setu", "Ｄｅｓａ　Ｓｅｔｕ": "setu",
        "Se\u00adtu": "setu", "Taman_Sari": "tamansari", "Taman\nSari": "tamansari",
        "Jum’at": "jumat", "Ciléungsir": "ciléungsir", "Cile\u0301ungsir": "ciléungsir",
    }.items(),
)  # fmt: skip
def test_plain_names(text, plain):
    assert plain_name(text) == plain


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("Segarajaya",), "32.16.01.2002"),
        (("1. Ds. SEGARA JAYA",), "32.16.01.2002"),
        (("Kel. Bahagia",), "32.16.02.1006"),
        # older spellings and those of Statistics Indonesia
        (("Segaramakmur",), "32.16.01.2001"),
        (("Desa Cileduk", "", "32.16.18"), "32.16.18.2004"),
        # one name in two districts: a spelling of one village is the name of another
        (("Sirnajaya",), "ambiguous_area"),
        (("Sirnajaya", "", "32.16.21"), "32.16.21.2002"),
        (("Sirnajaya", "", "32.16.22"), "32.16.22.2001"),
        # misspelt
        (("Segarajaya", "", "32.16.01"), "32.16.01.2002"),
        (("Segarajya", "", "32.16.01"), "32.16.01.2002 area_spelling"),
        (("Segarjaay", "", "32.16.01"), "32.16.01.2002 area_spelling"),
        (("Segrjya", "", "32.16.01"), "unknown_area"),
        (("Cicauu", "", "32.16.20"), "32.16.20.2001 area_spelling"),
        (("Ciaau", "", "32.16.20"), "32.16.20.2001 area_spelling"),
        (("Cxcxu", "", "32.16.20"), "unknown_area"),
        (("Setya Asih",), "32.16.01.1007 area_spelling"),
        # two that are near
        (("Sukamaja",), "ambiguous_area"),
        (("Srijiya", "", "32.16.05"), "32.16.05.2006 area_spelling"),
        (("Srimaya", "", "32.16.05"), "ambiguous_area"),
        (("Karangsaxi", "", "32.16.10"), "ambiguous_area"),
        # the name of a village in another district
        (("Segarajaya", "", "32.16.02"), "unknown_area"),
        (("Sukamaju", "", "32.16.01"), "unknown_area"),
        (("Sukadarma", "", "32.16.19"), "ambiguous_area"),
        (("Karangsari", "", "32.16.10"), "ambiguous_area"),
        # numbers and letters tell villages apart
        (("Sukamaju 2", "", "32.16.04"), "unknown_area"),
        (("Sukamaju II", "", "32.16.04"), "unknown_area"),
        (("Sukamaju B", "", "32.16.04"), "unknown_area"),
        # another level
        (("Kec. Sukakarya",), "unknown_area"),
        (("Kabupaten Sukakarya",), "unknown_area"),
        # nothing at all, or nothing to read
        (("", ""), ""),
        (("  ", " "), ""),
        (("-",), "unknown_area"),
        (("Jumlah",), "unknown_area"),
        (("Segarajaya", "", "32.75.01"), "unknown_area"),
        (("Segarajaya", "", "nonsense"), "unknown_area"),
    ],
)
def test_villages_by_name(row, expected):
    assert outcomes(villages(row)) == [expected]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("", "32.16.01.2002"), "32.16.01.2002"),
        (("", "32 16 01 2002"), "32.16.01.2002"),
        (("", "'32.16.01.2002 "), "32.16.01.2002"),
        (("", "３２.16.01.2002"), "32.16.01.2002"),
        (("-", "32.16.01.2002"), "32.16.01.2002"),
        (("", "3216012002"), "32.16.01.2002"),
        (("", "3216012002.0"), "32.16.01.2002"),
        (("", "32.16.99.2002"), "unknown_area"),
        (("", "32.75.01.1001"), "unknown_area"),
        (("", "32.16.01"), "unknown_area"),
        (("", "321601200"), "unknown_area"),
        (("", "3,216E+09"), "unknown_area"),
        (("", "3216.012002"), "unknown_area"),
        (("", "1"), "unknown_area"),
        (("Segarajaya", "1"), "unknown_area"),
        (("", "3216010001"), BPS),
        (("Segarajaya", "3216010001"), BPS),
        # code and name
        (("Segarajaya", "32.16.01.2002"), "32.16.01.2002"),
        (("Segarajaya", "3216012002"), "32.16.01.2002"),
        (("Segarajya", "32.16.01.2002"), "32.16.01.2002 area_spelling"),
        (("Segarajaya", "32.16.01.2003"), DISAGREE),
        (("Segarajaya", "3216012003"), DISAGREE),
        (("Sukamaju", "32.16.01.2003"), DISAGREE),
        (("Segarajya", "32.16.01.2003"), DISAGREE),
        (("Sirnajaya", "32.16.22.2001"), "32.16.22.2001"),
        (("Sirnajaya", "32.16.21.2002"), "32.16.21.2002"),
        (("Foo", "32.16.01.2003"), "unknown_area"),
        (("Srimaya", "32.16.05.2006"), "ambiguous_area"),
        (("", "32.16.01.2002", "32.16.01"), "32.16.01.2002"),
        (("", "32.16.01.2002", "32.16.02"), DISAGREE),
        (("Segarajaya", "32.16.01.2002", "32.16.02"), DISAGREE),
        # an urban ward that was a village until 2022
        (("", "32.16.01.2007"), "32.16.01.1007 area_former"),
        (("Setia Asih", "32.16.01.2007"), "32.16.01.1007 area_former"),
        (("Setya Asih", "32.16.01.2007"), "32.16.01.1007 area_former"),
        (("Setia Asih", "32.16.01.1007"), "32.16.01.1007"),
        (("Segarajaya", "32.16.01.2007"), DISAGREE),
    ],
)
def test_villages_by_code(row, expected):
    assert outcomes(villages(row)) == [expected]


def test_a_code_without_dots_and_without_a_name_counts_only_if_the_whole_column_is_sure():
    sure = [("", "3216012002"), ("", "3216012003.0"), ("", "3216012007")]
    assert outcomes(villages(*sure))[:2] == ["32.16.01.2002", "32.16.01.2003"]
    assert outcomes(villages(*sure, ("", "3216010001"))) == [BPS] * 4
    unlike = outcomes(villages(*sure, ("Segarajaya", "3216012003")))
    assert unlike == [BPS] * 3 + [DISAGREE]
    dotted = [("", "32.16.01.2002"), ("Segarajaya", "3216012002"), ("", "3216012003")]
    mixed = outcomes(villages(*dotted, ("", "3216010001")))
    assert mixed == ["32.16.01.2002", "32.16.01.2002", BPS, BPS]


def test_the_day_decides_which_village_is_meant():
    before = AreaMatcher(REGISTER, regency=REGENCY, on=dt.date(2022, 6, 1))
    read = villages(("Setia Asih",), ("", "32.16.01.2007"), ("", "32.16.01.1007"), areas=before)
    assert outcomes(read)[:2] == ["32.16.01.2007"] * 2
    assert outcomes(read)[2] == "32.16.01.2007 area_former"


def made_register(*rows) -> Register:
    """A register of (code, name, valid_from, valid_to)."""
    levels = {2: "regency", 3: "district", 4: "village"}
    table = [
        {
            "code": code, "name": name, "level": levels[code.count(".") + 1], "kind": "",
            "parent": code.rpartition(".")[0], "valid_from": start, "valid_to": end,
        }
        for code, name, start, end in rows
    ]  # fmt: skip
    return Register.from_tables(
        pd.DataFrame(table, dtype="object"), pd.DataFrame({"code": [], "spelling": []})
    )


def test_former_and_future_villages_without_a_successor():
    gone, come = dt.date(2020, 1, 1), dt.date(2030, 1, 1)
    register = made_register(
        ("99.01", "Kabupaten Rekaan", None, None), ("99.01.01", "Satu", None, None),
        ("99.01.01.2001", "Dahulukala", None, gone), ("99.01.01.2002", "Masadepan", come, None),
        ("99.01.01.2003", "Kota Baru", None, None), ("99.01.01.2004", "Baru", None, None),
    )  # fmt: skip
    areas = AreaMatcher(register, regency="99.01", on=ON)
    rows = [
        ("Dahulukala",), ("", "99.01.01.2001"), ("Dahulukala", "99.01.01.2001"), ("Masadepan",),
        ("", "99.01.01.2002"), ("Kota Baru",), ("Kotabaru",), ("Ds. Kota Baru",), ("Kel. Baru",),
    ]  # fmt: skip
    former = "99.01.01.2001 area_former"
    assert outcomes(villages(*rows, areas=areas)) == [
        former, former, former, "unknown_area", "unknown_area", "ambiguous_area", "99.01.01.2003",
        "99.01.01.2003", "99.01.01.2004",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "Tarumajaya": "32.16.01", "KEC. TAMBUN SEL.": "32.16.06",
        "Kecamatan Cikarang Brt": "32.16.08",
        "Karangbahagia": "32.16.10", "Karang  Bahagia": "32.16.10", "Kedung Waringin": "32.16.12",
        "32.16.01": "32.16.01", "321601": "32.16.01", "321601.0": "32.16.01", "": "",
        "Kedungwarinin": "32.16.12 area_spelling", "Tambun Utra": "32.16.05 area_spelling",
        "Setu": "32.16.18", "Sexu": "32.16.18 area_spelling", "Sxxu": "unknown_district",
        "Cikarang": "unknown_district", "Tambun": "unknown_district", "3216010": "unknown_district",
        "32.75.01": "unknown_district", "Bekasi Timur": "unknown_district", "-": "unknown_district",
        "Desa Sukakarya": "unknown_district", "Kab. Bekasi": "unknown_district",
    }.items(),
)  # fmt: skip
def test_districts(text, expected):
    assert outcomes(AREAS.match_districts(pd.Series([text], dtype="str"))) == [expected]


def test_one_by_one():
    assert AREAS.one_district("Kec. Setu") == "32.16.18"
    assert AREAS.one_village("Ds. Ciledug", "32.16.18") == "32.16.18.2004"
    assert AREAS.one_village("Ds. Ciledug") == "32.16.18.2004"
    with pytest.raises(UnreadableCellError, match="ambiguous_area"):
        AREAS.one_village("Sirnajaya")


def test_districts_of_the_whole_register_are_known():
    assert {"32.16.01", "32.75.12"} <= AREAS.districts


def test_every_name_and_code_of_the_register_is_found():
    plain = [(v.name, "", v.parent) for v in VILLAGES]
    for rows in (plain, [(v.name, v.code) for v in VILLAGES], [("", v.code) for v in VILLAGES]):
        assert outcomes(villages(*rows)) == [v.code for v in VILLAGES]


def test_the_index_is_kept_and_may_repeat():
    names = pd.Series(["Ciledug", "Foo", ""], index=[5, 5, 1], dtype="str")
    districts = pd.Series(["32.16.18", None, None], index=[5, 5, 1], dtype="object")
    read = AREAS.match_villages(names, codes=names.where(names == "", ""), districts=districts)
    for part in (read.values, read.errors, read.warnings):
        assert part.index.tolist() == [5, 5, 1]
        assert part.dtype == "str"


def test_a_control_character_in_a_code_does_not_move_cells():
    assert outcomes(villages(("Ciledug", "\x1f"), ("Cile\x1fdug", ""))) == ["32.16.18.2004"] * 2


@given(st.text(max_size=30), st.text(max_size=12), st.sampled_from(["32.16.18", None, "x"]))
def test_nothing_crashes_and_the_same_cells_are_read_alike(name, code, district):
    rows = [(name, code, district)] * 2
    first, second = outcomes(villages(*rows)), outcomes(villages(*rows))
    assert first == second
    assert first[0] == first[1]
    errors = set(villages(*rows).errors) - {""}
    assert errors <= set(RULES)
    assert not any(re.search(r"\d", error) for error in errors)
    assert plain_name(name) == plain_name(name).casefold()


def test_long_cells_take_no_long_time():
    texts = ["desa " * 6000, "desa" + " " * 30_000, "kel." * 8000, "a" * 32_000, "1. " * 9000]
    started = time.perf_counter()
    assert set(outcomes(villages(*((t,) for t in texts)))) == {"unknown_area"}
    assert time.perf_counter() - started < 2


def slips_between(left: str, right: str) -> int:
    """Fewest slips, by trying every last step: written without looking at any library."""

    @cache
    def rest(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        steps = [
            rest(i - 1, j) + 1,
            rest(i, j - 1) + 1,
            rest(i - 1, j - 1) + (left[i - 1] != right[j - 1]),
        ]
        for a, b in itertools.product(range(1, i), range(1, j)):
            if left[a - 1] == right[j - 1] and left[i - 1] == right[b - 1]:
                steps.append(rest(a - 1, b - 1) + (i - a - 1) + 1 + (j - b - 1))
        return min(steps)

    return rest(len(left), len(right))


def in_one_slip(text: str, letters: str) -> set[str]:
    places = range(len(text) + 1)
    return (
        {text[:i] + text[i + 1 :] for i in places}
        | {text[:i] + c + text[i + k :] for i in places for c in letters for k in (0, 1)}
        | {text[:i] + text[i + 1 : i + 2] + text[i : i + 1] + text[i + 2 :] for i in places}
    )


def test_the_oracle_counts_the_slips_that_can_really_be_made():
    words = ["".join(w) for n in range(4) for w in itertools.product("abc", repeat=n)]
    for word in words[::3]:
        reached = {word: 0}
        for count in (1, 2):
            for near in [r for r, c in reached.items() if c == count - 1]:
                reached.update({t: count for t in in_one_slip(near, "abc") if t not in reached})
        for other in words:
            assert min(slips_between(word, other), 3) == reached.get(other, 3)


def by_brute_force(typed: str, district: str) -> str:
    """What the rules say of a name in a district, with the oracle's distances."""
    word = plain_name(typed)
    forms: dict[str, set[str]] = {}
    for form, codes in REGISTER.spellings.items():
        for village in (v for v in VILLAGES if v.code in codes):
            forms.setdefault(village.code, set()).add(form)
    here = {c: words for c, words in forms.items() if c.startswith(district)}
    exact = [c for c, words in here.items() if word in words]
    if exact:
        return exact[0] if len(exact) == 1 else "ambiguous_area"
    slips = {(c, w): slips_between(word, w) for c, words in here.items() for w in words}
    close = {
        c: n for (c, w), n in sorted(slips.items(), key=lambda item: -item[1])
        if n <= 2 and 3 * n <= min(len(word), len(w))
    }  # fmt: skip
    if not close:
        return "unknown_area"
    best = min(close, key=close.get)
    rival = min((n for (c, _), n in slips.items() if c != best), default=99)
    if rival < close[best] + 2 or any(word in words for words in forms.values()):
        return "ambiguous_area"
    return f"{best} area_spelling"


def test_decisions_are_those_of_an_oracle_that_counts_slips_itself():
    rng = random.Random(7)
    meant = [rng.choice(VILLAGES) for _ in range(60)]
    rows = [(_misspelt(v.name, rng.choice((1, 2, 3)), rng), "", v.parent) for v in meant]
    assert outcomes(villages(*rows)) == [by_brute_force(name, parent) for name, _, parent in rows]


@pytest.mark.parametrize("seed", [20251231, 1])
def test_no_misspelt_name_is_taken_for_another_village(seed):
    counts = misspelling_experiment(seed, 10_000)
    assert tuple(counts) == OUTCOMES
    assert sum(counts.values()) == 10_000
    assert counts["wrong"] == 0
    assert counts["another name"] < 20
    assert counts["matched"] > 9_200


def test_a_large_register_is_matched_fast():
    rng = random.Random(3)
    pool = [(_misspelt(v.name, 1, rng), "", v.parent) for v in VILLAGES for _ in range(5)]
    pool += [(f"Ds. {v.name}", v.code) for v in VILLAGES]
    names, codes, districts = zip(*[(*p, None)[:3] for p in pool], strict=True)
    repeat = 300_000 // len(pool)
    columns = (pd.Series(list(part) * repeat, dtype="object") for part in (names, codes, districts))
    names, codes, districts = columns
    started = time.perf_counter()
    read = AREAS.match_villages(names.astype("str"), codes=codes.astype("str"), districts=districts)
    assert time.perf_counter() - started < 2
    assert len(read.values) == len(names)
