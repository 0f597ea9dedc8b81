"""One run from its lock to its outcome: whatever happens is written down and told once."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from policylib.errors import PolicylibError, RunError, message
from policylib.reporting.shelf import hooks, journal, lock, outcome, publish
from policylib.reporting.shelf.hooks import Hook
from policylib.reporting.shelf.journal import Journal
from policylib.reporting.shelf.outcome import Outcome


@contextlib.contextmanager
def concluded(
    reports: Path, *, hook: Hook | None, say: Callable[[str], None]
) -> Iterator[tuple[str, dt.datetime, Journal]]:
    """Hold the lock and the journal; write the outcome of the block and call the hook if due.

    Yields
    ------
    run, started, log

    Raises
    ------
    RunError
        With the reason locked, if another run holds the lock; nothing is written then.
    """
    started = _now()
    with contextlib.ExitStack() as stack:
        name = _begun(stack, reports, started, hook, say)
        dead = _silent(reports)
        former = _after_a_death(reports, dead, hook, say)
        try:
            with contextlib.suppress(RunError):
                outcome.reserve(reports)
            with Journal(reports, run=name, now=_now) as log:
                log.add("resumed" if dead else "started")
                try:
                    yield name, started, log
                except BaseException as error:
                    with contextlib.suppress(RunError):
                        log.add(_kind(error), reason=_reason(error))
                    raise
                is_same = log_says_unchanged(reports, name)
        except BaseException as error:
            _conclude(reports, _failure(name, started, error), hook, former, say)
            raise
        good = Outcome(name, "unchanged" if is_same else "published", "", *_times(started))
        _conclude(reports, good, hook, former, say)


def _begun(
    stack: contextlib.ExitStack,
    reports: Path,
    started: dt.datetime,
    hook: Hook | None,
    say: Callable[[str], None],
) -> str:
    """Take the folder and its lock; return the run's name.

    A disk that refuses even that is told of by the hook; it may take no outcome.
    """
    try:
        publish.claim(reports)
        name = publish.run_id(reports, now=started, number=os.getpid())
        stack.enter_context(lock.held(reports, run=name, now=started))
    except RunError as error:
        if error.reason != "locked":
            _conclude(reports, _failure("", started, error), hook, outcome.read(reports), say)
        raise
    return name


def log_says_unchanged(reports: Path, run: str) -> bool:
    """Whether the journal's last word on a run is that nothing had changed."""
    own = [x for x in journal.lines(reports) if x["run"] == run and "job" not in x]
    return bool(own) and own[-1]["event"] == "unchanged"


def of_the_dead(
    reports: Path, *, reason: str, hook: Hook | None, say: Callable[[str], None]
) -> bool:
    """Conclude for a run that could not: it was killed, or passed its limit of time.

    Returns
    -------
    bool
        Whether it had published all the same.
    """
    if not (reports / publish.MARKER).is_file():
        return False
    with contextlib.suppress(RunError), lock.held(reports, run="", now=_now()):
        if run := _silent(reports):
            return _write_off(reports, run, reason, hook, say)
    return False


def _after_a_death(
    reports: Path, run: str, hook: Hook | None, say: Callable[[str], None]
) -> Outcome | None:
    """Return the former outcome; a run that ended without one is told of first."""
    if run:
        say(f"The run {run} ended without a word; what it finished is taken up.")
        _write_off(reports, run, "killed", hook, say)
    return outcome.read(reports)


def _silent(reports: Path) -> str:
    """Return the last run that was started if no outcome was written for it, else ""."""
    begun = [x["run"] for x in journal.lines(reports) if x["event"] in ("started", "resumed")]
    last = outcome.read(reports)
    if last is not None and last.run not in begun and not journal.is_whole(reports):
        return ""  # what told of that outcome is lost from the journal's end; nobody died
    return begun[-1] if begun and (last is None or last.run != begun[-1]) else ""


def _write_off(
    reports: Path, run: str, reason: str, hook: Hook | None, say: Callable[[str], None]
) -> bool:
    """Write the outcome of a silent run; return whether it had published."""
    last, latest, now = outcome.read(reports), publish.latest(reports), _now()
    kind = "failed"
    if latest is not None and latest.name == run:
        kind = "published"
    elif log_says_unchanged(reports, run):
        kind = "unchanged"
    is_good = kind in outcome.GOOD
    text = message("the run was ended from outside", way_out="Run again; sealed pages are kept.")
    if journal.unfinished(journal.lines(reports)) == run:
        with contextlib.suppress(RunError), Journal(reports, run=run, now=_now) as log:
            log.add(kind, **({} if is_good else {"reason": reason}))
    told = Outcome(run, kind, "" if is_good else reason, *_times(now), text="" if is_good else text)
    _conclude(reports, told, hook, last, say)
    return is_good


def _conclude(
    reports: Path,
    present: Outcome,
    hook: Hook | None,
    former: Outcome | None,
    say: Callable[[str], None],
) -> None:
    for text in hooks.conclude(reports, present, hook=hook, former=former):
        say(text)


def _failure(run: str, started: dt.datetime, error: BaseException) -> Outcome:
    cell = error.cell if isinstance(error, RunError) else None
    text = str(error) if isinstance(error, PolicylibError) else type(error).__name__
    return Outcome(run, _kind(error), _reason(error), *_times(started), cell=cell, text=text)


def _kind(error: BaseException) -> str:
    return "failed" if isinstance(error, Exception) else "interrupted"


def _reason(error: BaseException) -> str:
    return outcome.reason_of(error) if isinstance(error, Exception) else "terminated"


def _times(started: dt.datetime) -> tuple[str, str]:
    return _now().isoformat(timespec="seconds"), started.isoformat(timespec="seconds")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
