"""Places that an article names; a bare name that two governments share names neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policylib.regions import Register

_GOVERNMENT = re.compile(r"(kabupaten|kota)\s+(.+)", re.IGNORECASE)
_SPELT = {
    "kabupaten": ("kab.", "kab", "pemkab", "bupati"),
    "kota": ("pemkot", "walikota"),
}
_OF_A_VILLAGE = {"district": "Kecamatan", "village": "Desa"}


@dataclass(frozen=True)
class Mention:
    """A place named in a text; ``code`` is '' where the name is ambiguous."""

    start: int
    end: int
    code: str


def mentions(text: str, places: Mapping[str, str]) -> tuple[Mention, ...]:
    """Find the places of ``places`` (spelling to code) in a text.

    >>> [m.code for m in mentions("Pemkab Bekasi, Bekasi", {"Kabupaten Bekasi": "32.16"})]
    ['32.16', '']
    """
    known = dict(_spellings(places))
    if not known:
        return ()
    longest = sorted(known, key=len, reverse=True)
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    found = (
        Mention(hit.start(), hit.end(), known[" ".join(hit[0].lower().split())])
        for hit in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE)
    )
    return tuple(mention for mention in found if mention.code or not _written_at(text, mention))


def _written_at(text: str, mention: Mention) -> bool:
    """'BEKASI, 24 November' at the start of a line is where it was written, not what about."""
    before = text[max(0, mention.start - 1) : mention.start]
    return before in ("", "\n") and text[mention.start : mention.end].isupper()


def _spellings(places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield bare names first, so that a spelling that is given overrides them."""
    given = {" ".join(word.lower().split()): code for word, code in places.items()}
    named = {word: hit for word in given if (hit := _GOVERNMENT.fullmatch(word))}
    for hit in named.values():
        yield hit[2], ""
        yield from ((f"{a} dan {b} {hit[2]}", "") for a, b in _BOTH)
    for word, hit in named.items():
        yield from ((f"{short} {hit[2]}", given[word]) for short in _SPELT[hit[1]])
    yield from ((word, code) for word, code in given.items() if word)


_BOTH = (("kabupaten", "kota"), ("kota", "kabupaten"))


def places_of(register: Register) -> dict[str, str]:
    """Return the spellings of a register's areas and their codes; '' where more than one has it.

    Districts and villages count only with the word Kecamatan or Desa before them, since their
    names are ordinary words or names of other places.
    """
    found: dict[str, set[str]] = {"nasional": {"ID"}}
    for code, region in register.regions.items():
        prefix = _OF_A_VILLAGE.get(region.level, "")
        found.setdefault(f"{prefix} {region.name}".strip().lower(), set()).add(code)
    return {word: codes.pop() if len(codes) == 1 else "" for word, codes in found.items()}
