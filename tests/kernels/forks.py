"""Many forks that read parquet and use BLAS: none may hang. ``python -m tests.kernels.forks``."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from policylib.kernels import preload, tree, warm
from policylib.kernels.kernel import ENVIRONMENT

AT_ONCE = 4
SECONDS = 120.0
ROWS = 5000
CODE = """
import os, numpy as np, pandas as pd, pyarrow.dataset
t = pd.read_parquet({path!r})
a = np.random.default_rng(len(t)).normal(size=(200, 200))
ok = len(t) == {rows} and np.allclose(np.linalg.inv(a) @ a, np.eye(200), atol=1e-6)
ok = ok and pyarrow.dataset.dataset({path!r}).count_rows() == {rows}
os._exit(0 if ok and np.isfinite(np.linalg.svd(a[:60])[1]).all() else 3)
"""


def statuses(count: int) -> list[int | None]:
    """Fork kernels, a few at once; return each one's exit status, None for one that hangs."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.parquet"
        pd.DataFrame({"a": range(ROWS), "b": "text"}).to_parquet(table)
        ended, running = [], []
        for number in range(count):
            running.append(_fork(Path(folder), table, number))
            while len(running) >= AT_ONCE:
                ended.append(_ended(running.pop(0)))
        return ended + [_ended(child) for child in running]


def _fork(folder: Path, table: Path, number: int) -> warm.Child:
    code = CODE.format(path=str(table), rows=ROWS)
    request = {
        "argv": ["-f", str(folder / f"{number}.json"), f"--IPKernelApp.code_to_run={code}"],
        "env": {**os.environ, **ENVIRONMENT, tree.KERNEL: tree.new_mark()},
        "cwd": str(folder),
    }
    with Path(os.devnull).open("wb") as nothing:
        return warm.fork(preload.LIBRARIES, request, (nothing.fileno(), nothing.fileno()))


def _ended(child: warm.Child) -> int | None:
    last = time.monotonic() + SECONDS
    while child.poll() is None and time.monotonic() < last:
        time.sleep(0.005)
    status = child.poll()
    child.send(9)
    child.close()
    return status


def main() -> int:
    """Fork a thousand kernels, or as many as the argument says."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    began = time.monotonic()
    found = statuses(count)
    took = time.monotonic() - began
    bad = [status for status in found if status != 0]
    print(f"{count} forks in {took:.0f} s, {found.count(None)} hung, {len(bad)} not well {bad[:5]}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
