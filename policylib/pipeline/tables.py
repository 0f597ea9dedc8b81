"""Source to cleaner to contract to store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policylib import store

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Raw:
    """A table that is one raw file, ``data/raw/<source>/<name>.csv``, under a contract."""

    name: str
    source: str
    contract: str

    @property
    def file(self) -> str:
        """Path under data/raw, as descent records it."""
        return f"{self.source}/{self.name}.csv"


def _raw(name: str, source: str, contract: str = "") -> Raw:
    return Raw(name, source, contract or name)


#: One line a raw table; a new source is one line here, one folder, and one contract.
RAW = {
    table.name: table
    for table in (
        _raw("published_numbers", "published-numbers"),
        _raw("sources", "published-numbers"),
        _raw("conflicts", "published-numbers"),
        _raw("regions", "permendagri-register"),
        _raw("spellings", "permendagri-register"),
        _raw("regency_units", "permendagri-register"),
        _raw("villages", "village-geometry", "village_geometry"),
        _raw("districts", "village-geometry", "district_geometry"),
        _raw("village_index", "idm-kemendes"),
        _raw("regency_index", "idm-kemendes"),
        _raw("village_revenue_2023", "portal-data-desa-jabar", "village_revenue"),
        _raw("village_population", "dukcapil-2024", "population"),
        _raw("regency_population", "dukcapil-2024", "population"),
        _raw("village_facts", "village-facts"),
        _raw("village_fund_ceilings", "djpk-dana-desa"),
        _raw("minimum_wage_2024", "opendata-jabar-umk", "minimum_wage"),
        _raw("national_participants", "bps-tk-national"),
        _raw("adoption_series", "adoption-series"),
        _raw("adoption_shares", "adoption-series"),
    )
}

#: Derived tables: the raw tables they stand on, in the order their function takes them.
DERIVED = {
    "village_covariates": (
        "regions",
        "village_population",
        "village_index",
        "village_facts",
        "village_revenue_2023",
    ),
    "indicator_issues": ("village_revenue_2023", "village_facts", "village_index"),
}


def build_facts(root: Path, *, say: Callable[[str], None] = lambda _: None) -> list[str]:
    """Check seals and contracts of the project's facts and write what changed; return the names.

    Raises
    ------
    DataError
        If a raw file changed without its seal, or a table breaks its contract.
    """
    seals = store.verify(root)
    _nothing_unread(root, seals)
    code = store.code_sha256()
    wanted = {
        n: store.Descent(n, {t.file: seals[t.file] for t in _behind(n)}, code)
        for n in (*RAW, *DERIVED)
    }
    stale = [n for n, descent in wanted.items() if not store.is_current(root, descent)]
    if not stale:
        return []
    tables = read_all(root)
    for name in stale:
        say(name)
        store.write(root, tables[name], wanted[name])
    return stale


def read_all(root: Path) -> dict[str, pd.DataFrame]:
    """Return every table, checked by its contract and by the references between tables."""
    from policylib import cleaning, schemas

    tables = {}
    for name, raw in RAW.items():
        text = store.read_text(root, raw.source, f"{name}.csv")
        contract, where = getattr(schemas, raw.contract), f"data/raw/{raw.file}"
        tables[name] = schemas.check(
            cleaning.typed(text, contract, where=where), contract, where=where
        )
    schemas.check_links(tables)
    for name, behind in DERIVED.items():
        table = getattr(cleaning, name)(*(tables[b] for b in behind))
        tables[name] = schemas.check(table, getattr(schemas, name), where=name, first_row=1)
    return tables


def _behind(name: str) -> list[Raw]:
    return [RAW[n] for n in DERIVED.get(name, (name,))]


def _nothing_unread(root: Path, seals: dict[str, str]) -> None:
    from policylib.errors import DataError, message, places

    received = {v.path for v in store.received(root)}
    unread = sorted(set(seals) - {t.file for t in RAW.values()} - received)
    if unread:
        raise DataError(
            message(
                "raw files that nothing reads",
                where=places(unread),
                way_out="Add each to policylib/pipeline.py with its contract.",
            )
        )
