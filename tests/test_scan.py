"""The scanner refuses pages on which a number resolves to nothing."""

from __future__ import annotations

import pytest

from policylib.errors import RunError
from policylib.reporting.pages import persons, scan

SOURCES = (
    '<table><tr id="finding-a"><td>what</td><td><a href="#evidence-x">p (B)</a></td></tr>'
    '<tr id="evidence-x"><td>what</td><td>publisher</td><td>B</td></tr></table>'
)


def page(prose: str, rows: str = SOURCES) -> str:
    return f"<html><body><main>{prose}{rows}</main></body></html>"


GOOD = (
    '<p>There are <a href="#finding-a">46 percent</a>.</p>',
    "<p>On 25 February 2025 and in October 2025, under PP 50/2025.</p>",
    "<p>Pada 25 Februari 2025 menurut UU 3/2024, dua bacaan.</p>",
    "<p>two or ten villages</p>",
    "<h2>Section 12</h2>",
    '<div class="result"><p class="source">Source: (2025-3)</p></div>',
    "<pre>x = 12</pre>",
)


@pytest.mark.parametrize("prose", GOOD)
def test_good_prose_passes(prose):
    assert scan.problems(page(prose)) == []


BAD = {
    "<p>There are 46 percent.</p>": "'46' in prose",
    "<ul><li>Rp16.800 a month</li></ul>": "'16.800' in prose",
    "<p>about twelve villages</p>": "'twelve' in prose",
    "<p>dua belas desa</p>": "belas",
    "<p>tiga ratus pengunjung</p>": "ratus",
    "<p>on 25 Smarch 2025</p>": "'25' in prose",
    '<p><a href="#finding-b">46</a></p>': "links to nothing",
    '<p><a href="#section-1">46</a></p><i id="section-1"></i>': "does not link to a finding",
    '<p><a href="https://example.org">here</a></p>': "points to https",
    '<p><img alt="x" src="//example.org/a.png"></p>': "points to //",
    '<p><img src="data:image/png;base64,AA"></p>': "without a description",
    "<script>1</script>": "<script>",
    "<div>46 percent</div>": "'46' in prose",
    "<blockquote>46 percent</blockquote>": "'46' in prose",
    "<h4>46 percent</h4>": "'46' in prose",
    "<details><summary>46 villages</summary></details>": "'46' in prose",
    "<li>12 million<p>x</p></li>": "'12' in prose",
    '<p class="source">46 percent</p>': "'46' in prose",
    "<p>⅔ of the villages</p>": "'⅔' in prose",
    "<p>two trillion</p>": "trillion",
    "<p>dua triliun</p>": "triliun",
    "<p>a dozen villages</p>": "dozen",
    "<p>since May 4600</p>": "'4600' in prose",
    "<p>under Law 65/3025</p>": "'65' in prose",
    '<p><a href="#evidence-x">46</a></p>': "does not link to a finding",
    '<p onclick="x()">word</p>': "onclick",
    '<p id="a">x</p><p id="a">y</p>': "stands twice",
    '<a href="javascript:alert(1)">x</a>': "points to javascript",
    '<a href="other.html">x</a>': "links to 'other.html', which is not beside the page",
    '<a href="../01.xlsx">x</a>': "which is not beside the page",
    '<a href="01.xlsx?x">x</a>': "which is not beside the page",
    '<a href="">x</a>': "which is not beside the page",
    '<a href="sub/a:b.html">x</a>': "which is not beside the page",
}


def test_a_page_links_to_the_index_and_to_the_files_beside_it_alone():
    prose = '<a href="index.en.html">all</a> <a href="01.xlsx">x</a> <a href="02.xlsx">x</a>'
    found = scan.problems(page(prose), links=["01.xlsx"])
    assert found == ["<a> links to '02.xlsx', which is not beside the page"]


