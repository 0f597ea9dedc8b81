"""Whatever stands in data, Markdown or outputs: on the page it is text and nothing else."""

from __future__ import annotations

import base64
import hashlib
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from policylib.errors import RunError
from policylib.reporting.execute import Executed
from policylib.reporting.pages import outputs, page, safe, scan
from policylib.reporting.plans import notebooks
from policylib.tables import Column, Row, Table, link
from policylib.wording import Language
from tests.conftest import ROOT

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="//example.org">x</a>',
    '<iframe src="https://example.org"></iframe>',
    '<p style="position:fixed" onclick="alert(1)">x</p>',
    "<style>body { display: none }</style>",
    '<form action="https://example.org"><input name="nik"><button>x</button></form>',
    '<meta http-equiv="refresh" content="0;url=https://example.org">',
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></mtext></math>",
    '<base href="https://example.org/">',
    '<object data="https://example.org"></object>',
    '"><script>alert(1)</script>',
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "[x](javascript:alert(1))",
    "[x](https://example.org)",
    "![x](https://example.org/x.png)",
    r"$\text{<script>alert(1)</script>}$",
    r"$\href{javascript:alert(1)}{x}$",
    "=cmd|' /C calc'!A0",
    "شركة النور",
    "\u202egnirts desrever",
    "x" * 500,
)
PIECES = [*HOSTILE, "<", ">", '"', "'", "&", "`", "\n\n", " "]
PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big")
).decode()


def live(html: str) -> list[str]:
    """Return what could do anything: tags that run or load, handlers, links that lead away."""
    found = []
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        if tag.name in {"script", "iframe", "object", "embed", "link", "base", "form", "svg"}:
            found.append(str(tag))
        found += [f"{n}={v}" for n, v in tag.attrs.items() if n.startswith("on") or n == "style"]
        for name in ("href", "src", "action", "data", "srcset"):
            target = str(tag.get(name, "#"))
            if not target.startswith(("#", "data:image/png;base64,")) and target != "index.html":
                found.append(f"{tag.name} {target}")
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_and_html_can_do_nothing(text):
    for made in (safe.of_markdown(text), safe.of_html(text), safe.of_markdown(f"a\n\n{text} b")):
        assert live(made) == []
        assert "<style" not in made and "<meta" not in made and "<input" not in made


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*HOSTILE, "<", ">", '"', "'", "&", "`", "\n\n", " "])).map("".join)
)
def test_no_mixture_of_hostile_pieces_comes_alive(text):
    assert live(safe.of_html(text)) == []
    if "$" not in text:
        assert live(safe.of_markdown(text)) == []


@pytest.mark.parametrize("text", [t for t in HOSTILE if t.startswith(("<", '"', "="))])
def test_tags_in_markdown_stay_to_be_read(text):
    read = BeautifulSoup(safe.of_markdown(text), "html.parser").get_text()
    assert "".join(text.split()) in "".join(read.split())


def test_a_link_leads_within_the_page_or_to_a_file_that_is_named():
    text = "[a](#finding-a) [b](page.xlsx) [c](other.xlsx) [d](../page.xlsx)"
    found = BeautifulSoup(safe.of_markdown(text, {"page.xlsx"}), "html.parser").find_all("a")
    assert [a.get("href") for a in found] == ["#finding-a", "page.xlsx", None, None]


def test_our_tables_pass_as_they_are_and_each_cell_has_its_own_direction():
    table = Table(
        "Caption", (Column("What"), Column("Value", True)),
        (Row(("شركة", link("46%", "finding-a")), id="finding-a"),),
        source='Source: <a href="#evidence-x">x</a>', mark="made up",
    )  # fmt: skip
    before = BeautifulSoup(table._repr_html_(), "html.parser")
    after = BeautifulSoup(safe.of_html(table._repr_html_()), "html.parser")
    assert all(cell["dir"] == "auto" for cell in after.find_all(["td", "th", "caption"]))
    for cell in after.find_all(dir=True):
        del cell["dir"]
    assert [(t.name, t.attrs) for t in after.find_all(True)] == [
        (t.name, t.attrs) for t in before.find_all(True)
    ]
    assert after.get_text().split() == before.get_text().split()


def test_ids_that_are_the_pages_own_are_not_to_be_had():
    made = safe.of_html('<table><tr id="show-code"><td>x</td></tr><tr id="finding-a"></tr></table>')
    assert "show-code" not in made and 'id="finding-a"' in made


FORMULAS = {
    r"$\frac{a}{b}$": ("inline", "mfrac"),
    r"$$\sqrt{x} \le \sum_{i=1}^{n} x_i$$": ("block", "msqrt"),
    r"$a < b$": ("inline", "mo"),
    r"\\(x^2\\)": ("inline", "msup"),
    r"\begin{align}a &= b\end{align}": ("block", "mtable"),
}


