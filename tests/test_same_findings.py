"""The Indonesian and the English page of a run say the same, number by number."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup, Tag

from policylib.errors import UsageError
from policylib.reporting.pages.claims import Said, said
from policylib.wording import Language

_NUMBER = re.compile(r"-?\d[\d.,]*\d|-?\d")


class Page(NamedTuple):
    """A page as it is published, with the findings beside it."""

    name: str
    language: str
    html: BeautifulSoup
    findings: dict[str, dict]


def _page(path: Path) -> Page:
    kept = json.loads(path.with_name(f"{path.stem}.findings.json").read_text(encoding="utf-8"))
    html = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    name, _, language = path.stem.rpartition(".")
    return Page(name, language, html, {f["id"]: f for f in kept["findings"]})


@pytest.fixture(scope="module")
def both(pages) -> list[tuple[Page, Page]]:
    """Every page that is published in both languages, English first."""
    found = [_page(path) for path in pages.values()]
    english = {page.name: page for page in found if page.language == "en"}
    return [(english[page.name], page) for page in found if page.language == "id"]


def _of(finding: dict) -> list[float]:
    return [finding[k] for k in ("value", "low", "high") if finding[k] is not None]


def _links(page: Page) -> list[tuple[str, Tag]]:
    links = page.html.select("a[href^='#finding-']")
    return [(link["href"].removeprefix("#finding-"), link) for link in links]


def _rows(page: Page) -> dict[str, list[Tag]]:
    rows = page.html.select("tr[id^='finding-']")
    return {row["id"].removeprefix("finding-"): row.find_all("td") for row in rows}


def _said(text: str, finding: dict, language: str) -> tuple[float, ...]:
    return tuple(round(number.value, 9) for number in said(text, finding, language))


def _read(text: str, language: str) -> list[float | str]:
    """Read every number of a text; what is none, such as a code of an area, stays as it is."""
    found: list[float | str] = []
    for token in _NUMBER.findall(text):
        try:
            found.append(Language(language).parse_number(token))
        except UsageError:
            found.append(token)
    return found


def _in_both(pair: tuple[Page, Page], selector: str) -> list[list[list[float | str]]]:
    return [
        [_read(tag.get_text(), page.language) for tag in page.html.select(selector)]
        for page in pair
    ]


def test_every_page_has_both_languages(pages):
    names = [name.rpartition(".")[::2] for name in pages]
    assert Counter(language for _, language in names)["id"] >= 6
    assert {n for n, code in names if code == "en"} == {n for n, code in names if code == "id"}


def test_the_findings_beside_the_pages_are_equal(both):
    for english, indonesian in both:
        assert list(english.findings.items()) == list(indonesian.findings.items()), english.name


def test_the_record_has_the_same_rows_in_the_same_order(both):
    for pair in both:
        for page in pair:
            assert list(_rows(page)) == list(page.findings), page.name


def test_each_row_says_the_same_numbers_in_both(both):
    for english, indonesian in both:
        there, here = _rows(english), _rows(indonesian)
        for key, finding in english.findings.items():
            for cell in (1, 2):
                texts = there[key][cell].get_text(), here[key][cell].get_text()
                numbers = [_said(t, finding, c) for t, c in zip(texts, ("en", "id"), strict=True)]
                assert numbers[0] == numbers[1], (english.name, key, texts)


def test_each_row_says_its_finding_within_its_rounding(both):
    for page in (page for pair in both for page in pair):
        for key, cells in _rows(page).items():
            finding = page.findings[key]
            wanted = [[finding["value"]], [finding["low"], finding["high"]]]
            for cell, ends in zip(cells[1:3], wanted, strict=True):
                numbers = said(cell.get_text(), finding, page.language)
                if len(numbers) == len(ends):
                    near = [_near(n, end) for n, end in zip(numbers, ends, strict=True)]
                    assert all(near), (page.name, key)
                else:
                    assert _is_short(cell.get_text(), numbers, ends), (page.name, key)


def _near(number: Said, end: float | None) -> bool:
    """Whether a printed number is a value within its rounding."""
    return end is not None and abs(number.value - end) <= number.half_digit * (1 + 1e-6)


def _is_short(text: str, numbers: list[Said], ends: list[float | None]) -> bool:
    """Whether a cell has fewer numbers for a reason: nothing known, no width, an open end."""
    low, high = ends[0], ends[-1]
    if not numbers:
        return text.strip() == "–" and low == high
    open_end = high is None and text.strip().startswith("≥")
    return _near(numbers[0], low) and (open_end or _near(numbers[0], high))


def test_prose_links_to_the_same_findings_with_the_same_numbers(both):
    for pair in both:
        counted = [
            Counter(
                (k, _said(a.get_text(), page.findings[k], page.language)) for k, a in _links(page)
            )
            for page in pair
        ]
        assert counted[0] == counted[1], pair[0].name
        assert counted[0], pair[0].name


def test_each_number_in_prose_is_its_finding_within_its_rounding(both):
    for page in (page for pair in both for page in pair):
        for key, link in _links(page):
            ends = _of(page.findings[key])
            numbers = said(link.get_text(), page.findings[key], page.language)
            assert numbers or link.find_parent("table"), (page.name, link)
            for number in numbers:
                assert any(_near(number, end) for end in ends), (page.name, key, link.get_text())


def test_all_tables_and_descriptions_have_the_same_numbers(both):
    for pair in both:
        english, indonesian = _in_both(pair, "td.number")
        assert english == indonesian, pair[0].name
        alts = [
            [sorted(map(str, _read(i["alt"], p.language))) for i in p.html.find_all("img")]
            for p in pair
        ]
        assert alts[0] == alts[1], pair[0].name


def test_percent_is_a_word_in_prose_and_a_sign_in_cells(both):
    for page in (page for pair in both for page in pair):
        prose = " ".join(tag.get_text() for tag in page.html.select("div.prose"))
        assert "%" not in prose, page.name
        word = "persen" if page.language == "id" else "percent"
        cells = " ".join(tag.get_text() for tag in page.html.select("tr[id^=finding-] td.number"))
        assert not re.search(rf"\d {word}", cells), page.name
        assert not re.search(r"Rp[\s.]|\d\s?(?:M|k|bn)\b", prose + cells), page.name


def _one(text: str, language: str, **changes: object) -> Page:
    finding = {"unit": "people", "value": 285e3, "low": 268_250.0, "high": 302_250.0, **changes}
    html = BeautifulSoup(f"<a href='#finding-gap'>{text}</a>", "html.parser")
    return Page("one", language, html, {"gap": finding})


@pytest.mark.parametrize(
    ("english", "indonesian", "same"),
    [
        ("285,000", "285.000", True),
        ("268,250 to 302,250", "268.250 sampai 302.250", True),
        ("285,000", "285.001", False),
        ("285 thousand", "285 ribu", True),
        ("268,250 to 302,250", "302.250 sampai 268.250", False),
    ],
)
def test_a_number_that_differs_is_found(english, indonesian, same):
    pair = [(_one(english, "en"), _one(indonesian, "id"))]
    if same:
        test_prose_links_to_the_same_findings_with_the_same_numbers(pair)
        test_each_number_in_prose_is_its_finding_within_its_rounding(pair)
    else:
        with pytest.raises(AssertionError):
            test_prose_links_to_the_same_findings_with_the_same_numbers(pair)


def test_a_number_beside_its_finding_is_found():
    pair = [(_one("285,001", "en"), _one("285.001", "id"))]
    with pytest.raises(AssertionError):
        test_each_number_in_prose_is_its_finding_within_its_rounding(pair)


def test_a_number_written_as_in_the_other_language_is_refused():
    with pytest.raises(UsageError, match="is not a number as written"):
        said("45.5", {"unit": "share"}, "id")
