"""What leads through the pages of a set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2
import markupsafe

from policylib.reporting.pages import page
from policylib.reporting.plans.plan import Job
from policylib.reporting.shelf.listing import Kept
from policylib.wording import Language


def files(
    jobs: Sequence[Job],
    kept: Mapping[str, Kept],
    *,
    findings: Sequence[dict],
    former: Path | None,
    made: dt.date,
) -> dict[str, bytes]:
    """Return the files of the site by their names in the set.

    Parameters
    ----------
    kept : mapping of str to Kept
        By the name of the job.
    findings : sequence of dict
        The record of each notebook and its parameters, once for all languages.
    former : Path or None
        The set that was published before.
    """
    return {"index.html": _index(jobs, kept, made).encode()}


def _index(jobs: Sequence[Job], kept: Mapping[str, Kept], made: dt.date) -> str:
    """Return the index of the set: one block a language."""
    blocks: dict[str, dict] = {}
    for job in jobs:
        language = Language(job.language)
        block = blocks.setdefault(job.language, _block(language, made))
        block["pages"].append(_entry(job, kept[job.name], language))
        if not block["pages"][-1]["pdf"]:
            block["lacks"] = language.gettext(
                "Pages without PDF were made where no browser was found to print them."
            )
    template = (page.TEMPLATES / "index.html.j2").read_text(encoding="utf-8")
    return (
        jinja2.Environment(autoescape=True)
        .from_string(template)
        .render(blocks=blocks, languages=list(blocks), style=markupsafe.Markup(page.style()))
    )


def _block(language: Language, made: dt.date) -> dict:
    return {
        "title": language.gettext("Employment social security: questions and answers"),
        "made": language.gettext("Made on {date}.", date=language.date(made)),
        "pages": [],
    }


def _entry(job: Job, kept: Kept, language: Language) -> dict[str, str]:
    known_on = dt.date.fromisoformat(str(job.values["known_on"]))
    return {
        "href": job.file,
        "pdf": f"{job.name}.pdf" if "pdf" in kept.names else "",
        "title": language.gettext(job.notebook.question),
        "region": job.region.name,
        "mark": language.gettext("made-up data") if kept.about["synthetic"] else "",
        "known_on": language.gettext("as known on {date}", date=language.date(known_on)),
        "scenario": job.scenario,
    }
