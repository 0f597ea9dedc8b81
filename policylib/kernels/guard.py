"""Inside the kernel: what IPython hides is written down and told with every reply.

Errors in threads, in tasks and while objects are removed, and shell lines that fail, leave a cell
that looks well. They are kept here; the engine refuses a run in which there is one.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from typing import Any

from policylib.kernels.reasons import Reason

ASK = "policylib_guard"
ANSWER = "policylib"
KEPT = 20
_found: list[dict[str, str]] = []


def install(shell: Any) -> None:
    """Listen from now on; what was there before is still called."""
    _found.clear()
    _listen(threading, "excepthook", Reason.THREAD_ERROR, lambda a: a.exc_type is not SystemExit)
    _listen(sys, "unraisablehook", Reason.UNRAISABLE_ERROR, lambda a: a.exc_type is not None)
    logging.getLogger("asyncio").addFilter(_task)
    _shell_lines(shell)


def settle() -> None:
    """Wait for the threads that the notebook left running, so that their errors are seen."""
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and not thread.daemon:
            thread.join()


def taken() -> list[dict[str, str]]:
    """Return what was found since the last call, each with its reason and text."""
    found, _found[:] = list(_found), []
    return found


def _keep(reason: Reason, text: str) -> None:
    if len(_found) < KEPT:
        _found.append({"reason": reason.value, "text": text.split("\n")[0][:200]})


def _listen(where: Any, name: str, reason: Reason, counts: Callable[[Any], bool]) -> None:
    before = getattr(where, name)

    def heard(args: Any) -> None:
        if counts(args):
            _keep(reason, f"{args.exc_type.__name__}: {args.exc_value}")
        before(args)

    setattr(where, name, heard)


def _task(record: logging.LogRecord) -> bool:
    """Keep what asyncio logs when nobody asked for a task's error."""
    if record.exc_info and record.exc_info[0] is not None:
        _keep(Reason.TASK_ERROR, f"{record.exc_info[0].__name__}: {record.exc_info[1]}")
    return True


def _shell_lines(shell: Any) -> None:
    """Learn the status of ``!``, ``!!`` and ``%sx``, which IPython drops or hides in a variable."""
    import ipykernel.zmqshell as kernel
    import IPython.core.interactiveshell as core
    import IPython.utils._process_common as common

    for module in (core, kernel):
        if hasattr(module, "system"):
            module.system = _status_of(module.system)
    common.process_handler = _handler(common.process_handler)
    shell.system_raw = _raw(shell)


def _status(command: object, status: int | None) -> None:
    if status:
        _keep(Reason.SHELL_FAILED, f"'{command}' ended with status {status}")


def _status_of(run: Callable) -> Callable:
    def told(command: str) -> int:
        status = run(command)
        _status(command, status)
        return status

    return told


def _handler(run: Callable) -> Callable:
    def told(command: Any, callback: Callable, *args: Any, **options: Any) -> Any:
        ran = []

        def kept(process: Any) -> Any:
            ran.append(process)
            return callback(process)

        result = run(command, kept, *args, **options)
        for process in ran:
            _status(command, process.returncode)
        return result

    return told


def _raw(shell: Any) -> Callable:
    run = shell.system_raw

    def told(command: str) -> None:
        expanded = shell.var_expand(command, depth=1)
        for sign in "{}$":  # it is expanded once more inside, which must then change nothing
            expanded = expanded.replace(sign, sign * 2)
        run(expanded)
        _status(command, shell.user_ns.get("_exit_code"))

    return told
