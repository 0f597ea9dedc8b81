"""How much of a difference each kind of change made, where several changed at once.

With the code of today, what pages are computed from is put back as it was, and then brought to
today kind by kind in a fixed order: law, evidence, assumptions. The difference of each step is of
its kind; what they leave of the whole is the code's. So the parts add up.
"""

from __future__ import annotations

import math
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
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
#: All steps together may take this, and some times what the pages took.
_SECONDS, _TIMES = 300.0, 4.0


@dataclass(frozen=True)
class Sets:
    """The set that is made now and the one before it.

    Attributes
    ----------
    jobs : sequence of Job
        Of one language.
    now, before : mapping of str to Key
        What pages are made from.
    seconds : mapping of str to float
        How long pages took.
    former : Path
        Folder of the set before.
    """

    jobs: Sequence[Job]
    now: Mapping[str, Key]
    before: Mapping[str, Key]
    seconds: Mapping[str, float]
    root: Path
    former: Path


def told(rows: Sequence[dict], sets: Sets, *, how: How, say: Callable[[str], None]) -> list[dict]:
    """Return the rows of `changes.since`, each with ``parts``: kind to the difference it made.

    A difference has ``value``, ``low`` and ``high``; None stands where a side has none. ``parts``
    is None for a finding that is new or gone, and where what was before cannot be computed. No
    error of that ends the run, which has its pages.
    """
    mixed = {row["page"] for row in rows if len(row["kinds"]) > 1}
    kinds = {kind for row in rows if row["page"] in mixed for kind in row["kinds"]}
    order = [kind for kind in _ORDER if kind in kinds]
    steps: list[Values] = []
    if mixed:
        say("Several kinds of change: numbers are computed again to tell them apart.")
        try:
            steps = _steps(order, mixed, sets, how)
        except PolicylibError as error:
            say(f"What changed is not told apart: {error}")
        except Exception as error:
            say(f"What changed is not told apart: {type(error).__name__}")
    found = [{**row, "parts": _parts(row, order, steps)} for row in rows]
    if steps and (lost := {r["page"] for r in found if r["parts"] is None and _is_there(r)}):
        say(f"What changed is not told apart on {len(lost)} pages.")
    return found


def _steps(order: Sequence[str], pages: Collection[str], sets: Sets, how: How) -> list[Values]:
    """Return the findings after each kind of the order but the last, which is today."""
    wanted = [job for job in sets.jobs if entries.key(job) in pages]
    names = {name for job in wanted for name in (job.name, *job.takes.values())}
    jobs = [job for job in sets.jobs if job.name in names]
    seconds = _SECONDS + _TIMES * sum(sets.seconds[job.name] for job in jobs)
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="policylib-") as folder:
        project = Path(folder) / "project"
        found = []
        for place in range(1, len(order)):
            still = order[place:]
            carried.copy(sets.root, project)
            inputs.put_back(sets.former / inputs.FILE, still, project=project)
            left = end - time.monotonic()
            made = again.computed(jobs, project=project, how=how, seconds=left)
            found.append(_values(jobs, made, still, sets))
            shutil.rmtree(project)
    return found


def _values(
    jobs: Sequence[Job], made: Mapping[str, again.Computed], still: Collection[str], sets: Sets
) -> Values:
    """Return the findings of pages that were computed from just what they should have been."""
    good = {j.name for j in jobs if j.name in made and _is_meant(j, made[j.name], still, sets)}
    return {
        entries.key(job): {f["id"]: f for f in made[job.name].record["findings"]}
        for job in jobs
        if good >= {job.name, *job.takes.values()}
    }


def _is_meant(job: Job, made: again.Computed, still: Collection[str], sets: Sets) -> bool:
    """Whether parts of the kinds that are still as before are, and all others as they are now."""
    now = sets.now[job.name].parts
    before = sets.before[job.name].parts if job.name in sets.before else {}
    for part in filter(changes.decides, now):
        former = part in before and changes.kind(part) in still
        if made.parts.get(part) != (before if former else now)[part]:
            return False
    return True


def _parts(row: dict, order: Sequence[str], steps: Sequence[Values]) -> dict | None:
    kinds = row["kinds"]
    if len(kinds) == 1:
        order, between = kinds, []
    else:
        between = [step.get(row["page"], {}).get(row["finding"]) for step in steps]
    states = [row["before"], *between, row["after"]]
    if len(states) != len(order) + 1 or None in states or len({s["unit"] for s in states}) > 1:
        return None
    made = {k: _difference(*states[n : n + 2]) for n, k in enumerate(order)}
    if any(_is_other(made[k], row) for k in order if k not in kinds):
        return None  # what did not change did something: the steps are not what they should be
    return {k: made[k] for k in changes.KINDS if k in kinds}


def _difference(before: dict, after: dict) -> dict[str, float | None]:
    pairs = {name: (before[name], after[name]) for name in _NUMBERS}
    return {name: None if None in pair else pair[1] - pair[0] for name, pair in pairs.items()}


def _is_other(difference: dict[str, float | None], row: dict) -> bool:
    sizes = [abs(row["after"][name] or 0) for name in _NUMBERS]
    least = 1e-9 * max(sizes)
    return any(not math.isclose(v or 0, 0, abs_tol=least) for v in difference.values())


def _is_there(row: dict) -> bool:
    return row["before"] is not None and row["after"] is not None
