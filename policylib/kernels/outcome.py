"""What the cells of an executed notebook say about its run."""

from __future__ import annotations

from typing import Any

from policylib import errors
from policylib.errors import PolicylibError
from policylib.kernels.reasons import Reason, failure

INJECTED = "injected-parameters"
#: So much is told of what an error says.
LONGEST = 500
SKIPPED = "skip-execution"


def requires_answer(kernel_spec: Any) -> bool:
    """Whether this kernel has our guard, which must then answer at the end."""
    provisioner = kernel_spec.metadata.get("kernel_provisioner", {})
    return str(provisioner.get("provisioner_name", "")).startswith("policylib")


def numbered(node: Any, index: int) -> int | None:
    """Return a cell's number among the code cells that a person wrote, from 1.

    Parameters
    ----------
    node : nbformat.NotebookNode
    index : int
        Place among all cells, from 0.
    """
    written = [i for i, c in enumerate(node.cells) if _code(c) and INJECTED not in _tags(c)]
    return written.index(index) + 1 if index in written else None


def require(node: Any, *, name: str) -> None:
    """Refuse a notebook in which a code cell did not run or wrote an error.

    Raises
    ------
    RunError
    """
    for index, cell in enumerate(node.cells):
        if not _code(cell) or SKIPPED in _tags(cell):
            continue
        number = numbered(node, index)
        if cell.execution_count is None:
            raise failure(Reason.CELL_NOT_RUN, "a cell did not run", name=name, cell=number)
        if any(o.output_type == "error" for o in cell.outputs):
            raise failure(Reason.CELL_ERROR, "a cell wrote an error", name=name, cell=number)


def of_cell(ename: str, evalue: str, *, name: str, cell: int | None) -> PolicylibError:
    """Return a cell's error as its own kind, so that the exit code says whose fault it is.

    Parameters
    ----------
    ename, evalue : str
        Kind and text of the error as the kernel told them.
    """
    kind = getattr(errors, ename, None)
    if isinstance(kind, type) and issubclass(kind, PolicylibError):
        return kind(f"{name}: {evalue[: 10 * LONGEST]}")
    first = evalue.split("\n")[0]
    first = first if len(first) <= LONGEST else f"{first[:LONGEST]} …"
    return failure(Reason.CELL_ERROR, f"{ename}: {first}", name=name, cell=cell)


def _code(cell: Any) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip())


def _tags(cell: Any) -> list[str]:
    return cell.metadata.get("tags", [])
