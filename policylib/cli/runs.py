"""The command ``report``: a small process that supervises, and the run that it supervises."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from policylib.cli.frame import FAILED, INTERRUPTED, Progress, short
from policylib.days import parse_day
from policylib.errors import UsageError, message
from policylib.kernels import supervise, tree

if TYPE_CHECKING:
    from policylib.reporting.plans.plan import Job
    from policylib.reporting.plans.plan_file import Terms

#: A run without a limit of its own ends after a quarter of a day.
RUN_SECONDS = 21_600.0


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    notebooks: tuple[str, ...]
    region: str | None
    known_on: str | None
    language: str | None
    parameters: tuple[str, ...]
    plan: Path | None
    data: Path | None

    @property
    def is_own(self) -> bool:
        """Whether pages are asked for one by one, not by a plan."""
        return any((self.notebooks, self.region, self.known_on, self.language, self.parameters,
                    self.data))  # fmt: skip


@dataclass(frozen=True)
class How:
    """How the pages are made: all again or not, how many at once, where; key and copy."""

    force: bool = False
    jobs: int | None = None
    cluster: str | None = None
    sign: Path | None = None
    copy_to: str | None = None


def report(asked: Asked, root: Path, reports: Path, how: How) -> None:
    """Supervise a run of the same command, or be that run."""
    terms = _terms(asked, root)
    if tree.RUN in os.environ:
        be(asked, terms, root, reports, how)
        return
    seconds = terms.limits.run_seconds or RUN_SECONDS
    status = supervise.supervised(
        [sys.executable, "-m", "policylib.cli", *sys.argv[1:]], seconds=seconds
    )
    if status == supervise.TOO_LONG or status > 128:
        status = 0 if _of_the_dead(status, terms, reports, seconds) else status
    if status:
        raise typer.Exit(INTERRUPTED if status > 128 else FAILED if status == 124 else status)


def _of_the_dead(status: int, terms: Terms, reports: Path, seconds: float) -> bool:
    """Conclude for a run that was killed; return whether it had published before."""
    from policylib.reporting import ending

    is_long = status == supervise.TOO_LONG
    reason = "run_timeout" if is_long else "killed"
    if ending.of_the_dead(reports, reason=reason, hook=terms.hook, say=_say):
        _say("The run was ended from outside after it had published.")
        return True
    if is_long:
        _say(f"The run took more than {seconds:g} seconds and was ended.")
    return False


def be(asked: Asked, terms: Terms, root: Path, reports: Path, how: How) -> None:
    """Be the run: make what is needed, publish, and copy what is published."""
    from policylib.reporting import ending, lean, run, workers
    from policylib.reporting.shelf import copies

    lean.skip_iri()
    pages = workers.How(_limits(terms), how.jobs or os.cpu_count() or 1, how.cluster)
    target = copies.place(how.copy_to) if how.copy_to else None
    progress = Progress()
    with ExitStack() as stack:
        stack.callback(progress.end)
        planning = _planned(asked, root)
        # Words on the command line that are wrong are told to who wrote them; a plan that is
        # wrong is a run that failed, and those who wait for its pages are told.
        if asked.is_own:
            own, planned = stack.enter_context(planning)
        name, started, log = stack.enter_context(
            ending.concluded(reports, hook=terms.hook, say=_say)
        )
        if not asked.is_own:
            own, planned = stack.enter_context(planning)
        this = run.Run(
            name, started, own, reports, log, _say, progress, pages, how.force, terms.keep, how.sign
        )
        published, _ = run.publish_all(this, planned)
        _say_unprinted(published)
        if target is not None:
            copies.copy(published, target, say=_say)
    typer.echo(short(reports / "index.html"))


def _say_unprinted(published: Path) -> None:
    pages = [p for p in published.glob("*.html") if p.with_suffix(".ipynb").is_file()]
    bare = [p for p in pages if not p.with_suffix(".pdf").is_file()]
    if bare and os.environ.get("POLICYLIB_BROWSER", "").casefold() != "none":
        what = f"{len(bare)} of {len(pages)} pages have no PDF: no browser was found"
        _say(message(what, way_out="Ask 'policylib doctor'."))


def explain(asked: Asked, root: Path, reports: Path, *, force: bool) -> None:
    """Say which pages would be made, and why."""
    from policylib.reporting import run

    _terms(asked, root)
    with _planned(asked, root) as (own, planned):
        found = run.look(planned, root=own, reports=reports, force=force, say=_say)
        for job in planned:
            if reasons := found.why.get(job.name):
                typer.echo(f"{job.name}: {'; '.join(reasons)}")
        typer.echo(f"{len(found.why)} of {len(planned)} pages would be made")


def is_due(asked: Asked, root: Path, reports: Path) -> bool:
    """Return whether the plan's schedule was due since the last run; say so if not."""
    from policylib.reporting.plans import due
    from policylib.reporting.shelf import outcome

    rule = _terms(asked, root).schedule
    if rule is None:
        raise UsageError(
            message("the plan has no schedule", way_out="Write [schedule] into it, or no --if-due.")
        )
    last = outcome.read(reports)
    now = dt.datetime.now(dt.UTC)
    found = due.is_due(rule, started=last.started if last else "", now=now)
    if not found:
        _say("not due")
    return found


