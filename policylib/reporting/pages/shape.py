"""The shape of a notebook: fixed headings, small cells, typed parameters, stored outputs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat

from policylib import findings
from policylib.errors import PolicylibError
from policylib.reporting.needs import declared
from policylib.reporting.plans import notebooks

HEADINGS = (
    "Answer",
    "Evidence",
    "Method",
    "Result",
    "Sensitivity",
    "Limits",
    "Sources and run record",
)
#: Of a brief, which takes its findings from other notebooks.
BRIEF = ("Answer", "Result", "Limits", "Sources and run record")
MAX_CODE_CELLS, MAX_CELL_LINES, MAX_LINES = 25, 12, 150
#: Layers that notebooks may import: everything below the pipeline, and explorers.
FORBIDDEN = ("pipeline", "reporting", "cli", "catalogue")
#: Cards that a page begins with, at least.
MIN_CARDS = 2
_PATH = re.compile(r"""["'][^"'\n]*(/|\.csv|\.parquet|\.xlsx)[^"'\n]*["']""")


def problems(path: Path, sources: Iterable[str]) -> list[str]:
    """Return where a notebook departs from the shape; empty when it does not.

    Parameters
    ----------
    sources : iterable of str
        Folders that there are under data/raw.
    """
    try:
        notebook = notebooks.read(path)
    except PolicylibError as error:
        return [str(error)]
    node = nbformat.read(path, as_version=4)
    code = [c for c in node.cells if c.cell_type == "code"]
    return [
        *_headings(notebook, node),
        *declared.problems(notebook, sources),
        *_parameters(notebook),
        *_sizes(code),
        *_code(code),
        *_outputs(node, code),
    ]


def _headings(notebook: notebooks.Notebook, node) -> Iterator[str]:
    if not notebook.question.endswith("?"):
        yield "the heading is no question"
    if not notebook.regions:
        yield "metadata.policylib.regions names no area"
    found = [
        m[1]
        for c in node.cells
        if c.cell_type == "markdown"
        for m in re.finditer(r"^## (.+)$", c.source, re.MULTILINE)
    ]
    wanted = BRIEF if notebook.takes else HEADINGS
    if tuple(found) != wanted:
        yield f"headings are {found}, not {list(wanted)}"


def _parameters(notebook: notebooks.Notebook) -> Iterator[str]:
    for needed in ("region", "known_on", "language"):
        if needed not in notebook.parameters:
            yield f"no parameter '{needed}'"
    for parameter in notebook.parameters.values():
        if not parameter.comment:
            yield f"parameter '{parameter.name}' has no comment"


def _sizes(code: list) -> Iterator[str]:
    lines = [len(c.source.split("\n")) for c in code]
    if len(code) > MAX_CODE_CELLS:
        yield f"{len(code)} code cells, at most {MAX_CODE_CELLS}"
    if max(lines) > MAX_CELL_LINES:
        yield f"a cell of {max(lines)} lines, at most {MAX_CELL_LINES}"
    if sum(lines) > MAX_LINES:
        yield f"{sum(lines)} lines of code, at most {MAX_LINES}"


def _code(code: list) -> Iterator[str]:
    for number, cell in enumerate(code, start=1):
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:
            yield f"code cell {number} does not parse"
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                yield f"code cell {number} defines {node.name}; that belongs in the library"
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("policylib"):
                names = {
                    node.module.removeprefix("policylib").lstrip("."),
                    *(a.name for a in node.names),
                }
                if bad := names & set(FORBIDDEN):
                    yield f"code cell {number} imports {', '.join(sorted(bad))}"
        if "parameters" not in cell.metadata.get("tags", []) and _PATH.search(cell.source):
            yield f"code cell {number} holds a path"


def _outputs(node, code: list) -> Iterator[str]:
    if any(o.output_type == "error" for c in code for o in c.outputs):
        yield "an output is an error"
    if any(c.execution_count is None for c in code):
        yield "a cell has no stored output; run: policylib refresh"
        return
    try:
        record = findings.read_outputs(node)
    except PolicylibError as error:
        yield str(error)
        return
    yield from _headline(node, {f["id"]: f for f in record["findings"]})


def _headline(node, kept: dict[str, dict]) -> Iterator[str]:
    """Hold the cards of the page against the findings stored; other areas may have others."""
    names = node.metadata.get("policylib", {}).get("headline", [])
    if len(found := [name for name in names if name in kept]) < MIN_CARDS:
        yield f"metadata.policylib.headline names {found} of the findings, at least {MIN_CARDS}"
    for name in found:
        if re.search(r"\d", kept[name]["label"]):
            yield f"'{name}' cannot stand on a card: its label holds a number"
