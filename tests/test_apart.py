"""What each kind of change did: it is named, and the parts add up. Real runs of a changed copy."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from policylib.errors import DataError
from policylib.reporting import apart, carried, inputs
from tests.conftest import ROOT

AREA = "32.75"
#: Kind of change: file of the project, what stands there, what it is made into.
MADE = {
    "law": ("policylib/law/bpu.yaml", "value: 6800", "value: 7800"),
    "evidence": (
        "data/raw/published-numbers/published_numbers.csv",
        "2000000000,2000000000,2000000000",
        "1800000000,1800000000,1800000000",
    ),
    "assumptions": ("policylib/assumptions/instruments.yaml", "value: 0.05", "value: 0.06"),
    "code": ("policylib/contributions/premium.py", "12 * bill.total", "13 * bill.total"),
}
SEALED = "from pathlib import Path; from policylib import store; store.seal(Path(), '{}')"


class Copy:
    """A copy of the project with its library, its reports beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.reports = folder / "project", folder / "reports"
        carried.copy(ROOT, self.folder)
        self.say = ""

    def python(self, *words: str) -> str:
        own = os.environ | {"PYTHONPATH": str(self.folder), "POLICYLIB_BROWSER": "none"}
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=own, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    def change(self, kind: str, *, back: bool = False) -> None:
        name, old, new = MADE[kind]
        path = self.folder / name
        text = path.read_text("utf-8")
        old, new = (new, old) if back else (old, new)
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        if kind == "evidence":
            self.python("-c", SEALED.format(path.parent.name))

    def report(self, *notebooks: str) -> list[dict]:
        words = ["--region", AREA, "--language", "en", "--output", str(self.reports)]
        self.say = self.python("-m", "policylib.cli", "report", *notebooks, *words)
        return json.loads((self.reports / "latest" / "changes.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[str, list[dict]]:
    """Rows of changes by what changed: all four at once, then each taken back alone."""
    copy = Copy(tmp_path_factory.mktemp("apart"))
    found = {"nothing": copy.report("05", "07")}
    for kind in MADE:
        copy.change(kind)
    found["all"] = copy.report("05", "07")
    text = (copy.reports / "latest" / "changes.en.html").read_text("utf-8")
    found["page"] = re.findall(r"<td data-label=\"Because of\">(.*?)</td>", text)
    for kind in MADE:
        copy.change(kind, back=True)
        found[kind] = copy.report("05", "07")
    return found


def row(rows, notebook: str, finding: str) -> dict:
    return next(r for r in rows if r["page"].startswith(notebook) and r["finding"] == finding)


def test_a_first_set_tells_no_change(told):
    assert told["nothing"] == []


@pytest.mark.parametrize("kind", MADE)
def test_a_change_of_one_kind_is_all_of_that_kind(told, kind):
    assert told[kind]
    for one in told[kind]:
        assert one["kinds"] == [kind]
        whole = apart._difference(one["before"], one["after"])
        assert one["parts"] == {kind: whole}


def test_parts_of_all_four_kinds_add_up(told):
    for one in told["all"]:
        assert one["parts"] is not None, one
        for name in ("value", "low", "high"):
            before, after = one["before"][name], one["after"][name]
            made = [part[name] for part in one["parts"].values()]
            if before is None or after is None:
                assert None in made
            else:
                assert sum(made) == pytest.approx(after - before, rel=1e-12, abs=1e-9)
        assert one["parts"].keys() >= set(one["kinds"])


def test_each_part_is_what_its_change_does(told):
    """Two billion pay 9,920 people at 16,800 a month; then in the order of the changes."""

    def pays(budget: int, month: int, months: int) -> int:
        return budget // (month * months)

    steps = {
        "code": (pays(2_000_000_000, 16_800, 13), pays(2_000_000_000, 16_800, 12)),
        "law": (pays(2_000_000_000, 17_800, 13), pays(2_000_000_000, 16_800, 13)),
        "evidence": (pays(1_800_000_000, 17_800, 13), pays(2_000_000_000, 17_800, 13)),
    }
    parts = row(told["all"], "05", "person-years")["parts"]
    assert {k: part["value"] for k, part in parts.items() if k in steps} == {
        k: after - before for k, (after, before) in steps.items()
    }
    lapse = row(told["all"], "07", "subsidy-at-end")["parts"]
    assert lapse["assumptions"]["value"] < 0


def test_the_page_names_each_kind_with_its_part(told):
    assert any(re.search(r"law: −514; evidence: −865; .*notebook: −763", t) for t in told["page"])


def test_what_was_before_must_be_kept(tmp_path):
    kept = tmp_path / inputs.FILE
    with pytest.raises(DataError, match="has no readable inputs.zip"):
        inputs.put_back(kept, ["law"], project=tmp_path, changed=())
    kept.write_bytes(inputs.packed(ROOT))
    with pytest.raises(DataError, match="files of before are not kept \\(an-office"):
        inputs.put_back(kept, ["evidence"], project=tmp_path, changed=["an-office"])


def test_a_difference_that_cannot_be_computed_is_told_as_such():
    known = {"value": 3, "low": 1, "high": None, "unit": "people"}
    mixed = {"page": "p", "finding": "f", "kinds": ["law", "code"], "before": known, "after": known}
    assert apart._parts(mixed, ["code", "law"], []) is None
    assert apart._parts({**mixed, "kinds": ["law"], "before": None}, [], []) is None
    assert apart._parts({**mixed, "kinds": ["law"]}, [], []) == {
        "law": {"value": 0, "low": 0, "high": None}
    }
