"""What is published: always the former or the new complete set, whatever stops the run where."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from policylib.errors import UsageError
from policylib.reporting.shelf import (
    disk,
    journal,
    lock,
    manifest,
    outcome,
    pointer,
    publish,
    sealed,
)
from tests.conftest import ROOT
from tests.runner.office import (
    FULL,
    NOW,
    Fails,
    Half,
    PowerLost,
    Stopped,
    is_tidy,
    make,
    pages,
    stopped,
)

OLD = {"01.32.16.en": b"old one", "01.32.16.id": b"same"}
NEW = {"01.32.16.en": b"new one", "01.32.16.id": b"same", "02.32.16.en": b"more"}
WAYS = {"kill": Stopped, "half": Half, "power": PowerLost}


@pytest.fixture(scope="module")
def memory(tmp_path_factory):
    """A folder on a disk in memory, where syncing costs nothing."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path_factory.mktemp("memory")
        return
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def former(memory):
    """A folder of reports in which three runs have published."""
    reports = memory / "laporan 'bulan' \"ini\" 📊"
    for content in (b"first", b"second"):
        make(reports, {"01.32.16.en": content})
    make(reports, OLD)
    return reports


def copied(former):
    """The same folder anew, for a run that will not end well."""
    copy = former.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    return shutil.copytree(former, copy / former.name, symlinks=True)


def test_a_set_is_published_and_an_unchanged_plan_is_said(tmp_path):
    reports = tmp_path / "reports"
    assert make(reports, OLD) == "published"
    assert pages(reports) == OLD
    assert make(reports, OLD) == "unchanged"
    assert outcome.read(reports).outcome == "unchanged"
    assert make(reports, NEW) == "published"
    assert pages(reports) == NEW
    assert str((reports / "latest").readlink()) == f"sets/{publish.latest(reports).name}"
    assert 'href="latest/index.html"' in (reports / "index.html").read_text()
    assert is_tidy(reports)
    assert not any((reports / "sealed").iterdir())


def test_two_sets_share_no_bytes(tmp_path):
    make(tmp_path, OLD)
    make(tmp_path, NEW)
    files = [p for p in tmp_path.glob("sets/*/*") if p.is_file()]
    assert {p.stat().st_nlink for p in files} == {1}


#: In `make test` every step for a kill and each third one for the rest; all with this set.
ALL = bool(os.environ.get("POLICYLIB_ALL_FAULTS"))
FAULTS = [(FULL, False), (FULL, True), (errno.EROFS, True), (errno.EIO, False)]


@pytest.fixture(scope="module")
def steps(former):
    """How many steps on the disk a run takes."""
    reports = copied(former)
    counted = []
    real, disk.step = disk.step, lambda *words: counted.append(words)
    try:
        make(reports, NEW)
    finally:
        disk.step = real
    return len(counted)


@pytest.mark.parametrize("way", WAYS)
def test_stopped_before_every_step_the_former_or_the_new_set_stands(former, way, steps):
    met = set()
    for number in range(1, steps + 1, 1 if ALL or way == "kill" else 3):
        reports = copied(former)
        if stopped(lambda: make(reports, NEW), WAYS[way](number)) == 0:  # noqa: B023
            assert number > steps - 20  # what is remembered of sums hangs on their age
            break
        found = pages(reports)
        assert found in (OLD, NEW), number
        met.add(found == NEW)
        make(reports, NEW)
        assert pages(reports) == NEW, number
        assert is_tidy(reports), number
        assert sealed.damaged(reports) == [], number
        assert not list(reports.glob("journal.damaged*")), number
    assert met == {True, False}


@pytest.mark.parametrize(("code", "stays"), FAULTS)
def test_a_disk_that_refuses_a_step_is_an_error_or_costs_nothing(former, steps, code, stays):
    met = set()
    for number in range(1, steps + 1, 1 if ALL else 3):
        reports = copied(former)
        status = stopped(lambda: make(reports, NEW), Fails(number, code=code, stays=stays))  # noqa: B023
        found = pages(reports)
        met.add((status, found == NEW))
        assert found == (NEW if status == 0 else OLD), number
        if status == 1 and number > 1 and not stays:  # the first step is the lock
            assert outcome.read(reports).reason in ("disk_full", "disk_error"), number
        make(reports, NEW)
        assert pages(reports) == NEW, number
        assert is_tidy(reports), number
    assert met == {(1, False), (0, True)}


