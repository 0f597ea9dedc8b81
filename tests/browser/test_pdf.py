"""The pages on paper: what a screen reader and a printer find in the PDF of each."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import re
import unicodedata
from pathlib import Path

import bs4
import pypdf
import pypdfium2
import pytest

from policylib.reporting.pages.printed import pdf
from tests.browser.conftest import CHROMIUM

NAMES = ("01-what-do-we-know.32.16", "03-which-villages-are-enrolled.32.16")
#: What is not white above the number of a page.
WHITE, FOOT = 250, 0.94


@pytest.fixture(autouse=True)
def chromium():
    """The pages of the tests are printed by it."""
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "CI must bring chromium: see .ci/run"
        pytest.skip("no chromium on this machine; .ci/run installs it")


@pytest.fixture(params=[f"{n}.{code}" for n in NAMES for code in ("en", "id")])
def both(request, pages):
    """The page and its PDF."""
    html = pages[request.param]
    return bs4.BeautifulSoup(html.read_text("utf-8"), "html.parser"), html.with_suffix(".pdf")


def elements(node) -> list[dict]:
    """Return every element of a structure tree, in the order in which it is read."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return list(itertools.chain.from_iterable(map(elements, node)))
    if not isinstance(node, dict):
        return []
    return ([node] if "/S" in node else []) + (elements(node["/K"]) if "/K" in node else [])


def titles(outline, depth: int = 0) -> list[tuple[int, str]]:
    """Return the titles of an outline with their depths."""
    found = []
    for entry in outline:
        nested = isinstance(entry, list)
        found += titles(entry, depth + 1) if nested else [(depth, entry.title)]
    return found


def test_every_page_is_printed_and_the_index_leads_to_it(published, pages):
    for name in pages:
        assert pdf.is_whole((published / f"{name}.pdf").read_bytes())
        code = name.rpartition(".")[2]
        index = (published / f"index.{code}.html").read_text("utf-8")
        assert f'<a href="{name}.pdf"' in index
    listed = json.loads((published / "manifest.json").read_text("utf-8"))
    assert f"{NAMES[0]}.en.pdf" in json.dumps(listed)


def test_it_is_tagged_and_says_title_and_language(both):
    page, path = both
    reader = pypdf.PdfReader(path)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - an object of its own
    assert root["/Lang"] == page.html["lang"]
    assert reader.metadata.title == page.title.get_text()
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    kinds = {e["/S"] for e in elements(root["/StructTreeRoot"])}
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Caption", "/Link", "/Figure"} <= kinds


def test_its_outline_is_that_of_the_page(both):
    page, path = both
    wanted = [(0, page.h1.get_text())] + [
        (1, h.get_text()) for h in page.select("h2:not(.files h2)")
    ]
    found = [t for t in titles(pypdf.PdfReader(path).outline) if t[0] < 2]
    assert found == wanted and len(wanted) == 8


def test_every_figure_of_every_page_has_its_description(pages):
    for html in pages.values():
        page = bs4.BeautifulSoup(html.read_text("utf-8"), "html.parser")
        root = pypdf.PdfReader(html.with_suffix(".pdf")).trailer["/Root"]
        figures = [e for e in elements(root["/StructTreeRoot"]) if e["/S"] == "/Figure"]
        described = [str(e.get("/Alt", "")) for e in figures]
        assert described == [i["alt"] for i in page.find_all("img")], html.name
        assert described and all(described), html.name


def test_its_fonts_are_embedded_as_truetype(both):
    for leaf in pypdf.PdfReader(both[1]).pages:
        for font in leaf["/Resources"]["/Font"].values():
            (drawn,) = font.get_object()["/DescendantFonts"]
            drawn = drawn.get_object()
            assert drawn["/Subtype"] == "/CIDFontType2"
            assert len(drawn["/FontDescriptor"]["/FontFile2"].get_data()) > 1000


def test_it_leads_nowhere_outside_itself(both):
    reader = pypdf.PdfReader(both[1])
    links = [a.get_object() for p in reader.pages for a in p.get("/Annots", [])]
    assert len(links) > 20
    places = set(reader.trailer["/Root"]["/Dests"])
    assert {str(link["/Dest"]) for link in links} <= places
    assert not any("/A" in link for link in links)
    assert not re.search(rb"file:|https?:|/JavaScript", both[1].read_bytes())


def test_everything_on_the_page_is_on_paper_and_each_sheet_has_its_number(both):
    page, path = both
    texts = [p.extract_text() for p in pypdf.PdfReader(path).pages]
    for number, text in enumerate(texts, start=1):
        assert text.startswith(f"{number} / {len(texts)}\n"), text[:60]
    paper = squeezed(" ".join(t.partition("\n")[2] for t in texts))
    # Paper names sources by the number of their row, and leaves long data to the workbook.
    for left_out in page.select("details.data:has(.paper) > :not(.paper), td .name"):
        left_out.extract()
    for cell in page.select("main td, main h2:not(.files h2), main caption"):
        assert squeezed(cell.get_text()) in paper, cell.get_text()
    for words in page.select("details.data .paper"):
        assert squeezed(words.get_text()) in paper


def squeezed(text: str) -> str:
    """Letters and digits alone: on paper lines break anywhere, and two letters may be one."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def test_no_sheet_of_any_page_but_the_last_is_less_than_a_third_full(pages):
    for html in pages.values():
        drawn = [filled(sheet) for sheet in pypdfium2.PdfDocument(html.with_suffix(".pdf"))]
        is_brief = html.name.startswith("08-")
        assert (len(drawn) == 2 if is_brief else len(drawn) > 3) and min(drawn) > 0, html.name
        assert min(drawn[:-1]) > 1 / 3, (html.name, [round(d, 2) for d in drawn])


def filled(sheet) -> float:
    """Return how far down a sheet is drawn upon, from 0 to 1, its number aside."""
    rows = sheet.render(scale=0.5).to_numpy().min(axis=(1, 2))
    dark = (rows[: int(len(rows) * FOOT)] < WHITE).nonzero()[0]
    return float(dark.max() / len(rows)) if len(dark) else 0.0


def test_the_sheets_are_a4_with_a_margin(both):
    for sheet in pypdfium2.PdfDocument(both[1]):
        assert sheet.get_size() == pytest.approx((595.3, 841.9), abs=1)
        picture = sheet.render(scale=0.5).to_numpy().min(axis=2)
        for edge in (picture[:15], picture[-8:], picture[:, :15], picture[:, -15:]):
            assert edge.min() >= WHITE


def test_the_same_page_has_the_same_bytes(pages):
    path = pages[f"{NAMES[0]}.id"]
    again = pdf.printed(path.read_bytes(), program=Path(CHROMIUM), day=dt.date(2025, 12, 31))
    assert again == path.with_suffix(".pdf").read_bytes()


def test_made_up_data_are_marked_on_paper(pages):
    html = pages["04-why-do-villages-not-comply.32.16.en"]
    mark = bs4.BeautifulSoup(html.read_text("utf-8"), "html.parser").select_one(".synthetic-mark")
    text = pypdf.PdfReader(html.with_suffix(".pdf")).pages[0].extract_text()
    assert squeezed(mark.get_text()) in squeezed(text)
