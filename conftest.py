"""Before any test: the tables that notebooks load are computed from the raw files."""

from pathlib import Path


def pytest_sessionstart(session):
    """Compute data/processed, so that tests and nbval find what a user would have."""
    from policylib import pipeline

    pipeline.build(Path(__file__).parent)