def test_a_first_run_that_is_stopped_leaves_no_report(memory):
    for number in range(1, 200, 1 if ALL else 5):
        reports = memory / "first" / str(number)
        status = stopped(lambda: make(reports, OLD), Stopped(number))  # noqa: B023
        if (reports / "index.html").exists():  # whoever opens the page meets a whole set
            assert pages(reports) == OLD
        make(reports, OLD)
        assert pages(reports) == OLD and (reports / "index.html").is_file()
        if status == 0:
            return
    raise AssertionError("it never ended")


def test_where_links_cannot_be_made_the_page_is_the_pointer(tmp_path, monkeypatch):
    def no_links(path, target):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(disk, "symlink", no_links)
    make(tmp_path, OLD)
    assert pages(tmp_path) == OLD
    make(tmp_path, NEW)
    assert pages(tmp_path) == NEW
    assert not os.path.lexists(tmp_path / "latest")
    assert f"sets/{publish.latest(tmp_path).name}/index.html" in (
        tmp_path / "index.html"
    ).read_text(encoding="utf-8")
    assert make(tmp_path, NEW) == "unchanged"


@pytest.mark.parametrize(
    "pointer", ["/etc", "../other", "sets/../../other", "sets/nothing", "sets"]
)
def test_a_latest_that_leads_elsewhere_is_not_believed_and_is_put_right(tmp_path, pointer):
    reports = tmp_path / "reports"
    make(reports, OLD)
    (tmp_path / "other").mkdir()
    (reports / "latest").unlink()
    (reports / "latest").symlink_to(pointer)
    assert publish.latest(reports) is None
    make(reports, OLD)
    assert pages(reports) == OLD
    assert list((tmp_path / "other").iterdir()) == []


@pytest.mark.parametrize("name", ["aside", "sealed", "sets", "seen"])
def test_folders_of_ours_that_are_links_are_refused(tmp_path, name):
    reports, other = tmp_path / "reports", tmp_path / "other"
    make(reports, OLD)
    shutil.rmtree(reports / name, ignore_errors=True)
    (other / "20250101T000000-1").mkdir(parents=True)
    (reports / name).symlink_to(other)
    with pytest.raises(UsageError, match=f"'{name}' .* is a link"):
        make(reports, NEW)
    assert (other / "20250101T000000-1").is_dir()


def test_a_folder_with_other_files_is_refused_and_kept(tmp_path):
    (tmp_path / "sets" / "2019-photos").mkdir(parents=True)
    with pytest.raises(UsageError, match="holds other files"):
        make(tmp_path, OLD)
    assert [p.name for p in tmp_path.rglob("*")] == ["sets", "2019-photos"]


