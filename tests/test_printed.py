"""Printing without a browser: which is found, how it is started and ended, what is believed."""

from __future__ import annotations

import datetime as dt
import os
import stat
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policylib import cli
from policylib.errors import RunError
from policylib.kernels import places, tree
from policylib.reporting.pages.printed import browser, pdf

DAY = dt.date(2025, 12, 31)
PAGE = b'<!DOCTYPE html><html lang="id"><title>Desa</title><p><a href="index.html">x</a>'
POSIX = pytest.mark.skipif(os.name != "posix", reason="fake browsers are shell scripts")
#: Writes what it is given into the PDF that is asked of it.
WRITES = """for word in "$@"; do case $word in --print-to-pdf=*) target=${word#*=};; esac; done
"""
GOOD = (
    WRITES + "printf \"%%PDF-1.4\\n/CreationDate (D:20261122023944+00'00')\\n%%%%EOF\\n\" > $target"
)


def program(folder: Path, name: str, script: str = "exit 0") -> Path:
    """Write a program that is called like a browser."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def printed(path: Path, **options) -> bytes:
    return pdf.printed(PAGE, program=path, day=DAY, **options)


@pytest.fixture(autouse=True)
def nothing_is_left():
    """Look at the folder of this process after each test."""
    yield
    assert list(places.folder().iterdir()) == []


@POSIX
@pytest.mark.parametrize("name", browser.NAMES)
def test_each_browser_is_found_on_the_path(tmp_path, name):
    path = program(tmp_path / "bin", name)
    assert browser.found({"PATH": str(path.parent)}, platform="linux") == path


@POSIX
def test_chromium_comes_before_the_others(tmp_path):
    for name in reversed(browser.NAMES):
        program(tmp_path, name)
    assert browser.found({"PATH": str(tmp_path)}).name == "chromium"


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_where_there_is_none_none_is_found(tmp_path, platform):
    environ = {"PATH": str(tmp_path), "HOME": str(tmp_path), "PROGRAMFILES": str(tmp_path)}
    assert browser.found(environ, platform=platform) is None


def test_the_places_of_macos_and_windows_are_searched(tmp_path):
    mac = tmp_path / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    edge = tmp_path / "Microsoft/Edge/Application/msedge.exe"
    for path in (mac, edge):
        path.parent.mkdir(parents=True)
        path.touch()
    assert browser.found({"PATH": "", "HOME": str(tmp_path)}, platform="darwin") == mac
    environ = {"PATH": "", "PROGRAMFILES(X86)": str(tmp_path)}
    assert browser.found(environ, platform="win32") == edge


@POSIX
def test_a_browser_may_be_named_or_none_be_wanted(tmp_path):
    program(tmp_path / "bin", "chromium")
    own = program(tmp_path / "own", "my-browser")
    path = {"PATH": str(tmp_path / "bin")}
    assert browser.found(path | {browser.NAMED: str(own)}) == own
    assert browser.found(path | {browser.NAMED: "None"}) is None
    with pytest.raises(RunError, match="POLICYLIB_BROWSER names no program") as error:
        browser.found(path | {browser.NAMED: "my-browsr"})
    assert error.value.reason == "print_failed"


@POSIX
def test_a_browser_says_its_version(tmp_path):
    edge = program(tmp_path, "msedge", "echo 'Microsoft Edge 141.0.3537.57 '")
    debian = program(tmp_path, "c", "echo 'Chromium 156.0.8078.79 built on Debian GNU/Linux 12'")
    assert browser.version(edge) == "Microsoft Edge 141.0.3537.57"
    assert browser.version(debian) == "Chromium 156.0.8078.79"
    assert browser.version(tmp_path / "gone") == ""
    assert not browser.is_too_old("")


@POSIX
def test_a_print_is_believed_and_carries_the_day_of_the_page(tmp_path):
    content = printed(program(tmp_path, "chromium", GOOD))
    assert content == b"%PDF-1.4\n/CreationDate (D:20251231000000+00'00')\n%%EOF\n"


@POSIX
def test_a_browser_has_no_network_and_an_empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("LD_PRELOAD", "")
    monkeypatch.setenv(tree.RUN, "a-run")
    script = (
        WRITES
        + f"""{{ echo "$@"; ls -A "$HOME"; env; }} > {tmp_path}/seen
