"""The kernel seen from outside: its time, memory, output and death.

Nothing here asks the kernel for anything. A cell that holds the interpreter lock, swallows
interrupts or is stopped can therefore not keep its limits from being enforced.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from typing import Any

from jupyter_client.channels import AsyncZMQSocketChannel

from policylib.kernels import tree
from policylib.kernels.limits import MIB, Limits
from policylib.kernels.reasons import Reason

#: After a kernel's death its last messages are still read for so long.
LAST_WORDS = 0.3
MEMORY_PAUSE = 0.5
#: A look at the memory of all processes may take this share of the time.
MEMORY_SHARE = 0.02
MEMORY_LONGEST = 1.0


class Counted(AsyncZMQSocketChannel):
    """The channel of outputs, which counts bytes before anything is made of them."""

    heard: Callable[[int], bool] | None = None

    async def _recv(self, **options: Any) -> dict[str, Any]:
        parts = await self.socket.recv_multipart(**options)
        if self.heard is not None and not self.heard(sum(map(len, parts))):
            del parts  # too much to make anything of it; the run is being ended
            await asyncio.get_running_loop().create_future()
        return self.session.deserialize(self.session.feed_identities(parts)[1])


class Watch:
    """Sets ``verdict`` to a reason and a text as soon as a run has failed; the first one stands."""

    def __init__(self, limits: Limits, loop: asyncio.AbstractEventLoop) -> None:
        self.limits, self.loop = limits, loop
        self.verdict: asyncio.Future[tuple[Reason, str]] = loop.create_future()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._handle: int | None = None
        self._provisioner: Any = None
        self._bytes = 0
        self._started = False

    def refuse(self, reason: Reason, what: str) -> None:
        """Say why the run is not believed; what came before it counts more."""
        if not self.verdict.done():
            self.verdict.set_result((reason, what))

    def kernel(self, provisioner: Any) -> None:
        """Watch a kernel's death and memory."""
        self._provisioner = provisioner
        handle = getattr(provisioner, "handle", None)
        self._handle = handle() if handle else None
        if self._handle is not None:
            with contextlib.suppress(NotImplementedError):
                self.loop.add_reader(self._handle, self._readable)
                self._later("memory", MEMORY_PAUSE, self._memory)
                return
        self._poll()

    def started(self) -> None:
        """Note that the kernel has answered."""
        self._started = True
        self._stop("start")

    def limit_start(self) -> None:
        """Limit the time until the kernel answers."""
        self._limit("start", self.limits.start_seconds, Reason.KERNEL_START, "the kernel's start")

    def limit_notebook(self) -> None:
        """Limit the time of all cells together."""
        seconds = self.limits.notebook_seconds
        self._limit("notebook", seconds, Reason.NOTEBOOK_TIMEOUT, "the notebook")

    def limit_cell(self) -> None:
        """Limit the time of the cell that starts now."""
        self._limit("cell", self.limits.cell_seconds, Reason.CELL_TIMEOUT, "a cell")

    def unlimit_cell(self) -> None:
        """Note that the cell has ended."""
        self._stop("cell")

    def heard(self, size: int) -> bool:
        """Count what the kernel has sent; False if it is too much."""
        self._bytes += size
        if self._bytes > self.limits.output_bytes:
            most = self.limits.output_bytes / MIB
            self.refuse(Reason.OUTPUT_LIMIT, f"the cells wrote more than {most:g} MB")
        return self._bytes <= self.limits.output_bytes

    def close(self) -> None:
        """Stop watching."""
        for name in list(self._timers):
            self._stop(name)
        if self._handle is not None:
            with contextlib.suppress(NotImplementedError):
                self.loop.remove_reader(self._handle)
            os.close(self._handle)
            self._handle = None

    def _limit(self, name: str, seconds: float, reason: Reason, what: str) -> None:
        self._stop(name)
        text = f"{what} ran longer than {seconds:g} seconds"
        self._timers[name] = self.loop.call_later(seconds, self.refuse, reason, text)

    def _later(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        self._timers[name] = self.loop.call_later(seconds, call)

    def _stop(self, name: str) -> None:
        if name in self._timers:
            self._timers.pop(name).cancel()

    def _readable(self) -> None:
        self.loop.remove_reader(self._handle)
        self._later("death", LAST_WORDS, lambda: self.loop.create_task(self._dead()))

    def _poll(self) -> None:
        """Look for death now and then, where the system cannot tell when it happens."""

        async def look() -> None:
            if await self._provisioner.poll() is not None:
                await self._dead()
            else:
                self._later("poll", MEMORY_PAUSE, self._poll)

        self.loop.create_task(look())

    async def _dead(self) -> None:
        status = await self._provisioner.poll()
        if not self._started:
            self.refuse(Reason.KERNEL_START, "the kernel died before it answered")
        elif status == 0:
            self.refuse(Reason.EXIT_CALLED, "a cell ended the process")
        else:
            self.refuse(Reason.KERNEL_DIED, "the kernel died")

    def _memory(self) -> None:
        began = time.perf_counter()
        pid, mark = self._provisioner.pid, getattr(self._provisioner, "mark", "")
        if tree.resident(pid, mark) > self.limits.memory_bytes:
            most = self.limits.memory_bytes / MIB
            self.refuse(Reason.MEMORY_LIMIT, f"the cells used more than {most:g} MB of memory")
        took = time.perf_counter() - began
        self._later(
            "memory", min(max(MEMORY_PAUSE, took / MEMORY_SHARE), MEMORY_LONGEST), self._memory
        )
