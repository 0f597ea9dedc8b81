"""Numbers in Indonesian prose: where they stand and which interval the printed words allow."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from policylib.cleaning.cells import UnreadableCellError
from policylib.cleaning.numbers import Quantity, parse_quantity
from policylib.cleaning.press.words import (
    NUMBER_WORDS,
    noun_after,
    per_after,
    spelt_number,
    unit_of,
)

_ANY = re.IGNORECASE
_DIGITS = r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:[.,][0-9]+)?"
_AMOUNT = re.compile(
    r"(?<![\w.,/#:])(?P<rp>(?:Rp|IDR)\.?\s*)?"
    rf"(?:(?P<digits>{_DIGITS})(?P<nil>,--?|\.-)?|(?P<words>\b{NUMBER_WORDS}\b))"
    r"(?P<said>\s*\([a-z ]+\))?"
    r"(?:\s*(?P<scale>(?:ribu|rb|juta|jt|mil[iy]ar|tril[iy]un)(?:an)?)\b)?"
    r"(?:\s*(?P<unit>%|(?:persen|prosen|rupiah)\b))?(?![\w#]|[.,:/][0-9])",
    _ANY,
)
_TO = re.compile(
    r"\s*[-‐‑–—]\s*|\s+(?:s/d|s\.d\.?|sampai(?:\s+dengan)?|hingga)\s+(?:Rp\.?\s*)?", _ANY
)
_AND = re.compile(r"\s+dan\s+", _ANY)
_BETWEEN = re.compile(r"\bantara\s+$", _ANY)
_OUT_OF = re.compile(
    r"\s+(?P<word>dari|menjadi|ke|atau)\s+(?:(?:total|seluruh|jumlah|sekitar)\s+)*", _ANY
)
_SPELLED_IN_BRACKETS = re.compile(rf"\(\s*{NUMBER_WORDS}[a-z ]*\)", _ANY)
_LEAD = re.compile(
    r"(?:(?P<above>(?:tidak|tak)\s+kurang\s+dari|di\s*atas|lebih\s+dari|minimal|paling\s+sedikit"
    r"|sedikitnya|setidaknya)|(?P<below>(?:tidak|tak)\s+lebih\s+dari|di\s*bawah|kurang\s+dari"
    r"|maksimal|paling\s+banyak)|(?P<about>sekitar|kurang\s+lebih|lebih\s+kurang|kira-kira|±"
    r"|hampir|nyaris|mendekati))\s*$",
    _ANY,
)
_PARSED_AS = {"above": "lebih dari ", "below": "kurang dari ", "about": "sekitar ", "": ""}
_AND_MORE = re.compile(
    r"\s+lebih\b(?!\s+(?:dari|rendah|tinggi|besar|banyak|baik|kecil|sedikit|cepat))", _ANY
)
_INTRODUCED = re.compile(r"\b(?:sebanyak|sejumlah|berjumlah|mencapai)\s+$", _ANY)
_ROUGHLY = re.compile(r"-an\b", _ANY)
#: '46 koma 5 persen' is not 5 percent.
_SPOKEN_POINT = re.compile(r"\b(?:koma|setengah)\s+$", _ANY)
_SHORT_SCALE = re.compile(r"\s?[MTKmt]\b")


@dataclass(frozen=True)
class Span:
    """One number of an article: where, how much, of what; ``per`` says by what it is divided."""

    start: int
    end: int
    value: float | None
    low: float
    high: float
    unit: str
    counted: str
    per: tuple[str, ...]


@dataclass(frozen=True)
class _Draft:
    """A number, or both ends of a range, before it is read."""

    start: int
    end: int
    ends: tuple[re.Match[str], ...]
    bound: str
    kind: str
    counted: str
    per: tuple[str, ...] = ()

    @property
    def scaled(self) -> bool:
        return any(end["scale"] for end in self.ends)


def spans(text: str) -> tuple[Span, ...]:
    """Find the numbers of a text whose dates and citations are blotted out.

    Parameters
    ----------
    text : str
        As `policylib.cleaning.press.marks.marked` returns it. A number that can be read in more
        than one way, or in none, is left out.

    >>> [(s.low, s.high, s.unit) for s in spans("baru 46 persen, 54 dari 179 desa")]
    [(0.455, 0.465, 'share'), (54.0, 54.0, 'villages'), (179.0, 179.0, 'villages')]
    """
    amounts = [hit for hit in _AMOUNT.finditer(text) if _is_amount(text, hit)]
    drafts, taken = [], 0
    for place, hit in enumerate(amounts):
        if place < taken:
            continue
        pair = tuple(amounts[place : place + 2])
        ends = pair if _is_range(text, pair) else (hit,)
        taken = place + len(ends)
        if len(ends) == 2 or not _after_hyphen(text, hit):
            drafts.append(_draft(text, ends))
    read = [_read(text, draft) for draft in _lent(text, drafts)]
    return tuple(span for span in read if span)


def _is_amount(text: str, hit: re.Match[str]) -> bool:
    digits = hit["digits"] or ""
    # '2 M' may be milyar or million
    unsaid = bool(hit["rp"] and not hit["scale"] and _SHORT_SCALE.match(text, hit.end()))
    unsaid = unsaid or bool(_SPOKEN_POINT.search(text[max(0, hit.start() - 12) : hit.start()]))
    said = not hit["said"] or _SPELLED_IN_BRACKETS.fullmatch(hit["said"].strip())
    return not re.match(r"0[0-9]", digits) and not unsaid and bool(said)


def _after_hyphen(text: str, hit: re.Match[str]) -> bool:
    """'B-19' counts nothing, and the second end of a range that cannot be read neither."""
    return bool(re.search(r"[\w#]\s?[-‐‑–]$", text[max(0, hit.start() - 3) : hit.start()]))


def _is_range(text: str, pair: tuple[re.Match[str], ...]) -> bool:
    if len(pair) < 2 or _after_hyphen(text, pair[0]):
        return False
    low, high = pair
    gap = text[low.end() : high.start()]
    lead = _BETWEEN.search(text[max(0, low.start() - 12) : low.start()])
    if not (_TO.fullmatch(gap) or (lead and _AND.fullmatch(gap))):
        return False
    try:
        _parsed(f"{_plain(low)} - {_plain(high)}")
    except UnreadableCellError:
        return False
    return True


def _plain(end: re.Match[str]) -> str:
    """One end of a range, or a number alone, in the words that the parser of cells knows."""
    digits = end["digits"] or str(spelt_number(end["words"]))
    scale, unit = (end[part] or "" for part in ("scale", "unit"))
    return f"{'Rp' if end['rp'] else ''}{digits}{end['nil'] or ''} {scale} {unit}".strip()


def _parsed(text: str, style: str = "id") -> Quantity:
    """Read as Indonesian prose; '46.5 persen' cannot be that, but can be read in one way only."""
    text = " ".join(text.split())
    try:
        return parse_quantity(text, style=style)
    except UnreadableCellError:
        return parse_quantity(text)


def _draft(text: str, ends: tuple[re.Match[str], ...]) -> _Draft:
    start, end = ends[0].start(), ends[-1].end()
    before = text[max(0, start - 30) : start]
    between = _BETWEEN.search(before) if len(ends) == 2 else None
    before = before[: between.start()] if between else before
    lead = _LEAD.search(before)
    bound = (lead.lastgroup or "") if lead else ""
    start -= (between.end() - between.start() if between else 0) + (
        lead.end() - lead.start() if lead else 0
    )
    kind = _kind(ends)
    more = _AND_MORE.match(text, end)
    if more and not bound and len(ends) == 1:
        bound, end = "above", more.end()
    if not bound and _ROUGHLY.match(text, end):
        bound, end = "about", end + len("-an")
    counted, unit, after = noun_after(text, end)
    if kind:
        counted = counted if kind == "share" else ""
    else:
        kind, end = unit, after
    per, end = per_after(text, end)
    return _Draft(start, end, ends, bound, kind, counted, per)


def _kind(ends: tuple[re.Match[str], ...]) -> str:
    units = {(end["unit"] or "").lower() for end in ends} - {""}
    if units & {"%", "persen", "prosen"}:
        return "share"
    return "rupiah" if units or ends[0]["rp"] else ""


def _lent(text: str, drafts: list[_Draft]) -> list[_Draft]:
    """'54 dari 179 desa', '38 menjadi 46 persen': the second number lends its unit."""
    lent: list[_Draft] = []
    for draft in reversed(drafts):
        after = lent[-1] if lent else None
        # 'satu dari 11.666 pekerja' tells of a person
        someone = (draft.ends[0]["words"] or "").lower() == "satu"
        bare = not (someone or draft.kind or draft.counted or draft.scaled or draft.per)
        gap = _OUT_OF.fullmatch(text, draft.end, after.ends[0].start()) if bare and after else None
        # '38 menjadi 46 ribu' may mean 38 or 38 thousand; '3 dari 40 persen' means no 3 percent
        doubtful = gap and (
            after.kind == "share" if gap["word"].lower() == "dari" else after.scaled
        )
        if gap and not doubtful and after.kind != "rupiah":
            draft = replace(draft, kind=after.kind, counted=after.counted)
        lent.append(draft)
    return lent[::-1]


def _read(text: str, draft: _Draft) -> Span | None:
    if not _says_what(text, draft):
        return None
    words = " - ".join(_plain(end) for end in draft.ends)
    if draft.kind == "share" and not draft.ends[-1]["unit"]:
        words += " persen"
    # people and villages have no parts: the comma in '200,000 orang' separates thousands
    english = "," in words and not draft.scaled and draft.kind not in ("share", "rupiah")
    try:
        found = _parsed(_PARSED_AS[draft.bound] + words, "en" if english else "id")
        low, high = _rounded(found, draft)
    except UnreadableCellError:
        return None
    unit = unit_of(draft.kind, draft.per)
    low = max(low, 0.0)
    return Span(draft.start, draft.end, found.value, low, high, unit, draft.counted, draft.per)


def _says_what(text: str, draft: _Draft) -> bool:
    """Whether a number says what it counts, or is written as only quantities are."""
    if any(end["words"] and spelt_number(end["words"]) is None for end in draft.ends):
        return False
    if draft.kind in ("share", "rupiah") or draft.scaled:
        return True
    numbers = [end["digits"] or "" for end in draft.ends]
    whole = all(re.fullmatch(r"[0-9]+|[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*", n) for n in numbers)
    spelt = not all(numbers)
    before = text[max(0, draft.start - 20) : draft.start]
    if draft.kind or draft.counted:
        is_one_of = bool(re.search(r"\bsalah\s+$", before, _ANY))
        return (spelt or whole) and not is_one_of
    if spelt:
        return False
    grouped = all("." in n for n in numbers)
    return whole and (grouped or bool(draft.bound) or bool(_INTRODUCED.search(before)))


def _rounded(found: Quantity, draft: _Draft) -> tuple[float, float]:
    """Widen a printed percent, or a number with a scale word, by half its last printed digit."""
    exact = found.approximate or found.value is None
    if exact or draft.kind == "rupiah" or not (draft.kind == "share" or draft.scaled):
        return found.low, found.high
    end = draft.ends[0]
    one = parse_quantity(f"sekitar {_last_digit(end)}", style="id")
    half = Decimal(str(one.value)) - Decimal(str(one.low))
    value = Decimal(str(found.value))
    return float(value - half), float(value + half)


def _last_digit(end: re.Match[str]) -> str:
    """One unit of the last printed digit, with the scale: '0,1 juta' for '1,5 juta'."""
    decimals = re.search(r"(?:,|^[0-9]+\.)([0-9]+)$", end["digits"] or "")
    places = len(decimals[1]) if decimals and not _groups(end["digits"]) else 0
    digit = f"0,{'0' * (places - 1)}1" if places else "1"
    scale = re.sub("an$", "", end["scale"] or "", flags=_ANY)
    return f"{digit} {scale} {'persen' if not scale else ''}".strip()


def _groups(digits: str) -> bool:
    """A dot before three digits separates thousands in Indonesian."""
    return bool(re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+", digits))
