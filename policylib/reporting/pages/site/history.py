"""The history of headline numbers, carried from set to set."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from policylib.findings import Finding, plain
from policylib.reporting.pages.site.entries import headline, key
from policylib.reporting.plans.plan import Job

FILE = "history.json"
#: Changes of one number that are kept.
LONGEST = 100
#: What is kept of a finding; with its mark, for it may have been made up then and not be now.
KEPT = ("value", "low", "high", "unit", "synthetic")


def continued(
    former: Path | None,
    jobs: Sequence[Job],
    *,
    found: Mapping[str, tuple[Finding, ...]],
    made: dt.date,
) -> dict[str, dict[str, list[dict]]]:
    """Return page, finding, and what it was since which day; a new row where it changed.

    Pages that this set does not have keep their history.
    """
    past = _read(former)
    for job in jobs:
        numbers = {f.id: f for f in found[job.name]}
        rows = past.setdefault(key(job), {})
        for name in headline(job):
            if name in numbers:
                _add(rows.setdefault(name, []), numbers[name], made)
    return past


def _add(rows: list[dict], finding: Finding, made: dt.date) -> None:
    now = {name: plain(getattr(finding, name)) for name in KEPT}
    if not rows or any(rows[-1].get(name, now[name]) != now[name] for name in KEPT):
        rows.append({"since": made.isoformat(), **now})
        del rows[:-LONGEST]


def _read(former: Path | None) -> dict[str, dict[str, list[dict]]]:
    """Return the history of the former set; one that cannot be read begins anew."""
    try:
        return json.loads((former / FILE).read_bytes()) if former else {}
    except (OSError, ValueError):
        return {}
