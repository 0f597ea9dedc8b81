"""The jobs whose findings a brief is made of: found in a plan, or added to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policylib.errors import UsageError, message
from policylib.reporting.plans import notebooks, parameters
from policylib.reporting.plans.notebooks import Notebook

if TYPE_CHECKING:
    from policylib.reporting.plans.plan import Job


def added(jobs: Sequence[Job]) -> list[Job]:
    """Return jobs without names that others take findings from and that are not planned.

    An area that a taken notebook has no answer for is left out.

    Raises
    ------
    UsageError
        If a taken notebook is not there, takes findings itself, or is planned twice with other
        parameters.
    """
    more: list[Job] = []
    for job in jobs:
        for notebook in _offered(job, jobs):
            if _origin(job, notebook.name, [*jobs, *more]) is None:
                more.append(_new(job, notebook))
    return more


def linked(jobs: Sequence[Job]) -> list[Job]:
    """Return the jobs, each told the names of those that it takes findings from."""
    return [dataclasses.replace(job, takes=dict(_names(job, jobs))) for job in jobs]


def _names(job: Job, jobs: Sequence[Job]) -> Iterator[tuple[str, str]]:
    for name in job.notebook.takes:
        found = _origin(job, name, jobs)
        if found is not None:
            yield name, found.name


def _offered(job: Job, jobs: Sequence[Job]) -> Iterator[Notebook]:
    known = {j.notebook.name: j.notebook for j in jobs}
    for name in job.notebook.takes:
        found = known.get(name) or notebooks.read(job.notebook.path.with_name(f"{name}.ipynb"))
        if found.takes:
            raise UsageError(
                message(
                    f"{job.notebook.name} takes findings of {name}, which takes some itself",
                    way_out="Name the notebooks that compute them.",
                )
            )
        if job.region.code in found.regions:
            yield found


def _origin(job: Job, name: str, jobs: Sequence[Job]) -> Job | None:
    """Return the job of the same area, day and language; of its scenario before that of none."""
    same = [j for j in jobs if j.notebook.name == name and _place(j) == _place(job)]
    for scenario in dict.fromkeys((job.scenario, "")):
        found = [j for j in same if j.scenario == scenario]
        if len(found) > 1:
            raise UsageError(
                message(
                    f"{job.notebook.name} takes findings of {name}, which is planned "
                    f"{len(found)} times for {job.region.name}",
                    way_out="Give the parameters names, as scenarios.",
                )
            )
        if found:
            return found[0]
    return None


def _place(job: Job) -> tuple[object, ...]:
    return job.region.code, job.language, str(job.values["known_on"])


def _new(job: Job, notebook: Notebook) -> Job:
    day = str(job.values["known_on"])
    values = parameters.differing(notebook, {}, known_on=day, written=False)
    told = {**values, "region": job.region.code, "language": job.language}
    return dataclasses.replace(job, name="", notebook=notebook, parameters=told, scenario="")
