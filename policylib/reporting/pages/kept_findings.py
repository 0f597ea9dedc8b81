"""The record of findings that a notebook leaves, held against its contract."""

from __future__ import annotations

import math
from collections.abc import Mapping

from policylib.errors import UsageError, message
from policylib.findings import Finding


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
