"""Names of villages with slips of the finger, and how many of them are matched to the register."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pandas as pd

from policylib import store
from policylib.cleaning import AreaMatcher
from policylib.cleaning.names import plain_name
from policylib.regions import Region, Register

ON = dt.date(2025, 12, 31)
REGENCY = "32.16"
OUTCOMES = ("matched", "ambiguous", "unknown", "another name", "wrong")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def misspelling_experiment(
    seed: int, n: int, *, slips: tuple[int, ...] = (1, 2), register: Register | None = None
) -> dict[str, int]:
    """Misspell n names of today's villages and count what becomes of them.

    Each slip drops, doubles, adds or changes a letter, or swaps two neighbours. The district is
    given. A text that is another name of the district to the letter is counted as 'another name',
    whatever is made of it: nobody can tell it from that name.

    Returns
    -------
    dict
        Number of each of OUTCOMES; they sum to n.
    """
    register = register or store.register()
    rng = random.Random(seed)
    villages = register.children(REGENCY, level="village", on=ON)
    meant = [rng.choice(villages) for _ in range(n)]
    typed = [_misspelt(v.name, rng.choice(slips), rng) for v in meant]
    read = AreaMatcher(register, regency=REGENCY, on=ON).match_villages(
        pd.Series(typed, dtype="str"), districts=pd.Series([v.parent for v in meant], dtype="str")
    )
    rows = zip(meant, typed, read.values, read.errors, strict=True)
    counts = Counter(_outcome(register, *row) for row in rows)
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def _misspelt(name: str, slips: int, rng: random.Random) -> str:
    """A name after some slips that do not undo each other."""
    text = name
    while plain_name(text) == plain_name(name):
        text = name
        for _ in range(slips):
            text = _slip(text, rng)
    return text


def _slip(text: str, rng: random.Random) -> str:
    at, letter = rng.randrange(len(text)), rng.choice(_LETTERS)
    before, here, after = text[:at], text[at], text[at + 1 :]
    return rng.choice(
        (
            before + after,
            before + here + here + after,
            before + letter + here + after,
            before + letter + after,
            before + after[:1] + here + after[1:],
        )
    )


def _outcome(register: Register, meant: Region, typed: str, value: object, error: str) -> str:
    called = [register.regions[c] for c in register.spellings.get(plain_name(typed), ())]
    if any(r.parent == meant.parent and r.is_valid_on(ON) and r != meant for r in called):
        return "another name"
    if error:
        return error.removesuffix("_area")
    return "matched" if value == meant.code else "wrong"
