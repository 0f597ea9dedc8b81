"""A notebook's file read as JSON: nbformat takes longer to import than all else before a run."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from policylib.errors import UsageError, message
from policylib.store.taken import MADE_FROM

FORMAT = 4
#: Keys of cells and of metadata that a run writes; they say nothing about the next one.
LEFT_BY_RUNS = frozenset(("outputs", "execution_count", "execution", "papermill", "widgets"))


def read(path: Path) -> dict:
    """Return the content, every source in one piece, every metadata a mapping.

    Raises
    ------
    UsageError
        If the file is no notebook of format 4.
    """
    try:
        node = json.loads(path.read_bytes())
        if node["nbformat"] != FORMAT:
            raise ValueError(f"format {node['nbformat']}, not {FORMAT}")
        return node | {
            "cells": [_cell(c) for c in node["cells"]],
            "metadata": _mapping(node.get("metadata", {})),
        }
    except (ValueError, OSError, KeyError, TypeError, RecursionError) as error:
        reason = (str(error).split("\n")[0] or type(error).__name__)[:80]
        raise UsageError(
            message(
                f"{path.name} is no readable notebook: {reason}",
                way_out=f"Restore it: git checkout -- notebooks/{path.name}",
            )
        ) from None


def _cell(cell: dict) -> dict:
    kind, source = cell["cell_type"], cell["source"]
    if not isinstance(kind, str):
        raise ValueError("a cell without a kind")
    return cell | {
        "source": source if isinstance(source, str) else "".join(source),
        "metadata": _mapping(cell.get("metadata", {})),
    }


def _mapping(metadata: object) -> dict:
    if not isinstance(metadata, dict):
        raise ValueError("metadata is no mapping")
    return metadata


def sha256(node: dict) -> str:
    """Hash what decides about a run: cells and metadata, but nothing that a former run left."""
    cells = [_without(c) | {"metadata": _without(c["metadata"])} for c in node["cells"]]
    metadata = _without(node["metadata"])
    if isinstance(own := metadata.get("policylib"), dict):
        metadata["policylib"] = {k: v for k, v in own.items() if k != MADE_FROM}
    about = {"cells": cells, "metadata": metadata}
    text = json.dumps(about, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _without(content: dict) -> dict:
    return {k: v for k, v in content.items() if k not in LEFT_BY_RUNS}
