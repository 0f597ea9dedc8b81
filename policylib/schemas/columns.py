"""Kinds of columns that contracts are written with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

CODE = r"^(ID|\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?)$"


def text(*checks: pa.Check, required: bool = True, **options) -> pa.Column:
    """A text of at least one character, unless it may be empty."""
    lengths = [pa.Check.str_length(min_value=1)] if required else []
    return pa.Column(str, [*lengths, *checks], **options)


def one_of(*words: str) -> pa.Column:
    """One of some words."""
    return text(pa.Check.isin(words))


def code(**options) -> pa.Column:
    """The code of an area."""
    return text(pa.Check.str_matches(CODE), **options)


def number(low: float | None = 0, high: float | None = None, *, empty: bool = False) -> pa.Column:
    """A number within bounds."""
    checks = ([] if low is None else [pa.Check.ge(low)]) + (
        [] if high is None else [pa.Check.le(high)]
    )
    return pa.Column(float, checks, nullable=empty, coerce=True)


def count(low: int = 0, *, empty: bool = False) -> pa.Column:
    """A whole number from ``low`` on."""
    return pa.Column("Int64", [pa.Check.ge(low)], nullable=empty, coerce=True)


def date(*, empty: bool = False) -> pa.Column:
    """A day."""
    is_date = pa.Check(
        lambda v: isinstance(v, dt.date), element_wise=True, error="a date written year-month-day"
    )
    return pa.Column(object, [is_date], nullable=empty)


def rows(check: Callable[[pd.DataFrame], pd.Series], error: str) -> pa.Check:
    """A check over whole rows."""
    return pa.Check(check, error=error)


def table(
    columns: dict[str, pa.Column], *checks: pa.Check, key: list[str] | None = None
) -> pa.DataFrameSchema:
    """A table of exactly these columns, with its key."""
    return pa.DataFrameSchema(columns, checks=list(checks), strict=True, unique=key or ["code"])
