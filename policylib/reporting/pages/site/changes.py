"""What changed since the last set, finding by finding, and which kinds of change there were.

The key of each page says which of its parts are others now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from policylib.errors import UsageError
from policylib.findings import Finding, of_record, plain
from policylib.reporting.needs import needed
from policylib.reporting.needs.keys import Key
from policylib.reporting.pages.site.entries import key
from policylib.reporting.plans.plan import Job
from policylib.store.trees import SHIPPED

#: In the order in which they count as changed.
KINDS = ("law", "evidence", "assumptions", "code")
_OF_FILES = {f"files policylib.{package}": kind for package, kind in SHIPPED.items()}
#: Parts that do not decide about a number.
_WORDS = ("translations", "area", "name", "PDF")
_TAKEN = "findings "


def since(
    former: Path | None,
    jobs: Sequence[Job],
    *,
    found: Mapping[str, tuple[Finding, ...]],
    own: Mapping[str, Key],
) -> list[dict]:
    """Return one row a finding that is other than in the set before, new, or there no more.

    A page that was not in that set, or had other parameters there, is not compared; nor is one
    that took findings of other pages then.

    Returns
    -------
    list of dict
        ``page`` (see `entries.key`), ``finding``, ``before`` and ``after`` (as in the record of
        findings; None where there was none) and ``kinds``.
    """
    if former is None:
        return []
    old = needed.former(former)
    rows: list[dict] = []
    for job in jobs:
        before = _before(former, job) if _is_same(job, old, own) else None
        if before is None:
            continue
        kinds = _kinds(job, old, own)
        for name, pair in _pairs(before, found[job.name]).items():
            told = {"before": pair[0], "after": pair[1]}
            rows.append({"page": key(job), "finding": name, "kinds": kinds, **told})
    return rows


def _is_same(job: Job, old: Mapping[str, Key], own: Mapping[str, Key]) -> bool:
    """Whether the page was there with these parameters, and took from pages that were the same."""
    names = (job.name, *job.takes.values())
    if any(n not in old or _parameters(old[n]) != _parameters(own[n]) for n in names):
        return False
    took = {n: sha for n, sha in old[job.name].parts.items() if n.startswith(_TAKEN)}
    return took == {f"{_TAKEN}{n}": old[name].sha256 for n, name in job.takes.items()}


def _before(former: Path, job: Job) -> dict[str, dict] | None:
    """Return the findings of a page before, None where they cannot be read."""
    try:
        record = json.loads((former / f"{job.name}.findings.json").read_bytes())
        return {f.id: _row(f) for f in of_record(record)}
    except (OSError, ValueError, UsageError):
        return None  # the run says that the former set is not whole


def _parameters(key: Key) -> dict[str, str]:
    return {n: v for n, v in key.parts.items() if n.startswith("parameter ")}


def _row(finding: Finding) -> dict:
    return {name: plain(value) for name, value in asdict(finding).items()}


def _pairs(
    before: Mapping[str, dict], after: Sequence[Finding]
) -> dict[str, tuple[dict | None, dict | None]]:
    """Return what differs in value, interval or mark."""
    now = {f.id: _row(f) for f in after}
    pairs = {n: (before.get(n), now.get(n)) for n in dict.fromkeys((*now, *before))}
    return {n: pair for n, pair in pairs.items() if _said(pair[0]) != _said(pair[1])}


def _said(row: dict | None) -> tuple | None:
    return row and tuple(row[name] for name in ("value", "low", "high", "unit", "synthetic"))


def _kinds(job: Job, old: Mapping[str, Key], own: Mapping[str, Key]) -> list[str]:
    """Return which kinds of parts differ; those of the pages that it takes from count for it."""
    names = (job.name, *job.takes.values())
    found = {kind for n in names for kind in differing(old.get(n), own.get(n))}
    return [kind for kind in KINDS if kind in found]


def differing(old: Key | None, new: Key | None) -> set[str]:
    """Return the kinds of parts in which two keys differ."""
    before, after = (k.parts if k else {} for k in (old, new))
    names = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    return {kind(name) for name in names if decides(name)}


def decides(part: str) -> bool:
    """Whether a part of a key decides about numbers; those that are taken have a key of theirs."""
    return not part.startswith((*_WORDS, _TAKEN))


def kind(part: str) -> str:
    """Return of which kind a part of a key is."""
    return "evidence" if part.startswith("data ") else _OF_FILES.get(part, "code")
