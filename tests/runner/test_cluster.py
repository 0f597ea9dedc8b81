"""A cluster that is there already: what it is told, what it loses, what is left on it."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from distributed import Client

from policylib.errors import RunError
from policylib.reporting import cluster, identity, workers
from policylib.reporting.shelf import outcome
from tests.runner import dask_cluster, same
from tests.runner.project import notebook, project

SLOW = "import time\ntime.sleep(2)"
#: Put before all else in a worker: its library gives another hash.
OTHER = """
import policylib.reporting.identity as own
own.library = lambda: "0" * 64
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A project and its two pages."""
    root = project(tmp_path_factory.mktemp("cluster") / "project", a=notebook(SLOW))
    return root, same.jobs(root)


@pytest.fixture
def there(tmp_path):
    with dask_cluster.cluster(tmp_path, workers=1) as made:
        yield made


def run(planned, address):
    root, jobs = planned
    return list(workers.each_made(jobs, root=root, how=workers.How(cluster=address)))


def refused(planned, address) -> RunError:
    with pytest.raises(RunError) as caught:
        run(planned, address)
    assert outcome.reason_of(caught.value) == caught.value.reason
    return caught.value


def test_no_scheduler(planned, monkeypatch):
    monkeypatch.setattr(cluster, "START_SECONDS", 1)
    error = refused(planned, f"tcp://127.0.0.1:{dask_cluster.free_port()}")
    assert error.reason == "worker_lost" and "no scheduler answers at tcp" in str(error)
    assert "no scheduler answers at nowhere" in str(refused(planned, "nowhere://a"))


def test_no_worker(planned, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "START_SECONDS", 3)
    with dask_cluster.cluster(tmp_path, workers=0) as none:
        error = refused(planned, none.address)
    assert error.reason == "worker_lost" and "no worker" in str(error)


def test_what_is_brought_is_taken_away_and_the_warm_parent_ends_with_its_worker(planned, there):
    assert [e.error for e in run(planned, there.address)] == [None, None]
    dask_cluster.until(lambda: not there.left())
    with Client(there.address, set_as_default=False) as eye:
        plugins = eye.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.worker_plugins))
    own = [name for name in plugins if name.startswith("policylib")]
    assert [name.split("-")[1] for name in own] == ["warm"]
    below = dask_cluster._below(there.workers[0])
    assert any("policylib.kernels.server" in p.cmdline() for p in below)
    there.workers[0].terminate()
    dask_cluster.until(lambda: not any(map(dask_cluster.alive, below)), seconds=120)


def test_what_a_killed_run_left_goes_with_the_next(planned, there):
    root, _ = planned
    source = (
        "import os, sys\nfrom pathlib import Path\nfrom policylib.reporting import cluster\n"
        "with cluster.client(1, sys.argv[1], allowed=3) as client:\n"
        "    with cluster.project(client, Path(sys.argv[2]), is_near=False):\n"
        "        os._exit(9)"
    )
    words = (sys.executable, "-c", source, there.address, str(root))
    assert subprocess.run(words, timeout=60).returncode == 9
    assert len(there.left()) == 1
    with Client(there.address, set_as_default=False) as eye:
        known = {eye.id, "fire-and-forget"}  # the second is Dask's own
        dask_cluster.until(
            lambda: (
                eye.run_on_scheduler(lambda dask_scheduler: set(dask_scheduler.clients)) == known
            )
        )
    assert [e.error for e in run(planned, there.address)] == [None, None]
    dask_cluster.until(lambda: not there.left())


def test_a_worker_with_another_library_is_refused(planned, there, tmp_path):
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(OTHER)
    there.add(PYTHONPATH=str(hook))
    with Client(there.address, set_as_default=False) as eye:
        dask_cluster.until(lambda: len(eye.nthreads()) == 2)
    error = refused(planned, there.address)
    assert error.reason == "worker_differs"
    assert "the worker at tcp://127.0.0.1" in str(error) and "policylib" in str(error)


def test_a_worker_that_comes_later_is_looked_at_too(planned, monkeypatch, there):
    monkeypatch.setattr(cluster, "require_same", lambda client, lock: None)
    mine = identity.identity
    other = {"installed packages": "others"}
    monkeypatch.setattr(workers, "identity", lambda lock: mine(lock) | other)
    errors = [e.error for e in run(planned, there.address)]
    assert {e.reason for e in errors} == {"worker_differs"}


def test_a_scheduler_that_dies_is_a_clear_failure(planned, there, monkeypatch):
    monkeypatch.setattr(cluster, "START_SECONDS", 10)

    def kill():
        with Client(there.address, set_as_default=False) as eye:
            dask_cluster.until(lambda: any(eye.processing().values()))
        there.scheduler.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    error = refused(planned, there.address)
    killer.join()
    assert error.reason == "worker_lost" and "the scheduler was lost" in str(error)


def test_no_worker_left_is_a_clear_failure(planned, there, monkeypatch):
    monkeypatch.setattr(cluster, "NO_WORKER_SECONDS", 2)

    def kill():
        with Client(there.address, set_as_default=False) as eye:
            dask_cluster.until(lambda: any(eye.processing().values()))
        there.kill(there.workers[0])

    killer = threading.Thread(target=kill)
    killer.start()
    error = refused(planned, there.address)
    killer.join()
    assert error.reason == "worker_lost" and "the last worker was lost" in str(error)