@pytest.mark.parametrize("source", FORMULAS)
def test_formulas_become_mathml_and_leave_no_latex(source):
    display, part = FORMULAS[source]
    made = BeautifulSoup(safe.of_markdown(f"Where {source} holds."), "html.parser")
    assert made.math["display"] == display and made.math.find(part)
    assert not set("$\\{}") & set(made.get_text())


def test_what_is_less_in_a_formula_stays_and_tags_in_its_words_are_text():
    assert "<mo>&lt;</mo>" in safe.of_markdown("$a<b$")
    made = safe.of_markdown(r"$\text{a <b>bold</b> word}$")
    assert "<b>" not in made and "&lt;b&gt;" in made.replace(">", "&gt;")


def test_a_result_does_not_hide_in_a_formula():
    held = f"<main><p>{safe.of_markdown('$x = 46$')}</p></main>"
    assert any("'46' in prose" in p for p in scan.problems(held))
    assert scan.problems(f"<main>{safe.of_markdown('$x_1^2 / 12$')}</main>") == []


def shown(output, files=()) -> BeautifulSoup:
    return BeautifulSoup(outputs.shown([output], files), "html.parser")


def data(content: dict, **metadata):
    return new_output("display_data", data=content, metadata=metadata)


WIDGET = "application/vnd.jupyter.widget-view+json"
REACHES = {
    "stream": (new_output("stream", name="stdout", text="a <b> \x1b[31mword\x1b[0m"), "pre"),
    "html": (data({"text/html": "<p>a &lt;b&gt; word</p>", "text/plain": "no"}), "div.result"),
    "markdown": (data({"text/markdown": "a <b> word", "text/plain": "no"}), "div.prose"),
    "plain": (data({"text/plain": "a <b> word"}), "pre"),
    "widget": (data({WIDGET: {}, "text/plain": "a <b> word"}), "pre"),
    "json": (data({"application/json": {"a <b> word": 1}}), "pre"),
    "lines": (data({"text/plain": ["a <b>", " word"]}), "pre"),
    "latex": (data({"text/latex": r"$\text{a <b> word}$", "text/plain": "no"}), "div.prose math"),
    "bare latex": (data({"text/latex": r"\text{a <b> word}"}), "div.prose math"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REACHES)
def test_every_kind_of_output_reaches_the_page(kind):
    output, place = REACHES[kind]
    assert "a <b> word" in shown(output).select_one(place).get_text().replace("\xa0", " ")


@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml"])
def test_a_picture_stands_with_its_description_in_sight(kind):
    content = PNG if kind == "image/png" else "<svg><script>alert(1)</script></svg>"
    picture = data({kind: content, "text/plain": "x"}, **{kind: {"alt": 'a "<b>" & 46 percent'}})
    alone = shown(picture)
    assert alone.img["alt"] == alone.figcaption.get_text() == 'a "<b>" & 46 percent'
    assert alone.img["src"].startswith(f"data:{kind};base64,") and not alone.find("script")
    told = data({"text/markdown": 'a "<b>" & [46 percent](#finding-a)'})
    both = BeautifulSoup(outputs.shown([picture, told]), "html.parser")
    assert both.figcaption.a["href"] == "#finding-a" and not both.select("div.prose")
    other = BeautifulSoup(outputs.shown([picture, REACHES["markdown"][0]]), "html.parser")
    assert other.select_one("div.prose").get_text().strip() == "a <b> word"


def test_a_picture_says_its_size():
    picture = shown(data({"image/png": PNG}, **{"image/png": {"alt": "x"}})).img
    assert (picture["width"], picture["height"]) == ("640", "480")


def test_an_output_that_no_page_can_show_fails_the_page():
    with pytest.raises(RunError, match=r"application/x-unknown.*cell 7") as caught:
        outputs.shown([data({"application/x-unknown": "x"})], where="cell 7")
    assert caught.value.reason == "page_failed"


def test_a_wide_table_scrolls_in_a_frame_that_is_named_and_reached_by_keyboard():
    def framed(columns: int) -> BeautifulSoup:
        names = tuple(Column(f"c{n}") for n in range(columns))
        table = Table('Say "a" & <b>', names, (Row(("x",) * columns),))
        return shown(data({"text/html": table._repr_html_()})).select_one("div.wide")

    assert framed(4) is None
    assert framed(5)["aria-label"] == 'Say "a" & <b>' and framed(5)["tabindex"] == "0"


def finding(id: str, **other) -> dict:
    row = {
        "id": id, "label": "coverage, as published", "value": 0.46, "low": 0.455, "high": 0.465,
        "unit": "share", "digits": 0, "sources": ["evidence:x"], "formula": "f", "as_of": "",
        "range_digits": 1, "synthetic": False,
    }  # fmt: skip
    return row | other


def rendered(root, cells, language="en", found=(), region="Kabupaten Bekasi", **options):
    """Return the page of a notebook of these cells."""
    node = new_notebook(cells=[new_markdown_cell("# Title <b>?\n\nIntroduction"), *cells])
    node.metadata["policylib"] = {"headline": [f["id"] for f in found]}
    notebook = notebooks.read(sorted((root / "notebooks").glob("*.ipynb"))[0])
    run = Executed(notebook, node, {"known_on": "2025-12-31"}, {"findings": list(found)})
    place = SimpleNamespace(name=region)
    return page.render(run, place, Language(language), index="index.html", **options)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_of_hostile_content_is_only_read(root, text):
    cells = [
        new_markdown_cell(f"## Head\n\n{text}"),
        new_code_cell(text, outputs=[
            new_output("stream", name="stdout", text=text),
            data({"text/html": text}), data({"text/plain": text}),
            data({"text/markdown": text.replace("$", "")}),
            data({"image/png": PNG}, **{"image/png": {"alt": text}}),
        ]),
    ]  # fmt: skip
    made = rendered(root, cells, region=text, found=[finding("a", label=text)])
    assert live(made) == []
    held = BeautifulSoup(made, "html.parser")
    assert held.select_one("figure img")["alt"] == text
    assert held.header.bdi.get_text() == text
    assert held.select_one(".cards .label").get_text() == text
    assert held.select_one("pre.stream").get_text().strip() == text.strip()
    assert len(held.find_all("style")) == len(held.find_all("title")) == 1


def test_the_page_says_what_a_browser_may_do_and_names_its_one_style_sheet(root):
    held = BeautifulSoup(rendered(root, []), "html.parser")
    said = held.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    digest = base64.b64encode(hashlib.sha256(held.style.string.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in said and said.startswith("default-src 'none'")
    assert "unsafe" not in said and "script-src" not in said


CARDS = {
    "en": ("46%", "45.5–46.5%", "600,000–700,000"),
    "id": ("46%", "45,5–46,5%", "600.000–700.000"),
}


@pytest.mark.parametrize("language", CARDS)
def test_cards_say_value_interval_words_and_mark_and_lead_to_the_finding(root, language):
    people = finding(
        "b", value=None, low=6e5, high=7e5, unit="people", range_digits=None, synthetic=True,
        label="people covered, by the published count",
    )  # fmt: skip
    made = rendered(root, [], language, found=[finding("a"), people])
    first, second = BeautifulSoup(made, "html.parser").select(".cards li")
    value, interval, counted = CARDS[language]
    assert first.a["href"] == "#finding-a"
    assert first.select_one(".value").get_text() == value
    assert first.select_one(".interval").get_text() == interval
    assert first.select_one(".label").get_text() == Language(language).gettext(
        "coverage, as published"
    )
    assert first.select_one(".made-up") is None and second.select_one(".interval") is None
    assert second.select_one(".value").get_text() == counted
    assert second.select_one(".made-up").get_text() == Language(language).gettext("made up")


def test_at_most_four_cards_and_none_of_what_an_area_lacks(root):
    many = [finding(name) for name in "abcdef"]
    assert (
        len(BeautifulSoup(rendered(root, [], found=many), "html.parser").select(".cards li")) == 4
    )
    assert BeautifulSoup(rendered(root, []), "html.parser").select(".cards") == []


def test_files_of_a_page_are_linked_by_their_words(root):
    made = rendered(root, [], files=[("page.xlsx", "Numbers <b>")])
    link = BeautifulSoup(made, "html.parser").select_one("ul.files a")
    assert (link["href"], link.get_text()) == ("page.xlsx", "Numbers <b>")


def test_contents_are_the_words_of_the_sections(root):
    made = rendered(root, [new_markdown_cell("## One [two](#finding-x) <i>\n\n## Three")])
    links = BeautifulSoup(made, "html.parser").select("nav a[href^='#section']")
    assert [a.get_text() for a in links] == ["One two <i>", "Three"]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_every_output_of_our_notebooks_reaches_the_page(path):
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    made = "\n".join(outputs.shown(c.outputs) for c in cells)
    page_of = BeautifulSoup(made, "html.parser")
    data_of = [output["data"] for cell in cells for output in cell.outputs]
    assert len(page_of.select("figure img")) == sum("image/png" in d for d in data_of) > 0
    seen = "".join(page_of.get_text().split())
    for data in data_of:
        for kind, text in data.items():
            if kind == "text/html":
                words = BeautifulSoup(text, "html.parser").get_text()
            elif kind == "text/markdown":
                words = BeautifulSoup(safe.of_markdown(text), "html.parser").get_text()
            else:
                continue
            assert "".join(words.split()) in seen