def test_an_output_that_is_a_file_is_an_error_that_names_no_path(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(UsageError, match="'taken' is no folder") as error:
        make(tmp_path / "taken", OLD)
    assert str(tmp_path) not in str(error.value)


@pytest.mark.parametrize("run", ["..", "../x", "20250101T000000-1/..", "", "x", "."])
def test_a_run_that_tries_to_break_out_is_refused(tmp_path, run):
    publish.claim(tmp_path)
    with pytest.raises(UsageError, match="no name of a run"), publish.work(tmp_path, run):
        pass


@pytest.mark.parametrize("job", ["../../x", "a/b", ".hidden", "a b", "a\0", "📊", "-rf", "x" * 300])
def test_a_job_that_tries_to_break_out_is_refused(tmp_path, job):
    with pytest.raises(UsageError, match="cannot be the name"):
        make(tmp_path, {job: b"x"})
    assert publish.latest(tmp_path) is None


# ---- retention


def runs(reports):
    return sorted(p.name for p in (reports / "sets").iterdir())


def test_the_newest_whole_sets_are_kept_whatever_the_clock_says(tmp_path):
    for number, now in enumerate((NOW, NOW.replace(year=2038), NOW.replace(day=2), NOW)):
        make(tmp_path, {"a": str(number).encode()}, now=now, keep=2)
    kept = [(tmp_path / "sets" / n / "a.html").read_bytes() for n in runs(tmp_path)]
    assert sorted(kept) == [b"2", b"3"]
    assert pages(tmp_path) == {"a": b"3"}


def test_a_set_that_is_not_whole_does_not_count(tmp_path):
    make(tmp_path, {"a": b"1"}, keep=9)
    make(tmp_path, {"a": b"2"}, keep=9)
    (publish.latest(tmp_path) / "a.html").write_bytes(b"X")
    make(tmp_path, {"a": b"3"}, keep=2)
    whole = [p for p in pointer.sets(tmp_path) if not manifest.problems(p)]
    assert {(p / "a.html").read_bytes() for p in whole} == {b"1", b"3"}


def test_the_latest_stays_though_it_is_the_oldest(tmp_path):
    from policylib.reporting.shelf import retention

    for content in (b"1", b"2", b"3"):
        make(tmp_path, {"a": content}, keep=9)
    oldest = min(pointer.sets(tmp_path), key=pointer.number)
    (tmp_path / "latest").unlink()
    (tmp_path / "latest").symlink_to(f"sets/{oldest.name}")
    retention.retain(tmp_path, keep=1, say=print)
    assert pages(tmp_path) == {"a": b"1"}
    assert len(runs(tmp_path)) == 2


def test_what_is_not_ours_stays(tmp_path):
    make(tmp_path, {"a": b"1"})
    ours = publish.latest(tmp_path).name
    strange = [
        *(f"sets/{n}" for n in ("2019-photos", "20190101T000000-1")),  # the second without a sign
        *("aside/mine", "sealed/mine", "photos"),
    ]
    for name in strange:
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "sets" / "20190102T000000-1").symlink_to("2019-photos")
    for content in (b"2", b"3", b"4"):
        make(tmp_path, {"a": content}, keep=1)
    assert all((tmp_path / name).is_dir() for name in strange)
    assert (tmp_path / "sets" / "20190102T000000-1").is_symlink()
    assert ours not in runs(tmp_path)


def test_a_set_that_cannot_be_removed_is_said(tmp_path, monkeypatch):
    make(tmp_path, {"a": b"1"})
    former = publish.latest(tmp_path).name

    def no_remove(path, aside):
        raise disk.refused("read_only", "no.")

    monkeypatch.setattr(disk, "discard", no_remove)
    said = []
    assert make(tmp_path, {"a": b"2"}, keep=1, say=said.append) == "published"
    assert any(former in text for text in said)


def test_run_names_are_never_used_twice(tmp_path):
    publish.claim(tmp_path)
    first = publish.run_id(tmp_path, now=NOW, number=7)
    (tmp_path / "sets" / first).mkdir(parents=True)
    assert publish.run_id(tmp_path, now=NOW, number=7) not in ("", first)
    assert publish.run_id(tmp_path, now=NOW.replace(year=2038), number=1) == "20381101T060000-1"


def test_a_damaged_file_of_the_latest_set_is_made_again(tmp_path):
    make(tmp_path, NEW)
    (publish.latest(tmp_path) / "02.32.16.en.html").write_bytes(b"MORE")
    assert make(tmp_path, NEW) == "published"
    assert pages(tmp_path) == NEW
    events = [(x["event"], x.get("job")) for x in journal.lines(tmp_path)[-20:]]
    assert ("sealed", "02.32.16.en") in events and ("skipped", "01.32.16.en") in events


def test_no_lock_is_left(tmp_path):
    make(tmp_path, OLD)
    assert not lock.is_held(tmp_path)


def test_the_way_of_an_unchanged_plan_loads_nothing_heavy():
    names = "disk hooks journal lock manifest outcome publish retention sealed seen"
    source = (
        f"import sys, importlib\n"
        f"for n in '{names}'.split(): importlib.import_module(f'policylib.reporting.shelf.{{n}}')\n"
        "print(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'numpy', 'pandas', 'nbformat', 'jinja2', 'asyncio', 'ssl', 'http', 'ctypes'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
