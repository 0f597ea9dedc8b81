"""What a page leaves in its set: checked, as the bytes of its files."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Mapping

import nbformat

from policylib.errors import PolicylibError, RunError
from policylib.reporting.execute import Executed
from policylib.reporting.pages import page, persons, scan, workbook
from policylib.reporting.pages.printed import browser, pdf
from policylib.reporting.plans.plan import Job
from policylib.reporting.shelf import manifest
from policylib.wording import Language


def files(job: Job, run: Executed) -> dict[str, bytes]:
    """Render the page, check it, and return its files by what each is.

    Raises
    ------
    RunError
        If the page cannot be made (page_failed) or may not be published (scan_failed).
    """
    scan.refuse(list(scan.live(run.node)), where=job.file)
    beside = {what: manifest.placed(job.name, what) for what in workbook.LINKS}
    html = _page(job, run, beside)
    links = [*beside.values(), *_origins(job)]
    scan.require(html, run.findings["findings"], job.language, where=job.file, links=links)
    scan.refuse(list(persons.in_notebook(run.node)), where=f"{job.name}.ipynb")
    return {
        "html": html.encode(),
        "ipynb": nbformat.writes(run.node).encode(),
        "findings.json": as_json(run.findings),
        **_numbers(job, run),
        **_printed(job, html.encode()),
    }


def _page(job: Job, run: Executed, beside: Mapping[str, str]) -> str:
    language = Language(job.language)
    links = [(name, language.gettext(workbook.LINKS[what])) for what, name in beside.items()]
    index = scan.INDEX.format(language=job.language)
    with _said(job, "the page"):
        return page.render(run, job.region, language, index=index, files=links, pages=_origins(job))


def _origins(job: Job) -> list[str]:
    """Return the names of the pages that its findings are taken from."""
    return [f"{name}.html" for name in job.takes.values()]


def _numbers(job: Job, run: Executed) -> dict[str, bytes]:
    with _said(job, "the workbook"):
        return workbook.files(run, job.region, Language(job.language))


@contextlib.contextmanager
def _said(job: Job, what: str) -> Iterator[None]:
    """Raise what goes wrong as a RunError that names the page."""
    try:
        yield
    except PolicylibError:
        raise
    except Exception as error:
        raise RunError(
            f"{job.name}: {what} cannot be made ({error})", reason="page_failed"
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
