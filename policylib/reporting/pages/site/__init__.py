"""What leads through the pages of a set: index, what changed, and what is not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from policylib.reporting.needs.keys import Key
from policylib.reporting.pages.finished import as_json
from policylib.reporting.pages.site import changes, entries, frame, history, registers
from policylib.reporting.plans.plan import Job
from policylib.reporting.shelf.listing import Kept
from policylib.wording import Language


def files(
    jobs: Sequence[Job],
    kept: Mapping[str, Kept],
    *,
    own: Mapping[str, Key],
    former: Path | None,
    root: Path,
    made: dt.date,
) -> dict[str, bytes]:
    """Return the files of the site by their names in the set.

    Parameters
    ----------
    kept : mapping of str to Kept
        By the name of the job.
    own : mapping of str to Key
        What each page was made from.
    former : Path or None
        The set that was published before.
    root : Path
        The project.
    """
    languages = list(dict.fromkeys(job.language for job in jobs))
    found = entries.findings(jobs, kept)
    first = [job for job in jobs if job.language == languages[0]]
    rows = changes.since(former, first, found=found, own=own)
    past = history.continued(former, first, found=found, made=made)
    files = {"changes.json": as_json(rows), history.FILE: as_json(past)}
    for code in languages:
        language = Language(code)
        mine = [job for job in jobs if job.language == code]
        listed = entries.entries(mine, kept, found, language)
        told = registers.told(mine, found, root, language)
        show = frame.Frame(language, languages, made)
        files |= {
            f"index.{code}.html": show.index(listed, told),
            f"changes.{code}.html": show.changes(listed, rows, past),
            f"registers.{code}.html": show.registers(told),
        }
    return files | {"index.html": files[f"index.{languages[0]}.html"]}
