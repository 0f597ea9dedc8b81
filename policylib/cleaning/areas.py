"""The areas of one level in one regency, by code, by name and by nearly their name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from policylib.cleaning.folding import refuse
from policylib.cleaning.plain_names import has_ordinal, letters_of, readings, says_other_level
from policylib.regions import Register

#: A name this many slips of a finger away may be meant (a swap of neighbours is one slip) …
MAX_SLIPS = 2
#: … if every other area is at least this many further away …
MARGIN = 2
#: … and both names have this many letters a slip.
LETTERS_A_SLIP = 4


class Areas:
    """All areas of one level below a regency; those of ``on`` go before former ones.

    Any text within two slips of a name is never taken for another area: slips are a distance
    that obeys the triangle inequality, so the other would have to be met to the letter.

    Parameters
    ----------
    rules : tuple of str
        What a name breaks that is unknown, and one that is ambiguous.
    """

    def __init__(
        self, register: Register, regency: str, level: str, on: dt.date, rules: tuple[str, str]
    ) -> None:
        below = [
            r
            for r in register.regions.values()
            if r.level == level and r.code.startswith(f"{regency}.")
        ]
        self.known = frozenset(r.code for r in below)
        self._today = frozenset(r.code for r in below if r.is_valid_on(on))
        self._gone = frozenset(r.code for r in below if r.valid_to and r.valid_to < on)
        self._words: dict[str, set[str]] = {}
        for word, codes in register.spellings.items():
            self._words.setdefault(letters_of(word), set()).update(self.known.intersection(codes))
        scopes = {regency} | {r.parent for r in below}
        self._choices = {scope: self._spellings(scope) for scope in scopes}
        self._regency, self._level = regency, level
        self._unknown, self._ambiguous = rules

    def _spellings(self, scope: str) -> dict[tuple[str, str], str]:
        words = self._words
        return {(word, code): word for word in words for code in self.exact([word], scope)}

    def exact(self, words: Iterable[str], scope: str = "") -> frozenset[str]:
        """Codes below ``scope`` that a word stands for; former areas only where no other does."""
        found = {code for word in words for code in self._words.get(word, ())}
        found = frozenset(c for c in found if c.startswith(f"{scope or self._regency}."))
        return found & self._today or found & self._gone

    def find(self, name: str, scope: str = "") -> tuple[str, str]:
        """Return the one area below ``scope`` that a name means, and a warning or ''.

        Raises
        ------
        UnreadableCellError
            One of the two rules, for unknown and for ambiguous.
        """
        words = readings(name)
        refuse(says_other_level(name, self._level), self._unknown)
        exact = self.exact(words, scope)
        refuse(len(exact) > 1, self._ambiguous)
        for code in exact:
            return code, "" if code in self._today else "area_former"
        refuse(has_ordinal(name), self._unknown)
        near = self._near(words, scope or self._regency)
        refuse(not near, self._unknown)
        # The name is another area's name to the letter: that may be meant, in a wrong district.
        refuse(len(near) > 1 or bool(self.exact(words)), self._ambiguous)
        return near.pop(), "area_spelling"

    def _near(self, words: Iterable[str], scope: str) -> set[str]:
        """Areas that may be meant by misspelt words; none where no name is close."""
        slips: dict[str, int] = {}
        close = []
        for typed in words:
            for word, count, (_, code) in self._within_reach(typed, scope):
                slips[code] = min(count, slips.get(code, count))
                letters = min(len(typed), len(word))
                if count <= MAX_SLIPS and count * LETTERS_A_SLIP <= letters:
                    close.append(count)
        return {code for code, count in slips.items() if close and count < min(close) + MARGIN}

    def _within_reach(self, typed: str, scope: str) -> list[tuple[str, int, tuple[str, str]]]:
        return process.extract(
            typed,
            self._choices.get(scope, {}),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=MAX_SLIPS + MARGIN - 1,
            limit=None,
        )

    def coded(self, code: str) -> tuple[str, str]:
        """Return the area of today that a code stands or stood for, and a warning or ''.

        Raises
        ------
        UnreadableCellError
            The rule for unknown.
        """
        refuse(code not in self.known, self._unknown)
        if code in self._today:
            return code, ""
        words = [word for word, codes in self._words.items() if code in codes]
        now = self.exact(words, code.rpartition(".")[0]) & self._today
        refuse(len(now) != 1 and code not in self._gone, self._unknown)
        return (min(now) if len(now) == 1 else code), "area_former"
