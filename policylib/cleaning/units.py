"""Units that headings, titles and notes state: thousands, millions, percent, rupiah."""

from __future__ import annotations

import re

from policylib.errors import DataError, message
from policylib.regions import normalise

SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "milyar": 10**9}
UNIT_WORDS = {"rp", "idr", "rupiah", "dalam", "angka", "orang", "jiwa", "persen", "%", "per", "in"}
_WORD = re.compile(r"%|[^\W\d_]+")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_SCALE = "(ribu|juta|mil[iy]ar)"
#: What a title says of all amounts: (dalam ribuan rupiah), (Rp juta), jutaan rupiah; but not
#: 5 juta rupiah, which is an amount.
_IN = r"(?:dalam|dlm|satuan|in)\b[\s:.]*"
_MONEY = r"(?:rp|idr|rupiah)\.?\s*"
_WHOLE_SHEET = re.compile(
    rf"\b{_IN}(?:{_IN})?(?:{_MONEY})?{_SCALE}(?:an)?\b|\b{_MONEY}{_SCALE}(?:an)?\b"
    rf"|(?:^|[:;,–-]\s*){_SCALE}(?:an)?\s+(?:rp|rupiah|idr)\b"
    rf"|\b{_SCALE}an\s*(?:rp|rupiah|idr)\b|[(\[]\s*{_SCALE}(?:an)?(?:\s+(?:rp|rupiah))?\.?\s*[)\]]",
    re.IGNORECASE,
)
_ZEROS = r"['’.]?(?:1[.,]?)?(?P<{}>000(?:[.,]?000){{0,2}})(?:[.,]-|,00)?"
#: (x Rp1.000), (Rp 000), ('000), (Rp. 1.000,-), dalam Rp000, × 1.000.000
_TIMES = re.compile(
    rf"[x×]\s*(?:{_MONEY})?1(?P<times>(?:[.,]?000){{1,3}})\b"
    rf"|[(\[]\s*(?:{_IN})*(?:{_MONEY})?{_ZEROS.format('bare')}\s*(?:rp|rupiah)?\s*[)\]]"
    rf"|\b(?:{_IN})+(?:{_MONEY})?{_ZEROS.format('said')}(?![\d.,]*\d)"
    rf"|^\s*{_MONEY}{_ZEROS.format('alone')}\s*$",
    re.IGNORECASE,
)


def read_heading(text: str) -> tuple[str, int, bool]:
    """Return the letters of a heading without its unit, the scale, and whether percent is said.

    >>> read_heading("Iuran (Rp juta)")
    ('iuran', 1000000, False)
    >>> read_heading("Iuran (Rp.000)")
    ('iuran', 1000, False)
    """
    scale, percent, kept = 1, False, text
    if times := _TIMES.search(text):
        scale, kept = _times(times), kept.replace(times[0], " ").replace("( )", " ")
    for bracket in _BRACKETS.finditer(text):
        words = words_of(bracket[1])
        if words and all(w in UNIT_WORDS or w in SCALES for w in words):
            kept = kept.replace(bracket[0], " ")
            scale, percent = _unit(words, scale, percent)
    tail = []
    while (last := re.search(r"(%|[^\W\d_]+\.?)\s*$", kept)) and (
        (word := _stem(last[1])) in SCALES
        or word in {"rp", "idr", "rupiah", "%", "persen", "dalam"}
    ):
        if not kept[: last.start()].strip():
            break
        tail.append(word)
        kept = kept[: last.start()]
    scale, percent = _unit(tail, scale, percent)
    return normalise(kept), scale, percent


def _times(hit: re.Match) -> int:
    return 10 ** sum(c == "0" for c in hit[hit.lastgroup])


def words_of(text: str) -> list[str]:
    """Return the words of a text, units in their plain form: ribuan is ribu."""
    return [_stem(w) for w in _WORD.findall(text)]


def _stem(word: str) -> str:
    word = word.casefold().rstrip(".")
    return word[:-2] if word.endswith("an") and word[:-2] in SCALES else word


def _unit(words: list[str], scale: int, percent: bool) -> tuple[int, bool]:
    scales = [SCALES[w] for w in words if w in SCALES]
    return (scales[0] if scales else scale), percent or bool({"%", "persen"} & set(words))


def scale_of_sheet(texts: list[str]) -> int:
    """Return the scale that a title or note states for all rupiah of a sheet, else 1.

    >>> scale_of_sheet(["Rekapitulasi iuran", "(dalam ribuan rupiah)"])
    1000
    """
    found = {
        SCALES[next(g for g in hit.groups() if g).casefold()]
        for text in texts
        for hit in _WHOLE_SHEET.finditer(text)
    }
    for text in texts:
        found |= {_times(hit) for hit in _TIMES.finditer(text)}
    if len(found) > 1:
        raise DataError(
            message(
                "the sheet states two units for its rupiah",
                expected="one of thousand, million, billion",
                way_out="Write the unit into each heading.",
            )
        )
    return found.pop() if found else 1


def unit_words_of(text: str) -> list[str]:
    """The words of a heading's brackets, and those after them or at its end that are units."""
    inside = [w for bracket in _BRACKETS.finditer(text) for w in words_of(bracket[1])]
    last = words_of(_BRACKETS.sub(" ", text))[1:][-1:]
    return [*inside, *(w for w in last if w in UNIT_WORDS)]
