"""Arguments, progress and exit codes: 0 done, 1 failed, 2 misuse, 3 data, 130 interrupted."""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

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
        place = f" ({Path(error.filename).name})" if error.filename else ""
        _leave(f"{error.strerror or error}{place}. Check the folder and its permissions.", FAILED)


def _leave(text: str, code: int) -> None:
    typer.echo(f"policylib: {text}", err=True)
    sys.exit(code)


def _code(error: PolicylibError) -> int:
    if isinstance(error, DataError):
        return DATA
    return MISUSE if isinstance(error, UsageError | RegionError) else FAILED


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
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


def _root() -> Path:
    from policylib.store.root import find_root

    return find_root()


Notebooks = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NOTEBOOK]...", help="Notebooks by name or number, such as 01; none means all."
    ),
]


@app.command()
def report(
    notebooks: Notebooks = None,
    region: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Area by code or full name, such as 32.16. Default: every area that "
            "a notebook answers for.",
        ),
    ] = None,
    known_on: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Evidence published later is not seen; year-month-day or 'today'. "
            "Default: the notebook's own.",
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="id|en", help="Language of the pages. Default: both.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "-p", "--parameter", metavar="NAME=VALUE", help="A parameter of the notebooks."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Where the report goes; its former pages are replaced as one set. "
            "Default: reports.",
        ),
    ] = None,
) -> None:
    """Run notebooks and publish their pages as one set; a failed run changes nothing."""
    typer.echo("policylib: checking facts", err=True)
    root = _root()
    from policylib.reporting import notebooks as books
    from policylib.reporting import run

    if known_on is not None and known_on.casefold() == "today":
        known_on = dt.date.today().isoformat()
    chosen = books.find(root, notebooks or [])
    asked = run.Asked(region, known_on, language, tuple(parameter or ()))
    register = run.prepare(root, say=lambda name: None)
    jobs = run.plan(chosen, asked, register)
    with _progress(len(jobs)) as say:
        index = run.report(jobs, root, output or root / "reports", say=say)
    typer.echo(_short(index))


@app.command()
def check() -> None:
    """Check facts, contracts, law, translations and the shape of the notebooks."""
    root = _root()
    from policylib.reporting.checks import checks

    failed = False
    for name, problems in checks(root):
        typer.echo(f"{'ok' if not problems else 'FAILED'}  {name}")
        for problem in problems:
            typer.echo(f"        {problem}")
        failed = failed or bool(problems)
    if failed:
        raise typer.Exit(DATA)


@app.command("list")
def list_notebooks() -> None:
    """List the notebooks with their questions, areas and parameters."""
    root = _root()
    from policylib.reporting.notebooks import every

    for notebook in every(root):
        typer.echo(f"{notebook.name}: {notebook.question}")
        typer.echo(f"    areas: {', '.join(notebook.regions)}")
        for p in notebook.parameters.values():
            typer.echo(f"    {p.name} = {p.default!r}  ({p.comment})")


@app.command()
def data() -> None:
    """Check every raw file and compute the tables that notebooks load."""
    from policylib import pipeline

    written = pipeline.build(_root(), say=lambda name: typer.echo(f"policylib: {name}", err=True))
    typer.echo(f"{len(written)} tables written")


@app.command()
def seal(source: Annotated[str, typer.Argument(help="Folder under data/raw.")]) -> None:
    """Vouch for the files of a source as they are now, after you have checked them."""
    from policylib import store

    for name in store.seal(_root(), source):
        typer.echo(f"sealed {source}/{name}")


@app.command()
def refresh(notebooks: Notebooks = None) -> None:
    """Run notebooks with their defaults and store the outputs in them, for reviewers."""
    root = _root()
    from policylib.reporting import notebooks as books
    from policylib.reporting import refresh as fresh
    from policylib.reporting import run

    run.prepare(root, say=lambda name: None)
    for notebook in books.find(root, notebooks or []):
        typer.echo(f"policylib: {notebook.name}", err=True)
        fresh.refresh(notebook, root)


@app.command()
def catalogue() -> None:
    """Bring the translations in line with the texts and list what is missing."""
    from policylib import catalogue as texts

    missing = texts.update(_root(), "id")
    for text in missing:
        typer.echo(text)
    typer.echo(f"{len(missing)} texts to translate", err=True)


def _short(path: Path) -> str:
    """Name a path from where the caller stands, so that no path of a machine is printed."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)


if __name__ == "__main__":
    main()
