"""Seconds of a small notebook on a forked kernel: ``python -m tests.kernels.measure [count]``."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil

from policylib.kernels import warm
from policylib.kernels.execute import execute_notebook
from policylib.kernels.limits import Limits
from tests.kernels.conftest import SMALL, notebook


def main() -> None:
    """Print seconds by the wall clock and of computing, of this process and of the kernel."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / "small.ipynb"
        nbformat.write(notebook(*SMALL), before)
        _run(before)
        clocks = _clocks()
        for _ in range(count):
            _run(before)
        wall, own, kernel = ((b - a) / count for a, b in zip(clocks, _clocks(), strict=True))
    print(f"{count} notebooks, each {wall:.2f} s; computing {own:.3f} s here, {kernel:.3f} s there")


def _run(before: Path) -> None:
    after, cwd = before.with_name("after.ipynb"), before.parent
    execute_notebook(before, after, parameters={"x": 7}, cwd=cwd, limits=Limits())


def _clocks() -> tuple[float, float, float]:
    (parent,) = warm._parents.values()
    times = psutil.Process(parent.process.pid).cpu_times()
    return time.perf_counter(), time.process_time(), sum(times[:4])


if __name__ == "__main__":
    main()
