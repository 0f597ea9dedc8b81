"""What leads through the pages of a set: index, what changed, and what is not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from policylib.reporting.pages.finished import as_json
from policylib.reporting.pages.site import entries, frame, history, registers
from policylib.reporting.plans.plan import Job
from policylib.reporting.shelf.listing import Kept
from policylib.wording import Language


def of_one_language(jobs: Sequence[Job]) -> list[Job]:
    """Return the jobs of the first language: the others hold the same numbers."""
    return [job for job in jobs if job.language == jobs[0].language]


def files(
    jobs: Sequence[Job],
    kept: Mapping[str, Kept],
    *,
    rows: Sequence[dict],
    former: Path | None,
    root: Path,
    made: dt.date,
) -> dict[str, bytes]:
    """Return the files of the site by their names in the set.

    Parameters
    ----------
    kept : mapping of str to Kept
        By the name of the job.
    rows : sequence of dict
        What changed, as `changes.since` and `policylib.reporting.apart` tell it.
    former : Path or None
        The set that was published before.
    root : Path
        The project.
    """
    languages = list(dict.fromkeys(job.language for job in jobs))
    found = entries.findings(jobs, kept)
    past = history.continued(former, of_one_language(jobs), found=found, made=made)
    files = {"changes.json": as_json(rows), history.FILE: as_json(past)}
    for code in languages:
        language = Language(code)
        mine = [job for job in jobs if job.language == code]
        listed = entries.entries(mine, kept, found, language)
        told = registers.told(mine, found, root, language)
        show = frame.Frame(language, languages, made)
        files |= {
            f"index.{code}.html": show.index(listed, told),
            f"changes.{code}.html": show.changes(listed, rows, past, first=former is None),
            f"registers.{code}.html": show.registers(told),
        }
    return files | {"index.html": files[f"index.{languages[0]}.html"]}
