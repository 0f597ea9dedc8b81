"""Arguments, progress and exit codes: 0 done, 1 failed, 2 misuse, 3 data, 130 interrupted."""

from __future__ import annotations

import contextlib
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
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


@contextlib.contextmanager
def progress(total: int) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows one step: a bar on a terminal, a line each otherwise."""
    if not sys.stderr.isatty():
        yield lambda text: typer.echo(f"policylib: {text}", err=True)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("starting", total=total)

        def step(text: str) -> None:
            bar.update(task, advance=1, description=text)

        yield step


def root() -> Path:
    """Return the project's folder."""
    from policylib.store.root import find_root

    return find_root()


def short(path: Path) -> str:
    """Name a path from where the caller stands, so that no path of a machine is printed."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
