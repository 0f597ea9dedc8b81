"""The journal: whole lines are believed, a torn end is cut, damage is set aside and said."""

from __future__ import annotations

import json
import random

import pytest

from policylib.errors import RunError, UsageError
from policylib.reporting.shelf import disk, journal
from tests.runner.office import FULL, NOW, Fails, make, pages


def opened(reports, run="20250101T000000-1"):
    return journal.Journal(reports, run=run, now=lambda: NOW)


@pytest.fixture
def written(tmp_path):
    with opened(tmp_path) as book:
        book.add("started")
        book.add_all("planned", jobs={"a": {"key": "1"}, "b 'x' 📊": {"key": "2"}})
        book.add("running", job="a", worker=1)
        book.add("failed", job="a", reason="cell_error", text="línea\n2")
    return tmp_path


def events(reports):
    return [line["event"] for line in journal.lines(reports)]


def test_lines_come_back_in_their_order(written):
    lines = journal.lines(written)
    assert [line["n"] for line in lines] == [1, 2, 3, 4, 5]
    assert lines[2]["job"] == "b 'x' 📊" and lines[2]["key"] == "2"
    assert lines[4]["text"] == "línea\n2" and lines[4]["at"] == NOW.isoformat()
    with opened(written, "20250101T000000-2") as book:
        assert [x["n"] for x in book.past] == [1, 2, 3, 4, 5]
        book.add("resumed")
    assert [x["n"] for x in journal.lines(written)] == [1, 2, 3, 4, 5, 6]


def test_every_end_that_a_kill_can_leave_is_cut_and_said(written):
    path = written / journal.FILE
    content = path.read_bytes()
    for size in range(len(content)):
        path.write_bytes(content[:size])
        whole = content[:size].count(b"\n")
        with opened(written) as book:
            assert len(book.past) == whole
        torn = size > 0 and content[size - 1 : size] != b"\n"
        assert events(written) == [*[x["event"] for x in book.past], *(["torn"] * torn)]
        assert [x["n"] for x in journal.lines(written)] == list(range(1, whole + 1 + torn))
    assert not list(written.glob("journal.damaged*"))


def test_every_changed_bit_is_met(written):
    path = written / journal.FILE
    content = path.read_bytes()
    chance = random.Random(7)
    for number in range(300):
        place, bit = chance.randrange(len(content)), chance.randrange(8)
        changed = bytearray(content)
        changed[place] ^= 1 << bit
        path.write_bytes(changed)
        with opened(written) as book:
            pass
        last = journal.lines(written)[-1]["event"]
        assert last in ("damaged", "torn"), number
        # A bit of the very last line's end leaves a line without an end: torn, not damaged.
        assert last == "damaged" or place == len(content) - 1
        assert [x["n"] for x in book.past] == list(range(1, len(book.past) + 1))
        for old in written.glob("journal.damaged*"):
            assert old.read_bytes() == changed
            old.unlink()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: b"\0" * len(c),
        lambda c: c[:100] + b"\0" * 50 + c[150:],
        lambda c: c + b"\0" * 100,
        lambda c: c + b"garbage",
        lambda c: c + b'{"n":6}\n',
        lambda c: b"".join(c.splitlines(keepends=True)[1:]),
        lambda c: b"".join(c.splitlines(keepends=True)[::2]),
        lambda c: c + c.splitlines(keepends=True)[-1],
        lambda c: b"\n" + c,
        lambda c: b"[" * 100_000 + b"\n",
        lambda c: b"1\n",
        lambda c: b"\xff\xfe\n",
    ],
)
def test_damage_is_set_aside_and_the_run_goes_on(written, spoil):
    path = written / journal.FILE
    path.write_bytes(spoil(path.read_bytes()))
    spoiled = path.read_bytes()
    with opened(written) as book:
        book.add("started")
    assert (written / "journal.damaged-1").read_bytes() == spoiled
    assert events(written) == ["damaged", "started"]
    assert journal.lines(written)[0]["set_aside"] == "journal.damaged-1"


