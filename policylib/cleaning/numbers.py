"""Columns of numbers as offices type them: read exactly, or refused by a rule; never guessed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pandas as pd

from policylib.cleaning.cells import ParsedColumn
from policylib.cleaning.folding import as_texts, read_kinds, refuse
from policylib.cleaning.phrases import Phrase, read_phrase
from policylib.cleaning.quantities import LARGEST, Quantity, choose, parse_quantity, proven_style

__all__ = ["Quantity", "parse_numbers", "parse_quantity", "proven_style"]

#: Native numbers from here on cannot have lost their thousands.
THOUSAND = 1000
#: Share of a column's numbers with parts of a rupiah from which its unit is in doubt, and the
#: rupiah from which a whole number beside them is not.
SEEN_PARTS, FULL_RUPIAH = 0.1, 100_000
_NATIVE = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_PLAIN = r"0|[1-9][0-9]{0,14}"
_EXCEL_ERROR = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")
_FITTING = {"": ("",), "rupiah": ("", "rupiah"), "share": ("", "percent")}


@dataclass(frozen=True)
class _Column:
    """What is known of a column, and how its cells are read."""

    whole: bool
    scale: int
    unit: str
    low: float
    high: float
    percent_heading: bool
    style: str = ""

    def __post_init__(self) -> None:
        _FITTING[self.unit]

    def text(self, text: str) -> tuple[float, str]:
        refuse(bool(_EXCEL_ERROR.fullmatch(text.strip())), "excel_error")
        phrase = read_phrase(text)
        self._check(phrase)
        certain = (self.whole or phrase.unit == "rupiah") and self.scale == 1 and not phrase.scaled
        (end,) = choose(phrase, self.style, whole=certain)
        return self._finish(end.value, is_share=phrase.unit == "percent")

    def native(self, text: str) -> tuple[float, str]:
        refuse(not _NATIVE.fullmatch(text), "not_a_number")
        return self._finish(Decimal(text), is_share=False)

    def native_percent(self, text: str) -> tuple[float, str]:
        refuse(self.unit != "share" or not _NATIVE.fullmatch(text), "not_a_number")
        return self._finish(Decimal(text), is_share=True)

    def _check(self, phrase: Phrase) -> None:
        refuse(phrase.open, "open_end_in_cell")
        refuse(len(phrase.ends) == 2, "interval_in_cell")
        refuse(phrase.approximate, "approximate_in_cell")
        refuse(phrase.unit not in _FITTING[self.unit], "not_a_number")
        # '5 orang' among rupiah or shares is a cell of another column
        refuse(phrase.counted and self.unit != "", "not_a_number")
        refuse(phrase.scaled and self.scale != 1, "scale_twice")
        full = phrase.unit == "rupiah" and len(phrase.ends[0]["number"]) > len("1.000")
        refuse(full and self.scale != 1, "scale_twice")

    def _finish(self, value: Decimal, *, is_share: bool) -> tuple[float, str]:
        if self.unit == "share" and not is_share:
            refuse(not self.percent_heading, "unit_unknown")
            value = value.scaleb(-2)
        value = value * self.scale + 0
        refuse(abs(value) > LARGEST, "not_a_number")
        refuse(self.whole and value != value.to_integral_value(), "not_whole")
        number = int(value) if self.whole else float(value)
        refuse(number < 0 and self.low == 0, "negative")
        refuse(not self.low <= number <= self.high, "out_of_range")
        return number, ""


def parse_numbers(
    cells: pd.Series,
    kinds: pd.Series | None = None,
    *,
    whole: bool,
    scale: int = 1,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    percent_heading: bool = False,
) -> ParsedColumn:
    """Read a column of single numbers; the column's texts together decide what 1.500 means.

    Parameters
    ----------
    cells : pandas.Series of str
        '' is an empty cell.
    kinds : pandas.Series of str, optional
        't' text, 'n' native number in machine style, 'p' native number shown as a percentage,
        'e' Excel error, 'f' formula without value; all others are no numbers. None: all text.
    whole : bool
        People, villages and rupiah have no parts: 1.500 alone is 1500, and values are Int64.
    scale : int
        What the heading multiplies by, such as 1_000_000 for juta.
    unit : str
        '' for things counted, 'rupiah', or 'share' for shares of 1.
    low, high : float, optional
        Limits of the result, after scaling; 0 and 1 for shares unless given.
    percent_heading : bool
        Whether the heading of a column of shares says percent, so that a bare 46 is 0.46.

    Raises
    ------
    KeyError
        If ``unit`` is another word. Cells raise nothing; their rules are in ``errors``.

    >>> parse_numbers(pd.Series(["1.500", "Rp2 juta"]), whole=True, unit="rupiah").values.tolist()
    [1500, 2000000]
    """
    texts, kinds = as_texts(cells, kinds)
    limits = (0.0, 1.0) if unit == "share" else (-math.inf, math.inf)
    low, high = (limits[0] if low is None else low), (limits[1] if high is None else high)
    column = _Column(whole, scale, unit, low, high, percent_heading)
    easy, style = _easy(texts, kinds, column)
    eaten = _eaten(texts, kinds, column, style)
    easy &= ~eaten
    numbers, easy = _digits(texts, easy, column)
    others = _read_slowly(texts, kinds, ~easy, replace(column, style=style))
    values = pd.array(numbers, dtype=others.values.dtype)
    values[~easy] = others.values.array
    errors = _spread(others.errors, easy, cells.index)
    unclear = _unclear(texts, kinds, column) & ~eaten & (errors == "").to_numpy(dtype=bool)
    values[eaten | unclear] = None
    errors[eaten], errors[unclear] = "thousands_eaten", "unit_unclear"
    return ParsedColumn(
        pd.Series(values, index=cells.index),
        errors,
        _spread(others.warnings, easy, cells.index),
    )


def _easy(texts: pd.Series, kinds: pd.Series, column: _Column) -> tuple[np.ndarray, str]:
    """Return which cells need no more than their digits, and the style the column proves."""
    text = (kinds == "t").to_numpy(dtype=bool)
    plain = _match(texts, _PLAIN) & (text | (kinds == "n").to_numpy(dtype=bool))
    before = r"(?:Rp\.? ?)?" if column.unit == "rupiah" and column.scale == 1 else ""
    grouped, proven = {}, set()
    for style, mark in (("id", r"\."), ("en", ",")):
        shape = f"{before}[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})"
        grouped[style] = text & _match(texts, f"{shape}{{1,4}}")
        if (text & _match(texts, f"{shape}{{2,4}}")).any():
            proven.add(style)
    unlike = text & ~plain & ~grouped["id"] & ~grouped["en"]
    proven |= {proven_style(texts[unlike].unique())} - {""}
    style = "mixed" if len(proven) > 1 else "".join(proven)
    certain = not style and column.whole and column.scale == 1
    easy = plain | (grouped["id"] | grouped["en"] if certain else grouped.get(style, plain))
    return easy & (column.unit != "share"), style


def _eaten(texts: pd.Series, kinds: pd.Series, column: _Column, style: str) -> np.ndarray:
    """Native numbers that may have lost their thousands.

    An Excel that takes the point for a decimal mark makes 201.600 the number 201.6, 201.000 the
    number 201, and leaves 1.201.600 a text. Parts, or such texts, beside whole native numbers
    tell of it.
    """
    native = (kinds == "n").to_numpy(dtype=bool) if column.whole else np.zeros(len(texts), bool)
    if not native.any() or column.scale != 1:
        return np.zeros(len(texts), bool)
    numbers = pd.to_numeric(texts.where(native), errors="coerce")
    parts = bool((numbers % 1 > 0).any())
    small = (numbers.abs() < THOUSAND).to_numpy(dtype=bool)
    return native & small if parts or style in ("id", "mixed") else np.zeros(len(texts), bool)


def _unclear(texts: pd.Series, kinds: pd.Series, column: _Column) -> np.ndarray:
    """Native numbers of a column of rupiah whose neighbours have parts, such as 1411.2.

    No lost thousands make such a number: the column may be in thousands without saying so, and a
    whole 2100 beside it be two million.
    """
    if column.unit != "rupiah" or column.scale != 1:
        return np.zeros(len(texts), bool)
    native = (kinds == "n").to_numpy(dtype=bool)
    numbers = pd.to_numeric(texts.where(native), errors="coerce").abs()
    parts = ((numbers % 1 > 0) & (numbers > THOUSAND)).sum()
    if not parts or parts < SEEN_PARTS * native.sum():
        return np.zeros(len(texts), bool)
    return native & (numbers < FULL_RUPIAH).to_numpy(dtype=bool)


def _match(texts: pd.Series, pattern: str) -> np.ndarray:
    return texts.str.fullmatch(pattern).to_numpy(dtype=bool)


def _digits(texts: pd.Series, easy: np.ndarray, column: _Column) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of easy cells, and which are left when those out of range are not."""
    numbers = np.zeros(len(texts), dtype="int64")
    digits = texts[easy].str.replace(r"[^0-9]", "", regex=True)
    numbers[easy] = digits.astype("int64")
    easy = easy & (numbers <= LARGEST // column.scale)
    numbers *= np.where(easy, column.scale, 0)
    return numbers, easy & (numbers >= column.low) & (numbers <= column.high)


def _read_slowly(
    texts: pd.Series, kinds: pd.Series, chosen: np.ndarray, column: _Column
) -> ParsedColumn:
    readers = {"t": column.text, "n": column.native, "p": column.native_percent}
    dtype = "Int64" if column.whole else "Float64"
    return read_kinds(texts[chosen], kinds[chosen], readers, otherwise="not_a_number", dtype=dtype)


def _spread(rules: pd.Series, plain: np.ndarray, index: pd.Index) -> pd.Series:
    spread = np.full(len(plain), "", dtype=object)
    spread[~plain] = rules.to_numpy(dtype=object)
    return pd.Series(spread, index=index, dtype="str")
