"""axe-core finds nothing on any page, in any theme, wide or narrow, with all of it unfolded."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

#: What passes is not listed: that would take most of the time.
LISTED = {"resultTypes": ["violations"]}
COLOURS = ["color-contrast", "link-in-text-block"]
#: Rules on colours take most of the rest: they are asked once a theme, all others once a width.
LOOKS = [
    ("light", 1280, LISTED),
    ("dark", 360, LISTED | {"runOnly": {"type": "rule", "values": COLOURS}}),
    ("light", 360, LISTED | {"rules": {name: {"enabled": False} for name in COLOURS}}),
]
UNFOLDED = "() => document.querySelectorAll('details').forEach(d => d.open = true)"


def violations(page, options: dict = LISTED) -> list[str]:
    """Return each rule that is broken, with the places."""
    found = Axe().run(page, options=options).response["violations"]
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
        for theme, width, options in LOOKS:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page, options) == [], (path.name, theme, width)
    context.close()


def test_axe_can_find_something(browser):
    page = browser.new_page()
    page.set_content("<main><p style='color: #aaa'>pale</p><img src=''></main>")
    found = violations(page)
    assert any(f.startswith("color-contrast") for f in found)
    assert any(f.startswith("image-alt") for f in found)
    page.close()