def test_a_damaged_journal_changes_nothing_that_is_published(tmp_path):
    make(tmp_path, {"a": b"1"})
    (tmp_path / journal.FILE).write_bytes(b"\0" * 999)
    assert make(tmp_path, {"a": b"1"}) == "unchanged"
    assert make(tmp_path, {"a": b"2"}) == "published"
    assert pages(tmp_path) == {"a": b"2"}
    assert events(tmp_path)[0] == "damaged"


def test_a_journal_that_is_a_link_is_not_written_through(tmp_path):
    (tmp_path / "other").write_text("mine")
    (tmp_path / journal.FILE).symlink_to("other")
    with opened(tmp_path) as book:
        book.add("started")
    assert (tmp_path / "other").read_text() == "mine"
    assert events(tmp_path) == ["damaged", "started"]


def test_a_line_that_the_disk_refuses_leaves_nothing(written, monkeypatch):
    with opened(written) as book:
        before = (written / journal.FILE).read_bytes()
        monkeypatch.setattr(disk, "step", Fails(2, code=FULL, stays=False))
        with pytest.raises(RunError, match="the disk is full"):
            book.add("started")
        assert (written / journal.FILE).read_bytes() == before
        book.add("started")
    assert events(written)[-1] == "started"


def test_it_does_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "ROTATE_BYTES", 500)
    for number in range(40):
        with opened(tmp_path, f"20250101T000000-{number}") as book:
            book.add("started", text="x" * 100)
            book.add("unchanged")
    kept = sorted(tmp_path.glob("journal-*"), key=lambda p: int(p.name.split("-")[1]))
    assert len(kept) == journal.ROTATED_KEPT
    assert (tmp_path / journal.FILE).stat().st_size < 2_000
    first = journal.lines(tmp_path)[0]
    assert first["event"] == "rotated" and first["former"] == kept[-1].name
    last = json.loads(kept[-1].read_bytes().splitlines()[-1])
    assert first["former_sum"] == last["sum"]


@pytest.mark.parametrize(
    "steps",
    [
        ["running"],
        ["planned", "sealed"],
        ["planned", "published"],
        ["planned", "running", "sealed"],
        ["planned", "running", "executed", "sealed"],
        ["planned", "running", "executed", "checked", "published"],
        ["planned", "failed", "published"],
        ["planned", "skipped", "running"],
        ["planned", "plannd"],
    ],
)
def test_a_state_that_was_not_reached_cannot_be_written(tmp_path, steps):
    with opened(tmp_path) as book:
        for event in steps[:-1]:
            book.add(event, job="a")
        before = (tmp_path / journal.FILE).read_bytes() if len(steps) > 1 else b""
        with pytest.raises(UsageError):
            book.add(steps[-1], job="a")
        assert (tmp_path / journal.FILE).read_bytes() == before


def test_own_fields_cannot_be_overwritten(tmp_path):
    with opened(tmp_path) as book, pytest.raises(UsageError, match="own fields"):
        book.add("started", n=3)


def test_unfinished_and_unpublished():
    def line(run, event, **more):
        return {"run": run, "event": event} | more

    past = [
        line("1", "started"),
        line("1", "sealed", job="a", key="ka"),
        line("1", "failed", job="b"),
        line("1", "failed"),
        line("2", "resumed"),
        line("2", "sealed", job="b", key="kb"),
    ]
    assert journal.unfinished(past) == "2"
    assert journal.unfinished(past[:4]) == "" == journal.unfinished([])
    assert journal.unpublished(past, runs=2) == {"ka", "kb"}
    assert journal.unpublished(past, runs=1) == {"kb"}
    past += [line("2", "published", job="b", key="kb"), line("2", "published")]
    assert journal.unpublished(past, runs=2) == {"ka"}
    assert journal.unfinished(past) == ""
