"""A number as it is printed, together with the number itself: a table can then be computed with."""

from __future__ import annotations

import math

#: How a number is printed: a share is printed in percent, and kept from 0 to 1.
FORMS = ("number", "percent", "rupiah")
#: Digits that findings keep too; what differs behind them differs between machines.
_DIGITS = 12
_WHOLE_BELOW = 2**53


class Written(str):
    """Words for a number or an interval that remember it; any change of the text forgets it.

    Attributes
    ----------
    value, low, high : int, float or None
        None where there is none, or where an end is open.
    form : str
        One of `FORMS`.
    digits, range_digits : int
        Decimals printed of the value and of the ends.
    made_up : bool
        Whether made-up rows stand behind it.

    >>> Written("46%", 0.46, form="percent").value
    0.46
    """

    value: float | None
    low: float | None
    high: float | None
    form: str
    digits: int
    range_digits: int
    made_up: bool

    def __new__(
        cls,
        text: str,
        value: float | None = None,
        *,
        low: float | None = None,
        high: float | None = None,
        form: str = "number",
        digits: int = 0,
        range_digits: int | None = None,
        made_up: bool = False,
    ) -> Written:
        """Return the text with the numbers it prints."""
        made = super().__new__(cls, text)
        made.value, made.low, made.high = (_kept(v) for v in (value, low, high))
        made.form, made.digits, made.made_up = form, digits, made_up
        made.range_digits = digits if range_digits is None else range_digits
        return made

    def said(self, text: str, **changed: object) -> Written:
        """Return other words for the same numbers, or for some that changed.

        >>> Written("2", 2).said("2 points").value
        2
        """
        return Written(text, **{**vars(self), **changed})


def span(text: str, low: str, high: str) -> str:
    """Return the words of an interval with the numbers that its ends print.

    >>> ends = span("1–3", Written("1", 1), Written("3", 3))
    >>> ends.low, ends.high, ends.value
    (1, 3, None)
    """
    if not (isinstance(low, Written) and isinstance(high, Written)):
        return text
    made_up = low.made_up or high.made_up
    return high.said(text, value=None, low=low.value, high=high.value, made_up=made_up)


def _kept(value: float | None) -> float | None:
    """Return a whole number as such, another with so many digits; None for an open end."""
    if value is None or not math.isfinite(value):
        return None
    value = float(value)
    if value.is_integer() and abs(value) < _WHOLE_BELOW:
        return int(value)
    return float(f"{value:.{_DIGITS}g}")
