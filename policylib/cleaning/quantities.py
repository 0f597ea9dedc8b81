"""One typed text to a quantity: exact, or refused by a rule; never guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from policylib.cleaning.cells import UnreadableCellError
from policylib.cleaning.folding import refuse
from policylib.cleaning.phrases import SCALES, Phrase, read_phrase

#: Above this a float skips whole numbers, so a larger number is refused.
LARGEST = 2**53
_DECIMAL = {"id": ",", "en": "."}
_MACHINE = {"id": str.maketrans(",", ".", ". '"), "en": str.maketrans("", "", ", '")}
_TOKEN = {
    style: re.compile(
        rf"(?:0|[1-9]\d*|[1-9]\d{{0,2}}(?P<gap>[{group} '])\d{{3}}(?:(?P=gap)\d{{3}})*)"
        rf"(?:{re.escape(_DECIMAL[style])}(?P<decimals>\d+))?",
        re.ASCII,
    )
    for style, group in (("id", "."), ("en", ","))
}


@dataclass(frozen=True)
class Quantity:
    """What one text says.

    Attributes
    ----------
    low, high : float
        Equal for an exact number; minus and plus infinity stand for an open end.
    value : float or None
        The number written; None for a range or an open end.
    approximate : bool
        Whether the text says about, or 'ribuan'.
    unit : str
        'rupiah', 'percent' (the numbers are then shares: 46 persen is 0.46) or ''.
    """

    low: float
    high: float
    value: float | None
    approximate: bool
    unit: str


class End(NamedTuple):
    """One number of a text: the digits written, and the power of ten that words give them."""

    written: Decimal
    decimals: int
    power: int

    @property
    def value(self) -> Decimal:
        """The number itself."""
        return self.written.scaleb(self.power) + 0

    @property
    def half(self) -> Decimal:
        """Half a unit of the last significant digit: closing zeros of 40 are not significant."""
        place = -self.decimals or int(self.written.normalize().as_tuple().exponent)
        return Decimal(5).scaleb(self.power + place - 1)


def parse_quantity(text: str, *, style: str = "") -> Quantity:
    """Read one number, range, open end or approximate number.

    Parameters
    ----------
    text : str
        ``Rp 2 miliar``, ``600–700 ribu``, ``di atas 200``, ``sekitar 1,5 juta``, ``8,78%``.
    style : str
        'id' (1.234,5), 'en' (1,234.5), or '' where the text must prove its style itself.

    Returns
    -------
    Quantity
        In rupiah, in shares of 1 for a percentage, or in the things counted. About X means half a
        unit of its last significant digit on both sides.

    Raises
    ------
    UnreadableCellError
        not_a_number; ambiguous_separator, such as 1.500 without a style; not_whole, such as
        Rp16.800 where the dot is the decimal point.

    >>> parse_quantity("10 ribuan")
    Quantity(low=5000.0, high=15000.0, value=10000.0, approximate=True, unit='')
    """
    phrase = read_phrase(text)
    ends = choose(phrase, style, whole=phrase.unit == "rupiah" and not phrase.scaled)
    low, high = ends[0].value, ends[-1].value
    refuse(low > high, "not_a_number")
    if phrase.approximate:
        low, high = low - ends[0].half, high + ends[-1].half
    refuse(max(abs(low), abs(high)) > LARGEST, "not_a_number")
    return Quantity(
        -math.inf if phrase.bound == "below" else float(low),
        math.inf if phrase.bound == "above" else float(high),
        None if phrase.open or len(ends) == 2 else float(ends[0].value),
        phrase.approximate,
        phrase.unit,
    )


def proven_style(texts: Iterable[str]) -> str:
    """Return the style that the texts of a column prove: 'id', 'en', 'mixed' or ''.

    Texts that prove nothing, such as 1500, 1.500 and Rp16.800, or cannot be read, do not count.

    >>> proven_style(["1.500", "12,5"]), proven_style(["12.5", "12,5"]), proven_style(["1.500"])
    ('id', 'mixed', '')
    """
    proven: set[str] = set()
    for text in texts:
        if text.isdigit():
            continue
        try:
            found = _readings(read_phrase(text))
        except UnreadableCellError:
            continue
        if len(found) == 1:
            proven |= found.keys()
        if len(proven) == 2:
            return "mixed"
    return "".join(proven)


def choose(phrase: Phrase, style: str, *, whole: bool) -> tuple[End, ...]:
    """Return the one reading of a phrase.

    Parameters
    ----------
    style : str
        'id', 'en', '' (unknown) or 'mixed' (the column holds both).
    whole : bool
        Whether a part of 1 cannot be meant, so that the dot in 1.500 separates thousands.

    Raises
    ------
    UnreadableCellError
        not_a_number, ambiguous_separator, or not_whole.
    """
    readings = _readings(phrase)
    refuse(not readings or (style in _DECIMAL and style not in readings), "not_a_number")
    options = set(readings.values())
    if style in _DECIMAL:
        chosen = readings[style]
        refuse(whole and len(options) == 2 and any(e.decimals for e in chosen), "not_whole")
        return chosen
    if whole and style != "mixed" and len(options) == 2:
        options = {ends for ends in options if not any(end.decimals for end in ends)}
    refuse(len(options) != 1, "ambiguous_separator")
    return options.pop()


def _readings(phrase: Phrase) -> dict[str, tuple[End, ...]]:
    """Return the numbers in each style in which the whole text can be read."""
    found = {}
    for style in _DECIMAL:
        ends = [_read_end(phrase, end, style) for end in phrase.ends]
        if None not in ends:
            found[style] = tuple(ends)
    return found


def _read_end(phrase: Phrase, end: re.Match[str], style: str) -> End | None:
    token, nil = _TOKEN[style].fullmatch(end["number"]), end["nil"]
    if token is None:
        return None
    decimals = len(token["decimals"] or "")
    if nil and (decimals or nil[0] != _DECIMAL[style]):
        return None
    # '1 234.567' may be one whole number with two kinds of thousands separators
    refuse(decimals == 3 and token["gap"] in (" ", "'"), "ambiguous_separator")
    number = Decimal(end["number"].translate(_MACHINE[style]))
    power = SCALES.get(end["scale"] or phrase.ends[-1]["scale"], 0)
    power -= 2 * (phrase.unit == "percent")
    return End(-number if end["sign"] or end["inner"] else number, decimals, power)
