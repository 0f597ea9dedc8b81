"""The key of a page: a hash of all that decides what is on it, part by part."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from policylib import store
from policylib.reporting.needs import declared, reach
from policylib.reporting.plans.notebooks import Notebook
from policylib.reporting.plans.plan import Job
from policylib.store.trees import digest

#: A source that is declared and is not there.
MISSING = "missing"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*==", re.MULTILINE)
_INSTALLED = re.compile(r"(.+?)-([^-]+)\.(?:dist|egg)-info")
_WORDS = {
    "notebook": "the notebook",
    "requirements.lock": "requirements.lock",
    "packages": "installed packages",
    "translations": "translations",
}


@dataclass(frozen=True)
class Key:
    """What a page was made from.

    Attributes
    ----------
    sha256 : str
        Hash of all parts; equal keys mean equal pages.
    parts : dict of str to str
        Name of each part to its hash, or to its value where that is short: ``data <source>``,
        ``code <module>``, ``files <package>``, ``findings <notebook>``, ``parameter <name>``, and
        single ones.
    """

    sha256: str
    parts: dict[str, str]


@dataclass(frozen=True)
class Inputs:
    """What the keys of one run have in common, read once.

    Attributes
    ----------
    common : dict of str to str
        Parts that every page has.
    data : dict of str to str
        Source to the hash of its files.
    code : dict of str to dict
        Notebook to the parts of what it can reach.
    """

    common: dict[str, str]
    data: dict[str, str]
    code: dict[str, dict[str, str]]


def inputs(root: Path, notebooks: Iterable[Notebook]) -> Inputs:
    """Read and hash what the pages of these notebooks can depend on; nothing is remembered."""
    library = reach.library()
    lock = root / "requirements.lock"
    pinned = lock.read_bytes() if lock.is_file() else b""
    common = {
        "requirements.lock": hashlib.sha256(pinned).hexdigest(),
        "packages": installed(pinned.decode("utf-8", "replace")),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{sys.platform} {platform.machine()}",
    }
    chosen = {n.name: n for n in notebooks}
    return Inputs(
        common,
        store.sources_sha256(root),
        {name: reach.parts(library, n.code, root=root) for name, n in chosen.items()},
    )


def every(jobs: Sequence[Job], inputs: Inputs) -> dict[str, Key]:
    """Return the keys of all pages by the names of their jobs, in their order."""
    found: dict[str, Key] = {}
    for job in sorted(jobs, key=lambda j: bool(j.takes)):
        taken = {notebook: found[name].sha256 for notebook, name in job.takes.items()}
        found[job.name] = key(job, inputs, findings=taken)
    return {job.name: found[job.name] for job in jobs}


def key(job: Job, inputs: Inputs, *, findings: Mapping[str, str] = MappingProxyType({})) -> Key:
    """Return the key of one page.

    Parameters
    ----------
    findings : mapping of str to str
        Notebooks whose findings it is given, to the keys of the pages that hold them.

    Raises
    ------
    KeyError
        If the notebook is none of those that the inputs were read for.
    """
    values = job.values
    data = declared.sources(job.notebook, values)
    parts = {
        "name": job.name,
        "area": f"{job.region.code} {job.region.name}",
        "notebook": job.notebook.sha256,
        **inputs.common,
        **inputs.code[job.notebook.name],
        **{f"data {s}": inputs.data.get(s, MISSING) for s in data},
        **{f"findings {n}": sha256 for n, sha256 in findings.items()},
        **{f"parameter {n}": _written(v) for n, v in values.items()},
    }
    text = json.dumps(parts, sort_keys=True)
    return Key(hashlib.sha256(text.encode()).hexdigest(), parts)


def why(old: Key | None, new: Key) -> tuple[str, ...]:
    """Say in plain words which parts differ; () where none does."""
    if old is None:
        return ("never made",)
    names = sorted(old.parts.keys() | new.parts.keys())
    return tuple(
        _difference(name, old.parts.get(name), new.parts.get(name))
        for name in names
        if old.parts.get(name) != new.parts.get(name)
    )


def _difference(name: str, old: str | None, new: str | None) -> str:
    if name.startswith(("parameter ", "PDF", "python", "platform", "name", "area")):
        return f"{name} {old or 'none'} -> {new or 'none'}"
    words = _WORDS.get(name, name)
    if MISSING in (old, new) and name.startswith("data "):
        return f"{words} is {'missing' if new == MISSING else 'there'} now"
    if None in (old, new):
        return f"{words} {'is new' if old is None else 'counts no more'}"
    return f"{words} changed"


def _written(value: object) -> str:
    """Write a value with its type: 1, 1.0, true and "1" are four."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=repr)


def installed(lock: str) -> str:
    """Hash name and version of what is installed of the packages that the lock names.

    The folders' names say both; to read each package's own record takes ten times as long.
    """
    wanted = {_plain(name) for name in _PINNED.findall(lock)} | {_plain("policylib")}
    found = set()
    for folder in map(Path, filter(None, sys.path)):
        for path in folder.glob("*-info") if folder.is_dir() else ():
            match = _INSTALLED.fullmatch(path.name)
            if match and _plain(match[1]) in wanted:
                found.add(f"{_plain(match[1])} {match[2]}")
    return digest(dict.fromkeys(found, ""))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
