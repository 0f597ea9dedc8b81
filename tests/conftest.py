"""Fixtures shared by all tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from policylib import store, wording

ROOT = Path(__file__).resolve().parents[1]


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
