"""Papermill's engine `policylib`: a notebook's run is good only when everything says so.

It sends cells as papermill does, through nbclient. What differs: the kernel is watched from outside
(time, memory, output, death), ends at once, and a run is refused that stock papermill lets pass.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from datetime import UTC, datetime
from typing import Any

import nbformat
import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellExecutionError
from nbclient.util import run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.log import logger
from traitlets import Any as Anything
from traitlets import Instance

from policylib.errors import RunError
from policylib.kernels import guard, spec
from policylib.kernels.limits import Limits
from policylib.kernels.outcome import numbered, requires_answer
from policylib.kernels.reasons import Reason, failure
from policylib.kernels.watch import Counted, Watch

PYTHON = {"python", "python3", ""}


class Client(PapermillNotebookClient):
    """Runs the cells of one notebook in one kernel, and refuses what may not be believed."""

    limits = Instance(Limits)
    kernel_log = Anything(default_value=None, allow_none=True)
    label = Anything(default_value="")
    watch: Watch

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The limit of a cell is the watch's, also while its last messages are on their way.
        self.iopub_timeout = int(self.limits.cell_seconds) + 1

    def execute(self, **options: Any) -> nbformat.NotebookNode:
        """Run all cells.

        Raises
        ------
        RunError
            For everything but an error that a cell raised: that stands in the notebook.
        """
        self.reset_execution_trackers()
        self.current: int | None = None
        run_sync(self._whole)(**options)
        return self.nb

    async def _whole(self, **options: Any) -> None:
        loop = asyncio.get_running_loop()
        self.watch = Watch(self.limits, loop)
        before = asyncio.all_tasks()
        main = loop.create_task(self._start_and_run(options))
        try:
            await asyncio.wait({main, self.watch.verdict}, return_when=asyncio.FIRST_COMPLETED)
            if not self.watch.verdict.done():
                await main
        finally:
            self.watch.close()
            await self._end(main, asyncio.all_tasks() - before)
        if self.watch.verdict.done():
            raise self._refused(*self.watch.verdict.result())

    async def _end(self, main: asyncio.Task, tasks: set[asyncio.Task]) -> None:
        """Kill the kernel first, so that nothing that waits for it can wait for long."""
        if self.km is not None and self.km.provisioner is not None and self.km.has_kernel:
            await self.km.provisioner.kill()
            await self.km.provisioner.wait()
        for task in tasks | {main}:
            task.cancel()
        await asyncio.gather(main, *tasks, return_exceptions=True)
        if self.kc is not None:
            self.kc.stop_channels()
        if self.km is not None:
            await self.km._async_cleanup_resources()
        self.kc = self.km = None

    def _refused(self, reason: Reason, what: str) -> RunError:
        number = None
        if self.current is not None:
            cell = self.nb.cells[self.current]
            self.nb_man.cell_exception(cell, cell_index=self.current)
            number = numbered(self.nb, self.current)
        return failure(reason, what, name=self.label, cell=number)

    async def _start_and_run(self, options: dict[str, Any]) -> None:
        await self._start(options)
        self.watch.limit_notebook()
        for index, cell in enumerate(self.nb.cells):
            if not await self._cell(index, cell):
                return
        self.current = None
        await self._ask()
        self.set_widgets_metadata()

    async def _start(self, options: dict[str, Any]) -> None:
        self.watch.limit_start()
        self.km = AsyncKernelManager(kernel_name=self.kernel_name, config=self.config)
        self.km.context = _context()
        try:
            self.answers = requires_answer(self.km.kernel_spec)
            await self._launch(options)
        except (NoSuchKernel, OSError, RuntimeError) as error:
            self.watch.refuse(Reason.KERNEL_START, f"the kernel did not start: {error}")
        except RunError as error:
            self.watch.refuse(Reason(error.reason), str(error))
        else:
            await self._greet()

    async def _launch(self, options: dict[str, Any]) -> None:
        env = {**os.environ, **self.limits.environment()}
        if self.kernel_log is not None:
            options = {**options, "stderr": self.kernel_log}
        path = self.resources.get("metadata", {}).get("path") or None
        await self.km.start_kernel(
            extra_arguments=self.extra_arguments, env=env, **{"cwd": path, **options}
        )
        self.watch.kernel(self.km.provisioner)
        self.kc = self.km.client()
        self.kc.iopub_channel_class = Counted
        self.kc.start_channels(hb=False, stdin=False)
        self.kc.iopub_channel.heard = self.watch.heard
        self.kc.allow_stdin = False

    async def _greet(self) -> None:
        """Wait until the kernel answers on both channels, asking again while one is not there."""
        patience = 0.02
        while True:
            asked = self.kc.kernel_info()
            if (reply := await self._reply(asked, 1.0)) and await self._idle(asked, patience):
                self.nb.metadata["language_info"] = reply["content"]["language_info"]
                self.watch.started()
                return
            patience = min(2 * patience, 1.0)

    async def _reply(self, asked: str, seconds: float) -> dict[str, Any] | None:
        with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    message = await self.kc.shell_channel.get_msg(timeout=None)
                    if message["parent_header"].get("msg_id") == asked:
                        return message
        return None

    async def _idle(self, asked: str, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    message = await self.kc.iopub_channel.get_msg(timeout=None)
                    state = message["content"].get("execution_state")
                    if state == "idle" and message["parent_header"].get("msg_id") == asked:
                        return True
        return False

    async def _cell(self, index: int, cell: nbformat.NotebookNode) -> bool:
        """Run one cell; False if it raised or is refused: nothing runs after it."""
        self.current = index
        self.nb_man.cell_start(cell, index)
        self.watch.limit_cell()
        try:
            await self.async_execute_cell(cell, index)
        except CellExecutionError as error:
            if error.ename == "SystemExit":
                self.watch.refuse(Reason.EXIT_CALLED, "a cell ended the process")
            if error.ename == "MemoryError":
                self.watch.refuse(Reason.MEMORY_LIMIT, "a cell got no more memory")
            self.nb_man.cell_exception(self.nb.cells[index], cell_index=index, exception=error)
            return False
        finally:
            self.watch.unlimit_cell()
            if not self.watch.verdict.done():
                self.nb_man.cell_complete(self.nb.cells[index], cell_index=index)
        return not self.watch.verdict.done()

    async def _check_raise_for_error(self, cell: Any, index: int, reply: Any) -> None:
        """Judge the reply: a cell may look well and not be."""
        content = reply["content"]
        if any(p.get("source") == "ask_exit" for p in content.get("payload", [])):
            self.watch.refuse(Reason.EXIT_CALLED, "a cell ended the process")
        self._guarded(content)
        if content["status"] not in ("ok", "error") or cell.execution_count is None:
            self.watch.refuse(Reason.CELL_NOT_RUN, "a cell did not run")
        await super()._check_raise_for_error(cell, index, reply)

    def _guarded(self, content: dict[str, Any]) -> None:
        for found in content.get(guard.ANSWER, []):
            self.watch.refuse(Reason(found["reason"]), found["text"])

    async def _ask(self) -> None:
        """After the last cell: the kernel must live, answer, and have seen nothing."""
        self.watch.limit_cell()
        asked = self.kc.execute(
            "", silent=True, store_history=False, user_expressions={guard.ASK: "None"}
        )
        reply = await self._reply(asked, self.limits.notebook_seconds)
        content = reply["content"] if reply else {}
        self._guarded(content)
        if content.get("status") != "ok" or (self.answers and guard.ANSWER not in content):
            self.watch.refuse(Reason.KERNEL_DIED, "the kernel did not answer at the end")
        self.watch.unlimit_cell()

    async def _async_poll_kernel_alive(self) -> None:
        """Wait for nothing: the watch knows of the kernel's death when it happens."""
        await asyncio.get_running_loop().create_future()


