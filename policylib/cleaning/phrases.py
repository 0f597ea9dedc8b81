"""The parts of a text that names a number: signs, units, scale words, ranges and open ends."""

from __future__ import annotations

import re
from typing import NamedTuple

from policylib.cleaning.cells import UnreadableCellError
from policylib.cleaning.folding import folded, refuse

_LONGEST_TEXT = 100
#: Scale words, as powers of ten. 'M' is none: it may be juta, miliar or million.
SCALES = {
    **dict.fromkeys(("ribu", "rb", "thousand"), 3),
    **dict.fromkeys(("juta", "jt", "million"), 6),
    **dict.fromkeys(("miliar", "milyar", "billion"), 9),
    **dict.fromkeys(("triliun", "trilyun", "trillion"), 12),
}
_UNITS = {
    **dict.fromkeys(("%", "persen", "prosen", "percent"), "percent"),
    **dict.fromkeys(("rupiah", "idr"), "rupiah"),
}
_COUNTED = (
    "orang|jiwa|desa|kelurahan|kecamatan|peserta|pekerja|buah|unit|kk|keluarga|perusahaan|"
    "people|persons|villages|participants|workers"
)
_END = re.compile(
    r"(?P<sign>[-(])?(?P<rp>(?:rp|idr)\.? *)?(?P<inner>[-(])?"
    r"(?P<number>\d(?:[\d.,' ]*\d)?)(?P<nil>[.,]--?)?"
    rf"(?: *(?P<scale>{'|'.join(SCALES)})(?P<an>an)?\.?)?"
    rf"(?: *(?P<unit>{'|'.join(_UNITS)}))?(?: *(?P<counted>{_COUNTED}))?(?P<close>\))? *",
    re.ASCII,
)
_LEAD = re.compile(
    r"(?:(?P<about>kurang +lebih|lebih +kurang|sekitar|kira-kira|about|around|approximately"
    r"|±|\+/-|~|≈)"
    r"|(?P<above>di *atas|lebih +dari|minimal|minimum|paling +sedikit|sedikitnya|setidaknya"
    r"|at +least|more +than|above|>=?|≥)"
    r"|(?P<below>di *bawah|kurang +dari|maksimal|maksimum|paling +banyak|at +most|less +than"
    r"|below|<=?|≤)) *"
)
_TO = r" *(?:[-‐‑‒–—]|s/d|s\.d\.?|sd|sampai(?: +dengan)?|hingga|to) *"
_GAP = {False: re.compile(_TO), True: re.compile(rf"{_TO}| +(?:dan|and) +")}
_BETWEEN = re.compile(r"(?:antara|between|dari|from) +")


class Phrase(NamedTuple):
    """The parts of a text, before anything is decided about its separators.

    Attributes
    ----------
    ends : tuple of re.Match
        One number, or both ends of a range; group ``number`` holds digits and separators.
    bound : str
        'about', 'above', 'below' or ''.
    approximate : bool
        Whether the text says about, or 'ribuan'.
    unit : str
        'rupiah', 'percent' or ''.
    """

    ends: tuple[re.Match[str], ...]
    bound: str
    approximate: bool
    unit: str

    @property
    def open(self) -> bool:
        """Whether the text says more than or less than."""
        return self.bound in ("above", "below")

    @property
    def scaled(self) -> bool:
        """Whether the text has a scale word."""
        return any(end["scale"] for end in self.ends)

    @property
    def counted(self) -> bool:
        """Whether the text says what is counted: people, villages."""
        return any(end["counted"] for end in self.ends)


def read_phrase(text: str) -> Phrase:
    """Take a text apart.

    Raises
    ------
    UnreadableCellError
        not_a_number, if there is no number or anything beside it.

    >>> read_phrase("sekitar Rp600–700 ribu").ends[1]["number"]
    '700'
    """
    text = folded(text)
    refuse(len(text) > _LONGEST_TEXT, "not_a_number")
    lead = _LEAD.match(text)
    bound = (lead.lastgroup or "") if lead else ""
    ends = _ends(text[lead.end() :] if lead else text)
    approximate = bound == "about" or any(end["an"] for end in ends)
    phrase = Phrase(ends, bound, approximate, _unit(ends))
    refuse(phrase.open and (approximate or len(ends) == 2), "not_a_number")
    # '5 ribu - 6000' may mean 6000 or 6000 thousand
    refuse(bool(ends[0]["scale"]) and not ends[-1]["scale"], "not_a_number")
    refuse(phrase.unit == "percent" and phrase.scaled, "not_a_number")
    refuse(phrase.unit == "rupiah" and phrase.counted, "not_a_number")
    return phrase


def _ends(text: str) -> tuple[re.Match[str], ...]:
    alone = _END.fullmatch(text)
    if alone:
        refuse(not _signed_well(alone), "not_a_number")
        return (alone,)
    between = _BETWEEN.match(text)
    start = between.end() if between else 0
    for gap in _GAP[bool(between)].finditer(text, start):
        low, high = _END.fullmatch(text, start, gap.start()), _END.fullmatch(text, gap.end())
        if low and high:
            bad = any(end["close"] or not _signed_well(end) for end in (low, high))
            refuse(bad, "not_a_number")
            return low, high
    raise UnreadableCellError("not_a_number")


def _signed_well(end: re.Match[str]) -> bool:
    """At most one sign; brackets hold an amount, since '(5 orang)' is a remark."""
    signs = (end["sign"] or "") + (end["inner"] or "")
    if signs == "(":
        return bool(end["close"]) and not end["counted"]
    return signs in ("", "-") and not end["close"]


def _unit(ends: tuple[re.Match[str], ...]) -> str:
    """Return the unit: it may stand at both ends, 'Rp' before the first, all others at the last."""
    said = [_UNITS.get(end["unit"] or "", "rupiah" if end["rp"] else "") for end in ends]
    mixed = any(end["rp"] and unit != "rupiah" for end, unit in zip(ends, said, strict=True))
    first, last = said[0], said[-1]
    alike = first in ("", last) or (first, last) == ("rupiah", "")
    refuse(mixed or not alike, "not_a_number")
    return first or last
