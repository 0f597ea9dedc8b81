"""Papermill's own notebooks end under our engine as they end under its own."""

from __future__ import annotations

import pytest

from tests import methods_page
from tests.papermill import compare
from tests.papermill.cases import CASES, FOLDER, LEFT_OUT, Case


@pytest.fixture(scope="module")
def page():
    return methods_page.block(compare.PAGE, compare.START, compare.END)


def test_the_page_shows_what_was_measured(page):
    assert f"`{compare.code_measured()}`" in page, "run: python -m tests.papermill.compare"


def test_every_run_of_the_page_is_as_it_must_be(page):
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in page.splitlines()]
    rows = [r for r in rows if len(r) == 6][2:]
    assert [r[0] for r in rows] == [case.name for case in CASES]
    for case, row in zip(CASES, rows, strict=True):
        assert row[3] == (case.reason or row[2]), row
        assert row[4:] == ["others" if case.is_ended else "the same", case.differs]


def test_every_notebook_is_run_or_left_out_with_its_reason():
    assert {p.stem for p in FOLDER.glob("*.ipynb")} == {case.name for case in CASES}
    assert all(LEFT_OUT.values())
    assert "nteract" in (FOLDER / "LICENSE").read_text(encoding="utf-8")


SLICE = ("simple_execute", "broken2", "sysexit0", "sysexit1", "line_magic_error")


@pytest.mark.parametrize("case", [c for c in CASES if c.name in SLICE and not c.parameters],
                         ids=lambda case: case.name)  # fmt: skip
def test_a_slice(case: Case):
    theirs, ours = compare.ran(case, None), compare.ran(case, "policylib")
    assert compare.problems(case, theirs, ours) == []
    assert compare.problems(case, theirs, compare.Ran("other", [], {})) != []
