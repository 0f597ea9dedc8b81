"""The client's side of a warm parent: one per process, started when first needed."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from policylib.kernels import places, preload, tree, wire
from policylib.kernels.kernel import ENVIRONMENT
from policylib.kernels.reasons import Reason, failure

#: What an interpreter reads when it starts: a parent serves only requests that agree with it.
_BIRTH = ("PYTHON", "LD_", "LC_", "LANG", "MPLCONFIGDIR", "HOME", "XDG_", tree.RUN)
_STATUS_SECONDS = 2.0
_START_SECONDS = 60.0


class NotForkable(Exception):
    """The libraries start threads when imported; kernels have to start cold."""


class Child:
    """A forked kernel: a handle that stays right when the number of the process is used again."""

    def __init__(self, parent: Parent, pid: int, handle: int) -> None:
        self.parent, self.pid, self.handle = parent, pid, handle
        self.status: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, negative for a signal, or None while it lives."""
        if self.status is None and select.select([self.handle], [], [], 0)[0]:
            self.status = self.parent.status(self.pid)
        return self.status

    def send(self, number: int, *, group: bool = False) -> None:
        """Send a signal to the process, or to its group while it leads one."""
        if self.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if group:
                os.killpg(self.pid, number)
            else:
                signal.pidfd_send_signal(self.handle, number)

    def close(self) -> None:
        """Give the handle back."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


class Parent:
    """A warm parent and the socket to it."""

    def __init__(self, names: tuple[str, ...], env: Mapping[str, str]) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._ended: dict[int, int] = {}
        self.link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self.process = subprocess.Popen(
                self._command(theirs.fileno(), names),
                env={**env, tree.KERNEL: "0" * len(tree.new_mark())},
                cwd=places.folder(),  # holds no module that could stand before a library's
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self.threads = self._greeting()

    def _command(self, link: int, names: tuple[str, ...]) -> list[str]:
        module = "policylib.kernels.server"
        return [sys.executable, "-m", module, str(link), str(self.owner), *names]

    def _greeting(self) -> list[str]:
        said = {"failed": f"no answer in {_START_SECONDS:g} seconds"}
        try:
            if select.select([self.link], [], [], _START_SECONDS)[0]:
                said, _ = wire.receive(self.link)
        except (EOFError, ConnectionError):
            said = {"failed": "the process ended"}
        if said.get("ready"):
            return said["threads"]
        self.close()
        if "not_alone" in said:
            raise NotForkable(said["not_alone"])
        if "missing" in said:
            raise failure(Reason.KERNEL_START, f"a library is missing: {said['missing']}")
        raise failure(Reason.KERNEL_START, f"the warm parent did not start: {said.get('failed')}")

    def fork(self, request: dict[str, Any], files: tuple[int, int]) -> Child | None:
        """Return a new kernel; None if this parent has died or imported what was edited since."""
        with self._lock:
            try:
                wire.send(self.link, request, files)
                while True:
                    said, handles = wire.receive(self.link)
                    if "pid" in said:
                        return Child(self, said["pid"], handles[0])
                    if "stale" in said:
                        return None
                    if "failed" in said:
                        raise failure(Reason.KERNEL_START, said["failed"])
                    self._ended[said["exit"]] = said["status"]
            except (EOFError, OSError):
                return None

    def status(self, pid: int) -> int:
        """Return the status of a child that has ended, as the parent told it."""
        with self._lock:
            while pid not in self._ended:
                try:
                    if not select.select([self.link], [], [], _STATUS_SECONDS)[0]:
                        break
                    said, _ = wire.receive(self.link)
                except (EOFError, OSError, ValueError):  # ValueError: closed on this side
                    break  # the parent was killed and took its children with it
                if "exit" in said:
                    self._ended[said["exit"]] = said["status"]
            return self._ended.pop(pid, -signal.SIGKILL)

    def close(self) -> None:
        """End the parent and with it all its kernels."""
        self.link.close()
        if self.owner == os.getpid():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(tree.SECONDS)
            self.process.kill()
            self.process.wait()


_parents: dict[tuple, Parent] = {}
_starting = threading.Lock()


def possible(env: Mapping[str, str]) -> bool:
    """Whether kernels can be forked here and nobody has asked for cold ones."""
    asked = env.get("POLICYLIB_COLD_KERNELS", "") in ("", "0")
    return asked and tree.LINUX and hasattr(os, "pidfd_open") and hasattr(socket, "send_fds")


def fork(names: tuple[str, ...], request: dict[str, Any], files: tuple[int, int]) -> Child:
    """Return a kernel forked from this process's warm parent, which is started if need be.

    Raises
    ------
    RunError
        If a library is missing or the parent cannot start.
    NotForkable
        If an import starts a thread.
    """
    env = request["env"]
    with _starting:
        for _ in range(3):
            key, parent = _ready(names, env)
            child = parent.fork(request, files)
            if child is not None:
                return child
            del _parents[key]
            _retire(parent)
    raise failure(Reason.KERNEL_START, "the warm parent died three times")


def start() -> None:
    """Start this process's warm parent before a kernel is asked for, where there can be one.

    Raises
    ------
    RunError, NotForkable
        As `fork`.
    """
    if possible(os.environ):
        with _starting:
            _ready(preload.LIBRARIES, {**os.environ, **ENVIRONMENT})


def _ready(names: tuple[str, ...], env: Mapping[str, str]) -> tuple[tuple, Parent]:
    """Return the parent that serves such requests, and its key; start it if need be."""
    key = (names, tuple(sorted(i for i in env.items() if i[0].startswith(_BIRTH))))
    parent = _parents.get(key)
    if parent is None or parent.owner != os.getpid() or parent.process.poll() is not None:
        if parent is not None:
            parent.close()
        parent = _parents[key] = Parent(names, env)
    return key, parent


def _retire(parent: Parent) -> None:
    """Let a parent whose code is older than the files end, its running kernels not before it."""
    if parent.process.poll() is None:
        _retired.append(parent)
    else:
        parent.close()


_retired: list[Parent] = []


def stop() -> None:
    """End the warm parents of this process; the next kernel starts a new one."""
    with _starting:
        for parent in [*_parents.values(), *_retired]:
            parent.close()
        _parents.clear()
        _retired.clear()


def threads() -> list[list[str]]:
    """Return the threads that each warm parent of this process recorded after its imports."""
    return [parent.threads for parent in _parents.values()]


atexit.register(stop)
