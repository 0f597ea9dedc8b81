"""The manifest: whatever differs from what was published is named; memory saves only time."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess

import pytest

from policylib.errors import RunError, UsageError
from policylib.reporting.shelf import listing, manifest, publish, seen, signature
from tests.runner.office import make, pages

CONTENT = {"a.32.16.en": b"page a", "b.32.16.id": b"page b"}


@pytest.fixture
def folder(tmp_path):
    """A published set."""
    make(tmp_path, CONTENT)
    return publish.latest(tmp_path)


def test_a_whole_set_has_no_problems_and_names_its_jobs(folder):
    assert manifest.problems(folder) == []
    held = manifest.held(folder)
    assert set(held.jobs) == set(CONTENT)
    kept = held.jobs["a.32.16.en"]
    assert kept.key == hashlib.sha256(b"page a").hexdigest() and kept.published
    assert kept.names["html"] == "a.32.16.en.html" and kept.about == {"seconds": 1.5}


def test_other_tools_can_check_it(folder):
    done = subprocess.run(["sha256sum", "-c", manifest.SUM], cwd=folder, capture_output=True)
    assert done.returncode == 0


def test_every_changed_bit_of_every_file_is_met(folder, tmp_path):
    chance = random.Random(5)
    names = sorted(p.name for p in folder.iterdir())
    cache = seen.Seen.of(tmp_path, folder.name)
    assert manifest.problems(folder, seen=cache) == []
    for number in range(200):
        path = folder / names[number % len(names)]
        content = path.read_bytes()
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        assert manifest.problems(folder) != [], path.name
        assert manifest.problems(folder, seen=seen.Seen.of(tmp_path, folder.name)) != []
        path.write_bytes(content)
        assert manifest.problems(folder) == [], path.name


def link_instead(folder):
    target = folder / "index.html"
    shutil.copy(target, folder.parent / "elsewhere")
    target.unlink()
    target.symlink_to("../elsewhere")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: (f / "index.html").unlink(), "index.html: is missing"),
        (lambda f: (f / "more.html").write_text("x"), "more.html: is not on the list"),
        (lambda f: (f / ".hidden").write_text("x"), ".hidden: is not on the list"),
        (lambda f: (f / "folder").mkdir(), "folder: is a folder"),
        (link_instead, "index.html: is a link"),
        (lambda f: os.mkfifo(f / "pipe"), "pipe: is no plain file"),
        (lambda f: (f / "index.html").write_bytes(b""), "index.html: 0 bytes instead of"),
        (lambda f: (f / manifest.LIST).unlink(), "manifest.json: cannot be read"),
        (lambda f: (f / manifest.SUM).unlink(), "manifest.json: cannot be read"),
        (lambda f: (f / manifest.SUM).write_bytes(b""), "does not agree"),
        (lambda f: (f / manifest.LIST).write_bytes(b""), "does not agree"),
        (lambda f: (f / manifest.LIST).write_bytes(b"\0" * 999), "does not agree"),
    ],
)
def test_what_differs_is_named(folder, spoil, said):
    spoil(folder)
    found = manifest.problems(folder)
    assert len(found) == 1 and said in found[0]


def rewritten(folder, change):
    """A manifest altered by somebody who also remade its sum."""
    content = json.loads((folder / manifest.LIST).read_bytes())
    text = change(content) or json.dumps(content).encode()
    (folder / manifest.LIST).write_bytes(text)
    line = f"{hashlib.sha256(text).hexdigest()}  {manifest.LIST}\n"
    (folder / manifest.SUM).write_text(line)


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["files"].update({"../../x": {"sha256": "0" * 64, "size": 1}}),
        lambda c: c["files"].update({"/etc/passwd": {"sha256": "0" * 64, "size": 1}}),
        lambda c: c["files"].update({"x": {"sha256": "0" * 64, "size": "1"}}),
        lambda c: c["files"].update({"x": {"sha256": "0", "size": 1}}),
        lambda c: c["files"].update({"x": None}),
        lambda c: c["jobs"]["a.32.16.en"]["files"].update(html="../x"),
        lambda c: c["jobs"]["a.32.16.en"]["files"].update(html="b.32.16.id.html"),
        lambda c: c["jobs"].update(c=None),
        lambda c: c.update(format=2),
        lambda c: c.update(number=True),
        lambda c: c.update(more=1),
        lambda c: c.pop("jobs") and None,
        lambda c: b"[]",
        lambda c: b"[" * 200_000,
        lambda c: b'{"files": {}, "files": {}}',
        lambda c: b"\xff",
    ],
)
def test_a_manifest_that_leads_out_or_is_none_is_a_problem(folder, change):
    rewritten(folder, change)
    assert manifest.problems(folder) != []
    assert manifest.held(folder).jobs == {}


def test_jobs_with_a_damaged_file_are_not_held(folder):
    (folder / "a.32.16.en.html").write_bytes(b"PAGE A")
    held = manifest.held(folder)
    assert set(held.jobs) == {"b.32.16.id"}
    assert held.problems == ["a.32.16.en.html: other bytes (sha256)"]


def test_files_that_change_while_the_set_is_put_together_are_refused(folder, tmp_path):
    jobs = manifest.held(folder).jobs
    target = tmp_path / "aside" / "set"
    publish.assemble(target, jobs)
    (target / "a.32.16.en.html").write_bytes(b"PAGE A")
    with pytest.raises(RunError, match=r"a\.32\.16\.en\.html") as error:
        manifest.write(target, jobs, run="20250101T000000-1", number=1)
    assert error.value.reason == "set_not_whole"


def test_a_set_that_is_not_whole_is_not_published(folder, tmp_path):
    target = tmp_path / "aside" / "set"
    jobs = manifest.held(folder).jobs
    publish.assemble(target, jobs)
    manifest.write(target, jobs, run="20250101T000000-1", number=9)
    (target / "undeclared.csv").write_text("x")
    with pytest.raises(RunError, match="undeclared") as error:
        publish.put(tmp_path, target, run="20250101T000000-1", say=print)
    assert error.value.reason == "set_not_whole"
    assert publish.latest(tmp_path) == folder


def test_a_set_cannot_hold_names_that_lead_out(folder, tmp_path):
    with pytest.raises(UsageError, match="cannot be the name"):
        publish.assemble(
            tmp_path / "aside" / "set", {"../x": manifest.held(folder).jobs["a.32.16.en"]}
        )


# ---- what is remembered


@pytest.fixture
def old(folder):
    """The set as it is a while later, when times tell what was changed."""
    for path in folder.iterdir():
        os.utime(path, ns=(10**18 + 1, 10**18 + 1))
    return folder


@pytest.fixture
def hashed(monkeypatch):
    """Names of the files that were hashed."""
    found = []
    real = listing.sha256
    monkeypatch.setattr(listing, "sha256", lambda path: (found.append(path.name), real(path))[1])
    return found


def quick(folder, reports):
    return manifest.problems(folder, seen=seen.Seen.of(reports, folder.name))


def settled(monkeypatch):
    monkeypatch.setattr(seen, "_SETTLED_NS", -(10**12))


def test_unchanged_files_are_not_hashed_again(old, tmp_path, hashed, monkeypatch):
    settled(monkeypatch)
    assert quick(old, tmp_path) == [] and len(hashed) == 6
    hashed.clear()
    assert quick(old, tmp_path) == [] and hashed == []
    path = old / "a.32.16.en.html"
    os.utime(path)
    assert quick(old, tmp_path) == [] and hashed == ["a.32.16.en.html"]
    assert manifest.problems(old) == [] and len(hashed) == 1 + 6


def test_a_change_of_the_same_size_and_time_is_met(old, tmp_path, monkeypatch):
    settled(monkeypatch)
    assert quick(old, tmp_path) == []
    path = old / "a.32.16.en.html"
    path.write_bytes(b"PAGE A")
    os.utime(path, ns=(10**18 + 1, 10**18 + 1))
    assert quick(old, tmp_path) != []


def test_files_changed_a_moment_ago_are_not_remembered(folder, tmp_path, hashed, monkeypatch):
    monkeypatch.setattr(seen, "_SETTLED_NS", 10**15)
    shutil.rmtree(tmp_path / "seen", ignore_errors=True)
    assert quick(folder, tmp_path) == []
    hashed.clear()
    assert quick(folder, tmp_path) == [] and len(hashed) == 6


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: p.write_bytes(b""),
        lambda p: p.write_bytes(b"\0" * p.stat().st_size),
        lambda p: p.write_bytes(p.read_bytes()[:-20]),
        lambda p: p.write_bytes(p.read_bytes().replace(b"a.32.16.en", b"b.32.16.id", 1)),
        lambda p: p.write_bytes(b"3"),
        lambda p: p.unlink(),
    ],
)
def test_a_damaged_memory_costs_only_time(old, tmp_path, hashed, monkeypatch, spoil):
    settled(monkeypatch)
    quick(old, tmp_path)
    spoil(tmp_path / "seen" / f"{old.name}.json")
    hashed.clear()
    (old / "a.32.16.en.html").write_bytes(b"PAGE A")
    assert quick(old, tmp_path) == ["a.32.16.en.html: other bytes (sha256)"]
    assert len(hashed) == 6


def test_a_flipped_sum_in_the_memory_is_not_believed(old, tmp_path, monkeypatch):
    settled(monkeypatch)
    quick(old, tmp_path)
    path = tmp_path / "seen" / f"{old.name}.json"
    chance, content = random.Random(1), path.read_bytes()
    for _ in range(100):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        assert quick(old, tmp_path) == []
    assert pages(tmp_path) == CONTENT


# ---- signature

needs_keygen = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no ssh-keygen here")


def new_key(folder, name, phrase=""):
    path = folder / name
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-C", "office", "-f", str(path)]
    subprocess.run(words, check=True)
    public = path.with_name(f"{name}.pub").read_text()
    allowed = folder / f"{name} allowed"
    allowed.write_text(f'kantor@bekasi namespaces="policylib-report" {public}')
    return path, allowed


@needs_keygen
def test_a_signature_is_made_and_believed_only_from_the_right_key(folder, tmp_path):
    key, allowed = new_key(tmp_path, "kunci 'kantor' 📊")
    _, others = new_key(tmp_path, "other")
    who = "kantor@bekasi"
    assert signature.problems(folder, allowed=allowed, signer=who) == [
        "manifest.json.sig: is missing"
    ]
    signature.sign(folder, key=key)
    assert manifest.problems(folder) == []
    assert signature.problems(folder, allowed=allowed, signer=who) == []
    assert signature.problems(folder, allowed=others, signer=who) != []
    assert signature.problems(folder, allowed=allowed, signer="someone") != []
    assert signature.problems(folder, allowed=tmp_path / "none", signer=who) != []
    rewritten(folder, lambda c: c.update(run="20250101T000000-9"))
    assert signature.problems(folder, allowed=allowed, signer=who) != []


@needs_keygen
def test_a_key_that_cannot_sign_is_an_error_and_asks_nobody(folder, tmp_path):
    locked, _ = new_key(tmp_path, "locked", phrase="secret words")
    for key in (locked, tmp_path / "none"):
        with pytest.raises(RunError, match="was not signed"):
            signature.sign(folder, key=key)
    assert not (folder / manifest.SIGNATURE).exists()


def test_without_the_program_it_is_said(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "key").touch()
    with pytest.raises(RunError, match="ssh-keygen"):
        signature.sign(folder, key=tmp_path / "key")
