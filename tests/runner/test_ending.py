"""Whose death is told: a run's that was killed, and nobody's when only the journal was damaged."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from policylib.reporting import ending
from policylib.reporting.shelf import journal, outcome

NOW = dt.datetime(2025, 11, 1, 6, 0, tzinfo=dt.UTC)
KILLED = "20251101T060000-9"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Two runs that ended well, and how the next one ends: what it says."""
    reports = tmp_path / "reports"
    minutes = itertools.count()
    # No two runs in one second: they would have one name.
    monkeypatch.setattr(ending, "_now", lambda: NOW + dt.timedelta(minutes=next(minutes)))

    def run() -> list[str]:
        said: list[str] = []
        with ending.concluded(reports, hook=None, say=said.append) as (_, _, log):
            log.add("published", pages=1)
        return said

    assert run() == run() == []
    return reports, run


def begin_and_die(reports) -> None:
    with journal.Journal(reports, run=KILLED, now=lambda: NOW) as log:
        log.add("started")


def lines_of_the_first_run(reports) -> int:
    first, second = (x["run"] for x in journal.lines(reports) if x["event"] == "started")
    content = (reports / journal.FILE).read_bytes().splitlines(keepends=True)
    return sum(len(line) for line in content if first.encode() in line and second != first)


@pytest.mark.parametrize("more", [0, 30])
def test_a_journal_that_lost_its_end_tells_of_nobodys_death(office, more):
    reports, run = office
    path = reports / journal.FILE
    content = bytearray(path.read_bytes())
    kept = lines_of_the_first_run(reports)
    content[kept + 40] ^= 1
    path.write_bytes(content[: kept + more] if more else content)
    assert not journal.is_whole(reports)
    assert not [text for text in run() if "ended without a word" in text]
    assert outcome.read(reports).outcome == "published"


@pytest.mark.parametrize("torn", [b"", b'{"at":"2025-11'])
def test_a_killed_run_is_told_of_also_when_its_last_line_is_torn(office, torn):
    reports, run = office
    begin_and_die(reports)
    with (reports / journal.FILE).open("ab") as file:
        file.write(torn)
    assert journal.is_whole(reports) == (not torn)
    assert any(KILLED in text and "ended without a word" in text for text in run())


def test_a_killed_run_is_told_of_in_a_journal_begun_anew(office):
    reports, run = office
    (reports / journal.FILE).write_bytes(b"\0" * 100)
    begin_and_die(reports)
    assert any(KILLED in text and "ended without a word" in text for text in run())
