"""Which raw sources a notebook says it reads, held against what it read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from policylib.errors import RunError, closest, message, places
from policylib.reporting.plans.notebooks import Notebook


def sources(notebook: Notebook, values: Mapping[str, object]) -> frozenset[str]:
    """Return the folders under data/raw that a run with these values may read.

    A parameter of `Notebook.data_from` that names an office table, ``table.source``, adds its
    source.
    """
    asked = (str(values.get(name, "")).partition(".")[2] for name in notebook.data_from)
    return frozenset((*notebook.data, *filter(None, asked)))


def undeclared(
    notebook: Notebook, read: Iterable[str], *, values: Mapping[str, object]
) -> tuple[str, ...]:
    """Return the sources that a run read (see `store.read_so_far`) without their being declared."""
    return tuple(sorted(set(read) - sources(notebook, values)))


def require(notebook: Notebook, read: Iterable[str], *, values: Mapping[str, object]) -> None:
    """Raise RunError when a run read a source that its notebook does not declare.

    A change of that source would not have made the page again.
    """
    if found := undeclared(notebook, read, values=values):
        raise RunError(
            message(
                f"{notebook.name} read data that it does not declare",
                where=places(found),
                expected="every source in metadata.policylib.data of the notebook",
                way_out="Add it there.",
            ),
            reason="undeclared_data",
        )


def problems(notebook: Notebook, known: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with a declaration, given the sources that there are."""
    known = set(known)
    if not notebook.data:
        yield "metadata.policylib.data names no source under data/raw"
    if not notebook.findings:
        yield "metadata.policylib.findings names no finding that every run must keep"
    if list(notebook.data) != sorted(set(notebook.data)):
        yield "metadata.policylib.data is not in order, or names a source twice"
    for name in notebook.data:
        if name not in known:
            yield f"metadata.policylib.data: no source '{name}'. {closest(name, known)}"
    for name in notebook.data_from:
        if name not in notebook.parameters:
            yield f"metadata.policylib.data_from: no parameter '{name}'"
        elif not isinstance(notebook.parameters[name].default, str):
            yield f"metadata.policylib.data_from: '{name}' is no text"
