"""What notebooks call: processed tables, and the objects that the mathematics takes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from policylib.errors import UsageError, message
from policylib.evidence import Ledger
from policylib.regions import Register
from policylib.store import processed, raw
from policylib.store.root import find_root

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def load(name: str, *, root: Path | None = None) -> pd.DataFrame:
    """Return a processed table by name; raise DataError when missing or older than its sources."""
    return processed.read(root or find_root(), name)


def ledger(*, known_on: str, root: Path | None = None) -> Ledger:
    """Return the published numbers as known on a day written year-month-day."""
    tables = [load(n, root=root) for n in ("published_numbers", "sources", "conflicts")]
    return Ledger.from_tables(*tables).as_known_on(parse_day(known_on))


def register(*, root: Path | None = None) -> Register:
    """Return the register of areas."""
    return Register.from_tables(load("regions", root=root), load("spellings", root=root))


def provenance(*, root: Path | None = None) -> dict[str, raw.SourceFile]:
    """Return what every source says of itself: publisher, dates, licence, grade."""
    return raw.sources(root or find_root())


def parse_day(text: str) -> dt.date:
    """Read a day; raise UsageError naming the form."""
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise UsageError(
            message(f"'{text}' is no date", expected="year-month-day, 2025-12-31")
        ) from None
