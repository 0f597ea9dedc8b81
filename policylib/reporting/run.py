"""From planned pages to a published set, or to a clear failure that changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from policylib import store
from policylib.errors import PolicylibError, RunError, message, places
from policylib.reporting.needs import keys, watched
from policylib.reporting.needs.needed import Needed, needed
from policylib.reporting.pages import EXACT
from policylib.reporting.pages.printed import browser
from policylib.reporting.plans import order
from policylib.reporting.plans.plan import Job
from policylib.reporting.shelf import (
    disk,
    journal,
    manifest,
    outcome,
    pointer,
    publish,
    retention,
    sealed,
    signature,
)
from policylib.reporting.shelf.journal import Journal
from policylib.reporting.shelf.listing import Kept
from policylib.reporting.workers import Ended, How, each_made

#: Runs whose sealed pages wait for their set.
RUNS_REMEMBERED = 5


class Progress(Protocol):
    """Shows how far a run is."""

    def begin(self, total: int, *, taken: int) -> None:
        """Show that so many pages are to be made, and so many are taken as they were."""

    def step(self, text: str, *, left: float | None) -> None:
        """Show that a page has ended; ``left`` is the estimate of the seconds that remain."""


@dataclass(frozen=True)
class Run:
    """One run of the holder of the lock of ``reports``.

    Attributes
    ----------
    name : str
        As `publish.run_id` gives it.
    force : bool
        Whether pages are made again that nothing has changed.
    keep : int
        Sets that stay.
    sign : Path or None
        Private key that signs the manifest.
    """

    name: str
    started: dt.datetime
    root: Path
    reports: Path
    log: Journal
    say: Callable[[str], None]
    progress: Progress
    how: How
    force: bool = False
    keep: int = 3
    sign: Path | None = None


def look(
    jobs: Sequence[Job], *, root: Path, reports: Path, force: bool, say: Callable[[str], None]
) -> Needed:
    """Return what a run would make and why, without making it."""
    inputs = keys.inputs(root, [job.notebook for job in jobs])
    # A browser that came or went: pages are made once more, with their PDF or without.
    there = {"PDF": "printed" if browser.found() else "not printed"}
    inputs = replace(inputs, common=inputs.common | there)
    return needed(jobs, inputs, reports, force=force, say=say)


def publish_all(run: Run, jobs: Sequence[Job]) -> tuple[Path, int]:
    """Make what is needed and publish the set; return its folder and how many pages were made.

    Raises
    ------
    PolicylibError
        If any page fails; nothing is published, the former set stays, and finished pages wait
        sealed for the next run.
    """
    before = watched.signature(run.root)
    seals = store.verify(run.root)
    need = look(jobs, root=run.root, reports=run.reports, force=run.force, say=run.say)
    if need.is_latest:
        run.log.add("unchanged", pages=len(jobs))
        pointer.mend(run.reports)
        return pointer.latest(run.reports), 0
    _sweep(run, {need.keys[name].sha256 for name in need.keys})
    run.log.add_all("planned", jobs={n: {"key": k.sha256} for n, k in need.keys.items()})
    run.log.add_all("skipped", jobs={n: {} for n in need.kept})
    with publish.work(run.reports, run.name) as aside:
        made = _make(run, jobs, need, aside, before)
        target = _set(run, jobs, need.keys, need.kept | made, aside, seals)
    with disk.only_said(run.say):  # it is published: nothing may call the run failed any more
        run.log.add_all("published", jobs={n: {"key": k.sha256} for n, k in need.keys.items()})
        run.log.add("published", pages=len(jobs), made=len(made))
    # Sweeping first: removing a sealed name changes the times that `seen` remembers.
    _sweep(run, ())
    retention.retain(run.reports, keep=run.keep, say=run.say)
    return target, len(made)


def _sweep(run: Run, planned: Collection[str]) -> None:
    """Remove what ended runs left, but for sealed pages of this plan or of a recent run."""
    past = journal.lines(run.reports)
    waiting = journal.unpublished(past, runs=RUNS_REMEMBERED)
    retention.sweep(run.reports, run=run.name, needed={*planned, *waiting}, say=run.say)


def _make(
    run: Run, jobs: Sequence[Job], need: Needed, aside: Path, before: watched.Signature
) -> dict[str, Kept]:
    """Make and seal what is missing; raise if any page failed, after all were tried."""
    todo = order.longest_first([j for j in jobs if j.name in need.why], need.seconds)
    run.log.add_all("running", jobs={j.name: {"why": list(need.why[j.name])} for j in todo})
    run.progress.begin(len(todo), taken=len(need.kept))
    made: dict[str, Kept] = {}
    failed: list[Ended] = []
    seconds: dict[str, float] = {}
    ends = (
        each_made(todo, root=run.root, how=run.how, records=_records(todo, need.kept))
        if todo
        else ()
    )
    for ended in ends:
        name = ended.job.name
        if ended.made is None:
            failed.append(ended)
            run.log.add("failed", job=name, reason=outcome.reason_of(ended.error))
        else:
            watched.require_same(run.root, before)
            made[name] = _seal(run, ended, need.keys[name].sha256, aside)
            seconds[name] = ended.made.seconds
        left = order.remaining(need.seconds, seconds, {}, todo, workers=run.how.processes)
        run.progress.step(name, left=left)
    if failed:
        raise _all_of(failed, len(jobs))
    return made


def _records(todo: Sequence[Job], kept: Mapping[str, Kept]) -> dict[str, bytes]:
    """Return the findings that jobs take from pages that are there, by the name of these."""
    taken = {name for job in todo for name in job.takes.values()} & kept.keys()
    return {n: (kept[n].folder / kept[n].names["findings.json"]).read_bytes() for n in taken}


def _seal(run: Run, ended: Ended, key: str, aside: Path) -> Kept:
    name, made = ended.job.name, ended.made
    run.log.add("executed", job=name, seconds=round(made.seconds, 3))
    run.log.add("checked", job=name)
    folder = aside / name
    disk.folder(folder)
    for what, content in made.files.items():
        disk.write(folder / what, content)
    about = {"synthetic": made.synthetic, "seconds": round(made.seconds, 3)}
    kept = sealed.seal(run.reports, key, folder, about, exact=EXACT, say=run.say)
    run.log.add("sealed", job=name, key=key)
    return kept


def _set(
    run: Run,
    jobs: Sequence[Job],
    own: Mapping[str, keys.Key],
    kept: Mapping[str, Kept],
    aside: Path,
    seals: dict[str, str],
) -> Path:
    """Assemble, verify and publish the set; return its folder."""
    from policylib.reporting import whole  # brings the words of all pages

    folder = aside / "set"
    publish.assemble(folder, kept)
    whole.write(
        folder, jobs, kept, own,
        root=run.root, former=pointer.latest(run.reports), seals=seals, started=run.started,
        how=run.how, say=run.say,
    )  # fmt: skip
    manifest.write(folder, kept, run=run.name, number=pointer.next_number(run.reports))
    if run.sign is not None:
        signature.sign(folder, key=run.sign)
    return publish.put(run.reports, folder, run=run.name, say=run.say)


def _all_of(failed: Sequence[Ended], count: int) -> PolicylibError:
    """Return the first failure, as its own kind; the others are named in it."""
    first = failed[0].error
    if len(failed) == 1:
        return first
    names = places([e.job.name for e in failed])
    text = f"{first}\n" + message(f"{len(failed)} of {count} pages failed", where=names)
    if isinstance(first, RunError):
        return RunError(text, reason=first.reason, cell=first.cell)
    return type(first)(text)
