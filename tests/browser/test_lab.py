"""A notebook in JupyterLab, as a researcher opens it: move a parameter, run all, read."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from policylib import pipeline

TOKEN = "a-token-of-this-test"
WAIT_SECONDS = 300


@pytest.fixture
def lab(project, tmp_path):
    """JupyterLab on a copy of the project, on this machine's loopback only."""
    pipeline.build(project)
    # Else it draws only what is near, and a test would have to chase the page while it grows.
    settings = tmp_path / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"]
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.root_dir": project,
        "IdentityProvider.token": TOKEN,
        "LabApp.user_settings_dir": tmp_path / "settings",
        "LabApp.news_url": "",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    server = subprocess.Popen(
        [*command, *(f"--{name}={value}" for name, value in options.items())],
        cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"{address}/api?token={TOKEN}")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url: str) -> None:
    for _ in range(WAIT_SECONDS * 5):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(url)


def _run_all(page) -> None:
    """Run all cells; asked before it has a kernel, JupyterLab runs none and says nothing."""
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def test_a_notebook_runs_in_jupyterlab_with_a_changed_parameter(lab, browser):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(WAIT_SECONDS * 1000)
    page.goto(f"{lab}/lab/tree/notebooks/02-can-the-target-be-met.ipynb?token={TOKEN}")
    cell = page.locator(".jp-Notebook .jp-CodeCell", has_text="coverage to reach").first
    line = cell.locator(".cm-line", has_text="target = 0.65").first
    line.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type("target = 0.6")
    _run_all(page)
    # (0.60 − 0.46) × 1,500,000 = 210,000
    said = page.locator(".jp-RenderedMarkdown", has_text="210,000 more people").first
    said.wait_for(state="attached")
    assert page.locator(".jp-RenderedMarkdown", has_text="To reach 65 percent").count() == 0
    page.close()


def test_sliders_redraw_their_picture_in_jupyterlab(lab, browser):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(WAIT_SECONDS * 1000)
    page.goto(f"{lab}/lab/tree/notebooks/02-can-the-target-be-met.ipynb?token={TOKEN}")
    page.locator(".jp-Notebook .jp-CodeCell", has_text="coverage to reach").first.wait_for()
    _run_all(page)
    picture = page.locator("img.widget-image").first
    picture.wait_for(state="attached")
    picture.scroll_into_view_if_needed()
    before = picture.get_attribute("src")
    handle = page.locator(".widget-slider .noUi-handle").first
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('img.widget-image').src !== before", arg=before
    )
    assert picture.evaluate("image => image.naturalWidth") > 300
    page.close()
