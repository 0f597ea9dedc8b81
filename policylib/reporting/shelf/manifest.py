"""What a set holds: sum and size of every file, the key and files of every job."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policylib.errors import message, places
from policylib.reporting.shelf import disk, listing
from policylib.reporting.shelf.listing import File, Kept
from policylib.reporting.shelf.seen import Seen

LIST = "manifest.json"
SUM = "manifest.sha256"
SIGNATURE = "manifest.json.sig"
OWN = (LIST, SUM, SIGNATURE)
_FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """A manifest as it was read; that the files agree with it is for ``problems`` to say."""

    run: str
    number: int
    files: dict[str, File]
    jobs: dict[str, dict]


@dataclass(frozen=True)
class Held:
    """The jobs of a set whose files are whole, by name, and what is wrong with the set."""

    jobs: dict[str, Kept]
    problems: list[str]


def write(folder: Path, jobs: Mapping[str, Kept], *, run: str, number: int) -> None:
    """Hash every file of a set and write the manifest and its sum beside them, synced.

    Parameters
    ----------
    jobs : mapping of str to Kept
        By job name; every file of theirs lies in ``folder`` as ``publish.assemble`` put it.
    number : int
        Counts the sets of a folder of reports, so that their order does not hang on the clock.

    Raises
    ------
    RunError
        With the reason set_not_whole, if a file of a job has other bytes than when it was sealed.
    """
    files = listing.listed(folder, leave=OWN)
    wrong = [
        placed(job, what)
        for job, kept in jobs.items()
        for what, file in kept.files.items()
        if files.get(placed(job, what)) != file
    ]
    if wrong:
        text = message("files changed while the set was put together", where=places(wrong))
        raise disk.refused("set_not_whole", text)
    content = {
        "format": _FORMAT,
        "run": run,
        "number": number,
        "files": listing.to_json(files),
        "jobs": {
            job: {
                "key": kept.key,
                "files": {what: placed(job, what) for what in kept.files},
                "about": kept.about,
            }
            for job, kept in jobs.items()
        },
    }
    text = listing.canonical(content) + b"\n"
    disk.write(folder / LIST, text)
    disk.write(folder / SUM, f"{hashlib.sha256(text).hexdigest()}  {LIST}\n".encode())
    disk.sync_all(folder, files)


def placed(job: str, what: str) -> str:
    """Return the name of a job's file in a set."""
    return listing.name(f"{job}.{what}")


def read(folder: Path) -> Manifest:
    """Read the manifest of a set, its own sum checked.

    Raises
    ------
    ValueError
        If it is missing, altered or none.
    """
    if folder.is_symlink() or (folder / LIST).is_symlink() or (folder / SUM).is_symlink():
        raise ValueError("is a link")
    try:
        text, said = (folder / LIST).read_bytes(), (folder / SUM).read_bytes()
    except OSError as error:
        raise ValueError("cannot be read") from error
    if said != f"{hashlib.sha256(text).hexdigest()}  {LIST}\n".encode():
        raise ValueError(f"does not agree with {SUM}")
    try:
        content = listing.parsed(text)
        if set(content) != {"format", "run", "number", "files", "jobs"}:
            raise ValueError("other parts than expected")
        files = listing.from_json(content["files"])
        named = [n for job in content["jobs"].values() for n in job["files"].values()]
        if len(named) != len(set(named)) or not files.keys() >= set(named):
            raise ValueError("jobs name files that are not theirs")
        if content["format"] != _FORMAT or type(content["number"]) is not int:
            raise ValueError(f"format {content['format']!r} is not known")
        return Manifest(content["run"], content["number"], files, content["jobs"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("is no manifest") from error


def problems(folder: Path, *, seen: Seen | None = None) -> list[str]:
    """Return what is wrong with a set; empty when it is whole.

    Every file is hashed unless ``seen`` remembers it. Missing and additional files, links,
    folders, sizes, bytes and an altered manifest are named.
    """
    return held(folder, seen=seen).problems


def held(folder: Path, *, seen: Seen | None = None) -> Held:
    """Return the jobs of a set whose files are whole, and what is wrong with the set."""
    try:
        manifest = read(folder)
    except ValueError as error:
        return Held({}, [f"{LIST}: {error}"])
    more = {} if seen is None else {"sum_of": seen.sum_of}
    wrong = listing.differences(folder, manifest.files, leave=OWN, **more)
    if seen is not None:
        seen.keep()
    whole = {
        name: _kept(folder, job, manifest.files)
        for name, job in manifest.jobs.items()
        if wrong.keys().isdisjoint(job["files"].values())
    }
    return Held(whole, list(wrong.values()))


def _kept(folder: Path, job: dict, files: dict[str, File]) -> Kept:
    names = job["files"]
    sums = {what: files[name] for what, name in names.items()}
    return Kept(job["key"], folder, names, sums, job["about"], published=True)


def require(folder: Path) -> None:
    """Raise RunError naming the first problems of a set, every file hashed."""
    if found := problems(folder):
        raise disk.refused(
            "set_not_whole",
            message(
                "the set is not whole and is not published",
                where=places(found),
                way_out="Look after the disk and run again.",
            ),
        )
