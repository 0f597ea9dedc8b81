"""The NIK, the number of a person: 16 digits, and what they say about area, birth and sex."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from policylib.cleaning.cells import ParsedColumn, UnreadableCellError
from policylib.cleaning.folding import as_texts, folded, read_kinds, refuse

LENGTH = 16
#: Excel keeps this many digits of a number.
KEPT_BY_EXCEL = 15
#: What is added to the day of birth of a woman.
#: So many NIKs of a column tell whether their last digit was lost.
ENOUGH = 10
WOMAN = 40
_CENTURIES = (1900, 2000)
_SEPARATORS = re.compile("[ .\\-\u00ad‐-―]+")
_DIGITS = re.compile(r"[0-9]*")
_AREA = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
#: Numbers, not texts: 3,17E+15 or 3.216.991.203.900.001 or 321699120390123.0. Taking the
#: separators out of the last would make 16 digits of a number that has lost one.
_NUMBER = re.compile(
    r"""[0-9][0-9.,]*\ ?e\ ?\+?[0-9]+
    |   [0-9]{1,3}(?:([.,\ ])[0-9]{3})(?:\1[0-9]{3}){3,}(?:[.,][0-9]*)?
    |   [0-9]{12,}[.,][0-9]{1,3}""",
    re.VERBOSE,
)
_OUTCOMES = pd.array(["", "nik_cut_off", "nik_no_such_day"], dtype="str")
_WARNINGS = pd.array(["", "nik_unknown_area", "nik_birth_date_differs"], dtype="str")


@dataclass(frozen=True)
class Nik:
    """A NIK that can be right; its repr says nothing about the person."""

    digits: str = field(repr=False)

    @property
    def area(self) -> str:
        """The district that gave out the number, as '32.16.99'."""
        return ".".join((self.digits[:2], self.digits[2:4], self.digits[4:6]))

    @property
    def sex(self) -> str:
        """'male' or 'female'."""
        return "female" if int(self.digits[6:8]) > WOMAN else "male"

    @property
    def birth_dates(self) -> tuple[dt.date, ...]:
        """The days in either century that exist; 29/02/00 exists in 2000 alone."""
        day, month, year = (int(self.digits[i : i + 2]) for i in (6, 8, 10))
        day -= WOMAN if day > WOMAN else 0
        return tuple(
            dt.date(century + year, month, day)
            for century in _CENTURIES
            if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(century + year, month)[1]
        )


def parse_nik(text: str) -> Nik:
    """Read a NIK that was typed as text.

    Parameters
    ----------
    text : str
        Spaces, dots and dashes between the digits and an apostrophe before them are left aside.

    Raises
    ------
    UnreadableCellError
        nik_lost_digits, nik_not_digits, nik_length, nik_cut_off or nik_no_such_day.

    Examples
    --------
    >>> nik = parse_nik("32.16.99.520390.0001")
    >>> nik, nik.area, nik.sex, [day.isoformat() for day in nik.birth_dates]
    (Nik(), '32.16.99', 'female', ['1990-03-12', '2090-03-12'])

    The century is not told, and 29 February has only one of the two:

    >>> [day.year for day in parse_nik("3216992902000001").birth_dates]
    [2000]
    """
    text = folded(text).lstrip("'` ")
    refuse(bool(_NUMBER.fullmatch(text)), "nik_lost_digits")
    digits = _SEPARATORS.sub("", text)
    refuse(not _DIGITS.fullmatch(digits), "nik_not_digits")
    refuse(len(digits) == KEPT_BY_EXCEL, "nik_lost_digits")
    refuse(len(digits) != LENGTH, "nik_length")
    refuse(digits.endswith("0000"), "nik_cut_off")
    nik = Nik(digits)
    refuse(not nik.birth_dates, "nik_no_such_day")
    return nik


def check_niks(
    cells: pd.Series,
    kinds: pd.Series | None = None,
    *,
    districts: Collection[str],
    birth_dates: pd.Series | None = None,
) -> ParsedColumn:
    """Read a column of NIKs; the values are texts of 16 digits.

    Parameters
    ----------
    cells : pandas.Series of str
    kinds : pandas.Series of str, optional
        A native number ('n') is never trusted: it holds 15 digits of the 16.
    districts : collection of str
        Codes such as '32.16.99'. Another area is only warned of: a NIK keeps the area that gave
        it out, which may lie elsewhere or be gone.
    birth_dates : pandas.Series of datetime.date, optional
        Days stated beside the NIKs, None where not stated; in the same order as ``cells``.

    Examples
    --------
    >>> read = check_niks(pd.Series(["3216991203900001", "3,21E+15"]), districts=["32.16.98"])
    >>> read.errors.tolist(), read.warnings.tolist()
    (['', 'nik_lost_digits'], ['nik_unknown_area', ''])
    """
    texts, kinds = as_texts(cells, kinds)
    plain, digits = _plain(texts)
    typed = (kinds == "t").to_numpy(dtype=bool)
    digits, plain = digits[typed[plain]], plain & typed
    found = np.zeros(len(texts), dtype=np.int8)
    found[plain] = _judge(digits)
    errors = pd.Series(_OUTCOMES.take(found), index=cells.index)
    values = texts.where(plain & (found == 0))
    if not plain.all():
        rest = read_kinds(
            texts[~plain], kinds[~plain], _READERS, otherwise="nik_not_digits", dtype="str"
        )
        values, errors = (
            _put(whole, ~plain, part)
            for whole, part in ((values, rest.values), (errors, rest.errors))
        )
    values, errors = _refuse_rounded(values, errors)
    return ParsedColumn(values, errors, _warnings(values, districts, birth_dates))


def _refuse_rounded(values: pd.Series, errors: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Refuse NIKs that end in 0 where they are half of a column: one in ten would be by chance.

    Excel keeps 15 digits of 16 and writes a 0 for the last, also into the CSV it saves.
    """
    rounded = values.str.endswith("0").fillna(False).astype(bool)
    known = int(values.notna().sum())
    if known < ENOUGH or 2 * int(rounded.sum()) < known:
        return values, errors
    return values.where(~rounded), errors.where(~rounded, "nik_lost_digits")


