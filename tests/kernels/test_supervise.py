"""Whatever happens to a run, nothing that it started is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from policylib.kernels import supervise, tree

SECONDS = 15
LEAVES = """
import os, subprocess, sys, time
print("mark", os.environ["POLICYLIB_RUN"], flush=True)
subprocess.Popen(["sleep", "300"])
subprocess.Popen(["setsid", "-f", "sleep", "300"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(300)
    os._exit(0)
os.wait()
"""
# As from a terminal: what a shell starts in the background is told to ignore SIGINT.
PROGRAM = (
    "import signal, sys; from policylib.kernels import supervise; "
    "signal.signal(signal.SIGINT, signal.default_int_handler); "
    "sys.exit(supervise.supervised(sys.argv[2:], seconds=float(sys.argv[1])))"
)


def supervised(code: str, *, seconds: float = 60) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(seconds), sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
    )


def mark_of(process: subprocess.Popen) -> str:
    word, mark = process.stdout.readline().split()
    assert word == "mark"
    return mark


def nothing_left(mark: str) -> bool:
    last = time.monotonic() + SECONDS
    while tree.found(mark) and time.monotonic() < last:
        time.sleep(0.05)
    return not tree.found(mark)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("", 0),
        ("sys.exit(3)", 3),
        ("os.kill(os.getpid(), 9)", 137),
        ("raise ValueError", 1),
        ("subprocess.Popen(['env', '-i', 'setsid', '-f', 'sleep', '301']).wait()", 0),
    ],
)
def test_after_its_end(end, status):
    with supervised(LEAVES + end) as process:
        mark = mark_of(process)
        assert process.wait(SECONDS) == status
        assert not tree.found(mark)
    assert "301" not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout


def test_at_its_limit():
    with supervised(LEAVES + "time.sleep(300)", seconds=1) as process:
        mark = mark_of(process)
        assert process.wait(SECONDS) == supervise.TOO_LONG
        assert not tree.found(mark)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("hears", [True, False])
def test_signals_are_passed_on_once(number, hears):
    ignore = "import signal\nfor n in (2, 15): signal.signal(n, signal.SIG_IGN)\n"
    code = LEAVES if hears else ignore + LEAVES
    with supervised(code + "time.sleep(300)") as process:
        mark = mark_of(process)
        process.send_signal(number)
        assert process.wait(SECONDS) in (128 + number, 1)
        assert not tree.found(mark)


def test_when_the_supervisor_is_killed():
    with supervised(LEAVES + "time.sleep(300)") as process:
        mark = mark_of(process)
        assert tree.found(mark)
        process.kill()
        assert nothing_left(mark)


def test_when_the_supervisor_is_stopped_and_killed():
    with supervised(LEAVES + "time.sleep(300)") as process:
        mark = mark_of(process)
        process.send_signal(signal.SIGSTOP)
        process.kill()
        assert nothing_left(mark)


def test_a_run_that_is_stopped_ends_at_its_limit():
    with supervised(LEAVES + "os.kill(os.getpid(), 19)", seconds=2) as process:
        mark = mark_of(process)
        assert process.wait(SECONDS) == supervise.TOO_LONG
        assert not tree.found(mark)


def test_other_children_of_the_caller_live_on():
    with subprocess.Popen(["sleep", "300"]) as other:
        assert supervise.supervised([sys.executable, "-c", "pass"], seconds=30) == 0
        assert other.poll() is None
        other.kill()


def test_signal_handlers_are_given_back():
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGCHLD)
    supervise.supervised([sys.executable, "-c", "pass"], seconds=30)
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGCHLD)) == before


def test_orphans_of_the_caller_are_not_taken_in_afterwards():
    supervise.supervised([sys.executable, "-c", "pass"], seconds=30)
    orphan = ["sh", "-c", "sleep 300 >/dev/null 2>&1 & echo $!"]
    left = psutil.Process(int(subprocess.run(orphan, capture_output=True, text=True).stdout))
    parent = left.ppid()
    left.kill()
    assert parent != os.getpid()


def test_descendants_without_a_mark_are_found():
    with subprocess.Popen(["env", "-i", "sh", "-c", "sleep 300 & wait"]) as process:
        last = time.monotonic() + SECONDS
        while not tree.found(under=[process.pid]) and time.monotonic() < last:
            time.sleep(0.01)
        assert len(tree.found(under=[process.pid])) == 1
        assert tree.end(under=[process.pid]) == set()
        process.kill()
    assert os.getpid() not in tree.found(under=[os.getppid()])
