"""Exceptions, and how a message is built: what, where, what was expected, the way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

SHOWN_PLACES = 3
LISTED = 20


class PolicylibError(Exception):
    """Base of every error this library raises on purpose."""


class DataError(PolicylibError):
    """Data or a law value is missing, changed or breaks its contract."""


class EvidenceError(DataError):
    """Published numbers were combined in a way that their meaning forbids."""


class LawError(DataError):
    """A law value is unknown, malformed or asked for outside its dates."""


class LawWarning(UserWarning):
    """A law value may have changed since it was last checked."""


class RegionError(PolicylibError):
    """A region is unknown, ambiguous or outside its dates of validity."""


class UsageError(PolicylibError):
    """The caller's words are off: an unknown name or a wrong type."""


class RunError(PolicylibError):
    """A notebook or its page failed; nothing was published.

    Parameters
    ----------
    text : str
        For people.
    reason : str
        For machines: a word of a closed list, or empty.
    cell : int, optional
        Number of the code cell, counted from 1.
    """

    def __init__(self, text: str = "", *, reason: str = "", cell: int | None = None) -> None:
        super().__init__(text)
        self.reason = reason
        self.cell = cell


def places(found: Sequence[str]) -> str:
    """Name the first three places and count the rest.

    >>> places(["row 2", "row 5", "row 7", "row 9"])
    'row 2; row 5; row 7; and 1 more'
    """
    shown = "; ".join(found[:SHOWN_PLACES])
    more = len(found) - SHOWN_PLACES
    return f"{shown}; and {more} more" if more > 0 else shown


def closest(word: str, known: Iterable[str]) -> str:
    """Return ' Did you mean …?' with the nearest known word, else the known words.

    >>> closest("targt", ["target", "region"])
    "Did you mean 'target'?"
    """
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    if len(known) > LISTED:
        return f"{len(known)} are known, none of them near."
    return f"Known: {', '.join(known)}." if known else "None is known."


def message(what: str, *, where: str = "", expected: str = "", way_out: str = "") -> str:
    """Build the one shape of message that users meet.

    >>> message("share is 1.3", where="row 4", expected="0 to 1", way_out="Write 0.013.")
    'share is 1.3 (row 4); expected 0 to 1. Write 0.013.'
    """
    text = what + (f" ({where})" if where else "") + (f"; expected {expected}" if expected else "")
    return f"{text.rstrip('.')}. {way_out}".strip()
