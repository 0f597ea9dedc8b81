"""A register of workers from CSV to checked parquet, against the same rules row by row.

Run by ``make bench``, which writes its table into benchmarks/README.md.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from benchmarks import made_up_register, measured
from policylib import cleaning, schemas, store
from policylib.cleaning import accepted, columns, names, nik
from policylib.cleaning.cells import UnreadableCellError
from policylib.cleaning.dates import read_date
from policylib.cleaning.pseudonyms import pseudonyms
from policylib.cleaning.quantities import parse_quantity

KEY = bytes(range(32))
ON = dt.date(2025, 12, 31)
SEED = 20251031


def ours(path: Path, out: Path) -> tuple[pd.DataFrame, dict[str, float]]:
    """Clean as `policylib ingest` does; return the table and seconds by step."""
    spent: dict[str, float] = defaultdict(float)
    table = schemas.office_table("worker_register")
    with _Timed(spent):
        started = time.perf_counter()
        read = store.read_office_file(path)
        spent["read"] = time.perf_counter() - started
        areas = cleaning.AreaMatcher(store.register(), regency="32.16", on=ON)
        cleaned = cleaning.clean(read.grids, table, areas, hidden="keep", key=KEY)
        checking = time.perf_counter()
        schemas.check(cleaned.table, schemas.contract(table), where="bench", first_row=1)
        writing = time.perf_counter()
        cleaned.table.to_parquet(out, index=False)
        ended = time.perf_counter()
    spent["contract"], spent["parquet"] = writing - checking, ended - writing
    spent["all"] = ended - started
    spent["rows, layout and issues"] = 2 * spent["all"] - sum(spent.values())
    return cleaned.table, dict(spent)


class _Timed:
    """Times the readers of columns while the block runs."""

    STEPS = (
        (columns, "check_niks", "NIK"),
        (columns, "parse_numbers", "wages"),
        (columns, "parse_dates", "dates"),
        (columns, "area_codes", "villages"),
        (accepted, "pseudonyms", "pseudonyms"),
    )

    def __init__(self, spent: dict[str, float]) -> None:
        self.spent, self.kept = spent, []

    def __enter__(self) -> None:
        from policylib.cleaning import office

        for module, name, step in self.STEPS:
            home = office if name == "area_codes" else module
            self.kept.append((home, name, getattr(home, name)))
            setattr(home, name, self._wrapped(getattr(home, name), step))

    def __exit__(self, *_) -> None:
        for home, name, function in self.kept:
            setattr(home, name, function)

    def _wrapped(self, function: Callable, step: str) -> Callable:
        def timed(*args, **named):
            started = time.perf_counter()
            try:
                return function(*args, **named)
            finally:
                self.spent[step] += time.perf_counter() - started

        return timed


def row_by_row(path: Path) -> pd.DataFrame:
    """The same rules as a careful analyst would write them: ``apply`` over rows."""
    frame = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    areas = cleaning.AreaMatcher(store.register(), regency="32.16", on=ON)
    frame = frame.apply(lambda row: _one(row, areas), axis=1, result_type="expand")
    good = frame[frame["nik"].notna()]
    good = good[~good["nik"].duplicated(keep=False)].reset_index(drop=True)
    return good.assign(pseudonym=pseudonyms(good["nik"], key=KEY))


def _one(row: pd.Series, areas: names.AreaMatcher) -> dict[str, object]:
    def read(function, *args):
        try:
            return function(*args)
        except UnreadableCellError:
            return None

    found = read(nik.parse_nik, row["NIK"])
    district = read(areas.one_district, row["Kecamatan"])
    wage = read(_whole_rupiah, row["Upah per Bulan"])
    day = read(read_date, row["Tanggal Daftar"])
    return {
        "nik": found.digits if found else None,
        "code": read(areas.one_village, row["Desa/Kelurahan"], district),
        "wage_rp_month": wage,
        "registered_on": day[0] if day else None,
    }


def _whole_rupiah(text: str) -> int:
    return int(parse_quantity(text, style="id").value)


def measure(rows: int, *, compare: bool) -> list[str]:
    """Clean a made-up register of ``rows`` and return lines of Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.csv"
        made_up_register.write(path, store.register(), rows=rows, seed=SEED)
        table, spent = ours(path, Path(folder) / "register.parquet")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        megabytes = path.stat().st_size / 1e6
        lines = [
            f"{rows:,} rows ({megabytes:,.0f} MB) in {spent['all']:.1f} s, at most {peak:.2f} GB.",
            "",
        ]
        if compare:
            lines += ["| step | seconds | share |", "|---|---|---|"]
            for step, seconds in sorted(spent.items(), key=lambda s: -s[1]):
                lines.append(f"| {step} | {seconds:.2f} | {seconds / spent['all']:.0%} |")
            lines += ["", *_against(path, table, spent["all"])]
    return lines


def _against(path: Path, table: pd.DataFrame, seconds: float) -> list[str]:
    started = time.perf_counter()
    slow = row_by_row(path)
    theirs = time.perf_counter() - started
    same = ["pseudonym", "code", "wage_rp_month", "registered_on"]
    one, two = (
        t[same].sort_values(same).reset_index(drop=True).astype("str") for t in (table, slow)
    )
    if not one.equals(two):
        raise SystemExit("the two ways differ")
    return [
        f"The same rules row by row in pandas: {theirs:.1f} s, {theirs / seconds:.1f} times as "
        f"long, with equal results ({len(table):,} rows accepted).",
    ]


def main() -> None:
    """``python -m benchmarks.register [ROWS]``: with ROWS only ours is measured."""
    if len(sys.argv) > 1:
        print("\n".join(measure(int(sys.argv[1]), compare=False)))
        return
    measured.write("register", "\n".join(measure(1_500_000, compare=True)))


if __name__ == "__main__":
    main()
