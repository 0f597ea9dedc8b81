"""Before any test: the tables that notebooks load are computed from the raw files."""

from __future__ import annotations

from pathlib import Path


def pytest_sessionstart(session):
    """Compute data/processed in one process, so that tests find what a user would have."""
    from policylib import pipeline

    if not hasattr(session.config, "workerinput"):
        pipeline.build(Path(__file__).parent)
