"""NIKs as offices type them, and the pseudonyms made of them. Every NIK here is made up."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import time
import traceback

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylib.cleaning.cells import UnreadableCellError
from policylib.cleaning.nik import Nik, check_niks, parse_nik
from policylib.cleaning.pseudonyms import pseudonyms
from policylib.cleaning.rules import RULES
from policylib.errors import UsageError

GOOD = "3216991203900001"
DISTRICTS = frozenset({"32.16.99", "32.16.98"})
KEY = bytes(range(32))


def rule(text: str) -> str:
    try:
        parse_nik(text)
    except UnreadableCellError as error:
        return error.rule
    return ""


def column(*texts, kinds=None, **options):
    kinds = None if kinds is None else pd.Series(list(kinds), dtype="str")
    return check_niks(pd.Series(texts, dtype="str"), kinds, **{"districts": DISTRICTS, **options})


@pytest.mark.parametrize(
    "text",
    [
        GOOD, " 3216991203900001 ", "'3216991203900001", "’3216991203900001", "3216 9912 0390 0001",
        "32.16.99.120390.0001", "321699-120390-0001", "321699–120390–0001", "3216991203900001.",
        "３２１６９９１２０３９００００１", "3216\u00a09912\u00a00390\u00a00001",
        "3216\u200b991203900001",
        "\ufeff3216991203900001", "' 3216991203900001\n", "321699120390.0001",
        "32 16 99 120390 0001",
    ],
)  # fmt: skip
def test_a_nik_is_read_in_every_harmless_dress(text):
    assert parse_nik(text).digits == GOOD


@pytest.mark.parametrize(
    ("text", "broken"),
    {
        "3,17E+15": "nik_lost_digits", "3.17E+15": "nik_lost_digits", "3,2E15": "nik_lost_digits",
        "3.21601120390000e+15": "nik_lost_digits", "3E+15": "nik_lost_digits",
        "321699120390001": "nik_lost_digits", "'321699120390001": "nik_lost_digits",
        "321699120390123.0": "nik_lost_digits", "321699120390123,0": "nik_lost_digits",
        "3216991203900001.0": "nik_lost_digits", "32169912039012.30": "nik_lost_digits",
        "3.216.991.203.900.001": "nik_lost_digits", "3,216,991,203,900,001": "nik_lost_digits",
        "3 216 991 203 900 001": "nik_lost_digits", "3.216.991.203.900.001,00": "nik_lost_digits",
        "3216991203900000": "nik_cut_off", "3170000000000000": "nik_cut_off",
        "32169912039001": "nik_length", "32169912039000012": "nik_length", "1": "nik_length",
        "": "nik_length", "-": "nik_length", "1. 3216991203900001": "nik_length",
        "321699120390000l": "nik_not_digits", "3216O11203900001": "nik_not_digits",
        "NIK 3216991203900001": "nik_not_digits", "tidak ada": "nik_not_digits",
        "3216991203900001 / 3216991203900002": "nik_not_digits",
        "32169912\n03900001": "nik_not_digits",
        "\u202e1000093021106123": "nik_not_digits", "321699120390000²": "nik_not_digits",
        "3216990003900001": "nik_no_such_day", "3216993203900001": "nik_no_such_day",
        "3216994003900001": "nik_no_such_day", "3216997203900001": "nik_no_such_day",
        "3216991213900001": "nik_no_such_day", "3216991200900001": "nik_no_such_day",
        "3216993104900001": "nik_no_such_day", "3216993002000001": "nik_no_such_day",
        "3216992902010001": "nik_no_such_day", "3216996902990001": "nik_no_such_day",
    }.items(),
)  # fmt: skip
def test_every_other_text_breaks_a_rule(text, broken):
    assert rule(text) == broken
    assert RULES[broken].severity == "error"


@pytest.mark.parametrize(
    ("birth", "sex", "days"),
    [
        ("120390", "male", ["1990-03-12", "2090-03-12"]),
        ("520390", "female", ["1990-03-12", "2090-03-12"]),
        ("290200", "male", ["2000-02-29"]),
        ("690200", "female", ["2000-02-29"]),
        ("290204", "male", ["1904-02-29", "2004-02-29"]),
        ("311299", "male", ["1999-12-31", "2099-12-31"]),
        ("410101", "female", ["1901-01-01", "2001-01-01"]),
        ("710100", "female", ["1900-01-31", "2000-01-31"]),
    ],
)
def test_what_a_nik_says(birth, sex, days):
    nik = parse_nik(f"321699{birth}0001")
    assert (nik.area, nik.sex) == ("32.16.99", sex)
    assert [day.isoformat() for day in nik.birth_dates] == days


def test_neither_repr_nor_error_says_who_it_is():
    assert repr(Nik(GOOD)) == str(Nik(GOOD)) == "Nik()"
    for text in ("321699120390001", "3216993203900001", "3216991203900001x"):
        with pytest.raises(UnreadableCellError) as caught:
            parse_nik(text)
        shown = "".join(traceback.format_exception_only(caught.value)) + repr(caught.value)
        assert not re.search(r"\d", shown)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


def test_a_native_number_is_never_trusted():
    read = column(GOOD, "3216991203900010", "12", GOOD, kinds="nnnt")
    assert read.errors.tolist() == ["nik_lost_digits"] * 3 + [""]
    assert read.values.isna().tolist() == [True, True, True, False]


def test_kinds_that_are_no_text():
    read = column("#REF!", "", GOOD, "", "  ", kinds="efdtt")
    assert read.errors.tolist() == [
        "excel_error", "formula_without_value", "nik_not_digits", "", ""
    ]  # fmt: skip
    assert read.values.isna().all()


def test_an_area_the_register_does_not_know_is_only_warned_of():
    read = column(GOOD, "3175991203900001", "0000991203900001", "3216 9812 0390 0001")
    assert read.warnings.tolist() == ["", "nik_unknown_area", "nik_unknown_area", ""]
    assert read.values.tolist()[3] == "3216981203900001"
    assert (read.errors == "").all()


def test_a_stated_birth_date_is_compared_by_day_month_and_two_digits_of_the_year():
    days = [
        dt.date(1990, 3, 12), dt.date(1990, 3, 13), dt.date(1990, 4, 12), dt.date(1991, 3, 12),
        dt.date(2090, 3, 12), None, dt.date(1990, 3, 12), dt.date(1990, 12, 3),
        dt.date(1990, 3, 12),
    ]  # fmt: skip
    texts = [*[GOOD] * 6, "3216995203900001", "3199991203900001", "nothing"]
    births = pd.Series(days, dtype="object")
    differs = "nik_birth_date_differs"
    expected = ["", differs, differs, differs, "", "", "", differs, ""]
    assert column(*texts, birth_dates=births).warnings.tolist() == expected


def test_the_index_is_kept_and_may_repeat():
    cells = pd.Series([GOOD, "x", "", "3216 9912 0390 0002"], index=[7, 7, 3, 1], dtype="str")
    births = pd.Series([dt.date(1990, 3, 12)] * 4, index=[7, 7, 3, 1], dtype="object")
    read = check_niks(cells, districts=DISTRICTS, birth_dates=births)
    for part in (read.values, read.errors, read.warnings):
        assert part.index.tolist() == [7, 7, 3, 1]
        assert part.dtype == "str"
    assert read.errors.tolist() == ["", "nik_not_digits", "", ""]


def test_slices_and_empty_columns():
    whole = pd.Series([GOOD, "3216991203900002", "x", "3216991203900003"], dtype="str")
    assert check_niks(whole[1:], districts=DISTRICTS).values.tolist()[0] == "3216991203900002"
    assert column().values.tolist() == []
    assert column("", "").errors.tolist() == ["", ""]
    assert column("ä" * 8, "ä" * 16).errors.tolist() == ["nik_not_digits"] * 2


def by_hand(text: str, birth: dt.date | None = None) -> tuple[str | None, str, str]:
    """What the column must say, cell by cell through `parse_nik`."""
    if not text.strip():
        return None, "", ""
    try:
        nik = parse_nik(text)
    except UnreadableCellError as error:
        return None, error.rule, ""
    other = (
        {(d.day, d.month) for d in nik.birth_dates} != {(birth.day, birth.month)}
        or (nik.birth_dates[0].year % 100 != birth.year % 100)
        if birth
        else False
    )
    warning = "" if nik.area in DISTRICTS else "nik_unknown_area"
    return nik.digits, "", "nik_birth_date_differs" if other else warning


def agree(texts, births) -> None:
    read = column(*texts, birth_dates=pd.Series(births, dtype="object"))
    rows = zip(read.values, read.errors, read.warnings, strict=True)
    found = [(None if pd.isna(v) else v, e, w) for v, e, w in rows]
    assert found == [by_hand(t, b) for t, b in zip(texts, births, strict=True)]


def test_the_fast_way_and_the_careful_way_agree_on_every_day_of_a_nik():
    births = [
        f"{d:02d}{m:02d}{y:02d}" for d in range(100) for m in range(15) for y in (0, 1, 4, 90)
    ]
    texts = [f"321699{b}{serial}" for b in births for serial in ("0001", "0000", "1001")]
    agree(texts, [None] * len(texts))


PIECES = st.sampled_from(
    ["32", "16", "01", "12", "03", "90", "0001", "0000", "52", "29", "02", "00"]
)
LIKE_NIKS = st.one_of(
    st.text(alphabet="0123456789", min_size=14, max_size=18),
    st.lists(PIECES, max_size=9).map("".join),
    st.tuples(*[st.integers(0, 99)] * 4, st.integers(0, 9999)).map(
        lambda parts: "3216{:02d}{:02d}{:02d}{:02d}{:04d}".format(*parts)
    ),
    st.sampled_from(" .-'\u200bx,").map(lambda between: f"321699{between}1203900001"),
    st.text(max_size=20),
)  # fmt: skip
BIRTHS = st.one_of(st.none(), st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))


@given(st.lists(st.tuples(LIKE_NIKS, BIRTHS), min_size=1, max_size=30))
def test_the_fast_way_and_the_careful_way_agree_on_anything(rows):
    texts, births = zip(*rows, strict=True)
    agree(texts, births)


@given(LIKE_NIKS)
def test_nothing_crashes_and_no_error_holds_a_digit(text):
    first, second = rule(text), rule(text)
    assert first == second
    assert first in RULES or first == ""
    assert not re.search(r"\d", first)


@given(st.text(alphabet="0123456789", min_size=16, max_size=16), st.integers(0, 15))
def test_a_cell_that_lost_a_digit_is_never_read(digits, at):
    assert rule(digits[:at] + digits[at + 1 :]) == "nik_lost_digits"
    assert rule(digits[:at] + digits[at + 1 :] + ".0") == "nik_lost_digits"


def made_up(n: int) -> pd.Series:
    rng = np.random.default_rng(1)
    birth = [rng.integers(low, high, n) for low, high in ((1, 29), (1, 13), (0, 100))]
    numbers = zip(*birth, np.arange(n) % 9999 + 1, strict=True)
    return pd.Series([f"321699{d:02d}{m:02d}{y:02d}{s:04d}" for d, m, y, s in numbers], dtype="str")


def test_a_large_register_is_checked_fast():
    niks = made_up(300_000)
    started = time.perf_counter()
    read = check_niks(niks, pd.Series("t", index=niks.index, dtype="str"), districts=DISTRICTS)
    assert time.perf_counter() - started < 1
    assert (read.errors == "").all()
    assert read.values.equals(niks)


def test_pseudonyms_are_keyed_hashes():
    niks = pd.Series([GOOD, None, GOOD, "3216991203900002"], index=[4, 4, 2, 1], dtype="str")
    found = pseudonyms(niks, key=KEY)
    expected = hashlib.blake2b(GOOD.encode(), digest_size=16, key=KEY, person=b"policylib-nik")
    assert found.tolist()[0] == found.tolist()[2] == expected.hexdigest()
    assert found.isna().tolist() == [False, True, False, False]
    assert found.index.tolist() == [4, 4, 2, 1]
    assert found.nunique() == 2
    assert set(found.dropna()).isdisjoint(pseudonyms(niks, key=bytes(range(1, 33))).dropna())
    assert pseudonyms(niks[:0], key=KEY).tolist() == []


@pytest.mark.parametrize(
    "key",
    [
        b"", bytes(range(31)), bytes(range(65)), b"secret" * 6, b"a" * 40, bytes(range(15)) * 3,
        "x" * 32,
    ],
)  # fmt: skip
def test_a_weak_key_is_refused_and_not_shown(key):
    with pytest.raises(UsageError) as caught:
        pseudonyms(pd.Series([GOOD]), key=key)
    assert not key or str(key)[:12] not in str(caught.value)


@pytest.mark.parametrize("key", [bytes(range(32)), bytes(range(64)), bytes(range(16)) * 2])
def test_a_key_that_is_long_and_varied_enough_is_taken(key):
    assert pseudonyms(pd.Series([GOOD]), key=key).str.fullmatch("[0-9a-f]{32}").all()


def test_a_column_whose_last_digits_excel_lost_is_refused():
    good = [f"321699120390{n:04}" for n in range(11, 31)]
    lost = [n[:-1] + "0" for n in good]
    assert not (check_niks(pd.Series(good), districts=[]).errors != "").any()
    assert (check_niks(pd.Series(lost), districts=[]).errors == "nik_lost_digits").all()
    mixed = check_niks(pd.Series([*good[:9], *lost[9:]]), districts=[])
    assert mixed.errors.tolist() == [""] * 9 + ["nik_lost_digits"] * 11
    assert mixed.values.isna().tolist() == [False] * 9 + [True] * 11