def verify(folder: Path, signers: Path | None, signer: str) -> None:
    """Say whether a set is whole."""
    from policylib.reporting.shelf import manifest, pointer

    found = pointer.latest(folder) or folder
    problems = manifest.problems(found)
    if signers is not None:
        from policylib.reporting.shelf import signature

        problems += signature.problems(found, allowed=signers, signer=signer)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(FAILED)
    typer.echo(f"{short(found)}: whole")


def _terms(asked: Asked, root: Path) -> Terms:
    """Read what holds for the whole run; a plan that is not there asks for nothing of its own."""
    from policylib.reporting.plans import plan_file

    if asked.plan is not None and asked.is_own:
        raise UsageError(
            message("both a plan and pages of one's own are asked for", way_out="Leave one out.")
        )
    path = asked.plan or root / plan_file.FILE
    if asked.is_own or (asked.plan is None and not path.is_file()):
        return plan_file.Terms()
    return plan_file.terms(path)


@contextmanager
def _planned(asked: Asked, root: Path) -> Iterator[tuple[Path, list[Job]]]:
    """Yield the project that a run reads and its jobs."""
    from policylib.reporting.plans import notebooks, plan, plan_file
    from policylib.reporting.prepare import prepare

    if asked.data is not None:
        with _own(asked, root) as (own, words, known_on):
            chosen = notebooks.find(own, list(asked.notebooks))
            wanted = plan.Asked(asked.region, known_on, asked.language, words)
            yield own, plan.plan(chosen, wanted, prepare(own, say=_quiet))
        return
    register = prepare(root, say=_quiet)
    path = asked.plan or root / plan_file.FILE
    if not asked.is_own and path.is_file():
        found = plan_file.read(path, root=root, register=register, today=dt.date.today())
        yield root, found
        return
    chosen = notebooks.find(root, list(asked.notebooks))
    wanted = plan.Asked(asked.region, asked.known_on, asked.language, asked.parameters)
    yield root, plan.plan(chosen, wanted, register)


@contextmanager
def _own(asked: Asked, root: Path) -> Iterator[tuple[Path, tuple[str, ...], str]]:
    from policylib.cli.office import show_account
    from policylib.reporting import own_store

    # A form speaks of its own day: unless another is asked for, the page is of today.
    known_on = asked.known_on or dt.date.today().isoformat()
    with own_store.with_file(root, asked.data, issued=parse_day(known_on)) as own:
        show_account(own.ingested)
        yield own.root, (*asked.parameters, f"form={own.form}"), known_on


def _limits(terms: Terms):
    from policylib.kernels.limits import MIB, Limits

    given = terms.limits
    own = {
        "cell_seconds": given.cell_seconds,
        "notebook_seconds": given.notebook_seconds,
        "memory_bytes": given.memory_mb and given.memory_mb * MIB,
        "output_bytes": given.output_mb and given.output_mb * MIB,
    }
    return replace(Limits(), **{name: value for name, value in own.items() if value})


def _say(text: str) -> None:
    typer.echo(f"policylib: {text}", err=True)


def _quiet(text: str) -> None:
    """What is computed anew is no news in a report."""
