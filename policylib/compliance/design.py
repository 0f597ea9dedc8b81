"""What a model of the villages sees: a matrix with a constant, an outcome, districts as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib import synthetic
from policylib.errors import DataError, UsageError, closest, message, places


@dataclass(frozen=True)
class Design:
    """A table as numbers, checked.

    Attributes
    ----------
    matrix : numpy.ndarray, (rows, 1 + terms)
        The constant first; continuous terms standardised, truth values 0 and 1.
    outcome : numpy.ndarray, (rows,)
        0 or 1.
    groups : numpy.ndarray, (rows,)
        Number of the row's district, from 0.
    terms, labels : tuple of str
        Names of the terms, and of the groups in the order of their numbers.
    binary : numpy.ndarray, (terms,)
        Which terms are truth values.
    synthetic : bool
        Whether made-up rows stand behind it.
    """

    matrix: np.ndarray
    outcome: np.ndarray
    groups: np.ndarray
    terms: tuple[str, ...]
    labels: tuple[str, ...]
    binary: np.ndarray
    synthetic: bool

    @property
    def events(self) -> int:
        """Number of rows with outcome 1."""
        return int(self.outcome.sum())


def design(table: pd.DataFrame, *, outcome: str, terms: Sequence[str], groups: str) -> Design:
    """Check a table and return it as a model sees it.

    A term of truth values stays 0 and 1; every other is standardised by its own mean and standard
    deviation (divisor rows − 1), so that an effect is per standard deviation.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a village, ``outcome`` 0 or 1, no missing value in ``terms``.
    groups : str
        Column of the district.

    Raises
    ------
    DataError
        If values are missing, a village stands twice, the outcome has one class or other values,
        a term is constant or repeats others, or all rows lie in one group.
    UsageError
        If a column is unknown.
    """
    _refuse_bad_cells(table, [outcome, *terms, groups])
    _refuse_bad_outcome(table[outcome])
    if table[groups].nunique() < 2:
        raise DataError(
            message(f"all rows lie in one {groups}", way_out="Describe; infer nothing.")
        )
    if constant := [t for t in terms if table[t].nunique() < 2]:
        raise DataError(message(f"constant terms: {', '.join(constant)}", way_out="Drop them."))
    binary = np.array([table[t].dtype == bool for t in terms])
    columns = [_column(table[t], yes_no) for t, yes_no in zip(terms, binary, strict=True)]
    matrix = np.column_stack([np.ones(len(table)), *columns])
    if np.linalg.matrix_rank(matrix) <= len(terms):
        raise DataError(
            message("terms that say the same", where=", ".join(terms), way_out="Drop one of them.")
        )
    codes, labels = pd.factorize(table[groups], sort=True)
    return Design(
        matrix=matrix,
        outcome=table[outcome].to_numpy(dtype="float64"),
        groups=codes,
        terms=tuple(terms),
        labels=tuple(map(str, labels)),
        binary=binary,
        synthetic=synthetic.is_marked(table),
    )


def _column(values: pd.Series, yes_no: bool) -> np.ndarray:
    numbers = values.to_numpy(dtype="float64")
    return numbers if yes_no else (numbers - numbers.mean()) / numbers.std(ddof=1)


def _refuse_bad_outcome(outcome: pd.Series) -> None:
    if not outcome.isin((0, 1)).all():
        raise DataError(message(f"'{outcome.name}' holds other values than 0 and 1"))
    if outcome.nunique() < 2:
        raise DataError(
            message(f"all {len(outcome)} outcomes are the same", expected="both outcomes")
        )


def _refuse_bad_cells(table: pd.DataFrame, columns: list[str]) -> None:
    if unknown := [c for c in columns if c not in table]:
        raise UsageError(message(f"no column '{unknown[0]}'", way_out=closest(unknown[0], table)))
    missing = table[columns].isna().any()
    if missing.any():
        raise DataError(
            message(
                "missing values",
                where=places(list(missing.index[missing])),
                way_out="Leave villages out by a stated rule and count them.",
            )
        )
    if twice := list(table.index[table["code"].duplicated()]) if "code" in table else []:
        raise DataError(message("a village stands twice", where=places([str(i) for i in twice])))
