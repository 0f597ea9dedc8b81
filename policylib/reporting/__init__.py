"""Notebook and parameters to a published report; alone writes ``reports/``."""
