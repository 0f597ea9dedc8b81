"""Verdicts kept beside the project by the hash of the code, so that a broken-off run goes on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.faults.oracle import Fault, Verdict

FOLDER = Path(__file__).resolve().parents[2] / ".faults"
_KEPT = ("reason", "seconds", "wrong_published", "begun", "ended_well")


def _path(code: str) -> Path:
    return FOLDER / f"{code}.jsonl"


def keep(code: str, verdict: Verdict) -> None:
    """Add a verdict in which all was as it must be; another one is judged again."""
    if verdict.problems:
        return
    FOLDER.mkdir(exist_ok=True)
    row = {name: getattr(verdict, name) for name in _KEPT}
    row |= {"group": verdict.fault.group, "name": verdict.fault.name}
    with _path(code).open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def known(code: str, faults: Sequence[Fault]) -> list[Verdict]:
    """Return the verdicts of this code on these faults."""
    path = _path(code)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    rows = {(r["group"], r["name"]): r for r in map(json.loads, text.splitlines())}
    found = []
    for fault in faults:
        row = rows.get((fault.group, fault.name))
        if row is not None:
            found.append(Verdict(fault, **{name: row[name] for name in _KEPT}))
    return found


def unknown(code: str, faults: Sequence[Fault]) -> list[Fault]:
    """Return the faults that this code was not judged on."""
    names = {(v.fault.group, v.fault.name) for v in known(code, faults)}
    return [f for f in faults if (f.group, f.name) not in names]
