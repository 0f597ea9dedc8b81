"""Commands about notebooks, reports and the project's own facts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from policylib.cli.frame import DATA, app
from policylib.cli.frame import root as project

Notebooks = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NOTEBOOK]...", help="Notebooks by name or number, such as 01; none means all."
    ),
]


Plan = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Plan of reports. Default: reports.toml, unless notebooks or options are given.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Where the report goes; its former pages are replaced as one set. Default: reports.",
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
    plan: Plan = None,
    output: Output = None,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Filled form village-enrolment, for this run alone; for notebooks with the "
            "parameter 'form'.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say which pages would be made, and why.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Make pages again that nothing has changed.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Pages made at once. Default: one a core."),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Make pages on the workers of this Dask scheduler."),
    ] = None,
    sign: Annotated[
        Path | None,
        typer.Option(metavar="KEY", help="Sign the set with this private key (ssh-keygen)."),
    ] = None,
    if_due: Annotated[
        bool,
        typer.Option(
            "--if-due", help="Do nothing unless the plan's schedule was due since the last run."
        ),
    ] = False,
    copy_to: Annotated[
        str | None,
        typer.Option(
            "--copy-to",
            metavar="ADDRESS",
            help="Copy the published set there too, such as s3://bucket/reports.",
        ),
    ] = None,
) -> None:
    """Run notebooks and publish their pages as one set; a failed run changes nothing."""
    from policylib.cli import runs

    if known_on is not None and known_on.casefold() == "today":
        known_on = dt.date.today().isoformat()
    asked = runs.Asked(
        tuple(notebooks or ()), region, known_on, language, tuple(parameter or ()), plan, data
    )
    here = project()
    reports = output or here / "reports"
    if dry_run:
        runs.explain(asked, here, reports, force=force)
    elif not if_due or runs.is_due(asked, here, reports):
        how = runs.How(force=force, jobs=jobs, cluster=cluster, sign=sign, copy_to=copy_to)
        runs.report(asked, here, reports, how)


@app.command()
def verify(
    folder: Annotated[
        Path, typer.Argument(help="A set of pages, or a folder of reports for its latest set.")
    ],
    signers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Allowed signers (ssh-keygen): the set must be signed."),
    ] = None,
    signer: Annotated[
        str, typer.Option(metavar="NAME", help="Who must have signed, by the name in that file.")
    ] = "policylib",
) -> None:
    """Hash every file of a published set and hold it against its manifest."""
    from policylib.cli import runs

    runs.verify(folder, signers, signer)


@app.command()
def schedule(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="systemd, cron, windows or workflow.")
    ],
    plan: Plan = None,
    output: Output = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="What the job is called there.")
    ] = "policylib-report",
) -> None:
    """Print what runs a plan at its times: files or lines for another program."""
    from policylib.cli import schedules

    here = project()
    typer.echo(schedules.printed(kind, here, plan, output or here / "reports", name), nl=False)


@app.command()
def check() -> None:
    """Check facts, contracts, law, translations and the shape of the notebooks."""
    root = project()
    from policylib.reporting.pages.checks import checks

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
    from policylib.reporting.plans.notebooks import every

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
    from policylib.reporting import refresh as fresh
    from policylib.reporting.plans import notebooks as books
    from policylib.reporting.prepare import prepare

    prepare(root, say=lambda name: None)
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
