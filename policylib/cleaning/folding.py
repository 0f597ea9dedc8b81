"""What the readers of typed cells share: plain characters, and the kinds of cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pandas as pd

from policylib.cleaning.cells import ParsedColumn, UnreadableCellError, read_column

_FOLDS = {
    **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
    **dict.fromkeys("‘’ʼ", "'"),
    "−": "-",
}
_BROKEN = {"e": "excel_error", "f": "formula_without_value"}
_BETWEEN_KIND_AND_TEXT = "\x1f"


def refuse(broken: bool, rule: str) -> None:
    """Raise UnreadableCellError for ``rule`` if the cell is ``broken``."""
    if broken:
        raise UnreadableCellError(rule)


def folded(text: str) -> str:
    """Return the text in small letters with plain digits, spaces, minus and apostrophe.

    Line breaks stay: what they separate are two numbers. Marks that turn the direction of writing
    stay too: the number shown differs from the one stored.

    >>> folded("  Rp\u00a0１２\u200b３ ")
    'rp 123'
    """
    if not text.isascii():
        text = "".join(_FOLDS.get(character, _fold(character)) for character in text)
    return text.strip().lower()


def _fold(character: str) -> str:
    digit = unicodedata.decimal(character, -1)
    if digit >= 0:
        return str(digit)
    if unicodedata.category(character) == "Zs":
        return " "
    return chr(ord(character) - 0xFEE0) if "！" <= character <= "～" else character


def read_kinds(
    cells: pd.Series,
    kinds: pd.Series,
    readers: dict[str, Callable[[str], tuple[object, str]]],
    *,
    otherwise: str,
    dtype: str = "object",
) -> ParsedColumn:
    """Read each distinct pair of kind and text once.

    Parameters
    ----------
    cells, kinds : pandas.Series of str
        '' is an empty cell, unless its kind is 'e' (Excel error) or 'f' (formula without value).
    readers : dict
        Kind to reader, as in `policylib.cleaning.cells.read_column`.
    otherwise : str
        The rule that a cell of any other kind breaks.
    """

    def read(key: str) -> tuple[object, str]:
        kind, _, text = key.partition(_BETWEEN_KIND_AND_TEXT)
        refuse(kind not in readers, _BROKEN.get(kind, otherwise))
        return readers[kind](text)

    keys = kinds + _BETWEEN_KIND_AND_TEXT + cells
    return read_column(
        keys.where((cells.str.strip() != "") | kinds.isin(_BROKEN), ""), read, dtype=dtype
    )


def as_texts(cells: pd.Series, kinds: pd.Series | None) -> tuple[pd.Series, pd.Series]:
    """Return cells and kinds as series of str without missing values; no kinds means text."""
    texts = cells.astype("str").fillna("")
    if kinds is None:
        return texts, pd.Series("t", index=cells.index, dtype="str")
    return texts, pd.Series(kinds.to_numpy(), index=cells.index).astype("str").fillna("")
