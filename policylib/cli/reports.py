"""Commands about notebooks, reports and the project's own facts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from policylib.cli.frame import DATA, app, progress, short
from policylib.cli.frame import root as project
from policylib.cli.office import show_account
from policylib.days import parse_day

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
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Filled form village-enrolment, for this run alone; for notebooks with the "
            "parameter 'form'.",
        ),
    ] = None,
) -> None:
    """Run notebooks and publish their pages as one set; a failed run changes nothing."""
    typer.echo("policylib: checking facts", err=True)
    if known_on is not None and known_on.casefold() == "today":
        known_on = dt.date.today().isoformat()
    root = project()
    output = output or root / "reports"
    words = tuple(parameter or ())
    if data is None:
        _publish(root, notebooks or [], region, known_on, language, words, output)
        return
    from policylib.reporting import own_store

    # A form speaks of its own day: unless another is asked for, the page is of today.
    known_on = known_on or dt.date.today().isoformat()
    with own_store.with_file(root, data, issued=parse_day(known_on)) as own:
        show_account(own.ingested)
        words = (*words, f"form={own.form}")
        _publish(own.root, notebooks or [], region, known_on, language, words, output)


def _publish(
    root: Path,
    names: list[str],
    region: str | None,
    known_on: str | None,
    language: str | None,
    words: tuple[str, ...],
    output: Path,
) -> None:
    from policylib.reporting import notebooks as books
    from policylib.reporting import run

    chosen = books.find(root, names)
    register = run.prepare(root, say=lambda name: None)
    jobs = run.plan(chosen, run.Asked(region, known_on, language, words), register)
    with progress(len(jobs)) as say:
        index = run.report(jobs, root, output, say=say)
    typer.echo(short(index))


@app.command()
def check() -> None:
    """Check facts, contracts, law, translations and the shape of the notebooks."""
    root = project()
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
    root = project()
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

    written = pipeline.build(project(), say=lambda name: typer.echo(f"policylib: {name}", err=True))
    typer.echo(f"{len(written)} tables written")


@app.command()
def seal(source: Annotated[str, typer.Argument(help="Folder under data/raw.")]) -> None:
    """Vouch for the files of a source as they are now, after you have checked them."""
    from policylib import store

    for name in store.seal(project(), source):
        typer.echo(f"sealed {source}/{name}")


@app.command()
def refresh(notebooks: Notebooks = None) -> None:
    """Run notebooks with their defaults and store the outputs in them, for reviewers."""
    root = project()
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

    missing = texts.update(project(), "id")
    for text in missing:
        typer.echo(text)
    typer.echo(f"{len(missing)} texts to translate", err=True)
