"""What an Indonesian article or circular claims: numbers with unit, quantity, day and place."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policylib.cleaning.masks import masked
from policylib.cleaning.press.marks import DateMark, Marked, marked
from policylib.cleaning.press.meaning import Around, goes_on, is_former, kind_of, quantity
from policylib.cleaning.press.numbers import Span, spans
from policylib.cleaning.press.places import Mention, mentions

_FULL_STOP = re.compile(
    r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9#])|\n[ \t]*\n"
    r"|\n(?=[ \t]*(?:[-•*]|[0-9#]{1,2}[.)])\s)"
)
_ABBREVIATION = re.compile(
    r"\b(?:No|Rp|Kab|Kec|Kel|Ds|Jl|H|Hj|dr|Dr|Ir|Drs|Dra|hlm|hal|Prof|Moh|Muh|St|tgl|[A-Z])$"
)
#: Nothing further away says what a number means, however long the sentence is.
_LONGEST_SENTENCE = 2000
_AROUND = 300
_OWN_DATE = re.compile(
    r"\s*[,(]?\s*(?:(?:pada|per|di|hingga|untuk|sejak|sampai)\s+)?"
    r"(?:(?:bulan|tahun|akhir|awal|tanggal|hari)\s+)*\(?",
    re.IGNORECASE,
)
_OWN_PLACE = re.compile(r"\s*\(?(?:(?:di|untuk|pada|se)\s+)?(?:wilayah\s+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """One number that an article states.

    Attributes
    ----------
    text : str
        The words as printed, from ``start`` to ``end`` of the article.
    value : float or None
        The number printed; None for a range or an open end.
    low, high : float
        What the words allow: half a unit of the last printed digit for a percent or after ribu,
        juta, miliar; ``high`` is infinite for an open end.
    unit : str
        share, people, villages, rupiah, rupiah per month, …; '' where it is not known.
    counted : str
        The words it belongs to, such as 'pekerja rentan'.
    quantity : str
        A proposal from `policylib.schemas.contracts.QUANTITIES`, or ''.
    kind : str
        observed, target or plan.
    date : datetime.date or None
        The day spoken of; a month or a year stands for its last day. None where it is not known.
    place : str
        Region code, or '' where none or more than one may be meant.
    sentence : str
        The sentence with long numbers masked.
    date_precision : str
        day, month, year, or '' without a date.
    """

    text: str
    start: int
    end: int
    value: float | None
    low: float
    high: float
    unit: str
    counted: str
    quantity: str
    kind: str
    date: dt.date | None
    place: str
    sentence: str
    date_precision: str = ""


@dataclass(frozen=True)
class _Article:
    """All that was found in an article."""

    shown: str
    read: Marked
    places: tuple[Mention, ...]
    clear: tuple[Mention, ...]


def claims(
    text: str, *, places: Mapping[str, str], published: dt.date | None = None
) -> tuple[Claim, ...]:
    """Find the numbers that an article states.

    Parameters
    ----------
    places : Mapping
        Spelling to region code; '' where a spelling is ambiguous. The bare name of a Kabupaten or
        Kota never says which is meant.
    published : datetime.date, optional
        Stands in where the article has no dateline.

    Returns
    -------
    tuple of Claim
        In order of the text. Numbers that cannot be read in one way only are left out; nothing
        is raised for any text.

    >>> found = claims("Baru 54 dari 179 desa di Kota X.", places={"Kota X": "99.71"})
    >>> [(c.text, c.value, c.unit, c.place) for c in found]
    [('54', 54.0, 'villages', '99.71'), ('179 desa', 179.0, 'villages', '99.71')]
    """
    read = marked(text, published=published)
    named = mentions(text, places)
    article = _Article(masked(text), read, named, tuple(m for m in named if m.code))
    found = spans(read.text)
    starts = [span.start for span in found]
    stated: list[Claim] = []
    for low, high in _sentences(read.text):
        first, last = bisect_right(starts, low - 1), bisect_right(starts, high - 1)
        if first < last:
            stated += _of_sentence(article, found[first:last], low, high)
    return tuple(stated)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences begin and end."""
    start = 0
    for hit in (*_FULL_STOP.finditer(text), None):
        if hit and hit[0][0] == "." and _abbreviated(text, hit.start()):
            continue
        end = hit.end() if hit else len(text)
        for begin in range(start, end, _LONGEST_SENTENCE):
            yield begin, min(begin + _LONGEST_SENTENCE, end)
        start = end


