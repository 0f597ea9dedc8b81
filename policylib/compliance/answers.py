"""Answers of villages on their stages as on a day: what was reached, and what does not fit."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

import pandas as pd

from policylib.errors import DataError, UsageError, message, places

STAGES = ("instructed", "budgeted", "registered", "paid", "active")
YES, NO, UNKNOWN = "yes", "no", "unknown"
#: Stages that a date in the table says were reached by the day.
BEGUN = {
    "instructed": "instructed_on",
    "budgeted": "budgeted_on",
    "registered": "registered_on",
}


def refuse(
    answers: pd.DataFrame, villages: Sequence[str], on: dt.date, paid_through: dt.date
) -> None:
    """Refuse a table that is not what it should be, or days out of order."""
    needed = ("code", *BEGUN.values(), "paid_until", "active")
    if missing := [c for c in needed if c not in answers.columns]:
        raise DataError(
            message(
                f"no column {', '.join(missing)}",
                expected="the cleaned table village_enrolment",
                way_out="Ingest the office's file with --as village-enrolment.",
            )
        )
    if paid_through > on:
        raise UsageError(
            message(f"paid through {paid_through} is after {on}", expected="a day up to the other")
        )
    if not len(villages) or len(set(villages)) < len(villages):
        raise UsageError(message("villages", expected="at least one code, each once"))
    codes = answers["code"]
    if twice := sorted(set(codes[codes.duplicated()])):
        raise DataError(message("villages that stand twice", where=places(twice)))
    if strange := sorted(set(codes) - set(villages)):
        raise DataError(message("rows of no village of the register", where=places(strange)))
    words = set(answers["active"].dropna()) - {YES, NO, UNKNOWN}
    if words:
        raise DataError(
            message(f"active: {places(sorted(map(str, words)))}", expected="yes, no or unknown")
        )


def days(rows: pd.DataFrame, column: str) -> Iterator[dt.date | None]:
    """Yield the dates of a column, None where missing or where there is no such column."""
    if column not in rows:
        return
    for value in rows[column]:
        if not pd.isna(value) and not isinstance(value, dt.date):
            raise DataError(message(f"{column}: '{value}'", expected="a date"))
        day = None if pd.isna(value) else value
        yield day.date() if isinstance(day, dt.datetime) else day


def begun(column: pd.Series, day: dt.date, *, later: bool = False) -> list[str]:
    """Say whether each date is ``day`` or earlier (``later``: or later)."""
    states = []
    for found in days(column.to_frame(), column.name):
        reached = found is not None and (found >= day if later else found <= day)
        states.append(UNKNOWN if found is None else YES if reached else NO)
    return pd.Series(states, index=column.index)


def active(rows: pd.DataFrame, on: dt.date) -> pd.Series:
    """Return what villages answered by the day; an answer of a later day says nothing of it."""
    state = rows["active"].astype("object").where(rows["active"].notna(), UNKNOWN)
    late = [d is not None and d > on for d in days(rows, "filled_on")]
    return state.mask(late, UNKNOWN) if late else state


def doubts_of(table: pd.DataFrame, rows: pd.DataFrame) -> Iterator[tuple]:
    """Yield what does not fit together, village by village."""
    dates = zip(*(days(rows, c) for c in ("paid_until", "registered_on")), strict=True)
    for (code, states), (paid, registered) in zip(table.iterrows(), dates, strict=True):
        if states["active"] == YES and states["registered"] != YES:
            contradicts = states["registered"] == NO
            yield code, "active_without_registration", "active", "registered", contradicts
        if paid and registered and paid < registered:
            yield code, "paid_before_registered", "paid", "registered", True
        for before, stage in itertools.pairwise(STAGES):
            if states[stage] == YES and states[before] != YES:
                yield code, "stage_without_the_one_before", stage, before, states[before] == NO
