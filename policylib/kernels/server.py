"""The warm parent: imports the heavy libraries once and forks a child for every kernel.

Started by exec with one end of a private socket pair, so that nobody else can ask it for anything.
It has one thread and no event loop: what a child inherits is then all there is. It ends with its
client, and its children end with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import selectors
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

from policylib.kernels import preload, tree, wire
from policylib.kernels.kernel import ENVIRONMENT, serve

_PDEATHSIG = 1
_SUBREAPER = 36
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.getenv.restype = ctypes.c_void_p
#: The system ends the child with its parent; it need not look for that itself.
_OWN = ("--IPKernelApp.parent_handle=1",)
INLINE = "module://matplotlib_inline.backend_inline"


class Server:
    """The loop that forks, and tells what became of the children."""

    def __init__(self, link: socket.socket, client: int) -> None:
        self.link = link
        self.client = client
        self.slot = _LIBC.getenv(tree.KERNEL.encode())
        self.children: set[int] = set()
        self.known = preload.sources()
        self.stale = False
        self.added: dict[str, str] = {}

    def run(self, names: list[str]) -> None:
        """Import, say that all is ready, and serve until the client is gone."""
        # While it imports nothing tells it of its client's end, and an import may hang.
        _LIBC.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if not self._ready(names):
            return
        _LIBC.prctl(_PDEATHSIG, 0, 0, 0, 0)
        _LIBC.prctl(_SUBREAPER, 1, 0, 0, 0)
        gc.collect()
        gc.freeze()
        woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        try:
            self._loop(woken)
        finally:
            tree.end(under=[os.getpid()])

    def _ready(self, names: list[str]) -> bool:
        before = set(os.environ)
        try:
            threads = preload.load(names)
            self.added = {n: v for n, v in os.environ.items() if n not in before}
        except preload.Missing as error:
            wire.send(self.link, {"missing": str(error)})
        except preload.NotAlone as error:
            wire.send(self.link, {"not_alone": str(error)})
        except Exception as error:
            wire.send(self.link, {"failed": f"{type(error).__name__}: {error}"})
        else:
            wire.send(self.link, {"ready": True, "threads": threads})
            return True
        return False

    def _loop(self, woken: int) -> None:
        client = os.pidfd_open(self.client)
        with selectors.DefaultSelector() as selector:
            for source in (self.link, woken, client):
                selector.register(source, selectors.EVENT_READ)
            while os.getppid() == self.client and (self.children or not self.stale):
                for key, _ in selector.select():
                    if key.fileobj == client:
                        return
                    if key.fileobj == woken:
                        with contextlib.suppress(BlockingIOError):
                            os.read(woken, 4096)
                        self._reap()
                    elif not self._asked(selector):
                        return

    def _asked(self, selector: selectors.BaseSelector) -> bool:
        try:
            request, files = wire.receive(self.link)
        except (EOFError, ConnectionError):
            return False
        if preload.sources() != self.known:
            self.stale = True
            wire.send(self.link, {"stale": True})
            return True
        try:
            pid = os.fork()
        except OSError as error:
            wire.send(self.link, {"failed": f"the system allows no process more ({error})"})
            return True
        if pid == 0:
            selector.close()
            self.link.close()
            request["env"] = {**self.added, **request["env"]}
            _child(request, files, self.slot)
        self.children.add(pid)
        watched = os.pidfd_open(pid)
        wire.send(self.link, {"pid": pid}, (watched,))
        for file in (*files, watched):
            os.close(file)
        return True

    def _reap(self) -> None:
        """Take the status of all that ended; orphans of a kernel come here too and are nobody's."""
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                if pid in self.children:
                    self.children.discard(pid)
                    code = os.waitstatus_to_exitcode(status)
                    with contextlib.suppress(OSError):
                        wire.send(self.link, {"exit": pid, "status": code})


def _child(request: dict[str, Any], files: list[int], slot: int | None) -> NoReturn:
    """Become the kernel; never come back into the parent's loop."""
    status = 1
    try:
        _detach(files, slot, request["env"].get(tree.KERNEL, ""))
        _settle(request)
        serve([*_OWN, *request["argv"]])
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        _leave(status)


def _detach(files: list[int], slot: int | None, mark: str) -> None:
    parent = os.getppid()
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _LIBC.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for target, file in zip((0, 1, 2), (nothing, *files), strict=True):
        os.dup2(file, target)
    os.closerange(3, 256)
    if slot and len(mark) == len(tree.new_mark()):
        # The system shows the environment a process was started with; a child that was only
        # forked must show its own mark there, and so will everything that it forks.
        ctypes.memmove(slot, mark.encode(), len(mark))


def _settle(request: dict[str, Any]) -> None:
    """Give the child what a process that was started afresh would have."""
    import random
    import time

    import numpy as np

    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    sys.argv = [serve.__module__, *request["argv"]]
    random.seed()
    np.random.seed()
    gc.enable()
    if "matplotlib" in sys.modules:
        import matplotlib

        # As in a fresh process, where the variable is read at the import; the backend itself is
        # loaded by the first figure, when the kernel is there to receive it.
        matplotlib.rcParams["backend"] = os.environ.setdefault("MPLBACKEND", INLINE)


def _leave(status: int) -> NoReturn:
    """End as an interpreter ends: what was registered for the exit runs, then nothing more."""
    import atexit
    import threading

    with contextlib.suppress(BaseException):
        threading._shutdown()
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(BaseException):
            stream.flush()
    os._exit(status)


def main() -> None:
    """Serve the client that started this process; its pid and the socket are the arguments."""
    sys.path.remove(os.getcwd())  # noqa: PTH109
    link = socket.socket(fileno=int(sys.argv[1]))
    link.set_inheritable(False)
    os.environ.update(ENVIRONMENT)
    os.environ.pop("MPLBACKEND", None)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # else it warns at its import
    with contextlib.suppress(ConnectionError, ProcessLookupError):
        Server(link, int(sys.argv[2])).run(sys.argv[3:])


if __name__ == "__main__":
    # Imported by name, so that children find one module of this name and not two.
    from policylib.kernels.server import main as serve_client

    serve_client()
