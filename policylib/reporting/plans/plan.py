"""The pages to make: notebooks by areas, dates, languages and scenarios, all checked beforehand."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from policylib.errors import RegionError, UsageError, closest, message, places
from policylib.regions import Region, Register
from policylib.reporting.plans import origins, parameters
from policylib.reporting.plans.notebooks import Notebook
from policylib.texts import LANGUAGES

#: Asked for by options and keys of their own.
OWN = ("region", "known_on", "language")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_SCENARIO = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_SCENARIO = 40
#: Names that Windows keeps for devices, whatever their ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Job:
    """One page to make.

    Attributes
    ----------
    name : str
        What its files are called without their endings: flat, safe and unique in its plan.
    parameters : dict
        What the notebook is told beside its own defaults.
    scenario : str
        Name of the set of parameters; '' where there is none.
    takes : dict of str to str
        Notebooks whose findings it is given, to the names of the jobs that make them.
    """

    name: str
    notebook: Notebook
    region: Region
    language: str
    parameters: dict[str, object]
    scenario: str = ""
    takes: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Name of the page."""
        return f"{self.name}.html"

    @property
    def values(self) -> dict[str, object]:
        """Every parameter with the value that it has in this run."""
        return {n: p.default for n, p in self.notebook.parameters.items()} | self.parameters


@dataclass(frozen=True)
class Asked:
    """What the caller asked for; None means all that the notebook offers."""

    region: str | None = None
    known_on: str | None = None
    language: str | None = None
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A named set of parameters, typed unless ``written`` on a command line."""

    name: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    written: bool = False


@dataclass(frozen=True)
class Block:
    """Notebooks that are made over the same areas, dates, languages and scenarios.

    Attributes
    ----------
    regions : tuple of str or None
        Codes or names; None means every area that a notebook answers for.
    known_on : tuple
        Days written year-month-day; None among them means the notebook's own.
    where : str
        Where it was asked for, for messages.
    """

    notebooks: tuple[Notebook, ...]
    regions: tuple[str, ...] | None = None
    known_on: tuple[str | None, ...] = (None,)
    languages: tuple[str, ...] = LANGUAGES
    scenarios: tuple[Scenario, ...] = (Scenario(),)
    where: str = ""


def plan(notebooks: Sequence[Notebook], asked: Asked, register: Register) -> list[Job]:
    """Return the pages to make, refusing what a notebook does not offer before anything runs."""
    words = parameters.split(list(asked.parameters))
    for name in OWN:
        if name in words:
            option = f"--{name.replace('_', '-')} {words[name]}"
            raise UsageError(
                message(f"'{name}' is asked for by its own option", way_out=f"Write {option}")
            )
    block = Block(
        tuple(notebooks),
        None if asked.region is None else (asked.region,),
        (asked.known_on,),
        LANGUAGES if asked.language is None else (language(asked.language),),
        (Scenario(values=words, written=True),),
    )
    return expand([block], register)


def expand(blocks: Sequence[Block], register: Register) -> list[Job]:
    """Return the jobs of all blocks in their order.

    Raises
    ------
    UsageError, RegionError
        If a notebook does not offer what is asked, a name is no safe name for a file, two jobs
        are the same, or nothing is asked for.
    """
    several_days = len({day for b in blocks for day in b.known_on}) > 1
    several_sets = len({s.name for b in blocks for s in b.scenarios}) > 1
    drafts: list[Job] = []
    for block in blocks:
        with at(block.where):
            drafts += _jobs(block, register)
    jobs = []
    for draft in (*drafts, *origins.added(drafts)):
        suffixes = [str(draft.values.get("known_on", ""))] if several_days else []
        suffixes += [draft.scenario] if several_sets and draft.scenario else []
        name = ".".join([draft.notebook.name, draft.region.code, draft.language, *suffixes])
        jobs.append(replace(draft, name=name))
    _refuse_twice(jobs)
    if not jobs:
        raise UsageError(message("nothing is asked for", expected="one notebook at least"))
    return origins.linked(jobs)


@contextlib.contextmanager
def at(where: str) -> Iterator[None]:
    """Name the place of a plan before what is wrong there."""
    try:
        yield
    except (UsageError, RegionError) as error:
        if not where or where in str(error):
            raise
        raise type(error)(f"{where}: {error}") from None


def language(code: str) -> str:
    """Return the code of a language that is offered; raise UsageError naming the closest."""
    if code not in LANGUAGES:
        raise UsageError(
            message(f"language '{code}' is not offered", way_out=closest(code, LANGUAGES))
        )
    return code


def _jobs(block: Block, register: Register) -> Iterator[Job]:
    """Yield the jobs of a block without their names; each set of values is checked once."""
    for notebook in block.notebooks:
        _refuse_name(notebook.name, _NAME, "notebook")
        regions = _regions(notebook, block.regions, register)
        sets = [
            (s, parameters.differing(notebook, s.values, known_on=day, written=s.written))
            for day in block.known_on
            for s in block.scenarios
        ]
        for region in regions:
            for scenario, values in sets:
                for code in block.languages:
                    told = {**values, "region": region.code, "language": code}
                    yield Job("", notebook, region, code, told, scenario.name)


def _regions(notebook: Notebook, asked: tuple[str, ...] | None, register: Register) -> list[Region]:
    offered = [register.get(code) for code in notebook.regions]
    if not offered:
        raise UsageError(
            message(
                f"{notebook.name} answers for no area",
                way_out="Name its areas in metadata.policylib.regions.",
            )
        )
    if asked is None:
        return offered
    found = [register.find(text, level="regency") for text in asked]
    for region in found:
        if region not in offered:
            names = places([f"{r.code} {r.name}" for r in offered])
            raise RegionError(
                message(f"{notebook.name} has no answer for {region.name}", expected=names)
            )
    return found


def refuse_scenario_name(name: str, *, where: str) -> None:
    """Raise UsageError unless the name of a scenario may be part of a file's name."""
    _refuse_name(name[: _LONGEST_SCENARIO + 1], _SCENARIO, "scenario", where=where)
    if len(name) > _LONGEST_SCENARIO:
        raise UsageError(
            message(
                f"the name of scenario '{name[:_LONGEST_SCENARIO]}…' is too long",
                where=where,
                expected=f"at most {_LONGEST_SCENARIO} letters",
            )
        )


def _refuse_name(name: str, shape: re.Pattern, what: str, *, where: str = "") -> None:
    if not shape.fullmatch(name) or _DEVICES.fullmatch(name):
        raise UsageError(
            message(
                f"{name[:80]!r} is no name for a {what} whose pages are files",
                where=where,
                expected="letters of English, digits and hyphens",
                way_out="Rename it.",
            )
        )


def _refuse_twice(jobs: list[Job]) -> None:
    """Refuse two jobs with one name, and two names for the same work."""
    names: dict[str, Job] = {}
    works: dict[str, Job] = {}
    for job in jobs:
        if names.setdefault(job.name.casefold(), job) is not job:
            raise UsageError(message(f"{job.name} is planned twice", way_out="Plan it once."))
        work = json.dumps([job.notebook.name, job.parameters], sort_keys=True, default=repr)
        if (first := works.setdefault(work, job)) is not job:
            raise UsageError(
                message(f"{first.name} and {job.name} are the same", way_out="Plan one of them.")
            )
