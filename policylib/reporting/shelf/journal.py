"""What happened, line by line, each synced and chained to the one before; none is ever rewritten.

The journal tells a run where the last one ended and a reader what was done. It decides nothing:
what is sealed and what is published is told by bytes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from policylib.errors import UsageError, closest, message
from policylib.reporting.shelf import disk, listing

FILE = "journal.jsonl"
ROTATE_BYTES = 4_000_000
ROTATED_KEPT = 5
#: Events of a job in their order, and where each may come from (None: not met in this run).
JOB_EVENTS: dict[str, tuple[str | None, ...]] = {
    "planned": (None,),
    "running": ("planned", "running", "executed", "checked", "failed"),
    "executed": ("running",),
    "checked": ("executed",),
    "sealed": ("checked",),
    "skipped": ("planned",),
    "published": ("sealed", "skipped"),
    "failed": ("planned", "running", "executed", "checked", "sealed"),
}
RUN_ENDS = ("published", "unchanged", "failed", "refused", "interrupted")
RUN_EVENTS = ("started", "resumed", *RUN_ENDS)
#: Events of the journal itself and of what was met on the way.
OWN_EVENTS = ("torn", "damaged", "rotated", "said")
_OWN_FIELDS = ("n", "at", "run", "event", "job", "sum")
_BEGIN = "0" * 64


class Journal:
    """The journal of a folder of reports, for the holder of its lock.

    Attributes
    ----------
    past : list of dict
        The lines found when it was opened.
    """

    def __init__(self, reports: Path, *, run: str, now: Callable[[], dt.datetime]) -> None:
        self._path, self._run, self._now = reports / FILE, run, now
        self._number: int | None = None
        self.past, self._size, trouble = _read(self._path)
        self._states: dict[str, str] = {}
        if trouble == "damaged":
            name = _set_aside(self._path, "journal.damaged")
            self._begin(n=0, sum=_BEGIN)
            self.add("damaged", set_aside=name, lines_read=len(self.past))
        elif self._size >= ROTATE_BYTES:
            self._rotate()
        else:
            self._begin(**(self.past[-1] if self.past else {"n": 0, "sum": _BEGIN}))
            if trouble == "torn":
                self.add("torn")

    def _begin(self, *, n: int, sum: str, **_: object) -> None:
        self._n, self._sum = n, sum
        with disk.told(self._path):
            is_new = not self._path.exists()
            if is_new:
                disk.step("create", self._path)
                self._size = 0
            flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            self._number = os.open(self._path, flags | getattr(os, "O_BINARY", 0), 0o666)
            self._cut()
        if is_new:
            disk.sync_folder(self._path.parent)

    def _rotate(self) -> None:
        last = self.past[-1]
        name = _set_aside(self._path, "journal")
        for old in _numbered(self._path.parent, "journal")[:-ROTATED_KEPT]:
            old.unlink(missing_ok=True)
        self._begin(n=0, sum=_BEGIN)
        self.add("rotated", former=name, former_sum=last["sum"])

    def add(self, event: str, *, job: str = "", **fields: object) -> None:
        """Write one line and sync it.

        Raises
        ------
        RunError
            If the disk refuses it; nothing of the line stays.
        UsageError
            If the event is unknown, or the job is not where the event may come from.
        """
        self._add([(event, job, fields)])

    def add_all(self, event: str, *, jobs: Mapping[str, dict]) -> None:
        """Write one line for each of many jobs, with its own fields, and sync them together."""
        self._add([(event, job, fields) for job, fields in jobs.items()])

    def _add(self, events: Iterable[tuple[str, str, dict]]) -> None:
        lines, chain, states = [], self._sum, dict(self._states)
        for number, (event, job, fields) in enumerate(events, start=self._n + 1):
            if wrong := sorted(fields.keys() & {*_OWN_FIELDS}):
                raise UsageError(message(f"{wrong} are the journal's own fields"))
            _allowed(event, job, states)
            line = fields | {"n": number, "at": self._now().isoformat(), "run": self._run}
            line |= {"event": event} | ({"job": job} if job else {})
            chain = listing.digest([chain, line])
            lines.append(listing.canonical(line | {"sum": chain}) + b"\n")
        self._write(b"".join(lines))
        self._n, self._sum, self._states = self._n + len(lines), chain, states

    def _write(self, content: bytes) -> None:
        assert self._number is not None
        with disk.told(self._path):
            try:
                disk.step("write", self._path)
                view = memoryview(content)
                os.lseek(self._number, self._size, os.SEEK_SET)
                while view:
                    view = view[os.write(self._number, view) :]
                disk.step("sync", self._path)
                os.fsync(self._number)
            except BaseException:
                self._cut()
                raise
        self._size += len(content)

    def _cut(self) -> None:
        """Take back what was half written; a torn end that stays is cut by the next reader."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._number, self._size)

    def close(self) -> None:
        """Close the file; what was added is on the disk already."""
        if self._number is not None:
            os.close(self._number)
            self._number = None

    def __enter__(self) -> Journal:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()


