"""What a page must hold before it may be published: every number reaches its source.

A number in prose links to its finding and says what the finding says; the finding's row links to
rows that name publisher and grade. Dates, law citations, headings and words up to ten are no
numbers in this sense. Tables, code and figures' data carry a source line instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from bs4 import BeautifulSoup, Comment, NavigableString, Tag

from policylib.errors import RunError, message, places
from policylib.reporting.pages.claims import wrong_claims
from policylib.reporting.pages.persons import holds_person

#: The page that leads to all others.
INDEX = "index.{language}.html"
_FAR = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Januari|Februari|Maret|Mei|Juni|Juli|Agustus|Oktober|Desember)"
)
_YEAR = r"(?:19[4-9]\d|20\d\d)"
_ALLOWED = (
    re.compile(rf"\b(?:(?:[12]?\d|3[01]) )?{_MONTHS} {_YEAR}\b"),
    re.compile(rf"\b(?:PP|UU|Law|Inpres|Perpres|Permen\w*|Kepmen\w*) \d+/{_YEAR}\b"),
)
_NUMBER = re.compile(
    r"\d[\d.,]*|\b(?:eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"dozens?|hundreds?|thousands?|millions?|billions?|trillions?|sebelas|selusin|seratus|seribu|"
    r"sejuta|semiliar|(?:\w+ )?(?:belas|puluh|ratus|ribu|juta|miliar|triliun)|puluhan|ratusan|"
    r"ribuan|jutaan)\b",
    re.IGNORECASE,
)
#: Numbers that a formula may hold: those of its form, never a result.
_IN_FORMULAS = re.compile(r"\s*(?:\d|10|12|100)\s*")
_PICTURES = ("data:image/png;base64,", "data:image/svg+xml;base64,")
#: Prose is everything on the page but these.
_APART = ("table", "pre", "code", "nav", "header", "footer", "h1", "h2", "h3", "style", "title")
_APART_SELECTORS = ("div.result p.source", "div.code", "p.switch", "a.skip", "head")


def problems(
    html: str,
    findings: Sequence[dict] = (),
    language: str = "en",
    *,
    links: Collection[str] = (),
) -> list[str]:
    """Return what keeps a page from being published; empty when nothing does.

    ``links`` are the files beside the page to which it may link, other than the index.
    """
    page = BeautifulSoup(html, "html.parser")
    return [
        *_external(page),
        *_elsewhere(page, {INDEX.format(language=language), *links}),
        *_anchors(page),
        *_loose_numbers(page),
        *wrong_claims(page, findings, language),
        *_unsourced(page),
        *_pictures(page),
        *_persons(page),
    ]


def require(
    html: str,
    findings: Sequence[dict],
    language: str,
    *,
    where: str,
    links: Collection[str] = (),
) -> None:
    """Raise RunError naming the first problems of a page."""
    refuse(problems(html, findings, language, links=links), where=where)


def live(node: Mapping) -> Iterator[str]:
    """Yield what the HTML of outputs holds that a page would drop: that is told, not hidden."""
    for number, cell in enumerate(node["cells"], start=1):
        for output in cell.get("outputs", ()):
            html = output.get("data", {}).get("text/html")
            if html:
                page = BeautifulSoup(
                    html if isinstance(html, str) else "".join(html), "html.parser"
                )
                yield from (f"cell {number}: {found}" for found in _external(page))


def refuse(found: Sequence[str], *, where: str) -> None:
    """Raise RunError if there are problems, naming the first."""
    if found:
        raise RunError(
            message(
                f"{where} may not be published",
                where=places(found),
                way_out="Give each number a finding, each finding a source; show nobody's number.",
            ),
            reason="scan_failed",
        )


def _external(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all(True):
        for name in ("src", "href", "action", "data", "srcset"):
            target = str(tag.get(name, ""))
            if _FAR.match(target) and not (tag.name == "img" and target.startswith(_PICTURES)):
                yield f"<{tag.name}> points to {target[:60]}"
        if tag.name in ("script", "iframe", "object", "embed", "link"):
            yield f"<{tag.name}> on the page"
        if live := [a for a in tag.attrs if a.lower().startswith("on")]:
            yield f"<{tag.name}> has {live[0]}"


def _elsewhere(page: BeautifulSoup, allowed: Collection[str]) -> Iterator[str]:
    """Refuse links to any other file of this place; those to other places are named above."""
    for tag in page.find_all(href=True):
        target = str(tag["href"])
        if not (
            target.startswith("#") or _FAR.match(target) or target.partition("#")[0] in allowed
        ):
            yield f"<{tag.name}> links to '{target[:60]}', which is not beside the page"


def _anchors(page: BeautifulSoup) -> Iterator[str]:
    ids = [tag["id"] for tag in page.find_all(id=True)]
    yield from (f"anchor '{i}' stands twice" for i in sorted({i for i in ids if ids.count(i) > 1}))
    for link in page.find_all("a", href=re.compile("^#")):
        if link["href"][1:] not in ids:
            yield f"'{link.get_text()}' links to nothing ({link['href']})"


def _loose_numbers(page: BeautifulSoup) -> Iterator[str]:
    """Walk every text of the page, whatever tag it stands in."""
    apart = {id(tag) for selector in _APART_SELECTORS for tag in page.select(selector)}
    for text in page.find_all(string=True):
        if isinstance(text, Comment) or type(text) is not NavigableString:
            continue
        holders = list(text.parents)
        if any(h.name in _APART or id(h) in apart for h in holders):
            continue
        if any(h.name == "math" for h in holders) and _IN_FORMULAS.fullmatch(text):
            continue
        link = next((h for h in holders if h.name == "a"), None)
        if link is None:
            yield from _loose(str(text))
        elif _NUMBER.search(text) and not str(link.get("href")).startswith("#finding-"):
            yield f"'{text}' does not link to a finding"


def _loose(text: str) -> Iterator[str]:
    for allowed in _ALLOWED:
        text = allowed.sub(" ", text)
    found = _NUMBER.search(text)
    odd = next((c for c in text if c.isnumeric()), None)
    if found or odd:
        yield f"'{found[0] if found else odd}' in prose resolves to nothing: {text.strip()[:80]}"


def _unsourced(page: BeautifulSoup) -> Iterator[str]:
    """Every finding row must link to rows that name a publisher and a grade."""
    for row in page.find_all("tr", id=re.compile("^finding-")):
        targets = [page.find(id=a["href"][1:]) for a in row.find_all("a", href=True)]
        if not targets:
            yield f"{row['id']} names no source"
        for target in (t for t in targets if isinstance(t, Tag)):
            cells = [c.get_text(strip=True) for c in target.find_all("td")]
            if len(cells) < 3 or not (cells[1] and cells[2]):
                yield f"{target.get('id')} names no publisher or no grade"


def _persons(page: BeautifulSoup) -> Iterator[str]:
    for text in page.find_all(string=True):
        if holds_person(str(text)):
            yield f"<{text.parent.name}> holds what may be a person's number"
    for tag in page.find_all(True):
        texts = (str(v) for n, v in tag.attrs.items() if n != "src")
        if any(map(holds_person, texts)):
            yield f"an attribute of <{tag.name}> holds what may be a person's number"


def _pictures(page: BeautifulSoup) -> Iterator[str]:
    for picture in page.find_all("img"):
        if not picture.get("alt", "").strip():
            yield "a picture without a description"
