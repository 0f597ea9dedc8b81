"""Outputs stored in the notebooks: a fresh run with the defaults, nothing volatile kept."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import nbformat

from policylib.kernels.limits import Limits
from policylib.reporting.execute import execute
from policylib.reporting.plans.notebooks import Notebook
from policylib.store import taken


def refresh(notebook: Notebook, root: Path) -> None:
    """Execute a notebook with its defaults and write it back with outputs."""
    defaults = {n: p.default for n, p in notebook.parameters.items()}
    with tempfile.TemporaryDirectory() as aside:
        run = execute(
            notebook,
            defaults,
            root=root,
            aside=Path(aside),
            limits=Limits(),
            given=_given(notebook, root, str(defaults["region"])),
        )
    node = nbformat.read(notebook.path, as_version=4)
    ran = [c for c in run.node.cells if "injected-parameters" not in c.metadata.get("tags", [])]
    for cell, done in zip(node.cells, ran, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = done.outputs, None
            _normalise(cell)
    number = 0
    for cell in node.cells:
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = number
    about = node.metadata["policylib"]
    about[taken.MADE_FROM] = taken.made_from(root, about)
    nbformat.write(node, notebook.path)


def _given(notebook: Notebook, root: Path, region: str) -> dict[str, bytes]:
    """Return what the notebooks that it takes from hold now."""
    return {name: json.dumps(taken.stored(root, name, region)).encode() for name in notebook.takes}


def _normalise(cell: nbformat.NotebookNode) -> None:
    """Keep only what a reader needs: tags of the cell, outputs without transient metadata."""
    cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})
