"""Sealed jobs: believed by their bytes alone, whoever sealed them."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest

from policylib.errors import RunError, UsageError
from policylib.reporting.shelf import publish, sealed
from tests.conftest import ROOT

KEY = "ab" * 32


def folder(reports, name="1", **files):
    made = reports / "aside" / "20250101T000000-1" / name
    made.mkdir(parents=True)
    for what, content in (files or {"html": "page", "ipynb": "book"}).items():
        (made / what).write_text(content)
    return made


@pytest.fixture
def reports(tmp_path):
    publish.claim(tmp_path)
    return tmp_path


def seal(reports, made, **more):
    return sealed.seal(reports, KEY, made, {"seconds": 2.5}, say=print, **more)


def test_what_was_sealed_is_taken(reports):
    made = folder(reports)
    kept = seal(reports, made)
    assert not made.exists()
    again = sealed.taken(reports, KEY, say=print)
    assert again == kept
    assert again.about == {"seconds": 2.5} and set(again.names) == {"html", "ipynb"}
    assert (again.folder / "html").read_text() == "page"
    assert sealed.taken(reports, "cd" * 32, say=print) is None


def test_every_damage_is_met_counted_and_not_believed(reports):
    chance = random.Random(3)
    for number in range(60):
        kept = seal(reports, folder(reports, str(number)))
        path = kept.folder / chance.choice(["html", "ipynb", sealed.LIST])
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        said = []
        assert sealed.taken(reports, KEY, say=said.append) is None, number
        assert len(said) == 1 and "is damaged and is made again" in said[0]
        assert len(sealed.damaged(reports)) == number + 1
    assert len(sealed.sweep(reports, needed=())) == 60


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: (f / "html").unlink(),
        lambda f: (f / "more").write_text("x"),
        lambda f: (f / "more").mkdir(),
        lambda f: (f / sealed.LIST).unlink(),
        lambda f: (f / sealed.LIST).write_bytes(b""),
        lambda f: (f / sealed.LIST).write_bytes(b"[]"),
        lambda f: (f / sealed.LIST).write_bytes(b"3"),
        lambda f: (f / sealed.LIST).write_bytes(b"{}"),
        lambda f: (f / sealed.LIST).write_bytes(b"\0" * 300),
        lambda f: (f / "html").write_bytes(b"\0" * 4),
        lambda f: ((f / "html").unlink(), (f / "html").symlink_to("ipynb")),
        lambda f: ((f / "html").unlink(), os.mkfifo(f / "html")),
        lambda f: (f.rename(f.with_name("x")), f.symlink_to("x")),
        lambda f: (f.rename(f.with_name("x")), f.write_text("a file")),
    ],
)
def test_anything_but_the_sealed_bytes_is_set_aside(reports, spoil):
    spoil(seal(reports, folder(reports)).folder)
    assert sealed.taken(reports, KEY, say=print) is None
    assert len(sealed.damaged(reports)) == 1
    assert seal(reports, folder(reports, "again")) == sealed.taken(reports, KEY, say=print)


def test_a_damaged_one_gives_way_to_a_new_one(reports):
    (seal(reports, folder(reports)).folder / "html").write_text("PAGE")
    said = []
    sealed.seal(reports, KEY, folder(reports, "2"), {}, say=said.append)
    assert len(said) == 1
    assert (reports / "sealed" / KEY / "html").read_text() == "page"


def test_the_same_key_again_is_the_same_bytes_or_an_error_that_names_the_file(reports):
    first = seal(reports, folder(reports))
    assert seal(reports, folder(reports, "2")) == first
    other = {"html": "page", "ipynb": "other"}
    with pytest.raises(RunError, match="ipynb") as error:
        seal(reports, folder(reports, "3", **other))
    assert error.value.reason == "not_same"
    assert seal(reports, folder(reports, "4", **other), exact=("html",)) == first
    with pytest.raises(RunError, match="extra"):
        seal(reports, folder(reports, "5", html="page", extra="x"), exact=("html",))
    assert sealed.taken(reports, KEY, say=print) == first


@pytest.mark.parametrize("key", ["", "..", "../x", "a/b", "AB" * 32, "ab", "x" * 64, "ab" * 65])
def test_a_key_that_tries_to_break_out_is_refused(reports, key):
    with pytest.raises(UsageError, match="is no key"):
        sealed.seal(reports, key, folder(reports), {}, say=print)
    with pytest.raises(UsageError, match="is no key"):
        sealed.taken(reports, key, say=print)


def test_a_folder_with_more_than_plain_files_is_refused(reports):
    for number, spoil in enumerate(
        (
            lambda f: (f / "sub").mkdir(),
            lambda f: (f / "link").symlink_to("/etc/hostname"),
            lambda f: (f / ".hidden").write_text(""),
            lambda f: (f / "two words").write_text(""),
        )
    ):
        made = folder(reports, str(number))
        spoil(made)
        with pytest.raises(UsageError):
            seal(reports, made)
    assert sealed.taken(reports, KEY, say=print) is None


def test_what_is_needed_or_not_ours_is_not_swept(reports):
    seal(reports, folder(reports))
    (reports / "sealed" / "mine").mkdir()
    (reports / "sealed" / ("ef" * 32)).symlink_to("mine")
    assert sealed.sweep(reports, needed=[KEY]) == []
    assert sealed.sweep(reports, needed=[]) == [KEY]
    assert (reports / "sealed" / "mine").is_dir()


RACE = """
import sys
from pathlib import Path
from policylib.errors import RunError
from policylib.reporting.shelf import sealed
reports, me = Path(sys.argv[1]), sys.argv[2]
(reports / f"ready-{me}").touch()
while len(list(reports.glob("ready-*"))) < 2:
    pass
for number in range(50):
    made = reports / "aside" / me / str(number)
    made.mkdir(parents=True)
    same = number % 2 == 0
    (made / "html").write_text("page" if same else f"page of {me}")
    (made / "ipynb").write_text("x" * 50_000)
    try:
        sealed.seal(reports, f"{number:064x}", made, {"by": me}, say=print)
        print("kept")
    except RunError as error:
        print(error.reason, "html" in str(error))
"""


def test_two_processes_that_seal_the_same_key_fifty_times(reports):
    each = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(reports), name],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("x", "y")
    ]
    said = [process.communicate(timeout=60) for process in each]
    assert [complaint for _, complaint in said] == ["", ""]
    for number, lines in enumerate(zip(*(t.splitlines() for t, _ in said), strict=True)):
        expected = ["kept", "kept"] if number % 2 == 0 else ["kept", "not_same True"]
        assert sorted(lines) == expected, number
        assert sealed.taken(reports, f"{number:064x}", say=print) is not None
    assert sealed.damaged(reports) == []
