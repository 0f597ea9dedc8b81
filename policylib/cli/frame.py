"""Arguments, progress and exit codes: 0 done, 1 failed, 2 misuse, 3 data, 130 interrupted."""

from __future__ import annotations

import contextlib
import signal
import sys
import traceback
from pathlib import Path

import typer

from policylib.errors import DataError, PolicylibError, RegionError, UsageError

FAILED, MISUSE, DATA, INTERRUPTED = 1, 2, 3, 130

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Sourced evidence, dated law and honest intervals on social-security coverage, "
    "as reports that can be checked.",
)


class _Interrupted(BaseException):
    """Ctrl-C or a request to stop; no handler of ordinary errors may swallow it."""


def _interrupt(signum, frame) -> None:
    raise _Interrupted


def main() -> None:
    """Run the command line; every expected error is one line and an exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)  # ignored under nohup, which stays so
    try:
        app()
    except PolicylibError as error:
        _leave(str(error), _code(error))
    except _Interrupted:
        _leave("interrupted; the former report stays as it was", INTERRUPTED)
    except OSError as error:
        place = f" ({_shown(Path(error.filename).name)})" if error.filename else ""
        _leave(f"{error.strerror or error}{place}. Check the folder and its permissions.", FAILED)
    except Exception:
        # A defect of ours: all of it is shown but for what may be somebody's number.
        from policylib.cleaning.masks import masked

        _leave(masked(traceback.format_exc()), FAILED)


def _shown(text: str) -> str:
    """A file's name may hold somebody's number."""
    from policylib.cleaning.masks import shown

    return shown(text)


def _leave(text: str, code: int) -> None:
    typer.echo(f"policylib: {text}", err=True)
    sys.exit(code)


def _code(error: PolicylibError) -> int:
    if isinstance(error, DataError):
        return DATA
    return MISUSE if isinstance(error, UsageError | RegionError) else FAILED


class Progress:
    """Pages as they end: a bar with the time that remains on a terminal, a line each otherwise."""

    def __init__(self) -> None:
        self._total = self._done = 0
        self._bar = None

    def begin(self, total: int, *, taken: int) -> None:
        """Show that so many pages are to be made, and so many are taken as they were."""
        self._total = total
        if taken:
            typer.echo(f"policylib: {taken} unchanged, {total} to make", err=True)
        if total and sys.stderr.isatty():
            self._bar = self._started(total)

    def _started(self, total: int):
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (
            BarColumn(bar_width=30),
            TextColumn("{task.completed}/{task.total}"),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.description}"),
        )
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        bar.add_task("", total=total, left="")
        bar.start()
        return bar

    def step(self, text: str, *, left: float | None) -> None:
        """Show that a page has ended; ``left`` is the estimate of the seconds that remain."""
        self._done += 1
        if self._bar is None:
            typer.echo(f"policylib: {self._done}/{self._total} {text}{_left(left)}", err=True)
            return
        task = self._bar.task_ids[0]
        self._bar.update(task, advance=1, description=text, left=_left(left).lstrip(", "))

    def end(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


def _left(seconds: float | None) -> str:
    if not seconds:
        return ""
    whole = round(seconds)
    return (
        f", about {whole // 60} min {whole % 60:02d} s left"
        if whole >= 60
        else f", about {whole} s left"
    )


def root() -> Path:
    """Return the project's folder."""
    from policylib.store.root import find_root

    return find_root()


def short(path: Path) -> str:
    """Name a path from where the caller stands, so that no path of a machine is printed."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
