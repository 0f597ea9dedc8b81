"""The files that a set has beside its pages: findings, keys, inputs, record of the run, site."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from policylib.errors import RunError, message
from policylib.reporting import apart, inputs, record
from policylib.reporting.needs import needed
from policylib.reporting.needs.keys import Key
from policylib.reporting.pages import site
from policylib.reporting.pages.finished import as_json
from policylib.reporting.pages.site import changes, entries
from policylib.reporting.plans.plan import Job
from policylib.reporting.shelf import disk
from policylib.reporting.shelf.listing import Kept
from policylib.reporting.workers import How


def write(
    folder: Path,
    jobs: Sequence[Job],
    kept: Mapping[str, Kept],
    own: Mapping[str, Key],
    *,
    root: Path,
    former: Path | None,
    seals: dict[str, str],
    started: dt.datetime,
    how: How,
    say: Callable[[str], None],
) -> None:
    """Write them into the folder of a set; ``former`` is the one published before.

    Raises
    ------
    RunError
        If two languages of one page hold different findings.
    """
    findings = _findings(jobs, kept)
    disk.write(folder / "findings.json", as_json(findings))
    disk.write(folder / needed.FILE, as_json(needed.to_json(own)))
    about = record.of_run(jobs, root, seals) | {"started": started.isoformat(timespec="seconds")}
    disk.write(folder / "run.json", as_json(about))
    disk.write(folder / inputs.FILE, inputs.packed(root))
    first = site.of_one_language(jobs)
    rows = changes.since(former, first, found=entries.findings(first, kept), own=own)
    if former is not None:
        seconds = {name: float(page.about.get("seconds", 0)) for name, page in kept.items()}
        sets = apart.Sets(first, own, needed.former(former), seconds, root, former)
        rows = apart.told(rows, sets, how=how, say=say)
    more = site.files(jobs, kept, rows=rows, former=former, root=root, made=started.date())
    for name, content in more.items():
        disk.write(folder / name, content)


def _findings(jobs: Sequence[Job], kept: Mapping[str, Kept]) -> list[dict]:
    """Return each record once: the findings hold no words of a language."""
    first: dict[str, tuple[str, bytes]] = {}
    for job in jobs:
        told = {n: v for n, v in job.values.items() if n != "language"}
        work = json.dumps([job.notebook.name, told], sort_keys=True)
        text = (kept[job.name].folder / kept[job.name].names["findings.json"]).read_bytes()
        name, held = first.setdefault(work, (job.name, text))
        if held != text:
            raise RunError(
                message(
                    "two languages give different findings",
                    where=f"{name} and {job.name}",
                    way_out="A notebook may not compute with its language.",
                ),
                reason="languages_differ",
            )
    return [json.loads(text) for _, text in first.values()]
