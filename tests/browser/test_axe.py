"""axe-core finds nothing on any page, in any theme, wide or narrow, with all of it unfolded."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

LOOKS = [("light", 1280), ("dark", 1280), ("light", 360)]
UNFOLDED = "() => document.querySelectorAll('details').forEach(d => d.open = true)"


def violations(page) -> list[str]:
    """Return each rule that is broken, with the places."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {n['html'][:200]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_axe_finds_nothing(browser, site, pages, theme, width):
    view = {"width": width, "height": 900}
    context = browser.new_context(viewport=view, color_scheme=theme, offline=True)
    page = context.new_page()
    for path in (*site.values(), *pages.values()):
        page.goto(path.as_uri())
        if path.stem in pages:
            page.check("#show-code")
            page.evaluate(UNFOLDED)
        assert violations(page) == [], path.name
    context.close()


def test_axe_can_find_something(browser):
    page = browser.new_page()
    page.set_content("<main><p style='color: #aaa'>pale</p><img src=''></main>")
    found = violations(page)
    assert any(f.startswith("color-contrast") for f in found)
    assert any(f.startswith("image-alt") for f in found)
    page.close()
