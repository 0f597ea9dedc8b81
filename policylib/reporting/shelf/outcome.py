"""How the last run ended, for machines: one of few outcomes, one of few reasons."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path

from policylib.errors import DataError, RegionError, RunError, UsageError, closest, message
from policylib.reporting.shelf import disk, listing

FILE = "outcome.json"
OUTCOMES = ("published", "unchanged", "failed", "refused", "interrupted")
GOOD = ("published", "unchanged")
#: Why a run did not end well; "" goes with the good outcomes alone.
REASONS = (
    "",
    # the notebook
    "cell_error",
    "cell_timeout",
    "cell_not_run",
    "notebook_timeout",
    "run_timeout",
    "memory_limit",
    "output_limit",
    "exit_called",
    "shell_failed",
    "thread_error",
    "task_error",
    "unraisable_error",
    "kernel_start",
    "kernel_died",
    "worker_lost",
    "worker_differs",
    # what it made
    "findings_missing",
    "findings_wrong",
    "checks_failed",
    "page_failed",
    "print_failed",
    "scan_failed",
    "undeclared_file",
    "undeclared_data",
    "languages_differ",
    "not_same",
    "set_not_whole",
    # what it stood on
    "plan_wrong",
    "data_wrong",
    "input_changed",
    # the folder of reports
    "foreign_folder",
    "locked",
    "disk_full",
    "file_too_large",
    "read_only",
    "disk_error",
    # from outside
    "terminated",
    "killed",
    "power_lost",
    "signature_failed",
    "copy_failed",
    "internal_error",
)
_LONGEST = 2_000
_LONGEST_FORMER = 200
#: A spare file of this size lies ready, so that a full disk can still be told of.
_SPARE = 1 << 15
_PERSON = re.compile(r"\d(?:[ .\u00a0-]?\d){15,}")


@dataclass(frozen=True)
class Outcome:
    """How a run ended; ``at`` and ``started`` are ISO times with their offset.

    ``alerted`` says that a hook was told of the failures that this outcome ends or continues.
    """

    run: str
    outcome: str
    reason: str
    at: str
    started: str
    job: str = ""
    cell: int | None = None
    text: str = ""
    alerted: bool = False

    def __post_init__(self) -> None:
        for what, known in (("outcome", OUTCOMES), ("reason", REASONS)):
            if getattr(self, what) not in known:
                word = getattr(self, what)
                raise UsageError(message(f"{word!r} is no {what}", way_out=closest(word, known)))
        if self.is_good != (self.reason == ""):
            raise UsageError(message(f"{self.outcome} with the reason {self.reason!r}"))
        object.__setattr__(self, "text", without_persons(self.text))

    @property
    def is_good(self) -> bool:
        """Whether the reports are what they should be."""
        return self.outcome in GOOD


def without_persons(text: str) -> str:
    """Cut a text short and black out what may be the number of a person.

    >>> without_persons("row 3216 9952 0390 0017 is double")
    'row […] is double'
    """
    clean = _PERSON.sub("[…]", text.replace("\0", ""))
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]} …"


def reason_of(error: BaseException) -> str:
    """Return the reason that an error carries, or that its kind tells.

    >>> reason_of(DataError("row 4"))
    'data_wrong'
    """
    carried = getattr(error, "reason", "")
    if carried and carried in REASONS:
        return carried
    kinds = {DataError: "data_wrong", UsageError: "plan_wrong", RegionError: "plan_wrong"}
    kinds |= {KeyboardInterrupt: "terminated", MemoryError: "memory_limit"}
    return next((r for kind, r in kinds.items() if isinstance(error, kind)), "internal_error")


def write(reports: Path, outcome: Outcome, *, former: Outcome | None) -> None:
    """Write ``reports/outcome.json`` whole, the outcome before it remembered within.

    It is written over a spare file that lies ready, so that it can be told of a full disk.

    Raises
    ------
    RunError
        If the disk refuses it; the former file stays.
    """
    content = dataclasses.asdict(outcome)
    before = None if former is None else dataclasses.asdict(former)
    if before is not None:
        before["text"] = before["text"][:_LONGEST_FORMER]
    text = listing.canonical(content | {"former": before})
    path, spare = reports / FILE, _spare(reports)
    try:
        disk.overwrite(spare, text.ljust(_SPARE - 1) + b"\n")
    except RunError:  # a limit on the size of files may still take the words alone
        disk.write(spare, text + b"\n")
    disk.rename(spare, path)
    with contextlib.suppress(RunError):
        reserve(reports)


def reserve(reports: Path) -> None:
    """Lay a spare file ready; to be called at the beginning of a run.

    Raises
    ------
    RunError
        If the disk has no room even for that.
    """
    spare = _spare(reports)
    if not spare.is_file() or spare.stat().st_size != _SPARE:
        disk.write(spare, b" " * _SPARE)


def _spare(reports: Path) -> Path:
    return reports / f"{FILE}.new"


def read(reports: Path) -> Outcome | None:
    """Return the last outcome, or None where there is none or it cannot be read."""
    return _read(reports)[0]


def former(reports: Path) -> Outcome | None:
    """Return the outcome before the last."""
    return _read(reports)[1]


def _read(reports: Path) -> tuple[Outcome | None, Outcome | None]:
    try:
        content = listing.parsed((reports / FILE).read_bytes())
        before = content.pop("former")
        return Outcome(**content), None if before is None else Outcome(**before)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, UsageError):
        return None, None
