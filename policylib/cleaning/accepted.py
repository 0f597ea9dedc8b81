"""Which rows are accepted, which are quarantined, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from policylib.cleaning.cells import ParsedColumn
from policylib.cleaning.grids import Grid, letter
from policylib.cleaning.headings import Header
from policylib.cleaning.issues import IssueLog
from policylib.cleaning.masks import shape, shown
from policylib.cleaning.pseudonyms import pseudonyms
from policylib.cleaning.rows import Body
from policylib.errors import UsageError, message
from policylib.schemas import AREA_KINDS, PSEUDONYM, OfficeTable, dtype_of

NUMBER_KINDS = ("count", "rupiah", "share")
QUARANTINE = ("sheet", "row", "reasons", "cells")


@dataclass(frozen=True)
class Outcome:
    """One sheet after reading; ``header`` and ``body`` are None for a sheet that was left."""

    grid: Grid
    header: Header | None
    body: Body | None
    read: dict[str, ParsedColumn]
    areas: tuple[ParsedColumn, ParsedColumn | None] | None
    log: IssueLog
    declared: Counter[str]


@dataclass(frozen=True)
class Found:
    """Accepted rows, the issue log, and the quarantine."""

    table: pd.DataFrame
    issues: pd.DataFrame
    quarantine: pd.DataFrame


def accept(
    outcomes: Sequence[Outcome], table: OfficeTable, *, key: bytes | None
) -> tuple[Found, dict]:
    """Part the rows of all sheets; return what was found and the account of rows."""
    judged = [_judge(o, table) for o in outcomes if o.body is not None]
    rows = pd.concat([j[0] for j in judged], ignore_index=True)
    reasons = pd.concat([j[1] for j in judged], ignore_index=True)
    cells = pd.concat([j[2] for j in judged], ignore_index=True)
    repeated = _repeated(rows, reasons, cells, table)
    good = (reasons == "") & (repeated == "")
    logs = {o.grid.sheet: o.log for o in outcomes}
    for sheet, log in logs.items():
        here = rows["sheet"] == sheet
        again = repeated[here & (repeated != "")]
        log.add_column(again.set_axis(rows.loc[again.index, "row"]), column="")
    accepted = _finish(rows[good].reset_index(drop=True), table, key)
    why = reasons.where(repeated == "", (reasons + " " + repeated).str.strip())
    quarantine = _quarantine(rows[~good], why[~good], {o.grid.sheet: o.grid for o in outcomes})
    declared = sum((o.declared for o in outcomes), Counter())
    account = {
        "accepted": len(accepted),
        "quarantined": len(quarantine),
        "declared": {k: n for k, n in sorted(declared.items()) if n},
    }
    issues = pd.concat([log.table for log in logs.values()], ignore_index=True)
    return Found(accepted, issues, quarantine), account


def _judge(outcome: Outcome, table: OfficeTable) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """Values of the rows of data, why each cannot be accepted, and its cells."""
    body, log = outcome.body, outcome.log
    data = body.rows("data")
    cells = body.cells.loc[data]
    rows = pd.DataFrame({"sheet": shown(outcome.grid.sheet), "row": data}, index=data)
    reasons = pd.Series("", index=data, dtype="str")
    for rule, broken in _broken_rows(outcome, cells, table).items():
        reasons = _because(reasons, broken, rule)
        log.add(rule, data[broken.to_numpy()])
    for output, name, found in _columns(outcome, table):
        rows[output] = found.values.loc[data]
        errors = found.errors.loc[data]
        if _needed(name, output, table):
            empty = (rows[output].isna() & (errors == "")) & ~reasons.str.contains(
                "row_without_key"
            )
            errors = errors.where(~empty, "missing")
            reasons = _because(reasons, errors != "", errors)
        _log(outcome, name, errors, found.warnings.loc[data], cells, table)
    return rows, reasons, cells


def _broken_rows(outcome: Outcome, cells: pd.DataFrame, table: OfficeTable) -> dict[str, pd.Series]:
    keys = [k for k in table.key_columns if k in cells]
    return {
        "row_without_key": (cells[keys] == "").all(axis=1),
        "wrong_width": _wrong_width(outcome, outcome.body.widths.loc[cells.index])
        | _cut_at_comma(outcome, cells, table),
    }


def _cut_at_comma(outcome: Outcome, cells: pd.DataFrame, table: OfficeTable) -> pd.Series:
    """Rows of a delimited text in which 250,000 without quotes became 250 and a remark 000."""
    cut = pd.Series(False, index=cells.index)
    if outcome.grid.kinds is not None:
        return cut
    by_place = {h.column: name for name, h in outcome.header.columns.items()}
    for place, name in by_place.items():
        left = by_place.get(place - 1, name)
        if table.columns[name].kind == "text" and table.columns[left].kind in NUMBER_KINDS:
            cut |= cells[name].str.fullmatch(r"\d{1,3}") & cells[left].str.fullmatch(r"\d{1,3}")
    return cut


def _wrong_width(outcome: Outcome, widths: pd.Series) -> pd.Series:
    """Rows whose cells may stand under other headings than they were typed for.

    Where most rows are as wide as the header, any other row is; where most are not, as with a
    separator at every line's end, a row is that ends too early or holds more than the header.
    """
    header = len(outcome.grid.cells[outcome.header.bottom - 1])
    if widths.empty or widths.mode()[0] == header:
        return widths != header
    last = max(h.column for h in outcome.header.columns.values())
    more = pd.Series(False, index=widths.index)
    for row in widths.index[widths > header]:
        more[row] = any(c.strip() for c in outcome.grid.cells[row - 1][header:])
    return (widths < last) | more


def _because(reasons: pd.Series, broken: pd.Series, rule) -> pd.Series:
    joined = (reasons + " " + rule).str.strip()
    return reasons.where(~broken, joined)


def _columns(outcome: Outcome, table: OfficeTable):
    """Yield (output, column of the file, what was read), areas first; absent ones empty."""
    if outcome.areas is not None:
        villages, districts = outcome.areas
        name = "village" if "village" in outcome.body.cells else "village_code"
        yield "code", name, villages
        if districts is not None:
            yield "_district", "district", districts
    if table.personal:
        yield PSEUDONYM, "nik", outcome.read["nik"]
    for name in table.kept:
        if name in outcome.read:
            yield name, name, outcome.read[name]


def _needed(name: str, output: str, table: OfficeTable) -> bool:
    return output in table.key or (output == name and table.columns[name].required)


def _log(
    outcome: Outcome,
    name: str,
    errors: pd.Series,
    warnings: pd.Series,
    cells: pd.DataFrame,
    table: OfficeTable,
) -> None:
    if name not in outcome.header.columns:
        return
    heading = outcome.header.columns[name]
    column = f"{letter(heading.column)} {heading.text}"
    kind = table.columns[name].kind
    open_ = kind in AREA_KINDS or not (table.personal or kind == "text")
    for rules in (errors, warnings):
        outcome.log.add_column(
            rules, column=column, values=cells[name], mask=shown if open_ else shape
        )


def _repeated(
    rows: pd.DataFrame, reasons: pd.Series, cells: pd.DataFrame, table: OfficeTable
) -> pd.Series:
    """Rule of each row whose key stands twice: a copy is left out, unlike rows are all held."""
    repeated = pd.Series("", index=rows.index, dtype="str")
    good = reasons == ""
    keys = rows.loc[good, list(table.key)]
    twice = keys.duplicated(keep=False)
    if not twice.any():
        return repeated
    same = pd.util.hash_pandas_object(cells.loc[keys.index[twice]], index=False)
    groups = keys[twice].assign(_hash=same)
    alike = groups.groupby(list(table.key))["_hash"].transform("nunique") == 1
    later = groups.duplicated(list(table.key), keep="first")
    repeated[groups.index[alike & later]] = "duplicate_row"
    repeated[groups.index[~alike]] = "duplicate_key"
    return repeated


def _finish(rows: pd.DataFrame, table: OfficeTable, key: bytes | None) -> pd.DataFrame:
    """Put the columns in order, persons behind pseudonyms, and types as the contract wants."""
    if table.personal:
        if key is None:
            raise UsageError(
                message(
                    f"the table '{table.name}' holds persons",
                    expected="a key for their pseudonyms",
                    way_out="Give a key file: --key FILE.",
                )
            )
        rows = rows.assign(**{PSEUDONYM: pseudonyms(rows[PSEUDONYM], key=key)})
    columns = {"sheet": rows["sheet"].astype("str"), "row": rows["row"].astype("Int64")}
    for name in table.outputs:
        dtype = dtype_of(table.kept[name]) if name in table.kept else "str"
        found = rows[name] if name in rows else pd.Series(None, index=rows.index, dtype="object")
        columns[name] = found.astype(dtype)
    return pd.DataFrame(columns, index=rows.index)


def _quarantine(rows: pd.DataFrame, why: pd.Series, grids: dict[str, Grid]) -> pd.DataFrame:
    by_name = {shown(name): grid for name, grid in grids.items()}
    cells = [
        json.dumps(list(by_name[sheet].cells[row - 1]), ensure_ascii=False)
        for sheet, row in zip(rows["sheet"], rows["row"], strict=True)
    ]
    table = {"sheet": rows["sheet"], "row": rows["row"], "reasons": why, "cells": cells}
    return pd.DataFrame(table).reset_index(drop=True)