def _allowed(event: str, job: str, states: dict[str, str]) -> None:
    known = JOB_EVENTS if job else (*RUN_EVENTS, *OWN_EVENTS)
    if event not in known:
        raise UsageError(message(f"{event!r} is no event", way_out=closest(event, known)))
    if job:
        state = states.get(job)
        if state not in JOB_EVENTS[event]:
            raise UsageError(message(f"a job that is {state or 'not planned'} cannot be {event}"))
        states[job] = event


def lines(reports: Path) -> list[dict]:
    """Return the lines of the journal that are whole, changing nothing."""
    return _read(reports / FILE)[0]


def is_whole(reports: Path) -> bool:
    """Whether no line of the journal is torn or damaged."""
    return _read(reports / FILE)[2] == ""


def unfinished(past: Iterable[dict]) -> str:
    """Return the last run if it was started and did not end, else ""."""
    run = ""
    for line in past:
        if "job" not in line and line["event"] in ("started", "resumed"):
            run = line["run"]
        elif "job" not in line and line["event"] in RUN_ENDS and line["run"] == run:
            run = ""
    return run


def unpublished(past: Iterable[dict], *, runs: int) -> set[str]:
    """Return the keys that the last runs sealed and did not publish, for ``retention.sweep``.

    Events "sealed" and "published" of a job carry its key as the field ``key``.
    """
    past = list(past)
    started = [x["run"] for x in past if "job" not in x and x["event"] in ("started", "resumed")]
    recent = set(started[-runs:])
    found: set[str] = set()
    for line in past:
        if line["event"] == "sealed" and line["run"] in recent and "key" in line:
            found.add(line["key"])
        elif line["event"] == "published" and "key" in line:
            found.discard(line["key"])
    return found


def _read(path: Path) -> tuple[list[dict], int, str]:
    """Return the whole lines, their bytes, and "", "torn" or "damaged"."""
    if not os.path.lexists(path):
        return [], 0, ""
    if path.is_symlink() or not path.is_file():
        return [], 0, "damaged"
    with disk.told(path):
        content = path.read_bytes()
    found: list[dict] = []
    chain, size = _BEGIN, 0
    whole, _, rest = content.rpartition(b"\n")
    for text in whole.split(b"\n") if whole else ():
        line = _line(text, n=len(found) + 1, former=chain)
        if line is None:
            return found, size, "damaged"
        found.append(line)
        chain, size = line["sum"], size + len(text) + 1
    if not rest:
        return found, size, "damaged" if content.startswith(b"\n") else ""
    return found, size, "torn" if _may_begin_a_line(rest) else "damaged"


def _line(text: bytes, *, n: int, former: str) -> dict | None:
    try:
        line = listing.parsed(text)
        rest = {k: v for k, v in line.items() if k != "sum"}
        good = line["n"] == n and line["sum"] == listing.digest([former, rest])
        return line if good and line["event"] and line["run"] is not None else None
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _may_begin_a_line(text: bytes) -> bool:
    """Whether bytes without a line's end are the beginning of a line of ours."""
    return text[:2] in (b"{", b'{"') and b"\0" not in text


def _set_aside(path: Path, stem: str) -> str:
    new = next(
        p
        for p in (path.with_name(f"{stem}-{n}") for n in itertools.count(_last(path, stem) + 1))
        if not os.path.lexists(p)
    )
    disk.rename(path, new)
    return new.name


def _last(path: Path, stem: str) -> int:
    return max((_number(p) for p in _numbered(path.parent, stem)), default=0)


def _numbered(reports: Path, stem: str) -> list[Path]:
    """Return files set aside before, in their order."""
    pattern = re.compile(rf"{re.escape(stem)}-\d+")
    found = (p for p in reports.iterdir() if pattern.fullmatch(p.name) and p.is_file())
    return sorted(found, key=_number)


def _number(path: Path) -> int:
    return int(path.name.rpartition("-")[2])
