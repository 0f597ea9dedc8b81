"""One browser for the tests of a file.

Playwright keeps an event loop running while it is open: later tests of the same process could not
run their own.
"""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "CI must bring chromium: see .ci/run"
        pytest.skip("no chromium on this machine; .ci/run installs it")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """Open a page offline at a width; every request but the page itself fails the test."""
    contexts = []

    def opened(path, width: int):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        contexts.append(context)
        page = context.new_page()
        asked, complaints = [], []
        page.on("request", lambda r: asked.append(r.url))
        page.on("requestfailed", lambda r: complaints.append(r.url))
        page.on("console", lambda m: complaints.append(m.text))
        page.goto(path.as_uri())
        assert complaints == []
        assert [u for u in asked if not u.startswith(("file://", "data:"))] == []
        return page

    yield opened
    for context in contexts:
        context.close()
