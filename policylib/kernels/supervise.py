"""A run and its end: whatever happens to it, nothing that it started is left.

P, the process that a person or a clock started, stays small: it starts the run R, passes signals
on, and ends everything that carries the run's mark when R has ended. Should P itself be killed, the
warden W does that; W waits in a session of its own on a pipe that closes with P.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from policylib.kernels import tree

#: Exit status of a run that passed its limit of seconds, as the command `timeout` has it.
TOO_LONG = 124
#: After a signal was passed on, the run has so long to end by itself.
GRACE_SECONDS = 3.0
_SET_SUBREAPER, _GET_SUBREAPER = 36, 37
_POLL = 0.05
_PASSED_ON = [
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
]


def supervised(argv: Sequence[str], *, seconds: float) -> int:
    """Run a command to its end or its limit; return its exit status when nothing of it is left.

    Parameters
    ----------
    argv : sequence of str
        Program and arguments; its standard streams are the caller's.
    seconds : float
        Limit of the whole run.

    Returns
    -------
    int
        The command's status; 128 and the signal's number if it was ended by one; 124 at the limit.
    """
    mark = tree.new_mark()
    mine = tree.found(under=[os.getpid()])
    with _subreaper(), _warden(mark) as warden, _woken() as (pipe, asked):
        run = subprocess.Popen(
            list(argv), env={**os.environ, tree.RUN: mark}, start_new_session=os.name == "posix"
        )
        try:
            status = _wait(run, pipe, asked, time.monotonic() + seconds)
        finally:
            # Orphans that shed the mark have become children of this process.
            tree.end(mark, under=[os.getpid()], but={*mine, warden})
            run.wait()
            _reap({*mine, warden})
    return _status(status, asked)


def _wait(run: subprocess.Popen, pipe: int, asked: list[int], last: float) -> int | None:
    """Return the run's status, or None at its limit; a signal shortens it."""
    passed = 0
    while run.poll() is None:
        if len(asked) > passed:
            if passed:
                return None
            run.send_signal(asked[passed]) if os.name == "posix" else run.terminate()
            passed = len(asked)
            last = min(last, time.monotonic() + GRACE_SECONDS)
        left = last - time.monotonic()
        if left <= 0:
            return None
        _sleep(pipe, left)
    return run.returncode


def _sleep(pipe: int, seconds: float) -> None:
    """Wait for a signal, also that of a child's end; elsewhere look now and then."""
    if os.name != "posix":
        time.sleep(min(seconds, _POLL))
        return
    if select.select([pipe], [], [], seconds)[0]:
        with contextlib.suppress(BlockingIOError):
            os.read(pipe, 4096)


def _status(status: int | None, asked: list[int]) -> int:
    if asked:
        return status if status is not None and status > 0 else 128 + asked[0]
    if status is None:
        return TOO_LONG
    return status if status >= 0 else 128 - status


@contextlib.contextmanager
def _woken() -> Iterator[tuple[int, list[int]]]:
    """Yield a pipe that can be read after a signal, and the signals that should be passed on."""
    asked: list[int] = []
    if os.name != "posix":
        yield -1, asked
        return
    pipe, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(pipe, False)
    heard = [n for n in _PASSED_ON if signal.getsignal(n) is not signal.SIG_IGN]  # as by nohup
    former = {n: signal.signal(n, lambda number, _: asked.append(number)) for n in heard}
    former[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
    before = signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    try:
        yield pipe, asked
    finally:
        signal.set_wakeup_fd(before)
        for number, handler in former.items():
            signal.signal(number, handler)
        os.close(pipe)
        os.close(wake)


@contextlib.contextmanager
def _warden(mark: str) -> Iterator[int]:
    """Yield the warden's number; it is told when the block is done."""
    warden = subprocess.Popen(
        [sys.executable, "-I", "-S", tree.__file__, mark],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
        cwd=os.sep,
    )
    try:
        yield warden.pid
        with contextlib.suppress(BrokenPipeError):
            warden.stdin.write(tree.DONE)
    finally:
        with contextlib.suppress(BrokenPipeError):
            warden.stdin.close()
        warden.wait()


@contextlib.contextmanager
def _subreaper() -> Iterator[None]:
    """Have orphans of the run become children of this process, where Linux offers it."""
    if not tree.LINUX:
        yield
        return
    prctl, before = ctypes.CDLL(None).prctl, ctypes.c_int()
    prctl(_GET_SUBREAPER, ctypes.byref(before), 0, 0, 0)
    prctl(_SET_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(_SET_SUBREAPER, before.value, 0, 0, 0)


def _reap(but: set[int]) -> None:
    """Take the status of orphans that ended under this process."""
    if not tree.LINUX:
        return
    for pid in tree.ended(os.getpid()) - but:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
