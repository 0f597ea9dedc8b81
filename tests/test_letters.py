"""The letters that pages and figures bring along: small, licensed, and all that is written."""

from __future__ import annotations

import pytest
from babel.messages import pofile
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, fontManager

from policylib.figures import style
from policylib.reporting.pages import page
from tests.conftest import ROOT

PAGES, FIGURES = page.TEMPLATES / "fonts", ROOT / "policylib/figures/fonts"
SIGNS = {400: "NotoSansMath-400.ttf", 700: "NotoSansMath-700.ttf"}


def letters(*paths) -> set[int]:
    return {code for path in paths for code in TTFont(path).getBestCmap()}


@pytest.fixture(scope="module")
def written() -> set[int]:
    """Every letter of a text for readers, in both languages."""
    path = ROOT / "policylib/locale/id/LC_MESSAGES/policylib.po"
    with path.open("rb") as file:
        texts = [str(t) for m in pofile.read_po(file) for t in (m.id, m.string)]
    return {ord(c) for text in texts for c in text if c.isprintable()}


@pytest.mark.parametrize("weight", page.FONTS)
def test_pages_and_figures_have_every_letter_of_our_texts(written, weight):
    on_pages = letters(PAGES / page.FONTS[weight], PAGES / page.SIGNS)
    assert not {chr(c) for c in written - on_pages}
    in_figures = letters(FIGURES / f"NotoSans-{weight}.ttf", FIGURES / SIGNS[weight])
    assert in_figures == on_pages


def test_letters_of_a_page_weigh_little_and_have_their_licence_beside_them():
    files = [PAGES / name for name in (*page.FONTS.values(), page.SIGNS)]
    assert sum(f.stat().st_size for f in files) <= 60_000
    for folder in (PAGES, FIGURES):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text()


@pytest.mark.parametrize("weight", page.FONTS)
def test_figures_find_their_own_letters_whatever_this_machine_has(weight):
    ax = style.axes(None)
    style.title(ax, "A title")
    style.letters(ax.figure)
    assert ax._left_title.get_fontfamily() == style.FAMILY
    for family in style.FAMILY[:2]:
        wanted = FontProperties(family=family, weight=weight)
        found = fontManager.findfont(wanted, fallback_to_default=False)
        assert found.startswith(str(FIGURES)) and found.endswith(f"-{weight}.ttf")


def test_digits_are_of_one_width_so_that_columns_stand_straight():
    for name in page.FONTS.values():
        font = TTFont(PAGES / name)
        widths = {font["hmtx"][font.getBestCmap()[ord(d)]][0] for d in "0123456789"}
        assert len(widths) == 1
