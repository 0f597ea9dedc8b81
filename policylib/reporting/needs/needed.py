"""Which pages have to be made, and why; the others are taken from what was made before."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policylib.reporting.needs import keys
from policylib.reporting.needs.keys import Inputs, Key
from policylib.reporting.plans.plan import Job
from policylib.reporting.shelf import manifest, pointer, sealed
from policylib.reporting.shelf.listing import Kept
from policylib.reporting.shelf.seen import Seen

#: File of a set that says what every page of it was made from.
FILE = "keys.json"
ASKED = "asked for with --force"


@dataclass(frozen=True)
class Needed:
    """What a run has and what it lacks, by the name of the job.

    Attributes
    ----------
    keys : dict of str to Key
        Of all jobs.
    kept : dict of str to Kept
        Pages whose key and bytes are those of before.
    why : dict of str to tuple of str
        Pages to be made, each with its reasons in words.
    is_latest : bool
        Whether the latest set is just this plan, whole.
    seconds : dict of str to float
        How long pages took when they were made.
    """

    keys: dict[str, Key]
    kept: dict[str, Kept]
    why: dict[str, tuple[str, ...]]
    is_latest: bool
    seconds: dict[str, float]


def needed(
    jobs: Sequence[Job],
    inputs: Inputs,
    reports: Path,
    *,
    force: bool,
    say: Callable[[str], None],
) -> Needed:
    """Compare what is asked for with the latest set and with what waits sealed."""
    latest = pointer.latest(reports)
    held = manifest.Held({}, [])
    if latest is not None:
        held = manifest.held(latest, seen=Seen.of(reports, latest.name))
    for problem in held.problems:
        say(f"The latest set is not whole: {problem}")
    before = former(latest)
    own = keys.every(jobs, inputs)
    kept: dict[str, Kept] = {}
    why: dict[str, tuple[str, ...]] = {}
    for name, key in own.items():
        found = None if force else _found(name, key.sha256, held, reports, say)
        if found is not None:
            kept[name] = found
        else:
            why[name] = (ASKED,) if force else _why(before.get(name), key, name in held.jobs)
    same = not why and all(k.published for k in kept.values())
    seconds = {n: float(k.about.get("seconds", 0)) for n, k in held.jobs.items()}
    is_latest = same and not held.problems and kept.keys() == held.jobs.keys()
    return Needed(own, kept, why, is_latest, seconds)


def _found(
    name: str, key: str, held: manifest.Held, reports: Path, say: Callable[[str], None]
) -> Kept | None:
    published = held.jobs.get(name)
    if published is not None and published.key == key:
        return published
    return sealed.taken(reports, key, say=say)


def _why(old: Key | None, new: Key, is_whole: bool) -> tuple[str, ...]:
    found = keys.why(old, new)
    return found or (("its files are damaged",) if not is_whole else ("its key is unknown",))


def to_json(own: Mapping[str, Key]) -> dict:
    """Write keys with every part once: most pages share most of theirs."""
    parts: dict[tuple[str, str], int] = {}
    jobs = {
        name: [key.sha256, [parts.setdefault(pair, len(parts)) for pair in key.parts.items()]]
        for name, key in own.items()
    }
    return {"parts": [list(pair) for pair in parts], "jobs": jobs}


def former(latest: Path | None) -> dict[str, Key]:
    """Return the keys of the latest set; what cannot be read says nothing."""
    if latest is None:
        return {}
    try:
        content = json.loads((latest / FILE).read_bytes())
        parts = [tuple(pair) for pair in content["parts"]]
        return {
            name: Key(sha256, dict(parts[i] for i in places))
            for name, (sha256, places) in content["jobs"].items()
        }
    except (OSError, ValueError, LookupError, TypeError):
        return {}
