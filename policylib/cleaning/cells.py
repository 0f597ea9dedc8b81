"""What every reader of cells returns: a value, or the rule that the cell breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from policylib.cleaning.rules import RULES


class UnreadableCellError(ValueError):
    """A cell that cannot be read; ``rule`` is a key of `policylib.cleaning.rules.RULES`.

    The message never repeats the cell: it may hold a personal number.
    """

    def __init__(self, rule: str) -> None:
        RULES[rule]
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True)
class ParsedColumn:
    """A column read cell by cell.

    Attributes
    ----------
    values : pandas.Series
        What was read, missing where the cell is empty or unreadable.
    errors, warnings : pandas.Series of str
        The rule that the cell breaks, '' where none; same index as ``values``. A cell with an
        error has no value; a cell with a warning has one.
    """

    values: pd.Series
    errors: pd.Series
    warnings: pd.Series


def read_column(
    cells: pd.Series, read: Callable[[str], tuple[object, str]], *, dtype: str = "object"
) -> ParsedColumn:
    """Read each distinct text once and hand the result to all cells that hold it.

    Parameters
    ----------
    cells : pandas.Series of str
        '' is an empty cell: no value, no error.
    read : callable
        Text to (value, warning rule or ''); raises `UnreadableCellError`.
    dtype : str
        Type of ``values``.
    """
    codes, texts = pd.factorize(cells)
    found = [_outcome(text, read) for text in texts]
    values, errors, warnings = (
        (list(part) for part in zip(*found, strict=True)) if found else ([],) * 3
    )
    pick = {"index": cells.index}
    return ParsedColumn(
        pd.Series(pd.array(values, dtype=dtype).take(codes), **pick),
        pd.Series(pd.array(errors, dtype="str").take(codes), **pick),
        pd.Series(pd.array(warnings, dtype="str").take(codes), **pick),
    )


def _outcome(text: str, read: Callable[[str], tuple[object, str]]) -> tuple[object, str, str]:
    if not text.strip():
        return None, "", ""
    try:
        value, warning = read(text)
    except UnreadableCellError as error:
        return None, error.rule, ""
    return value, "", warning
