"""Findings that one notebook takes from others, each under the number of its notebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from policylib.errors import UsageError, closest, message
from policylib.findings.finding import Finding


@dataclass(frozen=True)
class Taken:
    """Findings of another notebook.

    Attributes
    ----------
    page : str
        Name of the page that shows them; '' where none is made.
    findings : dict of str to Finding
        By their ids there.
    """

    notebook: str
    page: str
    findings: dict[str, Finding]


class Others:
    """Findings of several notebooks, asked for as ``02/gap``: number of the notebook and id.

    Parameters
    ----------
    taken : iterable of Taken or None
        None for a notebook that has no answer for the area.
    """

    def __init__(self, taken: Iterable[Taken | None]) -> None:
        kept = [t for t in taken if t is not None]
        self._by_number = {t.notebook.partition("-")[0]: t for t in kept}
        self._said: dict[str, Finding] = {}

    @property
    def said(self) -> tuple[Finding, ...]:
        """Every finding that was asked for and found, in order."""
        return tuple(self._said.values())

    @property
    def pages(self) -> dict[str, str]:
        """Notebooks that findings come from, and the pages that show these."""
        return {t.notebook: t.page for t in self._by_number.values()}

    def all(self, **asked: str) -> dict[str, Finding] | None:
        """Return findings under the names of places; None if one of them is not there.

        A notebook may have no answer for an area, and keep a finding on some days only.
        """
        found = {place: self.get(name) for place, name in asked.items()}
        if None in found.values():
            return None
        for finding in found.values():
            self._said.setdefault(finding.id, finding)
        return found

    def get(self, name: str) -> Finding | None:
        """Return a finding, called ``02-gap`` here and citing where it comes from.

        A parameter of the other run is cited through it.

        Raises
        ------
        UsageError
            If the name is not a number and an id.
        """
        number, slash, own = name.partition("/")
        if not slash or not number.isdecimal():
            raise UsageError(
                message(
                    f"'{name}' names no finding of another notebook",
                    expected="number and id, such as 02/gap",
                    way_out=closest(name, [f"{n}/" for n in self._by_number]),
                )
            )
        taken = self._by_number.get(number)
        if taken is None or own not in taken.findings:
            return None
        finding = taken.findings[own]
        sources = [s for s in finding.sources if not s.startswith("parameter:")]
        return replace(
            finding,
            id=f"{number}-{own}",
            sources=(*sources, f"finding:{taken.notebook}#{own}"),
        )
