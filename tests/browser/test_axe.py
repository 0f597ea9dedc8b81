"""axe-core finds nothing on any page, in any theme, wide or narrow, with all of it unfolded."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

LOOKS = [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)]
#: What a theme can break; all other rules see the same page in both.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
UNFOLDED = "() => document.querySelectorAll('details').forEach(d => d.open = true)"


def violations(page, theme: str = "light") -> list[str]:
    """Return each rule that is broken, with the places."""
    found = Axe().run(page, options=COLOURS if theme == "dark" else {}).response["violations"]
    return [f"{v['id']}: {n['html'][:200]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("language", ["en", "id"])
def test_axe_finds_nothing(browser, site, pages, language):
    context = browser.new_context(offline=True)
    page = context.new_page()
    shown = [path for path in (*site.values(), *pages.values()) if path.stem.endswith(language)]
    assert len(shown) == len(pages) // 2 + 3
    for path in shown:
        page.goto(path.as_uri())
        if path.stem in pages:
            page.check("#show-code")
            page.evaluate(UNFOLDED)
        for theme, width in LOOKS:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page, theme) == [], (path.name, theme, width)
    context.close()


def test_axe_can_find_something(browser):
    page = browser.new_page()
    page.set_content("<main><p style='color: #aaa'>pale</p><img src=''></main>")
    found = violations(page)
    assert any(f.startswith("color-contrast") for f in found)
    assert any(f.startswith("image-alt") for f in found)
    page.close()