@pytest.mark.parametrize("prose", BAD)
def test_bad_prose_is_refused(prose):
    assert any(BAD[prose] in found for found in scan.problems(page(prose)))


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ('<table><tr id="finding-a"><td>no link</td></tr></table>', "names no source"),
        (
            '<table><tr id="finding-a"><td><a href="#evidence-x">p</a></td></tr>'
            '<tr id="evidence-x"><td>what</td><td>publisher</td><td></td></tr></table>',
            "no publisher or no grade",
        ),
    ],
)
def test_a_finding_without_source_or_grade_is_refused(rows, problem):
    found = scan.problems(page('<p><a href="#finding-a">46</a></p>', rows))
    assert any(problem in p for p in found)


def test_require_names_the_page():
    with pytest.raises(RunError, match=r"01\.html may not be published"):
        scan.require(page("<p>46</p>"), [], "en", where="01.html")


GAP = {"id": "a", "unit": "people", "value": 285_000, "low": 268_250, "high": 302_250}
SHARE = {"id": "a", "unit": "share", "value": 0.46, "low": 0.455, "high": 0.465}
MONEY = {"id": "a", "unit": "rupiah", "value": 2e9, "low": 2e9, "high": 2e9}


@pytest.mark.parametrize(
    ("said", "finding", "language"),
    [
        ("285,000", GAP, "en"),
        ("268,250 to 302,250", GAP, "en"),
        ("268.250 sampai 302.250", GAP, "id"),
        ("46 percent", SHARE, "en"),
        ("45,5 sampai 46,5 persen", SHARE, "id"),
        ("Rp2 billion", MONEY, "en"),
        ("Rp2 miliar", MONEY, "id"),
    ],
)
def test_a_link_that_says_its_finding_passes(said, finding, language):
    html = page(f'<p><a href="#finding-a">{said}</a></p>')
    assert scan.problems(html, [finding], language) == []


@pytest.mark.parametrize(
    ("said", "finding", "language"),
    [
        ("999,999", GAP, "en"),
        ("285.000", GAP, "en"),
        ("268,250 to 302,251", GAP, "en"),
        ("47 percent", SHARE, "en"),
        ("0.46", SHARE, "en"),
        ("Rp2 million", MONEY, "en"),
    ],
)
def test_a_link_that_says_something_else_is_refused(said, finding, language):
    html = page(f'<p><a href="#finding-a">{said}</a></p>')
    assert any("is not what finding-a says" in p for p in scan.problems(html, [finding], language))


@pytest.mark.parametrize(
    "text",
    [
        "3216123456789012",
        "NIK 3216-1234-5678-9012.",
        "321612 345678 9012",
        "3216.1234.5678.9012",
        '<code class="x" data-y="3216123456789012">x</code>',
    ],
)
def test_the_number_of_a_person_is_refused_and_not_repeated(text):
    found = scan.problems(f"<html><body><table><tr><td>{text}</td></tr></table></body></html>")
    assert any("person's number" in problem for problem in found)
    assert "3216" not in str(found)


@pytest.mark.parametrize(
    "text",
    ["0.3216991203900017", "2025-02-25 2025-03-01", "32.16.09.2001", "a3216123456789012f",
     "12345678901234567890", "1,234,567,890,123,456"],
)  # fmt: skip
def test_other_long_numbers_are_nobodys(text):
    found = scan.problems(f"<html><body><table><tr><td>{text}</td></tr></table></body></html>")
    assert not any("person's number" in problem for problem in found)


def test_a_number_of_a_person_in_an_output_that_no_page_shows_is_found():
    cell = {"source": "x", "outputs": [{"data": {"text/x-own": "3216123456789012"}}]}
    assert list(persons.in_notebook({"cells": [{"source": ""}, cell]})) == [
        "cell 1 holds what may be a person's number"
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        ["<p>a</p>", '<img src="https://example.org/x.png">'],
        '<a href="javascript:1">a</a>',
        '<p onclick="x()">a</p>',
    ],
)
def test_what_cleaning_would_drop_is_told(html):
    output = {"output_type": "display_data", "data": {"text/html": html}}
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": [output]}]
    (found,) = scan.live({"cells": cells})
    assert found.startswith("cell 2: <")
    plain = {"output_type": "display_data", "data": {"text/html": '<a href="#a">a</a>'}}
    assert list(scan.live({"cells": [{"cell_type": "code", "outputs": [plain]}]})) == []
