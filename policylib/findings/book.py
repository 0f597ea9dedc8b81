"""The findings of a notebook as a record: kept in order, stored in its outputs, read back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict

from policylib.errors import UsageError, message
from policylib.findings.finding import Finding

MIME = "application/vnd.policylib.findings+json"


class Book:
    """The findings of one notebook, in order, each id once."""

    def __init__(self, *, notebook: str, region: str, known_on: str) -> None:
        self.notebook, self.region, self.known_on = notebook, region, known_on
        self._kept: dict[str, Finding] = {}

    def keep(self, *found: Finding) -> None:
        """Keep findings; the same id with another content raises UsageError."""
        for finding in found:
            before = self._kept.setdefault(finding.id, finding)
            if before != finding:
                raise UsageError(
                    message(
                        f"two different findings are called '{finding.id}'",
                        way_out="Give each its own id.",
                    )
                )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings kept, in order."""
        return tuple(self._kept.values())

    @property
    def evidence(self) -> tuple[str, ...]:
        """Identities of the published numbers that the findings stand on."""
        cited = (s.partition(":") for f in self._kept.values() for s in f.sources)
        return tuple(dict.fromkeys(name for kind, _, name in cited if kind == "evidence"))

    def as_json(self) -> dict:
        """Return the record that reports and tests read; an open end is null."""
        rows = [{k: plain(v) for k, v in asdict(f).items()} for f in self.findings]
        return {
            "notebook": self.notebook,
            "region": self.region,
            "known_on": self.known_on,
            "findings": rows,
        }


def plain(value: object) -> object:
    """Return a field of a finding as the record writes it."""
    if isinstance(value, float):
        return None if math.isinf(value) else float(f"{value:.12g}")
    return list(value) if isinstance(value, tuple) else value


def read_outputs(notebook: Mapping) -> dict:
    """Return the findings record stored in a notebook's outputs.

    Raises
    ------
    UsageError
        If the notebook holds none or more than one.
    """
    found = [
        output["data"][MIME]
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]
    if len(found) != 1:
        raise UsageError(
            message(
                f"the notebook holds {len(found)} findings records",
                expected="exactly one, shown by its last section",
                way_out="Run all cells; show tables.record(book, …) once.",
            )
        )
    return found[0] if isinstance(found[0], dict) else json.loads(found[0])


def of_record(record: Mapping) -> tuple[Finding, ...]:
    """Return the findings of a record that `Book.as_json` made, each held against its contract.

    Raises
    ------
    UsageError
        If the record is none, a finding breaks its contract, or an id stands twice.
    """
    try:
        found = tuple(_of_row(row) for row in record["findings"])
    except (TypeError, KeyError, AttributeError) as error:
        raise UsageError(message(f"the findings record cannot be read ({error})")) from None
    ids = [f.id for f in found]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise UsageError(message(f"the finding '{twice[0]}' stands twice", expected="once"))
    return found


def _of_row(row: Mapping) -> Finding:
    ends = {"low": -math.inf, "high": math.inf}
    open_ends = {name: far for name, far in ends.items() if row[name] is None}
    found = Finding(**{**row, **open_ends, "sources": tuple(row["sources"])})
    if found.value is not None and not found.low <= found.value <= found.high:
        raise UsageError(
            message(
                f"finding '{found.id}' is {found.value}",
                expected=f"a number from {found.low} to {found.high}",
            )
        )
    return found
