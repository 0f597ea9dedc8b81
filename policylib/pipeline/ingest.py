"""A file that an office sent: read, cleaned, checked, kept unchanged, and written as a table."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policylib import store
from policylib.days import parse_day
from policylib.errors import DataError, UsageError, message
from policylib.pipeline.tables import build_facts

if TYPE_CHECKING:
    from policylib.cleaning import Cleaned
    from policylib.schemas import OfficeTable


@dataclass(frozen=True)
class Received:
    """What is known of a file besides its content.

    Attributes
    ----------
    region : str
        Code of the area that its villages lie in; '' for tables without villages.
    hidden : str
        'keep' or 'leave' hidden rows and columns.
    """

    source: str
    publisher: str
    published: dt.date
    accessed: dt.date
    licence: str
    grade: str
    region: str
    hidden: str


@dataclass(frozen=True)
class Ingested:
    """What a file became, and what was written; ``version`` is '' where nothing was."""

    cleaned: Cleaned
    version: str
    written: tuple[str, ...]


def ingest(
    root: Path,
    file: Path,
    *,
    table: str,
    about: Received,
    key: bytes | None = None,
    dry_run: bool = False,
    confirm_fewer: bool = False,
) -> Ingested:
    """Read a file as one of the office tables, and unless ``dry_run`` keep and write it.

    Raises
    ------
    DataError
        If the file cannot be read, holds no such table, breaks a correction, or has fewer rows
        than the last one from this source and this is not confirmed.
    UsageError
        If the region is missing, or the key for a table of persons.
    """
    from policylib.schemas import office_table

    described = office_table(table)
    store.check_source_name(root, about.source)
    about = _with_region(root, described, about)
    cleaned = _clean(root, file, described, about, key)
    last = store.last_received(root, about.source)
    if last and last.sha256 == store.sha256_of(file) and last.table == described.name:
        return Ingested(cleaned, "", _write(root, last, cleaned))
    _refuse_older(root, file, about)
    if last and not confirm_fewer:
        _refuse_fewer(last, cleaned)
    if dry_run:
        return Ingested(cleaned, "", ())
    version = store.keep(root, file, _source_file(about, described, cleaned))
    return Ingested(cleaned, version.name, _write(root, version, cleaned))


def received(
    root: Path,
    source: str,
    *,
    publisher: str | None,
    published: str | None,
    accessed: dt.date,
    licence: str | None,
    grade: str | None,
    region: str | None,
    hidden: str,
) -> Received:
    """Complete what the caller says of a file with what the last file of its source said.

    Raises
    ------
    UsageError
        If publisher or day is not said and not known.
    """
    store.check_source_name(root, source)
    last = store.last_received(root, source)
    known = last.about if last else None
    if published is None:
        raise _unsaid("the day it was issued", "--published 2025-11-01")
    if publisher is None and known is None:
        raise _unsaid("who sent it", "--publisher NAME")
    return Received(
        source,
        publisher or known.publisher,
        parse_day(published),
        accessed,
        licence or (known.licence if known else "not stated; ask the publisher"),
        grade or (known.grade if known else "C"),
        region or (known.region if known else ""),
        hidden,
    )


def _unsaid(what: str, option: str) -> UsageError:
    return UsageError(message(f"a received file needs {what}", way_out=f"Say it: {option}."))


def build(root: Path, *, say: Callable[[str], None] = lambda _: None) -> list[str]:
    """Check everything under data/raw and write what is not current; return tables written.

    Raises
    ------
    DataError
        If a raw file changed without its seal, or a table breaks its contract.
    """
    return [*build_facts(root, say=say), *rebuild(root, say=say)]


def rebuild(root: Path, *, say: Callable[[str], None] = lambda _: None) -> list[str]:
    """Clean the last file of every source again where its table is not current.

    Tables of persons are left: they need a key that is not kept here.
    """
    written = []
    for version in store.last_of_each(root):
        if store.is_current(root, store.descent_of(root, version)):
            continue
        from policylib.schemas import office_table  # brings pandas: not when all is current

        described = office_table(version.table)
        if described.personal:
            continue
        say(version.name)
        about = version.about
        received = Received(
            version.source,
            about.publisher,
            about.published,
            about.accessed,
            about.licence,
            about.grade,
            about.region,
            about.hidden,
        )
        cleaned = _clean(root, version.file(root), described, received, None)
        _write(root, version, cleaned)
        written.append(f"{version.table}.{version.source}")
    return written


def _clean(
    root: Path, file: Path, table: OfficeTable, about: Received, key: bytes | None
) -> Cleaned:
    from policylib import cleaning, schemas

    read = store.read_office_file(file)
    corrections = store.read_corrections(root, about.source)
    ledger = f"data/raw/{about.source}/{store.CORRECTIONS}"
    grids = cleaning.corrected(read.grids, corrections, where=ledger)
    areas = None
    if table.of_villages:
        register = store.register(root=root)
        areas = cleaning.AreaMatcher(register, regency=about.region, on=about.published)
    cleaned = cleaning.clean(
        grids, table, areas, hidden=about.hidden, key=key, file_rules=read.rules
    )
    if not cleaned.account.holds:
        raise DataError(message(f"rows of {file.name} are unaccounted for: {cleaned.account}"))
    schemas.check(cleaned.table, schemas.contract(table), where=table.name, first_row=1)
    return cleaned


def _with_region(root: Path, table: OfficeTable, about: Received) -> Received:
    about = dataclasses.replace(about, region=about.region or table.region)
    if about.region:
        found = store.register(root=root).find(about.region, level="regency")
        about = dataclasses.replace(about, region=found.code)
    if table.of_villages and not about.region:
        raise UsageError(
            message(
                f"the table '{table.name}' names villages",
                expected="the regency or city they lie in",
                way_out="Give it: --region 32.16.",
            )
        )
    return about


def _refuse_older(root: Path, file: Path, about: Received) -> None:
    sha256 = store.sha256_of(file)
    for version in store.received(root):
        if version.source == about.source and version.sha256 == sha256:
            raise DataError(
                message(
                    f"this file was received before, as {version.name}, and a later one since",
                    way_out="Take the newest file, or give it another --source.",
                )
            )
    last = store.last_received(root, about.source)
    if last and about.published < last.about.published:
        raise DataError(
            message(
                f"this file was issued on {about.published}, and {last.name} on "
                f"{last.about.published}",
                way_out="Take the newest file, or give it another --source.",
            )
        )


def _refuse_fewer(last: store.Version, cleaned: Cleaned) -> None:
    rows = cleaned.answered + cleaned.account.quarantined
    if rows < last.about.rows:
        raise DataError(
            message(
                f"the file has {rows} filled rows, the last one ({last.name}) had "
                f"{last.about.rows}",
                way_out="Ask the sender; if the rows are gone for good: --confirm-fewer.",
            )
        )


def _source_file(about: Received, table: OfficeTable, cleaned: Cleaned) -> store.SourceFile:
    return store.SourceFile(
        id=about.source,
        publisher=about.publisher,
        published=about.published,
        published_precision="day",
        accessed=about.accessed,
        licence=about.licence,
        grade=about.grade,
        note="",
        table=table.name,
        region=about.region,
        hidden=about.hidden,
        rows=cleaned.answered + cleaned.account.quarantined,
    )


def _write(root: Path, version: store.Version, cleaned: Cleaned) -> tuple[str, ...]:
    descent = store.descent_of(root, version)
    if store.is_current(root, descent):
        return ()
    store.write(root, cleaned.table, descent)
    return (f"{descent.table}.parquet", *store.write_log(root, descent.table, cleaned))
