"""The copy of a set at another place is whole or not the latest there; the set here is unhurt."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid

import pytest

from policylib.errors import RunError, UsageError
from policylib.reporting.shelf import copies, manifest, outcome, publish
from tests.runner.office import make
from tests.runner.project import notebook, project

PAGES = {"01.32.16.en": b"one", "01.32.16.id": b"satu"}
MORE = {**PAGES, "02.32.16.en": b"two"}


@pytest.fixture
def reports(tmp_path):
    make(tmp_path / "reports", PAGES)
    return tmp_path / "reports"


@pytest.fixture(params=["memory", "file"])
def target(request, tmp_path):
    folder = {"memory": f"/{uuid.uuid4().hex}", "file": f"{tmp_path}/a copy"}[request.param]
    return copies.place(f"{request.param}://{folder}")


def copy(reports, target):
    return copies.copy(publish.latest(reports), target, say=lambda text: None)


def there(target, reports):
    """What lies there of the set that is the latest here."""
    folder = target.path(f"sets/{publish.latest(reports).name}")
    names = (f["name"].rpartition("/")[2] for f in target.files.ls(folder, detail=True))
    return {name: target.files.cat_file(f"{folder}/{name}") for name in names}


def here(reports):
    return {p.name: p.read_bytes() for p in publish.latest(reports).iterdir()}


def test_all_files_then_the_pointer(reports, target):
    assert copy(reports, target) == len(here(reports))
    assert there(target, reports) == here(reports)
    pointer = copies.last(target)
    assert pointer["run"] == publish.latest(reports).name
    sum_file = here(reports)[manifest.SUM].decode()
    assert sum_file.startswith(pointer["manifest_sha256"])
    assert copy(reports, target) == 0
    first = publish.latest(reports).name
    make(reports, MORE)
    assert copy(reports, target) == len(here(reports))
    assert copies.last(target)["run"] == publish.latest(reports).name != first


def test_what_is_missing_is_copied_and_no_more(reports, target):
    copy(reports, target)
    folder = target.path(f"sets/{publish.latest(reports).name}")
    target.files.rm_file(f"{folder}/01.32.16.id.html")
    target.files.pipe_file(f"{folder}/run.json", b"cut")
    assert copy(reports, target) == 2
    assert there(target, reports) == here(reports)


def test_a_copy_that_was_cut_off_is_read_before_it_is_believed(reports, target):
    copy(reports, target)
    target.files.rm_file(target.path(copies.POINTER))
    folder = target.path(f"sets/{publish.latest(reports).name}")
    size = len(here(reports)["run.json"])
    target.files.pipe_file(f"{folder}/run.json", b"x" * size)
    assert copy(reports, target) == 1
    assert there(target, reports) == here(reports)


@pytest.mark.parametrize("fault", ["refused", "cut", "lost"])
@pytest.mark.parametrize("at", [0, 3, -1])
def test_a_failing_copy_leaves_the_former_set_the_latest_there(
    reports, target, monkeypatch, fault, at
):
    copy(reports, target)
    former = copies.last(target)
    make(reports, MORE)
    real, calls = target.files.pipe_file, []
    last = len(here(reports)) if at < 0 else at  # the pointer itself is written after all files

    def failing(path, content, *args, **options):
        calls.append(path)
        if len(calls) - 1 != last:
            return real(path, content, *args, **options)
        if fault == "refused":
            raise PermissionError("not allowed")
        return real(path, content[:-1]) if fault == "cut" and last == at else None

    monkeypatch.setattr(target.files, "pipe_file", failing)
    with pytest.raises(RunError, match="published here, but its copy") as caught:
        copy(reports, target)
    assert outcome.reason_of(caught.value) == "copy_failed"
    assert copies.last(target) == former
    assert manifest.problems(publish.latest(reports)) == []
    monkeypatch.undo()
    assert copy(reports, target) > 0 or last != at
    assert there(target, reports) == here(reports)
    assert copies.last(target)["run"] == publish.latest(reports).name


@pytest.mark.parametrize("address", ["nosuch://a/b", "ftp2:/x://y"])
def test_an_address_of_no_kind_is_refused(address):
    with pytest.raises(UsageError, match="--copy-to"):
        copies.place(address)


def test_no_password_is_shown():
    assert copies._shown("sftp://ann:secret@host/reports?key=secret") == (
        "sftp://host/reports",
        "ann:secret@",
    )


def report(root, *words):
    command = (sys.executable, "-m", "policylib.cli", "report", "--jobs", "1", *words)
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=200)


def test_the_command_says_a_failing_copy_and_mends_it_next_time(tmp_path):
    root = project(tmp_path / "project", plain=notebook("1 + 1"))
    blocked = tmp_path / "copy"
    blocked.write_text("a file where the folder should be")
    done = report(root, "--copy-to", f"file://{blocked}")
    told = json.loads((root / "reports" / "outcome.json").read_text())
    assert done.returncode == 1 and "published here" in done.stderr, done.stderr
    assert (told["outcome"], told["reason"]) == ("failed", "copy_failed")
    latest = publish.latest(root / "reports")
    assert manifest.problems(latest) == []
    blocked.unlink()
    done = report(root, "--copy-to", f"file://{blocked}")
    assert done.returncode == 0, done.stderr
    assert outcome.read(root / "reports").outcome == "unchanged"
    names = {p.name for p in latest.iterdir()}
    assert {p.name for p in (blocked / "sets" / latest.name).iterdir()} == names
    assert json.loads((blocked / "latest.json").read_text())["run"] == latest.name
