"""Findings of other notebooks, for one that is made of nothing else.

The runner lays them beside the data; elsewhere they are read from the outputs that are stored in
the notebooks, and refused where these are of another area or day, or older than data, law or
assumptions behind them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from policylib.errors import DataError, UsageError, message, places
from policylib.findings import Taken, of_record, read_outputs
from policylib.store.root import find_root
from policylib.store.trees import SHIPPED, digest, shipped, sources_sha256

#: Folder of a project that the runner laid: a file a notebook that is taken from.
FOLDER = "findings"
#: Key of a notebook's metadata for the hashes of what its stored outputs were made from.
MADE_FROM = "made_from"
_LETTERS = 16


def findings_of(
    notebook: str, *, region: str, known_on: str, root: Path | None = None
) -> Taken | None:
    """Return the findings of another notebook; None where it has no answer for the area.

    Raises
    ------
    UsageError
        If they are of another area or day, or the notebook that asks did not declare them.
    DataError
        If they were made from other data, law or assumptions than lie there now.
    """
    root = root or find_root()
    laid = root / FOLDER
    content = _laid(laid, notebook) if laid.is_dir() else stored(root, notebook, region)
    if content is None:
        return None
    record = content["record"]
    told = {"area": (region, record["region"]), "day": (known_on, record["known_on"])}
    for what, (asked, found) in told.items():
        if asked != found:
            raise UsageError(
                message(
                    f"the findings of {notebook} are of the {what} {found}",
                    expected=asked,
                    way_out=f"Run: policylib report, with --region {region} --known-on {known_on}",
                )
            )
    return Taken(notebook, content["page"], {f.id: f for f in of_record(record)})


def _laid(folder: Path, notebook: str) -> dict | None:
    try:
        return json.loads((folder / f"{notebook}.json").read_bytes())
    except FileNotFoundError:
        raise UsageError(
            message(
                f"findings of {notebook} are taken and not declared",
                way_out="Name it in metadata.policylib.takes.",
            )
        ) from None


def file_of(record: bytes, *, page: str) -> bytes:
    """Return the file that the runner lays for a record of findings."""
    return json.dumps({"page": page, "record": json.loads(record)}).encode()


def stored(root: Path, notebook: str, region: str) -> dict | None:
    """Return what the file of a notebook holds in its outputs, as the runner would lay it.

    Raises
    ------
    UsageError
        If there is no such notebook, or its outputs hold no findings.
    DataError
        If they were made from other data, law or assumptions than lie there now.
    """
    path = root / "notebooks" / f"{notebook}.ipynb"
    try:
        node = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = str(error).split("\n")[0]
        raise UsageError(message(f"{path.name} cannot be read ({reason})")) from None
    about = node.get("metadata", {}).get("policylib", {})
    if region not in about.get("regions", ()):
        return None
    if old := stale(root, about):
        raise DataError(
            message(
                f"the findings stored in {path.name} are older than what they are made from",
                where=places(old),
                way_out=f"Run: policylib refresh {notebook}",
            )
        )
    return {"page": "", "record": read_outputs(node)}


def made_from(root: Path, about: Mapping) -> dict[str, str]:
    """Return hashes, shortened: of the sources that metadata declare, of law and assumptions."""
    now = sources_sha256(root)
    declared = {source: now.get(source, "missing") for source in about.get("data", ())}
    beside = {f"policylib.{package}": digest(shipped(package)) for package in SHIPPED}
    return {name: sha256[:_LETTERS] for name, sha256 in (declared | beside).items()}


def stale(root: Path, about: Mapping) -> list[str]:
    """Return what is other now than when the stored outputs were made."""
    before = about.get(MADE_FROM, {})
    return [s for s, now in made_from(root, about).items() if before.get(s) != now]
