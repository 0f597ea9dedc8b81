"""Papermill's notebooks are run by our tests, not checked as notebooks of the project."""

collect_ignore_glob = ["notebooks/*"]
