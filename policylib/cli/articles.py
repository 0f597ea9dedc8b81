"""Commands about what others have published."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from policylib.cli.frame import app
from policylib.cli.frame import root as project

evidence = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Read what others have published, beside the evidence on record.",
)
app.add_typer(evidence, name="evidence")


@evidence.callback()
def _several() -> None:
    """Read what others have published, beside the evidence on record."""


@evidence.command()
def propose(
    file: Annotated[
        Path, typer.Argument(help="Article or circular in Indonesian, as plain text in UTF-8.")
    ],
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Day of publication, year-month-day, for an article without a dateline.",
        ),
    ] = None,
) -> None:
    """List the numbers of an article beside the evidence on record; nothing is written."""
    from policylib import cleaning, pipeline, store
    from policylib.cleaning.press import lines
    from policylib.days import parse_day
    from policylib.store.texts_in import read_article

    day = None if published is None else parse_day(published)
    text, root = read_article(file), project()
    pipeline.build(root)
    places = cleaning.places_of(store.register(root=root))
    ledger = store.ledger(known_on=dt.date.max.isoformat(), root=root)
    claims = cleaning.claims(text, places=places, published=day)
    for line in lines(cleaning.propose(claims, ledger)):
        typer.echo(line)
