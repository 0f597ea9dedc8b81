"""Commands about tables and papers that offices send."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policylib.cli.frame import app, short
from policylib.cli.frame import root as project
from policylib.days import parse_day
from policylib.errors import UsageError, message

if TYPE_CHECKING:
    from policylib.pipeline import Ingested

#: Issues printed one by one; the log holds them all.
_PRINTED = 20


@app.command()
def ingest(
    file: Annotated[Path, typer.Argument(help="Spreadsheet or CSV as it was sent.")],
    table: Annotated[
        str, typer.Option("--as", metavar="TABLE", help="What it holds, such as village-enrolment.")
    ],
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Name of the source, such as dpmd-form.")
    ],
    publisher: Annotated[
        str | None, typer.Option(help="Who sent it. Needed the first time.")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Day it was issued, year-month-day. Needed."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Regency or city of its villages, such as 32.16. Default: the form's.",
        ),
    ] = None,
    licence: Annotated[str | None, typer.Option(help="Terms of use. Default: not stated.")] = None,
    grade: Annotated[
        str | None, typer.Option(metavar="A|B|C", help="How far to trust it. Default: C.")
    ] = None,
    hidden: Annotated[
        str, typer.Option(metavar="keep|leave", help="Hidden rows and columns.")
    ] = "keep",
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Secret for pseudonyms; needed for tables of persons."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show, and write nothing.")] = False,
    confirm_fewer: Annotated[
        bool, typer.Option("--confirm-fewer", help="Accept fewer rows than the last file had.")
    ] = False,
) -> None:
    """Read a file of an office, show what is accepted and what to ask, keep and write it."""
    from policylib import pipeline, store

    root = project()
    pipeline.build_facts(root)
    about = pipeline.received(
        root,
        source,
        publisher=publisher,
        published=published,
        accessed=dt.date.today(),
        licence=licence,
        grade=grade,
        region=region,
        hidden=hidden,
    )
    secret = store.read_key(key, root=root) if key else None
    done = pipeline.ingest(
        root,
        file,
        table=table,
        about=about,
        key=secret,
        dry_run=dry_run,
        confirm_fewer=confirm_fewer,
    )
    _show(done, dry_run=dry_run, root=root)


def _show(done: Ingested, *, dry_run: bool, root: Path) -> None:
    show_account(done)
    if dry_run:
        typer.echo("nothing was written (--dry-run)")
    elif not done.version:
        again = "its table was written again" if done.written else "nothing changed"
        typer.echo(f"this file is here already; {again}")
    for name in done.written:
        typer.echo(short(root / "data" / "processed" / name))


def show_account(done: Ingested) -> None:
    """Print how many rows were accepted, and what to ask the sender."""
    account, issues = done.cleaned.account, done.cleaned.issues
    typer.echo(f"rows in the file  {account.rows:>9}")
    typer.echo(f"  accepted        {account.accepted:>9}  of which filled: {done.cleaned.answered}")
    typer.echo(f"  quarantined     {account.quarantined:>9}")
    for kind, rows in account.declared.items():
        typer.echo(f"  no data         {rows:>9}  {kind.replace('_', ' ')}")
    asked = issues[issues["severity"] != "note"]
    for rule, rows in asked["rule"].value_counts().items():
        typer.echo(f"{rows:>6}  {rule}: {_hint(rule)}")
    for issue in asked.head(_PRINTED).to_dict("records"):
        place = f"{issue['sheet']} row {issue['row']}" if issue["row"] else issue["sheet"]
        typer.echo(f"        {place}, {issue['column']}: {issue['rule']} '{issue['value']}'")
    if len(asked) > _PRINTED:
        typer.echo(f"        and {len(asked) - _PRINTED} more; see the issue log")


def _hint(rule: str) -> str:
    from policylib.cleaning import RULES

    return RULES[rule].hint


@app.command()
def template(
    table: Annotated[str, typer.Argument(help="Office table, such as village-enrolment.")],
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Default: the table's name in this folder, as .xlsx."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Area whose villages are filled in. Default: the one the form asks about.",
        ),
    ] = None,
    on: Annotated[
        str, typer.Option(metavar="DATE", help="Day of the register of villages; year-month-day.")
    ] = "2025-12-31",
    language: Annotated[
        str, typer.Option(metavar="id|en", help="Language of the guide; headings stay Indonesian.")
    ] = "id",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file of this name, even if filled in.")
    ] = False,
) -> None:
    """Write the form of an office table as a spreadsheet to be filled in."""
    from policylib.schemas import office_table
    from policylib.store.forms import write_form

    described = office_table(table)
    path = output or Path(f"{described.name.replace('_', '-')}.xlsx")
    villages = _villages("code" in described.key, region or described.region or None, on)
    write_form(described, path, villages=villages, language=language, overwrite=overwrite)
    typer.echo(short(path))


def _villages(wanted: bool, region: str | None, on: str) -> list[tuple[str, str, str]]:
    """Rows to fill in beforehand; none for tables whose rows are not villages."""
    if wanted != (region is not None):
        what = "has one row a village" if wanted else "has no row a village"
        way_out = "Say whose: --region 32.16." if wanted else "Leave out --region."
        raise UsageError(message(f"the form {what}", way_out=way_out))
    if not wanted:
        return []
    from policylib import pipeline, store
    from policylib.store.forms import villages_of

    root = project()
    pipeline.build(root)
    return villages_of(store.register(root=root), region, on=parse_day(on))
