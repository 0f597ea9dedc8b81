"""One notebook executed; whatever is not wholly good is an error with its reason."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from policylib.kernels import outcome, spec
from policylib.kernels.engine import PolicylibEngine
from policylib.kernels.limits import Limits

ENGINE = "policylib"


def execute_notebook(
    before: Path,
    after: Path,
    *,
    parameters: dict[str, Any],
    cwd: Path,
    limits: Limits,
    kernel: str = spec.NAME,
    log: Path | None = None,
    name: str = "",
) -> nbformat.NotebookNode:
    """Run a notebook with parameters in a fresh kernel; return it as executed.

    Parameters
    ----------
    before, after : Path
        The notebook, and where what ran is written, also when it failed.
    cwd : Path
        Folder in which its cells run.
    log : Path, optional
        File that takes what the kernel itself complains of.
    name : str
        Name of the notebook in errors; its file's name if not given.

    Raises
    ------
    PolicylibError
        Of the kind that a cell raised; RunError with ``reason`` and ``cell`` for all else.
    """
    name = name or before.stem
    papermill_engines.register(ENGINE, PolicylibEngine)
    with _opened(log) as kernel_log:
        try:
            papermill.execute_notebook(
                before.resolve(),
                after.resolve(),
                parameters=parameters,
                engine_name=ENGINE,
                kernel_name=kernel,
                progress_bar=False,
                extra_arguments=["--log-level=ERROR"],
                resources={"metadata": {"path": str(cwd.resolve())}},
                limits=limits,
                kernel_log=kernel_log,
                label=name,
            )
        except PapermillExecutionError as error:
            number = outcome.numbered(_without_marks(after), error.cell_index)
            raise outcome.of_cell(error.ename, error.evalue, name=name, cell=number) from None
    node = nbformat.read(after, as_version=4)
    outcome.require(node, name=name)
    return node


def _opened(log: Path | None) -> Any:
    return contextlib.nullcontext() if log is None else log.open("ab")


def _without_marks(after: Path) -> nbformat.NotebookNode:
    """Return the notebook that failed, without the cells in which papermill says so."""
    from papermill.execute import remove_error_markers

    return remove_error_markers(nbformat.read(after, as_version=4))
