"""Forked kernels: fresh, alone, like cold ones."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager, start_new_kernel

from policylib.errors import RunError
from policylib.kernels import places, preload, spec, warm
from tests.kernels import forks
from tests.kernels.conftest import SMALL, text


@pytest.fixture
def kernels():
    """Start kernels; they end with the test."""
    started = []

    def start(name=spec.NAME, **options):
        started.append(start_new_kernel(kernel_name=name, **options))
        return started[-1]

    yield start
    for manager, client in started:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.context.destroy(linger=0)


def said(client, code: str) -> str:
    out = []

    def hear(message):
        out.append(message["content"].get("text", ""))

    reply = client.execute_interactive(code, timeout=60, output_hook=hear)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(out).strip()


def test_forks_read_parquet_and_use_blas():
    count = 1000 if os.environ.get("POLICYLIB_ALL_FORKS") else 100
    assert forks.statuses(count) == [0] * count


def test_the_parent_has_only_its_main_thread_when_it_forks():
    assert forks.statuses(1) == [0]
    assert warm.threads()
    assert all(len(names) == 1 for names in warm.threads())


def test_an_import_that_starts_a_thread_is_named(monkeypatch, tmp_path):
    (tmp_path / "starts_a_thread.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(99,), daemon=True).start()"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(warm.NotForkable, match="starts_a_thread"):
        warm.Parent(("starts_a_thread",), os.environ)


def test_a_missing_library_is_named():
    with pytest.raises(RunError, match="no_such_library") as caught:
        warm.Parent(("no_such_library",), os.environ)
    assert caught.value.reason == "kernel_start"


def test_every_kernel_is_fresh(kernels):
    ask = (
        "import random, os, numpy as np\nprint(random.random(), np.random.rand(), "
        "np.random.default_rng().random(), os.getpid(), 'left' in globals(), "
        "'POLICYLIB_LEFT' in os.environ, hasattr(np, 'left'))\n"
        "left = np.left = 1; os.environ['POLICYLIB_LEFT'] = '1'"
    )
    answers = [said(kernels()[1], ask).split() for _ in range(3)]
    for column in range(4):
        assert len({a[column] for a in answers}) == 3
    assert {tuple(a[4:]) for a in answers} == {("False", "False", "False")}


def test_kernels_end_with_their_client_and_leave_no_socket(tmp_path):
    program = textwrap.dedent(
        """
        import os, sys
        from jupyter_client.manager import start_new_kernel
        from policylib.kernels import places
        manager, client = start_new_kernel(kernel_name="policylib-forked")
        print(manager.provisioner.pid, places.folder(), flush=True)
        os.kill(os.getpid(), 9)
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    pid, folder = done.stdout.split()
    assert _gone(int(pid))
    # Nobody was left to remove it; the next client does, perhaps one of another test by now.
    places._sweep(Path(folder).parent)
    assert not Path(folder).exists()


def _gone(pid: int) -> bool:
    import psutil

    try:
        psutil.Process(pid).wait(timeout=10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


def test_sockets_are_private_and_short(kernels):
    manager, _ = kernels()
    assert manager.transport == "ipc"
    folder = Path(manager.ip).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(manager.ip)) < 100
    assert list(folder.glob(f"{Path(manager.ip).name}-*"))
    manager.shutdown_kernel(now=True)
    assert not list(folder.glob(f"{Path(manager.ip).name}-*"))


def test_a_long_temporary_folder_does_not_matter(monkeypatch, tmp_path, kernels):
    import tempfile

    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    monkeypatch.setattr(places, "_folders", {})
    assert said(kernels()[1], "print(6 * 7)") == "42"


def test_interrupt_and_restart(kernels):
    manager, client = kernels()
    first = said(client, "import os; print(os.getpid())")
    # Not before the cell itself runs: an interrupt between two cells interrupts nothing.
    asked = client.execute("import time; print(1, flush=True); time.sleep(60)")
    while client.get_iopub_msg(timeout=20)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=20)
    assert reply["parent_header"]["msg_id"] == asked
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=30)
    assert said(client, "import os; print(os.getpid())") != first


def test_many_kernels_of_one_server_as_jupyterlab_has_them():
    from jupyter_client.multikernelmanager import AsyncMultiKernelManager

    async def use():
        many = AsyncMultiKernelManager(default_kernel_name=spec.NAME)
        names = await asyncio.gather(*(many.start_kernel() for _ in range(3)))
        await many.restart_kernel(names[0])
        alive = [await many.is_alive(name) for name in names]
        pids = {many.get_kernel(name).provisioner.pid for name in names}
        await many.shutdown_all(now=True)
        return alive, pids

    alive, pids = asyncio.run(use())
    assert alive == [True] * 3
    assert len(pids) == 3
    assert all(_gone(pid) for pid in pids)


def test_several_kernels_share_one_parent(kernels):
    clients = [kernels()[1] for _ in range(4)]
    parents = {said(c, "import os; print(os.getppid())") for c in clients}
    assert len(parents) == 1


