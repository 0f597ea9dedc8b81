"""Areas: codes, names, spellings, levels and dates of validity. There is no default area."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, fields

import pandas as pd

from policylib.errors import RegionError, closest, message, places


@dataclass(frozen=True)
class Region:
    """One area of the register; ``kind`` is kabupaten, kota, kecamatan, desa or kelurahan."""

    code: str
    name: str
    level: str
    kind: str
    parent: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def is_valid_on(self, day: dt.date) -> bool:
        """Whether the area existed under this code on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def normalise(name: str) -> str:
    """Fold case, spaces and punctuation: spelling variants that mean the same letters.

    >>> normalise("Karang  Bahagia")
    'karangbahagia'
    """
    return re.sub(r"[\W_]+", "", name).casefold()


@dataclass(frozen=True)
class Register:
    """The register of areas."""

    regions: dict[str, Region]
    spellings: dict[str, tuple[str, ...]]

    @classmethod
    def from_tables(cls, regions: pd.DataFrame, spellings: pd.DataFrame) -> Register:
        """Build from the contracted tables ``regions`` and ``spellings``."""
        names = [f.name for f in fields(Region)]
        rows = regions[names].astype(object).where(regions[names].notna(), None)
        known = {r["code"]: Region(**r) for r in rows.to_dict("records")}
        words: dict[str, set[str]] = {}
        for region in known.values():
            words.setdefault(normalise(region.name), set()).add(region.code)
        for row in spellings.to_dict("records"):
            words.setdefault(normalise(row["spelling"]), set()).add(row["code"])
        return cls(known, {word: tuple(sorted(codes)) for word, codes in words.items()})

    def get(self, code: str) -> Region:
        """Return the area with this code; raise RegionError naming the closest."""
        if code not in self.regions:
            raise RegionError(
                message(f"no area has the code '{code}'", way_out=closest(code, self.regions))
            )
        return self.regions[code]

    def find(self, text: str | int | float, *, level: str | None = None) -> Region:
        """Return the one area that ``text`` (code, name or spelling) means.

        A number is taken for the code of a regency or city: ``papermill -p region 32.10`` hands
        over 32.1, which can only be 32.10.

        Raises
        ------
        RegionError
            If nothing or more than one area is meant; 'bekasi' alone means a Kabupaten and a
            Kota, two governments, and is refused naming both.
        """
        if isinstance(text, int | float):
            text = f"{text:.2f}" if isinstance(text, float) else str(text)
        if text in self.regions:
            return self.regions[text]
        found = [self.regions[c] for c in self._candidates(normalise(text))]
        found = [r for r in found if level is None or r.level == level]
        if len(found) == 1:
            return found[0]
        if not found:
            names = {r.name for r in self.regions.values() if level in (None, r.level)}
            raise RegionError(message(f"no area is called '{text}'", way_out=closest(text, names)))
        raise RegionError(
            message(
                f"'{text}' is ambiguous: it may mean "
                + places([f"{r.code} {r.name}" for r in found]),
                expected="one area",
                way_out="Give the code.",
            )
        )

    def _candidates(self, word: str) -> tuple[str, ...]:
        """Codes with this spelling; a regency's name without Kabupaten or Kota counts for both."""
        bare = [normalise(kind) + word for kind in ("kabupaten", "kota")]
        codes = [c for w in (word, *bare) for c in self.spellings.get(w, ())]
        return tuple(sorted(set(codes)))

    def children(
        self, code: str, *, level: str, on: dt.date, kind: str | None = None
    ) -> tuple[Region, ...]:
        """Return the areas of a level below ``code`` that existed on a day, in order of code."""
        self.get(code)
        below = "" if code == "ID" else f"{code}."
        return tuple(
            r
            for c, r in sorted(self.regions.items())
            if c.startswith(below)
            and r.level == level
            and r.is_valid_on(on)
            and kind in (None, r.kind)
        )
