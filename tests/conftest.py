"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from policylib import compliance, store, wording

ROOT = Path(__file__).resolve().parents[1]
#: Printing would take as long as making a small page: only tests that ask for it have a browser.
ASKED = os.environ.setdefault("ASKED_BROWSER", os.environ.get("POLICYLIB_BROWSER", ""))
os.environ["POLICYLIB_BROWSER"] = "none"


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def ledger():
    return store.ledger(known_on="2025-12-31", root=ROOT)


@pytest.fixture(scope="session")
def register():
    return store.register(root=ROOT)


@pytest.fixture(scope="session")
def placed():
    """The villages with their public terms, as notebook 04 has them."""
    villages = compliance.with_terms(store.load("village_covariates", root=ROOT))
    places, index = (store.load(n, root=ROOT) for n in ("villages", "village_index"))
    return compliance.with_place(villages, places=places, index=index, seat="32.16.09.2001")


@pytest.fixture(scope="session")
def english():
    return wording.Language("en")


@pytest.fixture(scope="session")
def indonesian():
    return wording.Language("id")


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the project's data and notebooks that a test may break."""
    for part in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def published(tmp_path_factory, worker_id) -> Path:
    """The latest set that `make report` makes, in a folder of its own, made by the first to ask."""
    shared = tmp_path_factory.getbasetemp()
    folder = (shared if worker_id == "master" else shared.parent) / "published"
    folder.mkdir(exist_ok=True)
    output = folder / "reports"
    with FileLock(folder / "lock"):
        if not (output / "index.html").exists():
            _make_report(output)
    return (output / "latest").resolve()


def _make_report(output: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "policylib.cli", "report", "--output", str(output)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"POLICYLIB_BROWSER": ASKED},
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def pages(published) -> dict[str, Path]:
    """The pages of the report by name, such as '01-what-do-we-know.32.16.en'."""
    found = sorted(published.glob("*.html"))
    return {p.stem: p for p in found if p.with_suffix(".ipynb").is_file()}


@pytest.fixture(scope="session")
def site(published, pages) -> dict[str, Path]:
    """What leads through the report, by name, such as 'index.en'."""
    return {p.stem: p for p in sorted(published.glob("*.html")) if p.stem not in pages}
