"""Sliders in JupyterLab; a report shows their default state."""

from policylib.explorers.coverage import CoverageExplorer, State, coverage

__all__ = ["CoverageExplorer", "State", "coverage"]
