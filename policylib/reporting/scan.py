"""What a page must hold before it may be published: every number reaches its source.

A number in prose links to its finding; the finding's row links to rows that name publisher and
grade. Dates, law citations, headings and words up to ten are no numbers in this sense. Tables,
code and figures' data carry a source line instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from policylib.errors import RunError, message, places

_MONTHS = (
    r"(January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Januari|Februari|Maret|Mei|Juni|Juli|Agustus|Oktober|Desember)"
)
_ALLOWED = (
    re.compile(rf"\b(\d{{1,2}} )?{_MONTHS} \d{{4}}\b"),
    re.compile(r"\b(PP|UU|Law|Inpres|Perpres|Permen\w*|Kepmen\w*) \d+/\d{4}\b"),
    re.compile(r"\b(article|pasal) \d+\w*\b"),
)
_NUMBER = re.compile(
    r"\d[\d.,]*|\b(eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundreds?|thousands?|millions?|billions?|sebelas|\w+ (belas|puluh|ratus|ribu|juta|miliar)|"
    r"seratus|seribu)\b",
    re.IGNORECASE,
)
_PROSE = ("p", "li", "dd", "figcaption")
_APART = ("table", "pre", "code", "nav", "header", "footer", "h1", "h2", "h3")
_APART_CLASSES = {"source", "code", "switch"}


def problems(html: str) -> list[str]:
    """Return what keeps a page from being published; empty when nothing does."""
    page = BeautifulSoup(html, "html.parser")
    return [
        *_external(page),
        *_anchors(page),
        *_loose_numbers(page),
        *_unsourced(page),
        *_pictures(page),
    ]


def require(html: str, *, where: str) -> None:
    """Raise RunError naming the first problems of a page."""
    if found := problems(html):
        raise RunError(
            message(
                f"{where} may not be published",
                where=places(found),
                way_out="Give each number a finding, each finding a source.",
            )
        )


def _external(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all(True):
        for name in ("src", "href", "action", "data", "srcset"):
            target = str(tag.get(name, ""))
            if re.match(r"\s*([a-z][a-z0-9+.-]*:|//)", target, re.IGNORECASE) and not (
                tag.name == "img" and target.startswith("data:image/png;base64,")
            ):
                yield f"<{tag.name}> points to {target[:60]}"
        if tag.name in ("script", "iframe", "object", "embed", "link"):
            yield f"<{tag.name}> on the page"
        if live := [a for a in tag.attrs if a.lower().startswith("on")]:
            yield f"<{tag.name}> has {live[0]}"


def _anchors(page: BeautifulSoup) -> Iterator[str]:
    ids = [tag["id"] for tag in page.find_all(id=True)]
    yield from (f"anchor '{i}' stands twice" for i in sorted({i for i in ids if ids.count(i) > 1}))
    for link in page.find_all("a", href=re.compile("^#")):
        if link["href"][1:] not in ids:
            yield f"'{link.get_text()}' links to nothing ({link['href']})"


def _loose_numbers(page: BeautifulSoup) -> Iterator[str]:
    for block in page.find_all(_PROSE):
        if block.find_parent(_APART) or _is_apart(block) or block.find(_PROSE):
            continue
        text = "".join(_unlinked(block))
        for allowed in _ALLOWED:
            text = allowed.sub(" ", text)
        if found := _NUMBER.search(text):
            yield f"'{found[0]}' in prose resolves to nothing: {text.strip()[:80]}"
        for link in block.find_all("a"):
            if _NUMBER.search(link.get_text()) and not link["href"].startswith(
                ("#finding-", "#evidence-", "#law-")
            ):
                yield f"'{link.get_text()}' does not link to a finding"


def _is_apart(block: Tag) -> bool:
    holders = (block, *block.parents)
    return any(_APART_CLASSES & set(h.get("class") or ()) for h in holders if isinstance(h, Tag))


def _unlinked(block: Tag) -> Iterator[str]:
    for text in block.find_all(string=True):
        if not text.find_parent("a"):
            yield str(text)


def _unsourced(page: BeautifulSoup) -> Iterator[str]:
    """Every finding row must link to rows that name a publisher and a grade."""
    for row in page.find_all("tr", id=re.compile("^finding-")):
        targets = [page.find(id=a["href"][1:]) for a in row.find_all("a", href=True)]
        if not targets:
            yield f"{row['id']} names no source"
        for target in filter(None, targets):
            cells = [c.get_text(strip=True) for c in target.find_all("td")]
            if len(cells) < 3 or not (cells[1] and cells[2]):
                yield f"{target.get('id')} names no publisher or no grade"


def _pictures(page: BeautifulSoup) -> Iterator[str]:
    for picture in page.find_all("img"):
        if not picture.get("alt", "").strip():
            yield "a picture without a description"
