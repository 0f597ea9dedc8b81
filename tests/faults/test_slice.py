"""Some faults of each kind under the oracle, and the page that holds all of them."""

from __future__ import annotations

import sys

import pytest

from tests import methods_page
from tests.faults import breakouts, cells, damage, disks, kills, rivals, run, world
from tests.faults.case import Office
from tests.faults.oracle import judge

SEED = 7
NAMES = {
    cells: "os._exit(0)",
    damage: "latest/02-struck.32.16.en.html a bit flipped",
    disks: "64 KB free",
    world: 'it\'s "quoted"',
    breakouts: "the folder of the facts",
}


def _slice() -> list:
    """Choose so few that they end in a minute and a half on two busy cores."""
    found = [kills.kills(4, SEED)[3], *rivals.all_faults(1)]
    for module, name in NAMES.items():
        named = [f for f in module.all_faults() if f.name == name]
        skipped = pytest.mark.skip(reason="mounting a disk is not permitted here")
        found.append(named[0] if named else pytest.param(None, marks=skipped, id=name))
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return Office(tmp_path_factory.mktemp("office") / "all")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are read from /proc")
@pytest.mark.parametrize("fault", _slice(), ids=lambda f: f and f"{f.group}: {f.name}")
def test_after_a_fault_all_is_as_it_was_or_right(office, fault):
    assert judge(office.case(), fault).problems == []


#: Kinds of faults that the page must hold, however many of each.
KINDS = {"kill -9", "full disk", "damaged", "two schedulers at once", "memory", "all"}


@pytest.fixture(scope="module")
def page():
    return methods_page.block(run.PAGE, run.START, run.END)


def test_the_page_shows_what_was_measured(page):
    assert f"`{run.code_measured()}`" in page, "run: python -m tests.faults.run"


def test_nothing_wrong_was_ever_published(page):
    rows = [r.strip("| ").split(" | ") for r in page.splitlines() if r.startswith("| ")][1:]
    assert {r[0].partition(":")[0] for r in rows} >= KINDS
    assert all(int(row[2]) == 0 for row in rows)
    kinds = {f.group for module in run.MODULES.values() for f in module.all_faults()}
    assert {r[0] for r in rows} <= kinds | {"all"}
