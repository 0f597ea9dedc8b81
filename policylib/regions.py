"""Areas: codes, names, spellings, levels and dates of validity. There is no default area."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from policylib.errors import RegionError, closest, message, places

if TYPE_CHECKING:
    import pandas as pd


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
        return cls.from_rows(rows.to_dict("records"), spellings.to_dict("records"))

    @classmethod
    def from_rows(
        cls, regions: Iterable[Mapping[str, object]], spellings: Iterable[Mapping[str, str]]
    ) -> Register:
        """Build from rows with the fields of `Region`, dates as dates, and of ``spellings``."""
        known = {str(r["code"]): Region(**r) for r in regions}
        words: dict[str, set[str]] = {}
        for region in known.values():
            words.setdefault(normalise(region.name), set()).add(region.code)
        for row in spellings:
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
        text = _as_code(text)
        if text in self.regions:
            return self.regions[text]
        word = normalise(re.sub(r"^kab(?:\.\s*|\s+)", "kabupaten ", text, flags=re.IGNORECASE))
        found = [self.regions[c] for c in self._candidates(word)]
        found = [r for r in found if level is None or r.level == level]
        if len(found) == 1:
            return found[0]
        if found:
            what, near = f"'{text}' is ambiguous: it may mean", found
        else:
            what, near = f"no area is called '{text}'", self._near(word, level)
        named = places([f"{r.code} {r.name}" for r in near])
        if found:
            raise RegionError(
                message(f"{what} {named}", expected="one area", way_out="Give the code.")
            )
        raise RegionError(
            message(what, way_out=f"Near: {named}. Give the code." if near else "Give the code.")
        )

    def _near(self, word: str, level: str | None) -> list[Region]:
        """Areas whose name sounds alike; governments that share a name are always named both."""
        bare = {
            c: re.sub("^(kabupaten|kota)", "", normalise(r.name))
            for c, r in self.regions.items()
            if level in (None, r.level)
        }
        like = difflib.get_close_matches(
            re.sub("^(kabupaten|kota)", "", word), bare.values(), n=1, cutoff=0.6
        )
        return [self.regions[c] for c, name in bare.items() if name in like]

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


def _as_code(text: str | int | float) -> str:
    """Read what papermill or a hurried hand makes of a code: 32.1 for 32.10, 3216 for 32.16."""
    if isinstance(text, float):
        return f"{text:.2f}"
    text = str(text).strip()
    return f"{text[:2]}.{text[2:]}" if re.fullmatch(r"\d{4}", text) else text
