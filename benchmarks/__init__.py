"""Measured side by side with what a user would do otherwise; `make bench` writes README.md."""