def test_a_parent_that_died_is_started_again(kernels):
    manager, client = kernels()
    parent = int(said(client, "import os; print(os.getppid())"))
    os.kill(parent, signal.SIGKILL)
    assert _gone(manager.provisioner.pid)
    assert not manager.is_alive()
    _, other = kernels()
    assert int(said(other, "import os; print(os.getppid())")) != parent


def test_edited_library_is_imported_again(tmp_path, kernels):
    """In JupyterLab a kernel that is restarted must see what its author has just written."""
    # A copy: runs of other tests would rightly fail if the library were edited under them.
    copy = tmp_path / "policylib"
    shutil.copytree(preload.SOURCES, copy, ignore=shutil.ignore_patterns("__pycache__"))
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    asked = "import os, policylib; print(os.getppid(), policylib.__file__)"
    _, client = kernels(env=env)
    parent, where = said(client, asked).split()
    assert where == str(copy / "__init__.py")
    os.utime(copy / "kernels" / "preload.py")
    _, other = kernels(env=env)
    assert said(other, asked).split()[0] != parent
    assert said(client, "print(1)") == "1"


def test_environment_folder_and_own_output_are_the_clients(kernels, tmp_path):
    env = {**os.environ, "POLICYLIB_TEST": "seen", "TZ": "Asia/Jakarta"}
    with (tmp_path / "own.log").open("wb") as log:
        _, client = kernels(cwd=str(tmp_path), env=env, stderr=log)
    ask = "import os, time; print(os.getcwd(), os.environ['POLICYLIB_TEST'], time.tzname[0])"
    assert said(client, ask) == f"{tmp_path} seen WIB"
    said(client, "import sys; sys.__stderr__.write('own'); sys.__stderr__.flush()")


def test_without_fork_a_kernel_starts_cold(monkeypatch, run):
    monkeypatch.setattr(warm, "possible", lambda env: False)
    parent = text(run("import os; print(os.getppid())"))
    assert int(parent) == os.getpid()


def test_a_library_with_threads_makes_kernels_cold(monkeypatch, kernels):
    def refuse(*_):
        raise warm.NotForkable("x started y")

    monkeypatch.setattr(warm, "fork", refuse)
    assert int(said(kernels()[1], "import os; print(os.getppid())")) == os.getpid()


def outputs(node) -> str:
    """Return all outputs as text; what differs in every process is not compared."""
    return re.sub(r"0x[0-9a-f]+", "0x", str([c.get("outputs") for c in node.cells]))


def test_same_outputs_forked_and_cold(monkeypatch, run):
    more = (
        "import sys, threading; print(sys.path[0] == '', __name__, sys.argv[1:2], "
        "sys.getrecursionlimit(), sys.flags, sys.stdin.closed)",
        "import matplotlib as m; print({k: v for k, v in m.rcParams.items() if k != 'backend'})",
        "import warnings; print(sorted(map(str, warnings.filters)))",
        "import numpy as np; print(np.get_printoptions(), np.geterr())",
        "import decimal, locale; print(decimal.getcontext(), locale.setlocale(locale.LC_ALL))",
        "import os; print(sorted(set(os.environ) - {'JPY_PARENT_PID', 'POLICYLIB_COLD_KERNELS'}))",
        "import signal; print(signal.getsignal(signal.SIGCHLD), signal.getsignal(signal.SIGTERM))",
        "import resource as r; print(r.getrlimit(r.RLIMIT_CORE), r.getrlimit(r.RLIMIT_FSIZE))",
    )
    forked = run(*SMALL, *more, parameters={"x": 7})
    monkeypatch.setenv("POLICYLIB_COLD_KERNELS", "1")
    cold = run(*SMALL, *more, parameters={"x": 7})
    assert outputs(forked) == outputs(cold)
    assert any("image/png" in o.get("data", {}) for c in forked.cells for o in c.get("outputs", []))


def test_the_kernelspec_names_the_provisioner(tmp_path):
    import json

    about = json.loads(spec.install(tmp_path).read_text())
    assert about["metadata"]["kernel_provisioner"]["provisioner_name"] == spec.NAME
    manager = KernelManager(kernel_name=spec.NAME)
    assert manager.kernel_spec.argv == about["argv"]


def test_a_start_that_nobody_waits_for_leaves_no_kernel(monkeypatch):
    from jupyter_client import AsyncKernelManager

    started = []
    fork = warm.fork

    def slow(*args):
        started.append(fork(*args))
        return started[-1]

    monkeypatch.setattr(warm, "fork", slow)

    async def give_up():
        manager = AsyncKernelManager(kernel_name=spec.NAME)
        task = asyncio.ensure_future(manager.start_kernel())
        while not started:
            await asyncio.sleep(0)
            task.cancel() if manager.provisioner else None
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0.5)

    warm.stop()
    asyncio.run(give_up())
    assert started[0].poll() == -signal.SIGKILL
