"""Whether the words of a link say what its finding says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup

from policylib.errors import UsageError
from policylib.wording import Language

_TOKEN = re.compile(r"-?\d[\d.,]*\d|-?\d")
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


def _says(token: str, text: str, finding: dict, language: Language) -> bool:
    """Whether one end, written with the decimals of the token, is the token to the letter."""
    try:
        language.parse_number(token)
    except UsageError:
        return False
    decimal = "," if language.code == "id" else "."
    digits = len(token.partition(decimal)[2])
    scale = next((s for word, s in _SCALES.items() if word in text), 1)
    if finding["unit"] in _IN_PERCENT:
        scale = 0.01
    ends = (finding[k] for k in ("value", "low", "high") if finding[k] is not None)
    return token in {language.number(end / scale, digits) for end in ends}
