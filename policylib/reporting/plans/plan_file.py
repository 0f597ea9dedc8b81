"""A plan of reports as a file: ``reports.toml``, read strictly before anything runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policylib.days import parse_day
from policylib.errors import UsageError, closest, message
from policylib.regions import Register
from policylib.reporting.plans import notebooks, plan_terms, strict_toml
from policylib.reporting.plans.due import When
from policylib.reporting.plans.notebooks import Notebook
from policylib.reporting.plans.plan import (
    OWN,
    Block,
    Job,
    Scenario,
    at,
    expand,
    language,
    refuse_scenario_name,
)
from policylib.reporting.plans.plan_terms import Limits
from policylib.reporting.plans.strict_toml import Table
from policylib.reporting.shelf.hooks import Hook
from policylib.texts import LANGUAGES

FILE = "reports.toml"
SETS_KEPT = 3
TODAY = "today"


_KEYS = ("report", "scenario", "limits", "keep", "hook", "schedule")


@dataclass(frozen=True)
class Terms:
    """What holds for all pages of a plan."""

    limits: Limits = field(default_factory=Limits)
    keep: int = SETS_KEPT
    hook: Hook | None = None
    schedule: When | None = None


def terms(path: Path) -> Terms:
    """Read what holds for a whole plan, before anything is checked against the project.

    Raises
    ------
    UsageError
        If the file is no plan, or one of its terms is wrong.
    """
    content = strict_toml.load(path)
    top = Table(content, where=path.name, known=_KEYS)
    kept = top.number("keep", whole=True)
    return Terms(
        plan_terms.limits(content.get("limits", {}), where=f"{path.name}, [limits]"),
        SETS_KEPT if kept is None else int(kept),
        plan_terms.hook(content["hook"], where=f"{path.name}, [hook]") if "hook" in top else None,
        plan_terms.schedule(content["schedule"], where=f"{path.name}, [schedule]")
        if "schedule" in top
        else None,
    )


def read(path: Path, *, root: Path, register: Register, today: dt.date) -> list[Job]:
    """Return the jobs of a plan, checked against the notebooks and areas of the project.

    Parameters
    ----------
    today : datetime.date
        What ``known_on = ["today"]`` means.

    Raises
    ------
    UsageError, RegionError
        If a key, notebook, area, day, language or parameter is unknown or of another type, a name
        is unsafe, or something is planned twice.
    """
    content = strict_toml.load(path)
    Table(content, where=path.name, known=_KEYS)
    return expand(_blocks(content, path.name, root, today), register)


def _blocks(content: Mapping, file: str, root: Path, today: dt.date) -> list[Block]:
    scenarios = _scenarios(content.get("scenario", {}), where=file)
    read: dict[Path, Notebook] = {}
    blocks = []
    for number, table in enumerate(strict_toml.tables(content, "report", where=file), start=1):
        where = f"{file}, [[report]] {number}"
        known = ("notebooks", "regions", "known_on", "languages", "scenarios")
        block = Table(table, where=where, known=known)
        with at(where):
            blocks.append(
                Block(
                    _notebooks(block, root, read),
                    block.texts("regions"),
                    _days(block, today),
                    tuple(map(language, block.texts("languages") or LANGUAGES)),
                    _scenarios_of(block, scenarios),
                    where,
                )
            )
    _refuse_unused(scenarios, blocks, where=file)
    return blocks


def _notebooks(block: Table, root: Path, read: dict[Path, Notebook]) -> tuple[Notebook, ...]:
    """Return the notebooks of a block; each file is read once in a plan."""
    paths = notebooks.named(root, block.texts("notebooks") or ())
    block.refuse_twice("notebooks", [p.stem for p in paths])
    for path in paths:
        if path not in read:
            read[path] = notebooks.read(path)
    return tuple(read[p] for p in paths)


def _days(block: Table, today: dt.date) -> tuple[str | None, ...]:
    written = block.days("known_on")
    if written is None:
        return (None,)
    days = tuple(today.isoformat() if d == TODAY else parse_day(d).isoformat() for d in written)
    block.refuse_twice("known_on", days)
    return days


def _scenarios(content: object, *, where: str) -> dict[str, Scenario]:
    if not isinstance(content, dict):
        raise UsageError(message("'scenario' is no table", where=where, expected="[scenario.name]"))
    found = {}
    for name, values in content.items():
        place = f"{where}, [scenario.{name[:40]}]"
        refuse_scenario_name(name, where=place)
        if not isinstance(values, dict) or not values:
            raise UsageError(message("it sets no parameter", where=place))
        if own := sorted(set(OWN) & values.keys()):
            raise UsageError(
                message(
                    f"'{own[0]}' is no parameter of a scenario",
                    where=place,
                    way_out="Write regions, known_on or languages in [[report]].",
                )
            )
        found[name] = Scenario(name, values)
    return found


def _scenarios_of(block: Table, scenarios: Mapping[str, Scenario]) -> tuple[Scenario, ...]:
    names = block.texts("scenarios")
    for name in names or ():
        if name not in scenarios:
            raise UsageError(
                message(
                    f"there is no scenario '{name}'",
                    where=block.where,
                    way_out=closest(name, scenarios),
                )
            )
    return (Scenario(),) if names is None else tuple(scenarios[n] for n in names)


def _refuse_unused(scenarios: Mapping[str, Scenario], blocks: list[Block], *, where: str) -> None:
    used = {s.name for b in blocks for s in b.scenarios}
    for name in scenarios:
        if name not in used:
            raise UsageError(
                message(
                    f"no [[report]] asks for scenario '{name}'",
                    where=where,
                    way_out="Ask for it or take it out.",
                )
            )
