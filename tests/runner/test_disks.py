"""Disks that are full, read-only, or limited; two runs at once."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import textwrap

import pytest

from policylib.errors import RunError
from policylib.reporting.shelf import outcome, publish
from tests.conftest import ROOT
from tests.runner.office import is_tidy, make, pages

OLD = {"a": b"old" * 1000}
NEW = {name: name.encode() * 20_000 for name in "abcdefgh"}


@pytest.fixture
def mounted(tmp_path):
    """A small disk in memory, and a way to mount it again with other options."""

    def mount(options: str) -> None:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(tmp_path)], capture_output=True
        )
        if done.returncode:
            pytest.skip("mounting a file system is not permitted here")

    yield mount
    subprocess.run(["umount", "-l", str(tmp_path)], capture_output=True)


@pytest.mark.parametrize("free_kb", [0, 4, 8, 20, 40, 64, 100, 150, 200, 260, 300, 340, 400, 600])
def test_a_full_disk_leaves_the_former_set_and_a_reason(tmp_path, mounted, free_kb):
    mounted("size=4m")
    reports = tmp_path / "reports"
    make(reports, OLD)
    usage = shutil.disk_usage(tmp_path)
    (tmp_path / "filler").write_bytes(b"0" * (usage.free - free_kb * 1024))
    try:
        make(reports, NEW)
    except RunError as error:
        assert error.reason == "disk_full"
        assert "Free some space" in str(error) and str(tmp_path) not in str(error)
        assert pages(reports) == OLD
        assert outcome.read(reports).reason == "disk_full"
    else:
        assert pages(reports) == NEW
    (tmp_path / "filler").unlink()
    make(reports, NEW)
    assert pages(reports) == NEW
    assert is_tidy(reports)


def test_a_disk_full_at_the_first_start(tmp_path, mounted):
    mounted("size=1m")
    (tmp_path / "filler").write_bytes(b"0" * (shutil.disk_usage(tmp_path).free - 4096))
    with pytest.raises(RunError, match="the disk is full"):
        make(tmp_path / "reports", OLD)
    (tmp_path / "filler").unlink()
    make(tmp_path / "reports", OLD)
    assert pages(tmp_path / "reports") == OLD


def test_a_read_only_disk_is_an_error_and_changes_nothing(tmp_path, mounted):
    mounted("size=4m")
    make(tmp_path / "reports", OLD)
    mounted("remount,ro")
    with pytest.raises(RunError, match="read-only") as error:
        make(tmp_path / "reports", NEW)
    assert error.value.reason == "read_only"
    with pytest.raises(RunError, match="read-only"):
        make(tmp_path / "another", NEW)
    assert pages(tmp_path / "reports") == OLD


@pytest.mark.parametrize("limit", [1_000, 5_000, 10_000, 19_999, 30_000])
def test_a_limit_on_the_size_of_files_is_an_error(tmp_path, limit):
    make(tmp_path, OLD)
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            make(tmp_path, NEW)
        except RunError as error:
            os._exit(10 if error.reason == "file_too_large" else 11)
        except BaseException:
            os._exit(12)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert (status, pages(tmp_path) == NEW) in ((10, False), (0, True))
    make(tmp_path, NEW)
    assert pages(tmp_path) == NEW and is_tidy(tmp_path)


RUN = textwrap.dedent("""
    import sys
    from pathlib import Path
    from policylib.errors import RunError
    from tests.runner.office import make
    reports, content, times = sys.argv[1:]
    for number in range(int(times)):
        try:
            print(make(Path(reports), {"a": f"{content}{number}".encode()}), flush=True)
        except RunError as error:
            print(error.reason, error, flush=True)
""")


def test_two_runs_at_once_fifty_times(tmp_path):
    """Each publishes or says who holds the lock; never anything else."""
    each = [
        subprocess.Popen(
            [sys.executable, "-c", RUN, str(tmp_path / "reports"), name, "50"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("x", "y")
    ]
    said = [process.communicate(timeout=100) for process in each]
    assert [complaint for _, complaint in said] == ["", ""]
    lines = [line for text, _ in said for line in text.splitlines()]
    assert len(lines) == 100
    assert {line.split()[0] for line in lines} <= {"published", "locked"}
    assert all("another run is making these reports" in x for x in lines if x[0] == "l")
    assert any(line == "published" for line in lines)
    assert list(pages(tmp_path / "reports")) == ["a"]
    assert is_tidy(tmp_path / "reports")
    assert publish.latest(tmp_path / "reports") is not None
