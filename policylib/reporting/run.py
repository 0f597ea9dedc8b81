"""From what was asked to a published set of pages."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jinja2
import markupsafe

from policylib import pipeline, store
from policylib.errors import RegionError, RunError, UsageError, message, places
from policylib.regions import Region, Register
from policylib.reporting import execute, page, parameters, publish, record, scan
from policylib.reporting.notebooks import Notebook
from policylib.wording import LANGUAGES, Language


@dataclass(frozen=True)
class Job:
    """One page to make."""

    notebook: Notebook
    region: Region
    language: str
    parameters: dict[str, object]

    @property
    def file(self) -> str:
        """Name of the page."""
        return f"{self.notebook.name}.{self.region.code}.{self.language}.html"


@dataclass(frozen=True)
class Asked:
    """What the caller asked for; None means all that the notebook offers."""

    region: str | None = None
    known_on: str | None = None
    language: str | None = None
    parameters: tuple[str, ...] = ()


def plan(notebooks: list[Notebook], asked: Asked, register: Register) -> list[Job]:
    """Return the pages to make, refusing what a notebook does not offer before anything runs."""
    languages = list(LANGUAGES) if asked.language is None else [Language(asked.language).code]
    words = parameters.split(list(asked.parameters))
    _refuse_own_options(words)
    if asked.known_on is not None:
        words["known_on"] = asked.known_on
    jobs = []
    for notebook in notebooks:
        values = parameters.checked(notebook, words)
        for region in _regions(notebook, asked.region, register):
            for language in languages:
                jobs.append(
                    Job(
                        notebook,
                        region,
                        language,
                        {**values, "region": region.code, "language": language},
                    )
                )
    return jobs


def _refuse_own_options(words: dict[str, str]) -> None:
    for name in ("region", "known_on", "language"):
        if name in words:
            option = name.replace("_", "-")
            raise UsageError(
                message(
                    f"'{name}' is asked for by its own option",
                    way_out=f"Write --{option} {words[name]}",
                )
            )


def _regions(notebook: Notebook, asked: str | None, register: Register) -> list[Region]:
    if asked is None:
        return [register.get(code) for code in notebook.regions]
    region = register.find(asked, level="regency")
    if region.code not in notebook.regions:
        offered = [f"{c} {register.get(c).name}" for c in notebook.regions]
        raise RegionError(
            message(f"{notebook.name} has no answer for {region.name}", expected=places(offered))
        )
    return [region]


def report(jobs: list[Job], root: Path, reports: Path, *, say: Callable[[str], None]) -> Path:
    """Make every page aside and publish the set; return the index.

    Raises
    ------
    PolicylibError
        If any page fails; nothing is published and the former set stays.
    """
    started = dt.datetime.now(dt.UTC)
    seals = store.verify(root)
    runs = []
    with publish.staging(reports) as aside:
        for job in jobs:
            say(f"{job.notebook.name} {job.region.code} {job.language}")
            runs.append(_make(job, aside))
        _same_in_all_languages(jobs, runs)
        publish.write_json(aside / "findings.json", _findings(jobs, runs))
        kept = record.of_run(runs, root, seals) | {"started": started.isoformat()}
        publish.write_json(aside / "run.json", kept)
        return publish.publish(aside, reports, lambda folder: _index(jobs, runs, folder, started))


def _make(job: Job, aside: Path) -> execute.Executed:
    work = aside / "work"
    work.mkdir()
    run = execute.execute(job.notebook, job.parameters, aside=work)
    html = page.render(run, job.region, Language(job.language), index="../../index.html")
    scan.require(html, run.findings["findings"], job.language, where=job.file)
    (aside / job.file).write_text(html, encoding="utf-8")
    (work / "executed.ipynb").replace(aside / job.file.replace(".html", ".ipynb"))
    shutil.rmtree(work)
    return run


def _findings(jobs: list[Job], runs: list[execute.Executed]) -> list[dict]:
    """Each notebook and area once: the findings hold no words of a language."""
    return list(
        {
            (j.notebook.name, j.region.code): r.findings for j, r in zip(jobs, runs, strict=True)
        }.values()
    )


def _same_in_all_languages(jobs: list[Job], runs: list[execute.Executed]) -> None:
    first: dict[tuple[str, str], dict] = {}
    for job, run in zip(jobs, runs, strict=True):
        key = (job.notebook.name, job.region.code)
        if first.setdefault(key, run.findings) != run.findings:
            raise RunError(
                message(
                    "two languages give different findings",
                    where=job.file,
                    way_out="A notebook may not compute with its language.",
                )
            )


def _index(jobs: list[Job], runs: list[execute.Executed], folder: str, started: dt.datetime) -> str:
    """Return the index of the set: one block a language."""
    blocks: dict[str, dict] = {}
    for job, run in zip(jobs, runs, strict=True):
        language = Language(job.language)
        block = blocks.setdefault(job.language, _block(language, started.date()))
        block["pages"].append(_entry(job, run, folder, language))
    template = (page.TEMPLATES / "index.html.j2").read_text(encoding="utf-8")
    return (
        jinja2.Environment(autoescape=True)
        .from_string(template)
        .render(
            blocks=blocks,
            languages=list(blocks),
            folder=folder,
            style=markupsafe.Markup(page.style()),
        )
    )


def _block(language: Language, made: dt.date) -> dict:
    return {
        "title": language.gettext("Employment social security: questions and answers"),
        "made": language.gettext("Made on {date}.", date=language.date(made)),
        "pages": [],
    }


def _entry(job: Job, run: execute.Executed, folder: str, language: Language) -> dict[str, str]:
    known_on = dt.date.fromisoformat(str(run.parameters["known_on"]))
    made_up = page.mark(run, language)
    return {
        "href": f"{folder}/{job.file}",
        "title": language.gettext(job.notebook.question),
        "region": job.region.name,
        "mark": language.gettext("made-up data") if made_up else "",
        "known_on": language.gettext("as known on {date}", date=language.date(known_on)),
    }


def prepare(root: Path, *, say: Callable[[str], None]) -> Register:
    """Check facts and compute what is missing; return the register of areas."""
    pipeline.build(root, say=say)
    return store.register(root=root)
