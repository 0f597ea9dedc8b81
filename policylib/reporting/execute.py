"""One notebook executed in a fresh kernel, and whether that run may be believed."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import nbformat

from policylib import findings
from policylib.errors import RunError, UsageError, message, places
from policylib.kernels import spec
from policylib.kernels.limits import Limits
from policylib.kernels.outcome import INJECTED
from policylib.reporting import sandbox
from policylib.reporting.needs import declared
from policylib.reporting.plans.notebooks import Notebook
from policylib.wording import Language, translated

READ = "application/vnd.policylib.read+json"
#: Run behind the last cell and taken out again: which raw sources were read.
_ASK = f"""from IPython.display import display as _display
from policylib.store import read_so_far as _read_so_far
_display({{"{READ}": sorted(_read_so_far())}}, raw=True)"""
#: What a run writes into a notebook about its own time.
_TIMES = ("papermill", "execution", "ExecuteTime")


@dataclass(frozen=True)
class Executed:
    """A notebook after a run that may be believed, with its findings record.

    Attributes
    ----------
    parameters : dict
        Every parameter with the value that it had.
    """

    notebook: Notebook
    node: nbformat.NotebookNode
    parameters: dict[str, object]
    findings: dict


def execute(
    notebook: Notebook,
    parameters: dict[str, object],
    *,
    root: Path,
    aside: Path,
    limits: Limits,
    kernel: str = spec.NAME,
    given: Mapping[str, bytes] = MappingProxyType({}),
) -> Executed:
    """Run a notebook, its Markdown in the language of its parameters.

    Parameters
    ----------
    root : Path
        Project whose data it reads.
    aside : Path
        Empty folder for what the run needs; the caller removes it.
    given : mapping of str to bytes
        Files of the findings that it takes, by the notebook that computed them.

    Raises
    ------
    PolicylibError
        Of the kind that a cell raised; RunError with its reason for everything else.
    """
    from policylib.kernels.execute import execute_notebook

    source = _in_language(nbformat.read(notebook.path, as_version=4), str(parameters["language"]))
    source.cells.append(nbformat.v4.new_code_cell(_ASK))
    before = aside / "source.ipynb"
    nbformat.write(source, before)
    project = aside / "project"
    node = execute_notebook(
        before,
        aside / "executed.ipynb",
        parameters=parameters,
        cwd=sandbox.lay(root, project, given=given),
        limits=limits,
        kernel=kernel,
        log=aside / "kernel.log",
        name=notebook.name,
    )
    values = {n: p.default for n, p in notebook.parameters.items()} | parameters
    sandbox.require_empty(project, name=notebook.name, given=given)
    declared.require(notebook, _read(node), values=values)
    return Executed(notebook, _timeless(node), values, _findings(notebook, node))


def _in_language(node: nbformat.NotebookNode, language: str) -> nbformat.NotebookNode:
    node, words = copy.deepcopy(node), Language(language)
    for cell in node.cells:
        if cell.cell_type == "markdown":
            cell.source = translated(cell.source, words.gettext)
        else:
            cell.outputs, cell.execution_count = [], None
    return node


def _read(node: nbformat.NotebookNode) -> list[str]:
    """Take the last cell out of the notebook and return the sources that it names."""
    return node.cells.pop().outputs[0].data[READ]


def _timeless(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Take out the times and drawn words of the run: the same work is the same bytes."""
    for about in (node.metadata, *(cell.metadata for cell in node.cells)):
        for name in _TIMES:
            about.pop(name, None)
    for cell in node.cells:
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED  # drawn by papermill
    return node


def _findings(notebook: Notebook, node: nbformat.NotebookNode) -> dict:
    """Return the record of findings, held against its contract and the notebook's declaration."""
    try:
        record = findings.read_outputs(node)
        found = {f.id for f in findings.of_record(record)}
    except UsageError as error:
        raise RunError(f"{notebook.name}: {error}", reason="findings_wrong") from None
    if missing := sorted(set(notebook.findings) - found):
        raise RunError(
            message(
                f"{notebook.name} did not keep findings that it declares",
                where=places(missing),
                way_out="Keep them, or take them out of metadata.policylib.findings.",
            ),
            reason="findings_missing",
        )
    return record
