"""The pages in a real browser: offline, no failed request, no sideways scrolling, links work."""

from __future__ import annotations

import pytest

#: What a page may weigh, pictures and letters and all.
MOST_BYTES = 700_000


def test_every_page_is_light_and_stands_alone(site, pages):
    for path in (*site.values(), *pages.values()):
        assert path.stat().st_size < MOST_BYTES, path.name


@pytest.mark.parametrize("width", [360, 400, 768, 1280])
def test_no_sideways_scrolling_and_no_cut_column(open_page, site, pages, width):
    for path in (*site.values(), *pages.values()):
        page = open_page(path, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        out = page.evaluate(
            "() => [...document.querySelectorAll('body *')].filter(e => "
            "e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.wide, .skip') && "
            "getComputedStyle(e).position !== 'absolute').map(e => e.outerHTML.slice(0, 80))"
        )
        assert out == [], path.name


def test_no_empty_card_and_no_broken_picture(open_page, pages):
    for path in pages.values():
        page = open_page(path, 1200)
        assert page.evaluate("[...document.images].every(i => i.naturalWidth > 300)"), path.name
        empty = page.evaluate(
            "() => [...document.querySelectorAll('main .result, main .prose, "
            "main table, main figure')].filter(e => e.getBoundingClientRect()"
            ".height < 5 && !e.closest('details')).map(e => e.outerHTML)"
        )
        assert empty == [], path.name


def test_a_table_that_is_too_wide_scrolls_in_its_own_frame(open_page, pages):
    for path in pages.values():
        page = open_page(path, 768)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 768, path.name
        frames = page.locator("[role=region].wide").all()
        assert all(f.get_attribute("tabindex") == "0" for f in frames)


def test_letters_come_with_the_page_and_cards_come_first(open_page, pages):
    for path in pages.values():
        page = open_page(path, 360)
        page.evaluate("document.fonts.ready")
        assert page.evaluate("document.fonts.check('16px \"Noto Sans\"')"), path.name
        cards = page.locator(".cards li").all()
        assert 2 <= len(cards) <= 4, path.name
        for card in cards:
            value = card.locator(".value")
            lines = value.evaluate("e => e.getClientRects().length && e.offsetHeight / "
                                   "parseFloat(getComputedStyle(e).lineHeight)")  # fmt: skip
            assert lines < 1.5, path.name
            assert page.locator(card.locator("a").get_attribute("href")).count() == 1


def test_both_themes_have_their_own_paper_and_pictures_stay_on_white(browser, pages):
    path, seen = pages["01-what-do-we-know.32.16.en"], {}
    for theme in ("light", "dark"):
        page = browser.new_page(color_scheme=theme)
        page.goto(path.as_uri())
        colour = "s => getComputedStyle(document.querySelector(s)).backgroundColor"
        seen[theme] = page.evaluate(colour, "html")
        assert page.evaluate(colour, "figure img") == "rgb(255, 255, 255)"
        page.close()
    assert seen["light"] == "rgb(255, 255, 255)" != seen["dark"]


def test_the_keyboard_reaches_the_content_first(open_page, pages):
    page = open_page(pages["01-what-do-we-know.32.16.id"], 768)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_code_hides_behind_a_switch_that_needs_no_script(open_page, pages):
    page = open_page(pages["01-what-do-we-know.32.16.en"], 1200)
    code = page.locator(".code").first
    assert not code.is_visible()
    page.check("#show-code")
    assert code.is_visible()
    assert page.evaluate("document.scripts.length") == 0


def test_a_reader_reaches_the_source_in_two_clicks(open_page, pages):
    page = open_page(pages["02-can-the-target-be-met.32.16.id"], 400)
    page.get_by_role("link", name="285.000", exact=True).first.click()
    row = page.locator("tr:target")
    assert row.get_attribute("id") == "finding-gap"
    words = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    source = page.locator("tr:target")
    assert source.get_attribute("id").startswith("evidence-")
    number, *rest = source.locator("td").all()
    assert len(rest) == 4
    assert words.endswith(f" {number.inner_text()}")


def test_the_index_opens_a_page_and_the_page_leads_back(open_page, published):
    page = open_page(published / "index.html", 768)
    page.locator("#areas a", has_text="What is known about coverage?").first.click()
    assert page.locator("h1").inner_text() == "What is known about coverage?"
    page.locator("nav a").last.click()
    assert page.url.endswith("/index.en.html")


def test_contents_lead_to_their_sections(open_page, pages):
    page = open_page(pages["01-what-do-we-know.32.75.id"], 768)
    links = page.locator("nav a[href^='#']").all()
    assert len(links) == 8
    for link in links:
        assert page.locator(link.get_attribute("href")).inner_text() == link.inner_text()
