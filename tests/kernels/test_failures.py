"""A run that is not wholly good is refused, with its reason and its cell."""

from __future__ import annotations

import nbformat
import pytest

from policylib import errors
from policylib.errors import RunError
from policylib.kernels.limits import MIB, Limits
from policylib.kernels.reasons import WAYS_OUT, Reason

QUICK = Limits(cell_seconds=1.5, notebook_seconds=30)
HOLDS_THE_LOCK = """
import re
re.match(r"(a*)*b", "a" * 40)  # one call into C that never comes back and never yields
"""
SWALLOWS = """
while True:
    try:
        while True: pass
    except KeyboardInterrupt:
        pass
"""
THREAD = (
    "import threading\ndef f(): raise ValueError('in a thread')\nt = threading.Thread(target=f)"
)
CASES = {
    "raises": (Reason.CELL_ERROR, "1 / 0"),
    "raises as papermill would hide": (Reason.EXIT_CALLED, "import sys; sys.exit(0)"),
    "sys.exit with status": (Reason.EXIT_CALLED, "import sys; sys.exit(3)"),
    "raises SystemExit": (Reason.EXIT_CALLED, "raise SystemExit"),
    "quit": (Reason.EXIT_CALLED, "quit()"),
    "exit": (Reason.EXIT_CALLED, "exit"),
    "os._exit": (Reason.EXIT_CALLED, "import os; os._exit(0)"),
    "killed": (Reason.KERNEL_DIED, "import os; os.kill(os.getpid(), 9)"),
    "segmentation": (Reason.KERNEL_DIED, "import ctypes; ctypes.string_at(0)"),
    "sleeps": (Reason.CELL_TIMEOUT, "import time; time.sleep(99)"),
    "loops": (Reason.CELL_TIMEOUT, "while True: pass"),
    "holds the lock": (Reason.CELL_TIMEOUT, HOLDS_THE_LOCK),
    "swallows interrupts": (Reason.CELL_TIMEOUT, SWALLOWS),
    "stops itself": (
        Reason.CELL_TIMEOUT,
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    ),
    "asks": (Reason.CELL_ERROR, "input()"),
    "shell line": (Reason.SHELL_FAILED, "!false"),
    "shell output": (Reason.SHELL_FAILED, "y = !exit 3"),
    "shell raw": (Reason.SHELL_FAILED, "get_ipython().system_raw('echo {x} $x; exit 4')"),
    "shell getoutput": (Reason.SHELL_FAILED, "get_ipython().getoutput('exit 4')"),
    "sx": (Reason.SHELL_FAILED, "%sx exit 5"),
    "bash": (Reason.CELL_ERROR, "%%bash\nexit 6"),
    "killed command": (Reason.SHELL_FAILED, "!kill -9 $$"),
    "thread": (Reason.THREAD_ERROR, f"{THREAD}; t.start(); t.join()"),
    "thread that outlives its cell": (
        Reason.THREAD_ERROR,
        f"{THREAD}\nt = threading.Timer(0.5, f); t.start()",
    ),
    "unraisable": (
        Reason.UNRAISABLE_ERROR,
        "class A:\n    def __del__(self): raise ValueError('lost')\na = A(); del a",
    ),
    "task": (
        Reason.TASK_ERROR,
        "import asyncio, gc\nasync def f(): raise ValueError('lost')\n"
        "t = asyncio.ensure_future(f()); await asyncio.sleep(0.1); del t; gc.collect();",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_refused(run, case):
    reason, source = CASES[case]
    limits = QUICK if reason is Reason.CELL_TIMEOUT else Limits(cell_seconds=120)
    with pytest.raises(RunError) as caught:
        run("y = 2", source, parameters={"x": 7}, limits=limits, name="small")
    assert caught.value.reason == reason
    if "outlives" not in case:
        assert caught.value.cell == 3
        assert "code cell 3" in str(caught.value)
    assert str(caught.value).startswith("small: ")
    assert str(caught.value).endswith(WAYS_OUT[reason])


@pytest.mark.parametrize("source", ["import os; os._exit(0)", "quit()", "!false", "1/0"])
def test_refused_in_a_cold_kernel_too(run, monkeypatch, source):
    monkeypatch.setenv("POLICYLIB_COLD_KERNELS", "1")
    with pytest.raises(RunError) as caught:
        run(source)
    assert caught.value.reason in ("exit_called", "shell_failed", "cell_error")


def test_good_lines_are_good(run):
    node = run("!true", "y = !echo 1", "!false || true", "print(y)", "%%bash\nexit 0", "")
    assert node.cells[4].outputs[0].text == "['1']\n"


def test_errors_of_the_library_keep_their_kind(run):
    with pytest.raises(errors.LawError, match="small: no such law"):
        run("from policylib.errors import LawError\nraise LawError('no such law')", name="small")


def test_the_notebook_has_a_limit(run):
    cells = ["import time; time.sleep(1)"] * 5
    with pytest.raises(RunError) as caught:
        run(*cells, limits=Limits(cell_seconds=30, notebook_seconds=2.5))
    assert caught.value.reason == Reason.NOTEBOOK_TIMEOUT


def test_output_has_a_limit(run):
    limits = Limits(cell_seconds=60, output_bytes=MIB)
    with pytest.raises(RunError, match="more than 1 MB") as caught:
        run("for i in range(300): print('x' * 2**20)", limits=limits)
    assert caught.value.reason == Reason.OUTPUT_LIMIT


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\na = [np.ones(2**24) for _ in range(99)]",
        "import subprocess, sys\nfor _ in range(4): last = subprocess.Popen([sys.executable, '-c', "
        "'a = bytes([1]) * 2**29; import time; time.sleep(60)'])\nlast.wait()",
    ],
    ids=["here", "in children"],
)
def test_memory_has_a_limit(run, source):
    with pytest.raises(RunError) as caught:
        run(source, limits=Limits(cell_seconds=120, memory_bytes=1200 * MIB))
    assert caught.value.reason == Reason.MEMORY_LIMIT


