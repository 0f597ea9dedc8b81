"""What holds for a whole plan: limits, who is told, when it is due."""

from __future__ import annotations

from dataclasses import dataclass

from policylib.errors import UsageError
from policylib.reporting.plans.due import When, when
from policylib.reporting.plans.strict_toml import Table
from policylib.reporting.shelf.hooks import Hook


@dataclass(frozen=True)
class Limits:
    """What a run may use; None where the plan sets no limit of its own."""

    cell_seconds: float | None = None
    notebook_seconds: float | None = None
    run_seconds: float | None = None
    memory_mb: int | None = None
    output_mb: int | None = None


def limits(content: object, *, where: str) -> Limits:
    """Read the limits of a plan."""
    seconds = ("cell_seconds", "notebook_seconds", "run_seconds")
    sizes = ("memory_mb", "output_mb")
    table = Table(content, where=where, known=(*seconds, *sizes))
    return Limits(
        **{name: table.number(name) for name in seconds},
        **{name: table.number(name, whole=True) for name in sizes},
    )


def hook(content: object, *, where: str) -> Hook:
    """Read who is told; raise UsageError unless it is one of the two."""
    table = Table(content, where=where, known=("command", "webhook"))
    try:
        return Hook(table.words("command"), table.text("webhook"))
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None


def schedule(content: object, *, where: str) -> When:
    """Read when a plan is due; raise UsageError where no day, hour or zone is meant."""
    table = Table(content, where=where, known=("when", "zone"))
    try:
        return when(table.text("when"), zone=table.text("zone"))
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from None
