"""A slice of the polluted files; all of them are read by `make verify`."""

import re

import pytest

from tests.polluted.registry import KINDS
from tests.polluted.run import END, PAGE, START, code_measured, outcomes


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_file_is_read_wrongly(name):
    judged = outcomes([name], range(2))[name]
    assert not [why for outcome, why in judged if outcome == "WRONG"]
    if KINDS[name].clerk:
        assert [outcome for outcome, _ in judged] == ["exact", "exact"], judged


def measured():
    text = PAGE.read_text(encoding="utf-8").partition(START)[2].partition(END)[0]
    rows = re.findall(
        r"^\| (.+?) \| (yes|) ?\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.M
    )
    return [(says, clerk, *map(int, numbers)) for says, clerk, *numbers in rows]


def test_the_page_shows_what_was_measured():
    rows = measured()
    assert f"code `{code_measured()}`" in PAGE.read_text(encoding="utf-8"), "run: make verify"
    assert len(rows) == len(KINDS) >= 25
    assert {says for says, *_ in rows} == {k.says for k in KINDS.values()}
    assert sum(row[2] for row in rows) >= 400
    assert sum(row[-1] for row in rows) == 0
    clerks = [row for row in rows if row[1]]
    assert len([row for row in clerks if row[3] >= 0.95 * row[2]]) >= 15