def _abbreviated(text: str, at: int) -> bool:
    return bool(_ABBREVIATION.search(text[max(0, at - 9) : at]))


def _of_sentence(article: _Article, found: Sequence[Span], low: int, high: int) -> list[Claim]:
    sentence = " ".join(article.shown[low:high].split())
    former = [
        b is not None and b.unit == a.unit and is_former(article.shown[a.end : b.start])
        for a, b in zip(found, (*found[1:], None), strict=True)
    ]
    dates = _dates(article, found, former, low, high)
    codes = _places(article, found, low, high)
    stated, kind = [], ""
    for place, span in enumerate(found):
        around = _around(article.shown, found, place, low, high)
        carried = kind if place and goes_on(around.before) else ""
        kind = kind_of(around) or carried
        stated.append(
            Claim(
                article.shown[span.start : span.end],
                *(span.start, span.end, span.value, span.low, span.high, span.unit, span.counted),
                quantity="" if _divided(span) else quantity(span.unit, span.counted, around),
                kind="observed" if former[place] else kind or "observed",
                date=dates[place].day if dates[place] else None,
                place=codes[place],
                sentence=sentence,
                date_precision=dates[place].precision if dates[place] else "",
            )
        )
    return stated


def _divided(span: Span) -> bool:
    """'3 persen per tahun' is a pace and no share."""
    return span.unit == "share" and bool(span.per)


def _around(text: str, found: Sequence[Span], place: int, low: int, high: int) -> Around:
    span = found[place]
    left = found[place - 1].end if place else low
    right = found[place + 1].start if place + 1 < len(found) else high
    return Around(
        text[max(left, span.start - _AROUND) : span.start],
        text[span.end : min(right, span.end + _AROUND)],
        text[max(low, span.start - _AROUND) : min(high, span.end + _AROUND)],
    )


def _dates(
    article: _Article, found: Sequence[Span], former: Sequence[bool], low: int, high: int
) -> list[DateMark | None]:
    """Give each number the date right behind it, else the nearest, else the dateline's.

    What a number has changed from is not of the dateline's day, and its date not of the new one.
    """
    near = _within(article.read.dates, low, high)
    own = _owned(article.shown, found, near, _OWN_DATE)
    old = [mark for mark, was in zip(own, former, strict=True) if was]
    _share(article.shown, found, own, former)
    given = []
    for place, span in enumerate(found):
        if own[place] or former[place]:
            given.append(own[place])
            continue
        nearest = _nearest(span, [mark for mark in near if mark not in old], own)
        given.append(nearest or article.read.dateline)
    return [mark if mark and mark.day else None for mark in given]


def _places(article: _Article, found: Sequence[Span], low: int, high: int) -> list[str]:
    """Give each number the place right behind it, else the nearest, else the last clear one."""
    near = _within(article.places, low, high)
    own = _owned(article.shown, found, near, _OWN_PLACE)
    _share(article.shown, found, own, [False] * len(found))
    before = bisect_left(article.clear, low, key=_start)
    last = article.clear[before - 1].code if before else ""
    nearest = [own[n] or _nearest(span, near, own) for n, span in enumerate(found)]
    return [mention.code if mention else last for mention in nearest]


def _start(mark: DateMark | Mention) -> int:
    return mark.start


def _within(marks: Sequence, low: int, high: int) -> Sequence:
    return marks[bisect_left(marks, low, key=_start) : bisect_left(marks, high, key=_start)]


def _share(text: str, found: Sequence[Span], own: list, former: Sequence[bool]) -> None:
    """'Rp2 miliar untuk 10.000 orang pada 2026': the mark belongs to both numbers."""
    for place in range(len(found) - 2, -1, -1):
        between = text[found[place].end : found[place + 1].start]
        if own[place] is None and not former[place] and goes_on(between):
            own[place] = own[place + 1]


def _owned(text: str, found: Sequence[Span], near: Sequence, link: re.Pattern[str]) -> list:
    """Return for each number the mark that follows it directly, or None."""
    own: list = [None] * len(found)
    starts = [mark.start for mark in near]
    for place, span in enumerate(found):
        after = bisect_right(starts, span.end - 1)
        if after < len(near) and link.fullmatch(text, span.end, near[after].start):
            own[place] = near[after]
    return own


def _nearest(span: Span, near: Sequence, own: Sequence):
    """Return the nearest mark; one that another number owns only where there is no other."""
    return min(
        near,
        key=lambda mark: (mark in own, max(mark.start - span.end, span.start - mark.end)),
        default=None,
    )
