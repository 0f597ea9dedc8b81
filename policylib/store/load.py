"""What notebooks call: processed tables, and the objects that the mathematics takes."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from policylib.days import parse_day
from policylib.errors import DataError, message, places
from policylib.evidence import Ledger
from policylib.regions import Region, Register
from policylib.store import processed, raw
from policylib.store.noted import Noted
from policylib.store.root import find_root

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def load(name: str, *, known_on: str | None = None, root: Path | None = None) -> pd.DataFrame:
    """Return a processed table by name.

    Raises
    ------
    DataError
        If it is missing or older than its sources; or if ``known_on`` is given and a source was
        published later (where only its month or year is known, on the last day of that).
    """
    root = root or find_root()
    if known_on is not None:
        _refuse_later(root, name, parse_day(known_on))
    return processed.read(root, name)


def _refuse_later(root: Path, name: str, day: dt.date) -> None:
    kept = processed.read_descent(root, name)
    published = {k: s.published for k, s in raw.sources(root).items()}
    later = [
        f"{source}, {published[source]}"
        for source in sorted({file.rpartition("/")[0] for file in (kept.sources if kept else ())})
        if source in published and published[source] > day
    ]
    if later:
        raise DataError(
            message(
                f"'{name}' stands on sources published after {day}",
                where=places(later),
                way_out="Choose a later known_on.",
            )
        )


def ledger(*, known_on: str, root: Path | None = None) -> Ledger:
    """Return the published numbers as known on a day written year-month-day."""
    tables = [load(n, root=root) for n in ("published_numbers", "sources", "conflicts")]
    return Ledger.from_tables(*tables).as_known_on(parse_day(known_on))


def register(*, root: Path | None = None) -> Register:
    """Return the register of areas."""
    return Register.from_tables(load("regions", root=root), load("spellings", root=root))


def areas(*, root: Path) -> Register:
    """Return the same register read from the raw rows: no table library is needed for it.

    Raises
    ------
    DataError
        If the tables of areas were not computed, so checked, from these files by this code.
    """
    regions = _checked_rows(root, "regions")
    for row in regions:
        for name in ("valid_from", "valid_to"):
            row[name] = dt.date.fromisoformat(row[name]) if row[name] else None
    names = [f.name for f in fields(Region)]
    return Register.from_rows(
        [{n: row[n] for n in names} for row in regions], _checked_rows(root, "spellings")
    )


def _checked_rows(root: Path, name: str) -> list[dict]:
    kept = processed.read_descent(root, name)
    if kept is None:
        raise processed.never_computed(root, name)
    processed.refuse_stale(root, kept)
    (file,) = kept.sources
    with (root / "data" / "raw" / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def provenance(*, root: Path | None = None) -> Mapping[str, raw.SourceFile]:
    """Return what every source says of itself: publisher, dates, licence, grade."""
    return Noted(raw.sources(root or find_root()))
