"""What became of one polluted file, held against the clean table it was made from."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pandas as pd

from policylib import cleaning, schemas, store
from policylib.errors import DataError, UsageError
from tests.polluted.truth import Row

ON = dt.date(2025, 12, 31)
TABLE = "village_participation"
_LONG = re.compile(r"\d{13,}")
#: Where a cell is empty because of an issue, the issue names the column of the file.
_OUTPUTS = ("officials", "registered", "contribution_rp_month", "paid_share", "registered_on")


def judge(path: Path, rows: list[Row], areas: cleaning.AreaMatcher) -> tuple[str, str]:
    """Return 'exact', 'issues', 'refused' or 'WRONG', and why."""
    try:
        read = store.read_office_file(path)
        table = schemas.office_table(TABLE)
        found = cleaning.clean(read.grids, table, areas, hidden="keep", file_rules=read.rules)
        schemas.check(found.table, schemas.contract(table), where=path.name, first_row=1)
    except (DataError, UsageError) as error:
        return _refusal(str(error))
    if wrong := _wrong(found, rows):
        return "WRONG", wrong
    complete = len(found.table) == len(rows) and not _emptied(found, rows)
    return ("exact", "") if complete else ("issues", "")


def _refusal(text: str) -> tuple[str, str]:
    if _LONG.search(text):
        return "WRONG", "a number of a person in a message"
    if text.count(". ") < 1:
        return "WRONG", f"no way out: {text}"
    return "refused", text


def _wrong(found: cleaning.Cleaned, rows: list[Row]) -> str:
    """Say what is wrong in silence: a value, a village, a row without account."""
    truth = {row.code: row.expected for row in rows}
    if not found.account.holds:
        return f"rows unaccounted for: {found.account}"
    if _LONG.search(found.issues.to_csv(index=False)):
        return "a number of a person in the issue log"
    for line in found.table.to_dict("records"):
        if line["code"] not in truth:
            return f"a village that is not in the file: {line['code']}"
        for name, value in truth[line["code"]].items():
            if not _same(line[name], value) and not _asked(found, line, name):
                return f"row {line['row']} {name}: {line[name]!r} for {value!r}"
    lost = truth.keys() - set(found.table["code"])
    errors = found.issues[found.issues["severity"] == "error"]
    if lost and len(found.quarantine) + len(errors) < len(lost):
        return f"{len(lost)} villages are gone without a word"
    return ""


def _same(value: object, expected: object) -> bool:
    if pd.isna(value) or expected is None:
        return bool(pd.isna(value)) and expected is None
    if isinstance(expected, float):
        return abs(value - expected) < 1e-12
    return value == expected


def _asked(found: cleaning.Cleaned, line: dict, name: str) -> bool:
    """Whether a cell that was emptied or masked is in the issue log."""
    here = found.issues[
        (found.issues["row"] == line["row"]) & (found.issues["sheet"] == line["sheet"])
    ]
    kinds = {"error", "warning"} if pd.isna(line[name]) else {"warning"}
    masked = not pd.isna(line[name]) and name == "remark"
    return bool(here["severity"].isin(kinds).any()) and (pd.isna(line[name]) or masked)


def _emptied(found: cleaning.Cleaned, rows: list[Row]) -> bool:
    truth = {row.code: row.expected for row in rows}
    lines = found.table.to_dict("records")
    return any(not _same(line[n], v) for line in lines for n, v in truth[line["code"]].items())
