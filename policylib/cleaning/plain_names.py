"""Names of areas as offices write them to the letters that tell one area from another."""

from __future__ import annotations

import re
import unicodedata

from policylib.regions import normalise

_NUMBERING = re.compile(r"\(?[0-9]{1,3} ?[.)]{1,2} ?(?=[^\W\d])")
#: How each level is called before a name.
_KINDS = {
    "village": "desa|ds|pemdes|kelurahan|kel",
    "district": "kecamatan|kec",
    "regency": "kabupaten|kab",
}
_OFFICE = r"(?:kantor |pemerintah |pem[. ] ?|kepala ){0,2}"
_PREFIX = re.compile(
    rf"(?:(?:{_OFFICE}(?:{'|'.join(_KINDS.values())})\b[ .:/,\-]*+){{1,3}}|kota\b[ .:/,\-]*+)"
    r"(?=.*[^\W_])"
)
_DIRECTIONS = {
    **dict.fromkeys(("sel", "slt"), "selatan"),
    **dict.fromkeys(("ut", "utr"), "utara"),
    **dict.fromkeys(("tim", "tmr"), "timur"),
    **dict.fromkeys(("bar", "brt"), "barat"),
    "tgh": "tengah",
    "pst": "pusat",
}
_DIRECTION = re.compile(rf"(?<=[ .\-])(?:{'|'.join(_DIRECTIONS)})\b")
_ORDINAL = re.compile(r"\d|\b(?:\w|[ivx]+)\b")


def plain_name(text: str) -> str:
    """Return the letters and digits of a name without its kind, its number and abbreviations.

    Examples
    --------
    >>> [plain_name(t) for t in ("1. Ds. Suka Maju", "KEC. TAMBUN SEL.", "Kelapa", "Desa")]
    ['sukamaju', 'tambunselatan', 'kelapa', 'desa']
    """
    return letters_of(_parted(text)[1])


def letters_of(text: str) -> str:
    """Return all letters and digits of a text.

    >>> letters_of("Ds. Suka\u200b Maju 🏠")
    'dssukamaju'
    """
    return normalise(unicodedata.normalize("NFKC", _visible(text).casefold()))


def readings(text: str) -> frozenset[str]:
    """Return a name with and without what looks like its kind.

    >>> sorted(readings("Kota Baru"))
    ['baru', 'kotabaru']
    """
    return frozenset({letters_of(text), plain_name(text)} - {""})


def has_ordinal(text: str) -> bool:
    """Whether a name may be told from others by a number or letter: not a slip to be mended.

    >>> [has_ordinal(text) for text in ("Sukamaju II", "Karang 2", "1. Ds. Sukamaju")]
    [True, True, False]
    """
    return bool(_ORDINAL.search(_parted(text)[1]))


def says_other_level(text: str, level: str) -> bool:
    """Whether the words before a name say that it is no area of this level.

    >>> says_other_level("Kec. Setu", "village"), says_other_level("Ds. Setu", "village")
    (True, False)
    """
    said = re.findall(r"\w+", _parted(text)[0])
    kinds = {word: kind for kind, words in _KINDS.items() for word in words.split("|")}
    return bool({kinds[word] for word in said if word in kinds} - {level})


def _visible(text: str) -> str:
    """Compatible characters as their plain ones; marks that nobody sees left out."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c) != "Cf")


def _parted(text: str) -> tuple[str, str]:
    """Return the words for the kind of area, and the rest in full words."""
    words = " ".join(_visible(text).casefold().split())
    numbering = _NUMBERING.match(words)
    words = words[numbering.end() :] if numbering else words
    prefix = _PREFIX.match(words)
    rest = words[prefix.end() :] if prefix else words
    return prefix[0] if prefix else "", _DIRECTION.sub(lambda hit: _DIRECTIONS[hit[0]], rest)
