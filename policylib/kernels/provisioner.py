"""How Jupyter's clients get a forked kernel; where that cannot be had, a cold one.

Papermill, nbclient, nbval and JupyterLab use it unchanged, by the kernelspec `policylib-forked`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner
from traitlets import List, Unicode

from policylib.kernels import places, preload, tree, warm

_WAIT = 0.01


class ForkedProvisioner(LocalProvisioner):
    """Kernels forked from one warm parent per client process."""

    preload = List(
        Unicode(),
        default_value=list(preload.LIBRARIES),
        config=True,
        help="What the warm parent imports before it forks.",
    )
    child: warm.Child | None = None
    mark = ""
    _warm = False
    _place: places.Place | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and not yet waited for."""
        return self.child is not None or super().has_process

    async def pre_launch(self, **options: Any) -> dict[str, Any]:
        """Choose between forked and cold, and a private place for the sockets."""
        self.mark = tree.new_mark()
        self._warm = warm.possible(options.get("env") or os.environ) and self._plain(options)
        if self._warm and self.parent is not None and not self.ports_cached:
            if self._place is None:
                self._place = places.Place()
                self._use(self._place)
            self._place.clear()
        return await super().pre_launch(**options)

    @staticmethod
    def _plain(options: dict[str, Any]) -> bool:
        """A pipe to the kernel's own output is the cold kernel's business."""
        return subprocess.PIPE not in (options.get("stdout"), options.get("stderr"))

    def _use(self, place: places.Place) -> None:
        manager = self.parent
        manager.cache_ports = False
        manager.transport = "ipc"
        manager.ip = place.sockets
        if not manager.connection_file:
            manager.connection_file = place.connection_file

    def _finalize_env(self, env: dict[str, str]) -> None:
        super()._finalize_env(env)
        env[tree.KERNEL] = self.mark

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork the kernel, or start it cold."""
        if self._warm:
            try:
                # In a thread: the first one waits some seconds for the imports, and an
                # event loop that serves others must go on.
                forked = asyncio.ensure_future(asyncio.to_thread(self._fork, cmd, options))
                self.child = await asyncio.shield(forked)
            except asyncio.CancelledError:
                forked.add_done_callback(_unwanted)
                raise
            except warm.NotForkable as error:
                self.log.warning("Kernels start cold, because they cannot be forked: %s", error)
                self._warm = False
        if not self._warm:
            return await super().launch_kernel(cmd, **options)
        self.pid = self.pgid = self.child.pid
        self.cwd = options.get("cwd") or Path.cwd()
        return self.connection_info

    def _fork(self, cmd: list[str], options: dict[str, Any]) -> warm.Child:
        request = {
            "argv": cmd[cmd.index("-f") :],
            "env": dict(options["env"]),
            "cwd": os.fspath(options.get("cwd") or Path.cwd()),
        }
        with contextlib.ExitStack() as stack:
            files = tuple(
                _number(options.get(name), own, stack)
                for name, own in (("stdout", 1), ("stderr", 2))
            )
            return warm.fork(tuple(self.preload), request, files)

    async def poll(self) -> int | None:
        """Return the exit status, or None while the kernel lives."""
        return self.child.poll() if self.child else await super().poll()

    async def wait(self) -> int | None:
        """Wait for the end of the kernel."""
        if self.child is None:
            return await super().wait()
        while (status := self.child.poll()) is None:
            await asyncio.sleep(_WAIT)
        self.child.close()
        self.child = None
        return status

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and to what its cells started in its group."""
        if self.child is None:
            await super().send_signal(signum)
        else:
            self.child.send(signum, group=True)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and everything it started, also what left its group."""
        if self.child is None:
            await super().kill(restart)
        else:
            self.child.send(signal.SIGKILL)
        tree.end(self.mark)

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end."""
        if self.child is None:
            await super().terminate(restart)
        else:
            self.child.send(signal.SIGTERM, group=True)

    async def cleanup(self, restart: bool = False) -> None:
        """Leave nothing behind: no process, no socket."""
        if self.mark:
            tree.end(self.mark)
        if self._place is not None and not restart:
            self._place.close()
            self._place = None
        await super().cleanup(restart)

    def handle(self) -> int | None:
        """Return a handle that can be read when the kernel has ended, if the system has such."""
        if self.child is not None:
            return os.dup(self.child.handle)
        if self.process is not None and hasattr(os, "pidfd_open"):
            return os.pidfd_open(self.process.pid)
        return None


def _unwanted(forked: asyncio.Future[warm.Child]) -> None:
    """End a kernel that came after nobody waited for it any more."""
    if not forked.cancelled() and forked.exception() is None:
        forked.result().send(signal.SIGKILL)


def _number(given: Any, own: int, stack: contextlib.ExitStack) -> int:
    """Return the open file that a kernel writes to, given as Popen takes it."""
    if given is None:
        with contextlib.suppress(OSError):
            os.fstat(own)
            return own
        given = subprocess.DEVNULL
    if given == subprocess.DEVNULL:
        given = stack.enter_context(Path(os.devnull).open("wb"))  # noqa: SIM115
    return given if isinstance(given, int) else given.fileno()
