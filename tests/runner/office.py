"""A run of the runner without notebooks: jobs are given bytes; everything on disk is as it will be.

Also the ways in which a process is stopped at each step on the disk.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

from policylib.errors import RunError
from policylib.reporting.shelf import (
    disk,
    hooks,
    journal,
    listing,
    lock,
    manifest,
    outcome,
    pointer,
    publish,
    retention,
    sealed,
    seen,
)

NOW = dt.datetime(2025, 11, 1, 6, 0, tzinfo=dt.UTC)


def key(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def make(
    reports: Path,
    contents: Mapping[str, bytes],
    *,
    now: dt.datetime = NOW,
    keep: int = 2,
    hook: hooks.Hook | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> str:
    """Make and publish pages of these bytes; return the outcome."""
    publish.claim(reports)
    run = publish.run_id(reports, now=now, number=os.getpid())
    with lock.held(reports, run=run, now=now):
        former = outcome.read(reports)
        told = {"run": run, "at": now.isoformat(), "started": now.isoformat()}
        try:
            with contextlib.suppress(RunError):
                outcome.reserve(reports)
            with journal.Journal(reports, run=run, now=lambda: now) as book:
                pointer.mend(reports)
                ended = _made(reports, contents, run, book, keep, say)
        except RunError as error:
            reason = outcome.reason_of(error)
            failed = outcome.Outcome(outcome="failed", reason=reason, text=str(error), **told)
            for text in hooks.conclude(reports, failed, hook=hook, former=former):
                say(text)
            raise
        well = outcome.Outcome(outcome=ended, reason="", **told)
        for text in hooks.conclude(reports, well, hook=hook, former=former):
            say(text)
        return ended


def _made(reports, contents, run, book, keep, say) -> str:
    wanted = {job: key(content) for job, content in contents.items()}
    latest = publish.latest(reports)
    held = manifest.Held({}, ["none"])
    if latest is not None:
        held = manifest.held(latest, seen=seen.Seen.of(reports, latest.name))
    by_key = {kept.key: kept for kept in held.jobs.values()}
    needed = set(wanted.values()) - by_key.keys()
    retention.sweep(reports, run=run, needed=needed, say=say)
    if not held.problems and {j: k.key for j, k in held.jobs.items()} == wanted:
        with disk.only_said(say):
            book.add("unchanged")
        return "unchanged"
    book.add("resumed" if journal.unfinished(book.past) else "started")
    book.add_all("planned", jobs={job: {"key": k} for job, k in wanted.items()})
    jobs = {}
    with publish.work(reports, run) as aside:
        for job, content in contents.items():
            kept = by_key.get(wanted[job]) or sealed.taken(reports, wanted[job], say=say)
            if kept is not None:
                book.add("skipped", job=job, key=wanted[job])
            else:
                kept = _sealed(reports, job, content, aside, book, say)
            jobs[job] = kept
        folder = aside / "set"
        publish.assemble(folder, jobs)
        for name in ("index.html", "run.json"):
            disk.write(folder / name, f"{name} of {run}".encode())
        manifest.write(folder, jobs, run=run, number=pointer.next_number(reports))
        publish.put(reports, folder, run=run, say=say)
    with disk.only_said(say):
        book.add_all("published", jobs={job: {"key": k} for job, k in wanted.items()})
        book.add("published")
    # Sweeping first: removing a sealed name changes the times that "seen" remembers.
    retention.sweep(reports, run=run, needed=(), say=say)
    retention.retain(reports, keep=keep, say=say)
    return "published"


def _sealed(reports, job, content, aside, book, say):
    book.add("running", job=job)
    work = aside / "jobs" / listing.name(job)
    disk.folder(work)
    disk.write(work / "html", content)
    disk.write(work / "findings.json", b"[]")
    book.add("executed", job=job)
    book.add("checked", job=job)
    kept = sealed.seal(reports, key(content), work, {"seconds": 1.5}, say=say)
    book.add("sealed", job=job, key=key(content))
    return kept


def pages(reports: Path) -> dict[str, bytes]:
    """The pages of the latest set, which must be whole."""
    latest = publish.latest(reports)
    assert latest is not None
    assert manifest.problems(latest) == []
    held = manifest.held(latest)
    return {job: (latest / kept.names["html"]).read_bytes() for job, kept in held.jobs.items()}


def is_tidy(reports: Path) -> bool:
    """Whether nothing half-made is left."""
    names = {p.name for p in reports.rglob("*")}
    left = [n for n in names if n.endswith(".new") and n != "outcome.json.new"]
    return not left and not any((reports / "aside").glob("*"))


class Stopped:
    """Stops the process before its n-th step on the disk; put in the place of ``disk.step``."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, what: str, path: Path, source: Path | None = None) -> None:
        self.left -= 1
        if self.left == 0:
            self.stop(what, path)

    def stop(self, what: str, path: Path) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Half(Stopped):
    """Killed while it writes: half a line of the journal, or a file with other bytes."""

    def stop(self, what: str, path: Path) -> None:
        if what == "write":
            with path.open("ab") as file:
                file.write(b'{"at":"20')
        super().stop(what, path)


class Fails(Stopped):
    """One step fails, or every later one too."""

    def __init__(self, number: int, *, code: int, stays: bool) -> None:
        super().__init__(number)
        self.code, self.stays = code, stays

    def __call__(self, what: str, path: Path, source: Path | None = None) -> None:
        self.left -= 1
        frees = what in ("remove", "lock")
        if self.left == 0 or (self.left < 0 and self.stays and not frees):
            raise OSError(self.code, os.strerror(self.code))


class PowerLost(Stopped):
    """The power goes: files not synced are empty, renames in folders not synced are undone."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._before: tuple | None = None
        self._files: dict[Path, int] = {}
        self._renames: list[tuple] = []

    def __call__(self, what: str, path: Path, source: Path | None = None) -> None:
        if self._before is not None:
            self._settle(*self._before)
        self._before = (what, path, source, _content(path) if what == "rename" else None)
        super().__call__(what, path)

    def _settle(self, what, path, source, replaced) -> None:
        if what in ("write", "create", "copy") and path not in self._files and path.is_file():
            self._files[path] = os.open(path, os.O_RDWR)
        elif what == "rename":
            self._renames.append((path, source, replaced))
            self._files = {_moved(p, source, path): n for p, n in self._files.items()}
        elif what == "sync disk":
            self._files = {}
        elif what == "sync" and path.is_dir():
            self._renames = [r for r in self._renames if path not in (r[0].parent, r[1].parent)]
        elif what == "sync":
            self._files.pop(path, None)

    def stop(self, what: str, path: Path) -> None:
        for number in self._files.values():
            os.ftruncate(number, 0)
        for new, old, replaced in reversed(self._renames):
            if os.path.lexists(new):
                new.rename(old)
            if isinstance(replaced, str):
                new.symlink_to(replaced)
            elif replaced is not None:
                new.write_bytes(replaced)
        super().stop(what, path)


def _content(path: Path) -> bytes | str | None:
    if path.is_symlink():
        return str(path.readlink())
    return path.read_bytes() if path.is_file() else None


def _moved(path: Path, old: Path, new: Path) -> Path:
    return new / path.relative_to(old) if path.is_relative_to(old) else path


def stopped(work: Callable[[], object], stop: Stopped) -> int:
    """Do the work in a child process under a stop; return its exit status, -9 when killed.

    The child ends with 0 when the work is done, with 1 when it raised RunError.
    """
    child = os.fork()
    if child == 0:
        status = 3
        try:
            disk.step = stop
            work()
            status = 0
        except RunError:
            status = 1
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


FULL = errno.ENOSPC
