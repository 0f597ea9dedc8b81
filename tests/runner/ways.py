"""The ways in which a page can be made: the bytes of all of them are the same.

Stock papermill with IPython's kernel, the warm engine, two local processes, and a cluster of two
workers of which one is killed in the middle.
"""

from __future__ import annotations

import functools
import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest import mock

import nbformat

from policylib.kernels.limits import Limits
from policylib.reporting import make, workers
from policylib.reporting.plans.plan import Job
from tests.runner.dask_cluster import Cluster, cluster, until

Files = dict[str, dict[str, bytes]]
PLAIN = "papermill"
_PICTURES = ("image/png", "image/jpeg", "image/svg+xml", "application/pdf")


def plain(jobs: Sequence[Job], root: Path, folder: Path) -> Files:
    """Run with papermill's engine and the kernel python3, then render as the runner does."""
    made = {}
    with mock.patch("policylib.kernels.execute.execute_notebook", _stock):
        for job in sorted(jobs, key=lambda j: bool(j.takes)):
            one = make.make(
                job,
                root=root,
                aside=folder / job.name,
                limits=Limits(),
                kernel="python3",
                records={n: made[name]["findings.json"] for n, name in job.takes.items()},
            )
            made[job.name] = one.files
    return made


def _stock(before, after, *, parameters, cwd, **options):
    """Stand in for our own execution: nothing of ours but the notebook."""
    import papermill

    papermill.execute_notebook(
        str(before), str(after), parameters=parameters, cwd=str(cwd), kernel_name="python3",
        progress_bar=False,
    )  # fmt: skip
    return nbformat.read(after, as_version=4)


def local(jobs: Sequence[Job], root: Path, *, processes: int) -> Files:
    """Make pages with processes of this machine."""
    return _all(jobs, root, workers.How(processes=processes))


def _all(jobs: Sequence[Job], root: Path, how: workers.How) -> Files:
    made = {}
    for ended in workers.each_made(jobs, root=root, how=how):
        if ended.error is not None:
            raise ended.error
        made[ended.job.name] = ended.made.files
    return made


def killed(jobs: Sequence[Job], root: Path, folder: Path) -> Files:
    """Make pages on a cluster of two workers, one of which is killed while it makes one."""
    from distributed import Client

    with cluster(folder, workers=2) as there, Client(there.address, set_as_default=False) as eye:
        until(lambda: len(eye.nthreads()) == 2)
        done = threading.Event()
        killer = threading.Thread(target=_kill_a_busy_one, args=(eye, there, done))
        killer.start()
        try:
            made = _all(jobs, root, workers.How(cluster=there.address))
        finally:
            done.set()
            killer.join()
        assert sum(n.poll() is None for n in there.workers) == 1, "no worker was killed"
        until(lambda: not there.left())
        return made


def _kill_a_busy_one(eye, there: Cluster, done: threading.Event) -> None:
    """Kill the first worker that makes a page, once its kernel runs."""
    import psutil

    while not done.wait(0.02):
        busy = [w for w, keys in eye.processing().items() if keys]
        if not busy:
            continue
        pid = eye.run(_pid, workers=[busy[0]])[busy[0]]
        nanny = next(n for n in there.workers if n.pid == psutil.Process(pid).ppid())
        until(functools.partial(_kernels, pid), seconds=40)
        there.kill(nanny)
        return


def _pid() -> int:
    import os

    return os.getpid()


def _kernels(pid: int) -> list:
    """Return the kernels of a worker: what its warm parent has forked."""
    import psutil

    try:
        return [k for c in psutil.Process(pid).children() for k in c.children()]
    except psutil.NoSuchProcess:
        return [pid]


def differences(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """Name what differs between two makings of a page: files, outputs' data, pictures."""
    found = [what for what in sorted(one) if what != "ipynb" and one[what] != other.get(what)]
    first, second = (_outputs(files["ipynb"]) for files in (one, other))
    if len(first) != len(second):
        return [*found, "number of outputs"]
    for (cell, kind, text), theirs in zip(first, second, strict=True):
        if (cell, kind, text) != theirs:
            is_picture = kind in _PICTURES
            found.append(f"{'picture' if is_picture else 'output'} of cell {cell}: {kind}")
    return found


def _outputs(ipynb: bytes) -> list[tuple[int, str, str]]:
    found = []
    for number, cell in enumerate(json.loads(ipynb)["cells"]):
        for output in cell.get("outputs", []):
            for kind, data in sorted(output.get("data", {}).items()):
                found.append((number, kind, hashlib.sha256(_canonical(data)).hexdigest()))
            if "text" in output:
                found.append((number, output["name"], "".join(output["text"])))
    return found


def _canonical(data: object) -> bytes:
    return json.dumps(data, sort_keys=True, ensure_ascii=False).encode()


def pictures(files: Mapping[str, bytes]) -> int:
    """Count the pictures of a page."""
    return sum(kind in _PICTURES for _, kind, _ in _outputs(files["ipynb"]))