class Manager(NotebookExecutionManager):
    """Papermill's manager, which writes the notebook now and then and at its end, not per cell."""

    SECONDS = 10.0
    ended = False

    def save(self, **options: Any) -> None:
        """Write the notebook if some time has passed or the run has ended."""
        last = (datetime.now(UTC) - self.last_save_time).total_seconds()
        if self.ended or last > self.SECONDS:
            super().save(**options)

    def notebook_complete(self, **options: Any) -> None:
        """Write the notebook for the last time; what did not run does not say that it did."""
        pending = [c for c in self.nb.cells if c.metadata.papermill["status"] == self.PENDING]
        self.ended = True
        super().notebook_complete(**options)
        if pending and any(c.metadata.papermill["status"] == self.FAILED for c in self.nb.cells):
            for cell in pending:
                cell.metadata.papermill["status"] = self.PENDING
            self.save()


class PolicylibEngine(NBClientEngine):
    """The engine by which papermill runs a notebook strictly: ``papermill --engine policylib``."""

    @classmethod
    def nb_kernel_name(cls, nb: nbformat.NotebookNode, name: str | None = None) -> str:
        """Return the asked kernel; for plain Python the one whose guard can be asked."""
        asked = super().nb_kernel_name(nb, name)
        return spec.NAME if asked in PYTHON else asked

    @classmethod
    def execute_notebook(
        cls,
        nb: nbformat.NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool | dict = True,
        log_output: bool = False,
        autosave_cell_every: int = 30,
        **options: Any,
    ) -> nbformat.NotebookNode:
        """Run a notebook that papermill has prepared."""
        manager = Manager(nb, output_path, log_output, progress_bar, autosave_cell_every)
        manager.notebook_start()
        try:
            cls.execute_managed_notebook(manager, kernel_name, log_output=log_output, **options)
        finally:
            manager.cleanup_pbar()
            manager.notebook_complete()
        return manager.nb

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any
    ) -> None:
        """Run the cells within limits."""
        limits = options.pop("limits", None) or _limits(options)
        unused = ("input_path", "execution_timeout", "start_timeout", "timeout", "startup_timeout")
        kept = {name: value for name, value in options.items() if name not in unused}
        Client(nb_man, limits=limits, kernel_name=kernel_name, log=logger, **kept).execute()


_contexts: dict[int, zmq.asyncio.Context] = {}


def _context() -> zmq.asyncio.Context:
    """Return this process's context; its sockets look soon again for a kernel that is starting."""
    if os.getpid() not in _contexts:
        context = _contexts[os.getpid()] = zmq.asyncio.Context()
        context.setsockopt(zmq.RECONNECT_IVL, 5)
    return _contexts[os.getpid()]


def _limits(options: dict[str, Any]) -> Limits:
    """Return the limits that papermill's own options name."""
    seconds = options.get("execution_timeout") or options.get("timeout")
    given = {"start_seconds": float(options.get("start_timeout") or Limits.start_seconds)}
    return Limits(**given, **({"cell_seconds": float(seconds)} if seconds else {}))
