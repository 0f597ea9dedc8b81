"""The site in a real browser, from a folder: search, its links, and the lists without a script."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("code", "words"), [("en", "people missing 285"), ("id", "kekurangan 285")]
)
def test_the_search_leads_to_a_finding(open_page, site, code, words):
    page = open_page(site[f"index.{code}"], 360)
    assert page.locator("#questions").is_visible()
    page.get_by_role("searchbox").fill(words)
    assert not page.locator("#questions").is_visible()
    hit = page.locator("#hits a", has_text="285").first
    hit.click()
    row = page.locator("tr:target")
    assert row.get_attribute("id").startswith("finding-") and "285" in row.inner_text()


def test_a_search_for_what_is_not_there_says_so(open_page, site):
    page = open_page(site["index.en"], 1280)
    page.get_by_role("searchbox").fill("<script>alert(1)</script>")
    assert page.locator("#nothing").is_visible() and page.locator("#hits li").count() == 0
    page.get_by_role("searchbox").fill("")
    assert page.locator("#areas").is_visible()


def test_without_a_script_all_lists_stand_there(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site["index.id"].as_uri())
    assert page.locator("#questions a.page").first.is_visible()
    assert not page.locator("#search").is_visible()
    context.close()


def test_every_link_of_the_site_leads_somewhere(site):
    from bs4 import BeautifulSoup

    for path in site.values():
        found = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for link in found.find_all("a", href=True):
            name, _, anchor = link["href"].partition("#")
            target = path.with_name(name) if name else path
            assert target.is_file(), (path.name, link["href"])
            if anchor and target.suffix == ".html":
                assert f'id="{anchor}"' in target.read_text("utf-8"), (path.name, link["href"])
