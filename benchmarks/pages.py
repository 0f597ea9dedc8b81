"""How fast a published page opens and what it weighs; prints a line a page.

Run beside a published set: ``python -m benchmarks.pages reports/latest``.
"""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

TIMES = 5
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_LOADED = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"


def seconds(browser: Browser, path: Path) -> float:
    """Return the middle of several loadings, each in a new context."""
    taken = []
    for _ in range(TIMES):
        context = browser.new_context(viewport={"width": 360, "height": 800}, offline=True)
        page = context.new_page()
        page.goto(path.resolve().as_uri())
        page.wait_for_function(_LOADED)
        taken.append(page.evaluate(_LOADED) / 1000)
        context.close()
    return statistics.median(taken)


def main(folder: Path) -> None:
    """Print weight and seconds of every page."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for path in sorted(folder.glob("*.html")):
            print(
                f"{path.stat().st_size / 1000:6.0f} kB {seconds(browser, path):6.2f} s {path.name}"
            )
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
