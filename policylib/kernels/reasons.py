"""Why a notebook's run is not believed: a closed list, for people and for machines."""

from __future__ import annotations

from enum import StrEnum

from policylib.errors import RunError, message


class Reason(StrEnum):
    """What went wrong; the value is what outcome files and tests compare."""

    CELL_ERROR = "cell_error"
    CELL_NOT_RUN = "cell_not_run"
    CELL_TIMEOUT = "cell_timeout"
    EXIT_CALLED = "exit_called"
    KERNEL_DIED = "kernel_died"
    KERNEL_START = "kernel_start"
    MEMORY_LIMIT = "memory_limit"
    NOTEBOOK_TIMEOUT = "notebook_timeout"
    OUTPUT_LIMIT = "output_limit"
    SHELL_FAILED = "shell_failed"
    TASK_ERROR = "task_error"
    THREAD_ERROR = "thread_error"
    UNRAISABLE_ERROR = "unraisable_error"


WAYS_OUT = {
    Reason.CELL_ERROR: "Open the notebook and run it up to that cell.",
    Reason.CELL_NOT_RUN: "Open the notebook and run it from the top.",
    Reason.CELL_TIMEOUT: "Make the cell faster, or raise the limit of seconds per cell.",
    Reason.EXIT_CALLED: "Remove the call that ends the process; the last cell is the end.",
    Reason.KERNEL_DIED: "Run the notebook in JupyterLab to find the cell that ends the kernel.",
    Reason.KERNEL_START: "Run 'make install', then try again.",
    Reason.MEMORY_LIMIT: "Make the cell smaller, or raise the limit of memory.",
    Reason.NOTEBOOK_TIMEOUT: "Make the notebook faster, or raise its limit of seconds.",
    Reason.OUTPUT_LIMIT: "Print less, or raise the limit of output.",
    Reason.SHELL_FAILED: "Repair the command; write '|| true' after it if its failure is meant.",
    Reason.TASK_ERROR: "Await the task, so that its error is seen.",
    Reason.THREAD_ERROR: "Catch the error in the thread, or call the function without a thread.",
    Reason.UNRAISABLE_ERROR: "Repair what raises while an object is removed.",
}


def failure(reason: Reason, what: str, *, name: str = "", cell: int | None = None) -> RunError:
    """Return the error of a run that is not believed.

    Parameters
    ----------
    name : str
        Name of the notebook.
    cell : int, optional
        Number of the code cell, counted from 1 in the notebook as it is written.
    """
    text = message(
        f"{name}: {what}" if name else what,
        where=f"code cell {cell}" if cell else "",
        way_out=WAYS_OUT[reason],
    )
    return RunError(text, reason=reason.value, cell=cell)