printf '%%PDF-1.4 %%%%EOF' > "$target" """
    )
    printed(program(tmp_path, "chromium", script))
    words, *seen = (tmp_path / "seen").read_text().splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in words
    assert ("--no-sandbox" in words) == (os.geteuid() == 0)
    assert seen[:2] == ["page.html", "said"]
    names = {line.partition("=")[0] for line in seen}
    assert "LD_PRELOAD" not in names
    assert f"{tree.RUN}=a-run" in seen, "the run's supervisor could not end it"


FAILURES = {
    "writes nothing": ("echo 'no usable sandbox' >&2", "status 0: no usable sandbox"),
    "fails": ("echo 'libnss3.so: not found' >&2; exit 127", "status 127: libnss3.so: not found"),
    "writes half": (WRITES + "printf '%%PDF-1.4' > $target", "left no whole PDF"),
    "writes a page": (WRITES + "printf '<html>%%%%EOF' > $target", "left no whole PDF"),
    "is killed": ("kill -9 $$", "status -9"),
}


@POSIX
@pytest.mark.parametrize("how", FAILURES)
def test_a_browser_that_fails_is_an_error_with_a_way_out(tmp_path, how):
    script, said = FAILURES[how]
    with pytest.raises(RunError) as error:
        printed(program(tmp_path, "chromium", script))
    assert said in str(error.value)
    assert "policylib doctor" in str(error.value)
    assert error.value.reason == "print_failed"


def test_a_program_that_cannot_be_started_is_an_error(tmp_path):
    (tmp_path / "chromium").write_text("no program")
    with pytest.raises(RunError, match="does not start"):
        printed(tmp_path / "chromium")


@POSIX
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_browser_that_hangs_is_ended_with_all_that_it_started(tmp_path):
    script = f"(setsid sh -c 'echo $$ > {tmp_path}/deep; exec sleep 600' &)\nsleep 601"
    with pytest.raises(RunError, match="did not print a page in 1 seconds"):
        printed(program(tmp_path, "chromium", script), seconds=1.0)
    deep = int((tmp_path / "deep").read_text())
    assert deep not in tree.found(under=[1])


@POSIX
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_what_outlives_a_browser_is_ended_too(tmp_path):
    script = GOOD + f"\n(setsid sh -c 'echo $$ > {tmp_path}/deep; exec sleep 600' &)\nsleep 0.3"
    assert pdf.is_whole(printed(program(tmp_path, "chromium", script)))
    deep = int((tmp_path / "deep").read_text())
    assert deep not in tree.found(under=[1])


def test_only_the_two_times_of_a_pdf_are_changed():
    before = (
        b"%PDF (D:20200101000000) /CreationDate (D:20261122023944Z) /ModDate (D:20261122023944)"
    )
    after = pdf.of_day(before, DAY)
    assert len(after) == len(before)
    assert after.startswith(b"%PDF (D:20200101000000) /CreationDate (D:20251231000000")
    assert pdf.of_day(after, DAY) == after


def test_paper_has_no_links_to_files_and_no_figure_around_a_figure():
    html = b'<a class="x" href="a.xlsx" id="y">x</a><a href="#f">46</a><figure><img alt="z">'
    assert pdf.for_paper(html) == (
        b'<a class="x" id="y">x</a><a href="#f">46</a><figure role="none"><img alt="z">'
    )


def doctor(monkeypatch, named: str):
    monkeypatch.setenv(browser.NAMED, named)
    return CliRunner().invoke(cli.app, ["doctor"])


@POSIX
def test_the_doctor_knows_the_browser(tmp_path, monkeypatch):
    says = 'case "$1" in --version) echo "Chromium {}.0.1.2"; exit;; esac\n'
    done = doctor(monkeypatch, str(program(tmp_path, "new", says.format(156) + GOOD)))
    assert "ok       browser: Chromium 156.0.1.2 prints the pages as PDF" in done.stdout
    assert done.exit_code == 0, done.stdout
    done = doctor(monkeypatch, str(program(tmp_path, "old", says.format(118) + GOOD)))
    assert "lacking  browser: Chromium 118.0.1.2 prints no page numbers" in done.stdout
    assert done.exit_code == 0
    done = doctor(monkeypatch, str(program(tmp_path, "broken", says.format(156) + "exit 1")))
    assert "FAILED   browser: the browser broken left no whole PDF" in done.stdout
    assert done.exit_code == cli.FAILED


def test_the_doctor_says_what_to_do_without_a_browser(tmp_path, monkeypatch):
    monkeypatch.setattr(browser, "found", lambda: None)
    done = doctor(monkeypatch, "")
    assert "lacking  browser: none found: pages without PDF. Install Chromium" in done.stdout
    assert done.exit_code == 0, done.stdout
    for what in ("Python", "project", "languages", "disk", "library", "kernels"):
        assert f"ok       {what}: " in done.stdout, done.stdout


def test_the_doctor_fails_without_room_for_reports(monkeypatch):
    import shutil

    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 8, 1))
    done = doctor(monkeypatch, browser.NONE)
    assert "FAILED   disk: 0 MB free for reports; 200 are needed" in done.stdout
    assert "browser: POLICYLIB_BROWSER says none" in done.stdout
    assert done.exit_code == cli.FAILED
