"""What a page leaves in its set: checked, as the bytes of its files."""

from __future__ import annotations

import datetime as dt
import json

import nbformat

from policylib.errors import PolicylibError, RunError
from policylib.reporting.execute import Executed
from policylib.reporting.pages import page, persons, scan
from policylib.reporting.pages.printed import browser, pdf
from policylib.reporting.plans.plan import Job
from policylib.wording import Language


def files(job: Job, run: Executed) -> dict[str, bytes]:
    """Render the page, check it, and return its files by what each is.

    Raises
    ------
    RunError
        If the page cannot be made (page_failed) or may not be published (scan_failed).
    """
    html = _page(job, run)
    scan.require(html, run.findings["findings"], job.language, where=job.file)
    scan.refuse(list(persons.in_notebook(run.node)), where=f"{job.name}.ipynb")
    return {
        "html": html.encode(),
        "ipynb": nbformat.writes(run.node).encode(),
        "findings.json": as_json(run.findings),
        **_printed(job, html.encode()),
    }


def _page(job: Job, run: Executed) -> str:
    try:
        return page.render(run, job.region, Language(job.language), index="index.html")
    except PolicylibError:
        raise
    except Exception as error:
        raise RunError(
            f"{job.name}: the page cannot be made ({error})", reason="page_failed"
        ) from error


def _printed(job: Job, html: bytes) -> dict[str, bytes]:
    """Return the page on paper; nothing where this machine has no browser."""
    program = browser.found()
    if program is None:
        return {}
    try:
        known_on = dt.date.fromisoformat(str(job.values["known_on"]))
        return {"pdf": pdf.printed(html, program=program, day=known_on)}
    except RunError as error:
        raise RunError(f"{job.name}: {error}", reason=error.reason) from error


def as_json(content: object) -> bytes:
    """Write JSON with its keys sorted, to be read by people too."""
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    return (text + "\n").encode()
