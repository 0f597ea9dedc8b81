"""Which page is made first, and how long all will still take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policylib.reporting.plans.plan import Job


def longest_first(jobs: Sequence[Job], durations: Mapping[str, float]) -> list[Job]:
    """Return the jobs in the order to start them: unknown ones first, then the longest.

    A long page begun last would keep one process busy while the others wait; one whose duration is
    not known may be the longest. Among the unknown the one with more code cells goes first; names
    decide ties, so that the order is the same every time.

    Parameters
    ----------
    durations : mapping of str to float
        Name of a job to the seconds that it took when it was last made.
    """

    def rank(job: Job) -> tuple:
        known = durations.get(job.name)
        return (known is not None, -(known or 0.0), -len(job.notebook.code), job.name)

    return sorted(jobs, key=rank)


def remaining(
    durations: Mapping[str, float],
    done: Mapping[str, float],
    running: Mapping[str, float],
    jobs: Sequence[Job],
    *,
    workers: int,
) -> float | None:
    """Estimate the seconds until all jobs are made; None while nothing is known.

    What is left is what the open jobs took when they were last made, scaled by how this run has
    done so far; one that was never made is taken by the seconds per code cell of those that were.
    It is at least the longest of what is left, and that of all divided by the workers.

    Parameters
    ----------
    durations, done : mapping of str to float
        Name of a job to its seconds: when it was last made, and in this run.
    running : mapping of str to float
        Name of a job under way to the seconds since it began.
    jobs : sequence of Job
        All that this run makes, also what is done or under way.
    workers : int
        Processes that make pages.
    """
    expected = _expected(durations, done, jobs)
    if expected is None:
        return None
    pace = _pace(done, expected)
    left = [
        max(expected[job.name] * pace - running.get(job.name, 0.0), 0.0)
        for job in jobs
        if job.name not in done
    ]
    return max(sum(left) / workers, max(left, default=0.0))


def _expected(
    durations: Mapping[str, float], done: Mapping[str, float], jobs: Sequence[Job]
) -> dict[str, float] | None:
    """Return what each job is expected to take, before anything is known of this run's pace."""
    known = {**done, **durations}
    measured = [job for job in jobs if job.name in known]
    cells = sum(len(job.notebook.code) for job in measured)
    if not measured or not cells:
        return None
    per_cell = sum(known[job.name] for job in measured) / cells
    return {job.name: known.get(job.name, per_cell * len(job.notebook.code)) for job in jobs}


def _pace(done: Mapping[str, float], expected: Mapping[str, float]) -> float:
    """Return how this run's pages compare with what was expected of them; 1 is as expected."""
    before = sum(expected[name] for name in done if name in expected)
    return sum(s for name, s in done.items() if name in expected) / before if before else 1.0
