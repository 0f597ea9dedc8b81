"""One run at a time; the system frees the lock, the text in it blocks nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from policylib.errors import RunError
from policylib.reporting.shelf import lock
from tests.conftest import ROOT
from tests.runner.office import NOW

HOLD = """
import datetime as dt, os, sys, time
from pathlib import Path
from policylib.reporting.shelf import lock
with lock.held(Path(sys.argv[1]), run="20250101T000000-1", now=dt.datetime.now(dt.UTC)):
    print(os.getpid(), flush=True)
    time.sleep(100)
"""


def held(reports):
    return lock.held(reports, run="20250101T000000-2", now=NOW)


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_is_told_who_holds_it(tmp_path, holder):
    with pytest.raises(RunError) as error, held(tmp_path):
        pass
    assert error.value.reason == "locked"
    text = str(error.value)
    assert f"process {holder.pid} on {os.uname().nodename} since 20" in text
    assert "--output" in text and str(tmp_path) not in text
    assert lock.is_held(tmp_path)


def test_a_killed_holder_frees_it(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert str(holder.pid) in (tmp_path / lock.FILE).read_text()  # stale, and of no effect
    with held(tmp_path):
        pass


def test_a_stopped_holder_still_holds_it(tmp_path, holder):
    holder.send_signal(signal.SIGSTOP)
    with pytest.raises(RunError, match=str(holder.pid)), held(tmp_path):
        pass


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"pid": 1}', '{"pid": 99999999, "host": "x", "since": "y"}', "\0" * 99]
)
def test_whatever_stands_in_the_file_blocks_nobody(tmp_path, text):
    (tmp_path / lock.FILE).write_text(text)
    with held(tmp_path):
        (tmp_path / lock.FILE).write_text(text)
        with pytest.raises(RunError, match="another run"), held(tmp_path):
            pass
    assert not lock.is_held(tmp_path)


def test_children_do_not_inherit_it(tmp_path):
    forked = os.pipe()
    with held(tmp_path):
        child = os.fork()
        if child == 0:
            os.close(forked[1])
            os.read(forked[0], 1)  # lives until the parent closes its end
            os._exit(0)
        other = subprocess.Popen(["sleep", "100"], close_fds=False)
    try:
        assert not lock.is_held(tmp_path)
        with held(tmp_path):
            pass
    finally:
        other.kill()
        other.wait()
        os.close(forked[1])
        os.close(forked[0])
        os.waitpid(child, 0)


def test_a_child_that_ends_does_not_free_it(tmp_path):
    with held(tmp_path):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        assert lock.is_held(tmp_path)


def test_a_lock_removed_by_hand_is_taken_anew(tmp_path):
    with held(tmp_path):
        (tmp_path / lock.FILE).unlink()
        with held(tmp_path):
            assert lock.is_held(tmp_path)


def test_a_lock_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "other").write_text("mine")
    (tmp_path / lock.FILE).symlink_to("other")
    with pytest.raises(RunError), held(tmp_path):
        pass
    assert (tmp_path / "other").read_text() == "mine"


def test_it_is_free_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), held(tmp_path):
        raise ZeroDivisionError
    assert not lock.is_held(tmp_path)
