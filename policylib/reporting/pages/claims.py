"""Whether the words of a link say what its finding says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bs4 import BeautifulSoup

from policylib.errors import UsageError
from policylib.wording import Language

_TOKEN = re.compile(r"−?\d[\d.,]*\d|−?\d")
_SCALES = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "ribu": 1e3, "juta": 1e6, "miliar": 1e9, "triliun": 1e12,
}  # fmt: skip
_IN_PERCENT = ("share", "points", "points per month")


def wrong_claims(page: BeautifulSoup, findings: Sequence[dict], language: str) -> Iterator[str]:
    """Yield each link to a finding whose number is neither its value nor an end of its interval."""
    known = {f"#finding-{f['id']}": f for f in findings}
    for link in page.select("a[href^='#finding-']"):
        finding = known.get(link["href"])
        if finding is None:
            continue
        text = link.get_text()
        for token in _TOKEN.findall(text):
            if not _says(token, text, finding, Language(language)):
                yield f"'{text}' is not what {link['href'][1:]} says"


class Said(NamedTuple):
    """A number that words say of a finding, in the finding's unit, and half of its last digit."""

    value: float
    half_digit: float


def said(text: str, finding: dict, language: str) -> list[Said]:
    """Read the numbers of a text about a finding as its reader would.

    >>> said("45,5–46,5%", {"unit": "share"}, "id")[0].value
    0.455
    """
    reader, scale = Language(language), _scale(text, finding)
    return [
        Said(reader.parse_number(token) * scale, 0.5 * 10 ** -_digits(token, reader) * scale)
        for token in _TOKEN.findall(text)
    ]


def _says(token: str, text: str, finding: dict, language: Language) -> bool:
    """Whether one end, written with the decimals of the token, is the token to the letter."""
    try:
        language.parse_number(token)
    except UsageError:
        return False
    digits, scale = _digits(token, language), _scale(text, finding)
    ends = (finding[k] for k in ("value", "low", "high") if finding[k] is not None)
    return token in {language.number(end / scale, digits) for end in ends}


def _digits(token: str, language: Language) -> int:
    return len(token.partition("," if language.code == "id" else ".")[2])


def _scale(text: str, finding: dict) -> float:
    if finding["unit"] in _IN_PERCENT:
        return 0.01
    return next((s for word, s in _SCALES.items() if word in text), 1)