def test_files_have_a_limit(run):
    source = "open('big', 'wb').write(bytes(2**21))"
    with pytest.raises(RunError, match="too large"):
        run(source, limits=Limits(file_bytes=MIB))


def test_a_kernel_that_is_not_there_or_does_not_start(run, monkeypatch):
    with pytest.raises(RunError) as caught:
        run("1", kernel="no-such-kernel")
    assert caught.value.reason == Reason.KERNEL_START


@pytest.mark.parametrize("source", ["import time; time.sleep(99)", "import os; os._exit(0)"])
def test_a_kernel_that_hangs_or_dies_at_its_start(run, monkeypatch, tmp_path, source):
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "first.py").write_text(source)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    with pytest.raises(RunError) as caught:
        run("1", limits=Limits(start_seconds=3))
    assert caught.value.reason == Reason.KERNEL_START


def test_what_ran_is_kept_and_says_so(run, tmp_path):
    with pytest.raises(RunError):
        run("print('before')", "import os; os._exit(0)", "print('never')")
    node = nbformat.read(tmp_path / "after.ipynb", as_version=4)
    states = [c.metadata.papermill.status for c in node.cells]
    assert states == ["completed", "completed", "failed", "pending"]


def test_what_the_cells_started_ends_with_the_run(run, tmp_path):
    from policylib.kernels import tree

    node = run(
        "import subprocess\nfor setsid in (['setsid', '-f'], []):\n"
        "    subprocess.Popen([*setsid, 'sleep', '300'])",
        "import os\nprint(os.environ['POLICYLIB_KERNEL'])",
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        import time; time.sleep(300)\n    os._exit(0)\nos.wait();",
    )
    mark = node.cells[2].outputs[0].text.strip()
    assert len(mark) == 32
    assert not tree.found(mark)


def test_limits_are_positive_numbers():
    with pytest.raises(errors.UsageError, match="cell_seconds"):
        Limits(cell_seconds=0)
    with pytest.raises(errors.UsageError, match="memory_bytes"):
        Limits(memory_bytes=float("nan"))


def test_a_warm_parent_that_is_killed_in_the_middle(run):
    kill = (
        "import os, time\nparent = os.getppid()\n"
        "assert 'policylib.kernels.server' in open(f'/proc/{parent}/cmdline').read()\n"
        "os.kill(parent, 9); time.sleep(60)"
    )
    with pytest.raises(RunError) as caught:
        run("y = 2", kill)
    assert caught.value.reason == Reason.KERNEL_DIED
    assert caught.value.cell == 3
    run("print('the next one runs')")
