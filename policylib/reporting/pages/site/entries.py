"""The pages of a set in one language, each with its headline numbers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policylib.findings import Finding, of_record
from policylib.reporting.plans import ipynb
from policylib.reporting.plans.plan import Job
from policylib.reporting.shelf.listing import Kept
from policylib.wording import Language, cell, interval_cell, named


@dataclass(frozen=True)
class Number:
    """A finding as the site shows it."""

    finding: Finding
    href: str
    label: str
    value: str
    interval: str


@dataclass(frozen=True)
class Entry:
    """One page; ``key`` names what is computed, whatever the language."""

    key: str
    href: str
    question: str
    region: str
    known_on: str
    scenario: str
    mark: str
    pdf: str
    numbers: tuple[Number, ...]
    headline: tuple[Number, ...]


def key(job: Job) -> str:
    """Name what is computed: the page without its language."""
    parts = [job.notebook.name, job.region.code, str(job.values["known_on"]), job.scenario]
    return " ".join(filter(None, parts))


def findings(jobs: Sequence[Job], kept: Mapping[str, Kept]) -> dict[str, tuple[Finding, ...]]:
    """Return the findings by the name of the job."""
    return {job.name: of_record(json.loads(_record(kept[job.name]))) for job in jobs}


def _record(kept: Kept) -> bytes:
    return (kept.folder / kept.names["findings.json"]).read_bytes()


def headline(job: Job) -> tuple[str, ...]:
    """Return the ids of the findings that a notebook puts first."""
    about = ipynb.read(job.notebook.path)["metadata"].get("policylib", {})
    return tuple(about.get("headline", ()))


def entries(
    jobs: Sequence[Job],
    kept: Mapping[str, Kept],
    found: Mapping[str, tuple[Finding, ...]],
    language: Language,
) -> list[Entry]:
    """Return the pages of one language, briefs first, else in the order of the plan."""
    return [
        _entry(job, kept[job.name], found[job.name], language)
        for job in sorted(jobs, key=lambda j: not j.notebook.takes)
    ]


def _entry(job: Job, kept: Kept, found: Sequence[Finding], language: Language) -> Entry:
    known_on = dt.date.fromisoformat(str(job.values["known_on"]))
    numbers = {f.id: number(f, job.file, language) for f in found}
    return Entry(
        key(job),
        job.file,
        language.gettext(job.notebook.question),
        job.region.name,
        language.gettext("as known on {date}", date=language.date(known_on)),
        job.scenario,
        language.gettext("made-up data") if kept.about["synthetic"] else "",
        f"{job.name}.pdf" if "pdf" in kept.names else "",
        tuple(numbers.values()),
        tuple(numbers[name] for name in headline(job) if name in numbers),
    )


def number(finding: Finding, file: str, language: Language) -> Number:
    """Return a finding in words, with the way to its row."""
    value, ends = cell(finding, language), interval_cell(finding, language)
    only_range = finding.value is None
    return Number(
        finding,
        f"{file}#finding-{finding.id}",
        named(finding, language),
        ends if only_range else value,
        "" if only_range or not finding.is_range else ends,
    )
