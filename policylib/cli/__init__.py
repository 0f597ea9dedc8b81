"""Arguments, progress and exit codes: 0 done, 1 failed, 2 misuse, 3 data, 130 interrupted."""

from policylib.cli import (  # noqa: F401 - they add their commands to the app
    articles,
    doctor,
    office,
    reports,
)
from policylib.cli.frame import DATA, FAILED, INTERRUPTED, MISUSE, app, main

__all__ = ["DATA", "FAILED", "INTERRUPTED", "MISUSE", "app", "main"]
