"""What the sources leave open: contradictions, and what nobody has published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from policylib import assumptions, store
from policylib.findings import Finding
from policylib.reporting.plans.plan import Job
from policylib.tables import Column, Row, Table, contradictions, page_link, sources
from policylib.wording import References, interval_cell, named
from policylib.wording.language import Language


def told(
    jobs: Sequence[Job],
    found: Mapping[str, tuple[Finding, ...]],
    root: Path,
    language: Language,
) -> list[Table]:
    """Return the tables of the registers that have rows, for the pages of one language."""
    day = max(str(job.values["known_on"]) for job in jobs)
    refs = References(
        store.ledger(known_on=day, root=root), store.provenance(root=root), language, {}
    )
    regions = {job.region.code: job.region.name for job in jobs}
    disagree = [_named(code, name, refs) for code, name in regions.items()]
    tables = [
        *disagree,
        _ranges(jobs, found, language),
        _made_up(jobs, found, language),
        _poor(found, language),
        sources(refs),
    ]
    return [table for table in tables if table.rows]


def _named(code: str, name: str, refs: References) -> Table:
    table = contradictions(refs.ledger, refs, region=code)
    return Table(f"{name}: {table.caption}", table.columns, table.rows)


def _each(
    jobs: Sequence[Job], found: Mapping[str, tuple[Finding, ...]]
) -> Iterator[tuple[Job, Finding]]:
    """Yield each finding where it was computed; a brief computes none."""
    for job in jobs:
        if not job.takes:
            yield from ((job, finding) for finding in found[job.name])


def _ranges(
    jobs: Sequence[Job], found: Mapping[str, tuple[Finding, ...]], language: Language
) -> Table:
    tr = language.gettext
    rows = [
        Row((_linked(job, f, language), interval_cell(f, language), job.region.name))
        for job, f in _each(jobs, found)
        if f.value is None and not f.synthetic
    ]
    columns = (Column(tr("What")), Column(tr("Interval"), True), Column(tr("Area")))
    return Table(tr("Known as a range only"), columns, tuple(rows))


def _made_up(
    jobs: Sequence[Job], found: Mapping[str, tuple[Finding, ...]], language: Language
) -> Table:
    tr = language.gettext
    rows = [
        Row((_linked(job, f, language), job.region.name))
        for job, f in _each(jobs, found)
        if f.synthetic
    ]
    columns = (Column(tr("What")), Column(tr("Area")))
    return Table(
        tr("Not known at all: computed from made-up data until real data come"),
        columns,
        tuple(rows),
    )


def _linked(job: Job, finding: Finding, language: Language) -> str:
    return page_link(named(finding, language), f"{job.file}#finding-{finding.id}")


def _poor(found: Mapping[str, tuple[Finding, ...]], language: Language) -> Table:
    """Return the assumptions of poor quality that findings stand on."""
    tr = language.gettext
    cited = (s.partition(":") for all_ in found.values() for f in all_ for s in f.sources)
    names = sorted({name for kind, _, name in cited if kind == "assumption"})
    held = assumptions.shipped()
    rows = [
        Row((tr(held[name].description), tr(held[name].source)))
        for name in names
        if held[name].quality == "poor"
    ]
    columns = (Column(tr("What")), Column(tr("Why it is held")))
    return Table(tr("Nobody published: assumptions of poor quality"), columns, tuple(rows))