def _never(text: str) -> tuple[str, str]:
    raise UnreadableCellError("nik_lost_digits")


_READERS = {"t": lambda text: (parse_nik(text).digits, ""), "n": _never}


def _put(whole: pd.Series, where: np.ndarray, part: pd.Series) -> pd.Series:
    array = whole.array.copy()
    array[where] = part.array
    return pd.Series(array, index=whole.index)


def _plain(texts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return which texts are 16 ASCII digits, and those digits as a table of small numbers."""
    whole = pa.array(texts, type=pa.large_string(), from_pandas=True)
    whole = whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole
    long = pc.fill_null(pc.equal(pc.binary_length(whole), LENGTH), False)
    # take() always makes a new array, whose texts lie one behind the other from the start.
    joined = whole.take(pc.indices_nonzero(long)).buffers()[-1] or b""
    plain = long.to_numpy(zero_copy_only=False).copy()
    octets = np.frombuffer(joined, dtype=np.uint8)[: plain.sum() * LENGTH]
    digits = octets.reshape(-1, LENGTH) - np.uint8(ord("0"))
    good = (digits <= 9).all(axis=1)
    plain[plain] = good
    return plain, digits[good]


def _judge(digits: np.ndarray) -> np.ndarray:
    """Return the place in _OUTCOMES of each row of digits, by the same rules as `parse_nik`."""
    day, month, year = _birth(digits)
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87)
    # 1900 had no 29 February, but 2000 had: 00 counts as a leap year.
    last = lengths[month] + ((month == 2) & (year % 4 == 0))
    cut_off = (digits[:, -4:] == 0).all(axis=1)
    return np.where(cut_off, 1, np.where((day < 1) | (day > last), 2, 0))


def _birth(digits: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return day, month and two-digit year; the day of women without the 40."""
    day, month, year = (digits[:, i] * 10 + digits[:, i + 1] for i in (6, 8, 10))
    return np.where(day > WOMAN, day - WOMAN, day), month, year


def _warnings(
    values: pd.Series, districts: Collection[str], birth_dates: pd.Series | None
) -> pd.Series:
    good, digits = _plain(values)
    known = [int(code.replace(".", "")) for code in districts if _AREA.fullmatch(code)]
    areas = sum(digits[:, 5 - i].astype(np.int32) * 10**i for i in range(6))
    found = np.zeros(len(values), dtype=np.int8)
    found[good] = ~np.isin(areas, known)
    if birth_dates is not None:
        differs = np.flatnonzero(good)[_differs(digits, birth_dates.to_numpy(dtype=object)[good])]
        found[differs] = 2
    return pd.Series(_WARNINGS.take(found), index=values.index)


def _differs(digits: np.ndarray, stated: np.ndarray) -> np.ndarray:
    """Whether a day is stated and is another than the one inside the NIK."""
    codes, days = pd.factorize(stated)
    parts = np.array([(d.day, d.month, d.year % 100) for d in days] + [(0, 0, 0)], dtype=np.uint8)
    said = parts[codes].T
    unlike = [own != other for own, other in zip(_birth(digits), said, strict=True)]
    return (codes >= 0) & np.logical_or.reduce(unlike)
