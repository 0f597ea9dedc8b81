"""One notebook executed through papermill, and whether that run may be believed."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import nbformat

from policylib import errors, findings
from policylib.errors import PolicylibError, RunError, message
from policylib.reporting.notebooks import Notebook
from policylib.wording import Language, translated

CELL_SECONDS = 600


@dataclass(frozen=True)
class Executed:
    """A notebook after a run that may be believed, with its findings record."""

    notebook: Notebook
    node: nbformat.NotebookNode
    parameters: dict[str, object]
    findings: dict


def execute(notebook: Notebook, parameters: dict[str, object], *, aside: Path) -> Executed:
    """Run a notebook in a fresh kernel, its Markdown in the language of its parameters.

    Raises
    ------
    PolicylibError
        Of the kind that a cell raised; RunError for everything else that went wrong.
    """
    language = Language(str(parameters["language"]))
    source = _in_language(nbformat.read(notebook.path, as_version=4), language)
    before, after = aside / "source.ipynb", aside / "executed.ipynb"
    nbformat.write(source, before)
    _run(notebook, before, after, parameters)
    node = nbformat.read(after, as_version=4)
    _believe(notebook, node)
    values = {n: p.default for n, p in notebook.parameters.items()} | parameters
    return Executed(notebook, node, values, findings.read_outputs(node))


def _run(notebook: Notebook, before: Path, after: Path, parameters: dict[str, object]) -> None:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    try:
        papermill.execute_notebook(
            before,
            after,
            parameters=parameters,
            cwd=notebook.path.parent,
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=CELL_SECONDS,
            log_output=False,
            extra_arguments=["--log-level=ERROR"],
            kernel_manager_class=_logging_to(before.parent / "kernel.log"),
        )
    except PapermillExecutionError as error:
        raise _cell_error(notebook, error) from None
    except DeadKernelError:
        raise _fatal(notebook, "the kernel died") from None
    except CellTimeoutError:
        raise _fatal(notebook, f"a cell ran longer than {CELL_SECONDS} seconds") from None


def _logging_to(log: Path) -> type:
    """Return a kernel manager whose kernel writes its own complaints to a file.

    What cells print reaches the notebook; what is left is the kernel's plumbing, which may log a
    traceback with paths of the machine while it shuts down, beside a message meant for people.
    """
    from jupyter_client.manager import AsyncKernelManager

    class Logged(AsyncKernelManager):
        async def _async_launch_kernel(self, kernel_cmd, **options):
            with log.open("ab") as file:
                await super()._async_launch_kernel(kernel_cmd, **{**options, "stderr": file})

    return Logged


def _fatal(notebook: Notebook, what: str) -> RunError:
    way_out = "Run the notebook in JupyterLab to find the cell."
    return RunError(message(f"{notebook.name}: {what}", way_out=way_out))


def _in_language(node: nbformat.NotebookNode, language: Language) -> nbformat.NotebookNode:
    node = copy.deepcopy(node)
    for cell in node.cells:
        if cell.cell_type == "markdown":
            cell.source = translated(cell.source, language.gettext)
        else:
            cell.outputs, cell.execution_count = [], None
    return node


def _cell_error(notebook: Notebook, error) -> PolicylibError:
    """Give the cell's error back as its own kind, so that the exit code says whose fault it is."""
    kind = getattr(errors, error.ename, None)
    if isinstance(kind, type) and issubclass(kind, PolicylibError):
        return kind(f"{notebook.name}: {error.evalue}")
    return RunError(
        message(
            f"{notebook.name}: {error.ename}: {str(error.evalue).split(chr(10))[0]}",
            # papermill's cell with the asked parameters stands before it and is no cell of ours
            where=f"code cell {error.exec_count - 1}",
            way_out="Open the notebook and run it up to that cell.",
        )
    )


def _believe(notebook: Notebook, node: nbformat.NotebookNode) -> None:
    """Refuse a run in which a code cell did not run or wrote an error."""
    for number, cell in enumerate(node.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        wrote = {o.output_type for o in cell.outputs}
        if cell.execution_count is None or "error" in wrote:
            raise RunError(
                message(
                    f"{notebook.name}: a cell did not run to its end",
                    where=f"cell {number}",
                    way_out="Run it in JupyterLab.",
                )
            )
