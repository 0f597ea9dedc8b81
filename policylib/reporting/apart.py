"""How much of a difference each kind of change made, where several changed at once.

With the code of today, what pages are computed from is put back as it was, and then brought to
today kind by kind in a fixed order: law, evidence, assumptions. The difference of each step is of
its kind; what they leave of the whole is the code's. So the parts add up.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policylib.errors import PolicylibError
from policylib.reporting import again, carried, inputs
from policylib.reporting.needs.keys import Key
from policylib.reporting.pages.site import changes, entries
from policylib.reporting.plans.plan import Job
from policylib.reporting.workers import How

#: Findings as their records have them, by page and id.
Values = dict[str, dict[str, dict]]
#: The code comes first in time, for only today's can be run; it gets what the others leave.
_ORDER = ("code", "law", "evidence", "assumptions")
_NUMBERS = ("value", "low", "high")


@dataclass(frozen=True)
class Sets:
    """The set that is made now and the one before it.

    Attributes
    ----------
    jobs : sequence of Job
        Of one language.
    own, old : mapping of str to Key
        What pages are made from, now and before.
    former : Path
        Folder of the set before.
    aside : Path
        Folder for copies of the project; they are removed.
    """

    jobs: Sequence[Job]
    own: Mapping[str, Key]
    old: Mapping[str, Key]
    root: Path
    former: Path
    aside: Path


def told(rows: Sequence[dict], sets: Sets, *, how: How, say: Callable[[str], None]) -> list[dict]:
    """Return the rows of `changes.since`, each with ``parts``: kind to the difference it made.

    A difference has ``value``, ``low`` and ``high``; None stands where a side has none. ``parts``
    is None for a finding that is new or gone, and where what was before cannot be computed.
    """
    mixed = {row["page"] for row in rows if len(row["kinds"]) > 1}
    kinds = {kind for row in rows if row["page"] in mixed for kind in row["kinds"]}
    order = [kind for kind in _ORDER if kind in kinds]
    steps: list[Values] = []
    if mixed:
        say("Several kinds of change: numbers are computed again to tell them apart.")
        try:
            steps = [_with(order[n:], mixed, sets, how) for n in range(1, len(order))]
        except PolicylibError as error:
            say(f"What changed is not told apart: {error}")
    return [{**row, "parts": _parts(row, order, steps)} for row in rows]


def _with(old: Sequence[str], pages: set[str], sets: Sets, how: How) -> Values:
    """Return the findings of pages where these kinds are still as they were."""
    wanted = [job for job in sets.jobs if entries.key(job) in pages]
    names = {name for job in wanted for name in (job.name, *job.takes.values())}
    jobs = [job for job in sets.jobs if job.name in names]
    project = sets.aside / "-".join(old)
    try:
        carried.copy(sets.root, project)
        changed = {source for job in jobs for source in _changed(job, sets)}
        inputs.put_back(sets.former / inputs.FILE, old, project=project, changed=changed)
        found = again.findings(jobs, project=project, how=how)
    finally:
        shutil.rmtree(project, ignore_errors=True)
    return {entries.key(job): {f["id"]: f for f in found[job.name]["findings"]} for job in jobs}


def _changed(job: Job, sets: Sets) -> set[str]:
    """Return the sources of a page that are others now; one that it did not have is new code's."""
    before = sets.old[job.name].parts if job.name in sets.old else {}
    now = sets.own[job.name].parts
    data = {n for n in before if n.startswith("data ") and before[n] != now.get(n)}
    return {name.removeprefix("data ") for name in data}


def _parts(row: dict, order: Sequence[str], steps: Sequence[Values]) -> dict | None:
    kinds = row["kinds"]
    if len(kinds) == 1:
        states, order = [row["before"], row["after"]], kinds
    else:
        between = [step.get(row["page"], {}).get(row["finding"]) for step in steps]
        states = [row["before"], *between, row["after"]]
    if len(states) != len(order) + 1 or None in states or len({s["unit"] for s in states}) > 1:
        return None
    made = {k: _difference(*states[n : n + 2]) for n, k in enumerate(order)}
    return {
        k: made[k] for k in changes.KINDS if k in made and (k in kinds or any(made[k].values()))
    }


def _difference(before: dict, after: dict) -> dict[str, float | None]:
    pairs = {name: (before[name], after[name]) for name in _NUMBERS}
    return {name: None if None in pair else pair[1] - pair[0] for name, pair in pairs.items()}
