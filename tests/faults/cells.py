"""What a cell may do that must never come to a page."""

from __future__ import annotations

from tests.faults.case import Case, Ended
from tests.faults.oracle import Fault

_LOOPS = {
    "an endless loop": "while True:\n    pass",
    "a call that holds the interpreter": "import ctypes\nctypes.PyDLL(None).pause()",
    "a loop that swallows interrupts": (
        "import signal, time\nfor n in (signal.SIGINT, signal.SIGTERM):\n"
        "    signal.signal(n, signal.SIG_IGN)\n"
        "while True:\n    try:\n        time.sleep(1)\n    except BaseException:\n        pass"
    ),
    "a cell that stops its own process": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "a thread that never ends": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()"
    ),
    "a question to nobody": "input('name')",
}
_EXITS = {
    "sys.exit(0)": ("import sys\nsys.exit(0)", "exit_called"),
    "os._exit(0)": ("import os\nos._exit(0)", "exit_called"),
    "quit()": ("quit()", "exit_called"),
    "exit in a thread's end": ("import os, threading\nthreading.Timer(0, os._exit, (0,)).start()\n"
                               "import time; time.sleep(30)", "exit_called"),
    "kill -9 of itself": ("import os\nos.kill(os.getpid(), 9)", "kernel_died"),
    "a fault in machine code": ("import ctypes\nctypes.string_at(0)", "kernel_died"),
    "exit at the end of the interpreter": (
        "import atexit, os\natexit.register(os._exit, 0)\nraise SystemExit(0)", "exit_called"),
}  # fmt: skip
_HIDDEN = {
    "a failing shell line": ("!false", "shell_failed"),
    "a failing shell cell": ("%%bash\nfalse", "cell_error"),
    "a failing shell line whose output is kept": ("kept = !ls /nowhere", "shell_failed"),
    "an exception in a thread": (
        "import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()",
        "thread_error"),
    "an exception in a task": (
        "import asyncio, gc\nasync def f():\n    1 / 0\n"
        "task = asyncio.ensure_future(f())\nawait asyncio.sleep(0.1)\ndel task\ngc.collect()",
        "task_error"),
    "an exception while an object is removed": (
        "class A:\n    def __del__(self):\n        1 / 0\na = A()\ndel a", "unraisable_error"),
}  # fmt: skip
_ERRORS = {
    "an exception": ("1 / 0", "cell_error"),
    "an error of syntax": ("x = = 1", "cell_error"),
    "an error of the data": (
        "from policylib.errors import DataError\nraise DataError('row 3')", "data_wrong"),
    "an exception whose text is long": ("raise ValueError('x' * 5_000_000)", "cell_error"),
    "an exception that cannot be shown": (
        "class E(Exception):\n    def __str__(self):\n        raise E\nraise E",
        ("cell_error", "cell_timeout")),
}  # fmt: skip
_PAGES = {
    "a page with an address outside": (
        "from IPython.display import HTML, display\n"
        "display(HTML('<img src=\"https://example.org/x.png\">'))", "scan_failed"),
    "a page with a script": (
        "from IPython.display import HTML, display\ndisplay(HTML('<script>1</script>'))",
        "scan_failed"),
    "the number of a person": ("print('32161234' + '56789012')", "scan_failed"),
    "a source that was not declared": (
        "from policylib import store\nstore.load('regions')", "undeclared_data"),
    "a file that was not declared": (
        "from pathlib import Path\nPath('table.csv').write_text('1')", "undeclared_file"),
    "a file among the data": (
        "from pathlib import Path\nPath('../data/raw/new.csv').write_text('1')", "input_changed"),
    "findings without their record": (
        "from IPython.display import display\n"
        "kind = 'application/vnd.policylib.findings+json'\n"
        "display({kind: {'findings': [{'id': 'x'}]}}, raw=True)",
        "findings_wrong"),
}  # fmt: skip
_MEMORY = {
    "3 GB at once": "x = bytearray(3 * 2**30)",
    "memory bit by bit": "x = []\nwhile True:\n    x.append(bytearray(2**24))",
    "memory of a child": (
        "import subprocess, sys\nsubprocess.run(check=True, args=[sys.executable, '-c', "
        "'x = [bytearray(2**24) for _ in range(80)]; import time; time.sleep(60)'])"
    ),
}
_PRINTED = {
    "300 MB in one line": "print('x' * 300_000_000)",
    "300 MB in many lines": "for _ in range(300_000):\n    print('x' * 999)",
    "300 MB by a child": "!head -c 300000000 /dev/zero | tr '\\0' x",
    "300 MB to a display": "from IPython.display import display, HTML\n"
    "display(HTML('x' * 300_000_000))",
}
_LEFT = {
    "a child in a session of its own": (
        "import subprocess\np = subprocess.Popen(['setsid', 'sleep', '600'])"
    ),
    "a child forked twice": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        os.execvp('sleep', ['sleep', '600'])\n    os._exit(0)\nos.wait()"
    ),
    "a child that sheds its environment": (
        "import subprocess\n"
        "p = subprocess.Popen(['setsid', 'env', '-i', 'sh', '-c', 'sleep 600 & sleep 600'])"
    ),
    "a child that ignores signals": (
        "import subprocess\n"
        "p = subprocess.Popen(['sh', '-c', 'trap \"\" INT TERM HUP; sleep 600; sleep 600'])"
    ),
}


def _cell(source: str, **limits: float):
    def strike(case: Case) -> Ended:
        case.plan(**{"cell_seconds": 30, **limits})
        case.write(1, 2, source)
        ended = case.run()
        for new in (case.root / "data" / "raw").glob("new.csv"):
            new.unlink()
        return ended

    return strike


def _left(source: str):
    """The cell is as if it had run in a page of version 2, then it stays; nothing may stay."""

    def strike(case: Case) -> Ended:
        case.plan(cell_seconds=30)
        case.write(1, 2, source, "raise RuntimeError('after it')")
        return case.run()

    return strike


def all_faults() -> list[Fault]:
    """Return every fault of a cell."""
    found = [
        Fault(
            "time: cells that do not end",
            n,
            _cell(s, cell_seconds=3),
            ("cell_timeout", "cell_error"),
        )
        for n, s in _LOOPS.items()
    ]
    slow = "import time\ntime.sleep(60)"
    found += [
        Fault("time: limits of notebook and run", "notebook",
              _cell(slow, notebook_seconds=3), ("notebook_timeout",)),
        Fault("time: limits of notebook and run", "run",
              _cell(slow, cell_seconds=200, run_seconds=20), ("run_timeout",)),
    ]  # fmt: skip
    for group, of_group in (
        ("ends of the process", _EXITS),
        ("errors that a notebook hides", _HIDDEN),
        ("errors that it shows", _ERRORS),
        ("pages that may not be shown", _PAGES),
    ):
        found += [
            Fault(group, n, _cell(s), (r,) if isinstance(r, str) else r)
            for n, (s, r) in of_group.items()
        ]
    found += [
        Fault("memory", n, _cell(s, memory_mb=600), ("memory_limit", "cell_error"))
        for n, s in _MEMORY.items()
    ]
    found += [
        Fault("300 MB printed", n, _cell(s, memory_mb=4000), ("output_limit", "cell_timeout"))
        for n, s in _PRINTED.items()
    ]
    found += [
        Fault("grandchildren that leave", n, _left(s), ("cell_error",)) for n, s in _LEFT.items()
    ]
    return found
