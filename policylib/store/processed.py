"""Computed tables: parquet, each beside a ``.json`` saying from what it came."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policylib.errors import DataError, closest, message
from policylib.store.code import code_sha256
from policylib.store.noted import note

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Descent:
    """From what a processed table was computed.

    Attributes
    ----------
    sources : dict of str to str
        Raw file (``source/file.csv``) to sha256.
    code_sha256 : str
        Hash of the library code that computed it.
    parquet_sha256 : str
        Hash of the file written; empty before writing.
    """

    table: str
    sources: dict[str, str]
    code_sha256: str
    rows: int = 0
    parquet_sha256: str = ""


def _paths(root: Path, name: str) -> tuple[Path, Path]:
    folder = root / "data" / "processed"
    return folder / f"{name}.parquet", folder / f"{name}.json"


def write(root: Path, table: pd.DataFrame, descent: Descent) -> None:
    """Write table and descent; each file appears whole or not at all, the descent last."""
    parquet, record = _paths(root, descent.table)
    parquet.parent.mkdir(parents=True, exist_ok=True)
    aside = parquet.with_suffix(".parquet.new")
    table.to_parquet(aside, index=False)
    kept = Descent(descent.table, descent.sources, descent.code_sha256, len(table), _sha256(aside))
    aside.replace(parquet)
    aside = record.with_suffix(".json.new")
    aside.write_text(json.dumps(asdict(kept), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    aside.replace(record)


def read_descent(root: Path, name: str) -> Descent | None:
    """Return what a processed table says of itself, or None when it was never computed."""
    parquet, record = _paths(root, name)
    if not (parquet.is_file() and record.is_file()):
        return None
    try:
        return Descent(**json.loads(record.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        # Truncated, or written by another version: as good as never computed, and remade.
        return None


def is_current(root: Path, wanted: Descent) -> bool:
    """Whether the processed table exists and came from just these files and this code."""
    kept = read_descent(root, wanted.table)
    return (
        kept is not None
        and (kept.sources, kept.code_sha256) == (wanted.sources, wanted.code_sha256)
        and _sha256(_paths(root, wanted.table)[0]) == kept.parquet_sha256
    )


def read(root: Path, name: str) -> pd.DataFrame:
    """Read a processed table after checking its bytes and that its raw files did not move on."""
    import pandas as pd

    parquet, _ = _paths(root, name)
    kept = read_descent(root, name)
    if kept is None:
        raise never_computed(root, name)
    if _sha256(parquet) != kept.parquet_sha256:
        raise DataError(
            message(
                f"data/processed/{name}.parquet is not what was written",
                way_out="Run: policylib data",
            )
        )
    refuse_stale(root, kept)
    note(kept.sources)
    return pd.read_parquet(parquet)


def never_computed(root: Path, name: str) -> DataError:
    """Build the error of a table that is not there, with the nearest that is."""
    folder = _paths(root, name)[0].parent
    known = [p.stem for p in folder.glob("*.parquet") if "quarantine" not in p.name]
    near = closest(name, known) if known else ""
    return DataError(
        message(
            f"the table '{name}' was not computed yet",
            way_out=f"{near} Or run: policylib data".strip(),
        )
    )


def refuse_stale(root: Path, kept: Descent) -> None:
    """Raise DataError when a table's raw files or code moved on since it was computed."""
    raw = root / "data" / "raw"
    stale = [f for f, sha in kept.sources.items() if _sha256(raw / f) != sha]
    if kept.code_sha256 != code_sha256():
        stale.append("the code that computes it")
    if stale:
        raise DataError(
            message(
                f"the table '{kept.table}' is older than what it is made from",
                where=", ".join(stale),
                way_out="Run: policylib data",
            )
        )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
