"""What each kind of change did: it is named, and the parts add up. Real runs of a changed copy."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from policylib.errors import DataError, RunError
from policylib.reporting import again, apart, carried, inputs
from policylib.reporting.needs.keys import Key
from policylib.reporting.pages.site import changes
from policylib.reporting.workers import How
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
        # A relative folder, as people write it.
        words = ["--region", AREA, "--language", "en", "--output", f"../{self.reports.name}"]
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


def test_what_was_before_must_be_there(tmp_path):
    with pytest.raises(DataError, match=r"has no readable inputs\.zip"):
        inputs.put_back(tmp_path / inputs.FILE, ["law"], project=tmp_path)


def test_a_damaged_archive_is_told_as_such(tmp_path):
    kept = tmp_path / inputs.FILE
    whole = bytearray(inputs.packed(ROOT))
    whole[200] ^= 0xFF
    kept.write_bytes(whole)
    carried.copy(ROOT, tmp_path / "project")
    with pytest.raises(DataError, match=r"has no readable inputs\.zip"):
        inputs.put_back(kept, apart._ORDER, project=tmp_path / "project")


@pytest.mark.parametrize(
    "name",
    [
        "policylib/law/__init__.py",
        "policylib/law/x.so",
        "policylib/store/x.yaml",
        "data/raw/../../x.csv",
        "data/raw/",
        "data/raw/a/b/c.csv",
        "/policylib/law/x.yaml",
    ],
)
def test_an_archive_brings_nothing_else(tmp_path, name):
    kept = tmp_path / inputs.FILE
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(DataError, match="holds what this library does not write"):
        inputs.put_back(kept, ["law"], project=tmp_path)


def test_no_file_of_an_office_is_kept(tmp_path):
    carried.copy(ROOT, tmp_path)
    raw = tmp_path / "data" / "raw"
    (raw / "an-office").mkdir()
    (raw / "an-office" / "corrections.csv").write_text("nik\n3216980101900001\n")
    (raw / "published-numbers" / "sent").mkdir()
    (raw / "published-numbers" / "sent" / "list.csv").write_text("3216980101900001")
    (raw / "published-numbers" / "beside.csv").write_text("3216980101900001")
    with zipfile.ZipFile(io.BytesIO(inputs.packed(tmp_path))) as archive:
        names = archive.namelist()
        assert not any(b"3216980101900001" in archive.read(name) for name in names)
    assert "data/raw/published-numbers/source.yml" in names
    assert "policylib/law/bpu.yaml" in names
    assert all(inputs._kind(name) in changes.KINDS for name in names), "each can be put back"


def test_a_source_that_is_gone_stays_gone(tmp_path):
    carried.copy(ROOT, tmp_path)
    kept = tmp_path / inputs.FILE
    kept.write_bytes(inputs.packed(tmp_path))
    shutil.rmtree(tmp_path / "data" / "raw" / "idm-kemendes")
    law = tmp_path / "policylib" / "law" / "bpu.yaml"
    law.write_text("other")
    inputs.put_back(kept, ["evidence"], project=tmp_path)
    assert not (tmp_path / "data" / "raw" / "idm-kemendes").exists()
    assert law.read_text() == "other", "only what is asked for is put back"


PARTS = {"code policylib.coverage": "1", "files policylib.law": "1", "data a": "1"}


def known(value: float) -> dict:
    return {"id": "f", "value": value, "low": value, "high": None, "unit": "people"}


class Made:
    """A set of pages whose law and data are others now; what a computation of them gives."""

    def __init__(self, monkeypatch, tmp_path, takes=()) -> None:
        names = {"02-a": (), **({"08-b": takes} if takes else {})}
        self.jobs = [self.job(name, taken) for name, taken in names.items()]
        now = PARTS | {"files policylib.law": "2", "data a": "2"}
        self.now = {j.name: Key("new", now | {"findings 02-a": "x"} if j.takes else now)
                    for j in self.jobs}  # fmt: skip
        before = {j.name: Key("old", PARTS) for j in self.jobs}
        self.sets = apart.Sets(
            self.jobs, self.now, before, dict.fromkeys(self.now, 1.0), tmp_path, tmp_path
        )
        self.parts = now | {"data a": "1"}
        self.said: list[str] = []
        monkeypatch.setattr(carried, "copy", lambda root, folder: folder.mkdir())
        monkeypatch.setattr(inputs, "put_back", lambda *words, **more: None)
        monkeypatch.setattr(again, "computed", self.computed)

    def job(self, name, takes):
        values = {"known_on": "2025-12-31"}
        return SimpleNamespace(
            name=f"{name}.32.16.en", notebook=SimpleNamespace(name=name), values=values,
            region=SimpleNamespace(code="32.16"), scenario="", takes=dict(takes),
        )  # fmt: skip

    def computed(self, jobs, **how):
        record = {"findings": [known(11)]}
        return {job.name: again.Computed(record, self.parts) for job in jobs}

    def told(self, *kinds, name="02-a"):
        page = f"{name} 32.16 2025-12-31"
        row = {"page": page, "finding": "f", "kinds": list(kinds)}
        rows = [{**row, "before": known(10), "after": known(13)}]
        (found,) = apart.told(rows, self.sets, how=How(), say=self.said.append)
        return found["parts"]


def part(value: float) -> dict:
    return {"value": value, "low": value, "high": None}


def test_each_step_gives_its_part(monkeypatch, tmp_path):
    made = Made(monkeypatch, tmp_path)
    assert made.told("law", "evidence") == {"law": part(1), "evidence": part(2)}


def test_a_page_of_other_inputs_than_meant_gets_no_parts(monkeypatch, tmp_path):
    made = Made(monkeypatch, tmp_path)
    for name, other in (("code policylib.coverage", "9"), ("data a", "2"), ("data a", "9")):
        held = made.parts
        made.parts = held | {name: other}
        assert made.told("law", "evidence") is None
        assert "not told apart on 1 pages" in made.said[-1]
        made.parts = held


def test_a_brief_gets_parts_only_with_the_pages_that_it_takes(monkeypatch, tmp_path):
    takes = {"02-a": "02-a.32.16.en"}
    made = Made(monkeypatch, tmp_path, takes)
    assert made.told("law", "evidence", name="08-b") == {"law": part(1), "evidence": part(2)}
    all_ = made.computed
    monkeypatch.setattr(
        again, "computed", lambda jobs, **how: all_([j for j in jobs if j.takes], **how)
    )
    assert made.told("law", "evidence", name="08-b") is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RunError("it took too long", reason="run_timeout"), "apart: it took too long"),
        (OSError("no space for 3216980101900001"), "apart: OSError"),
        (KeyError("x"), "apart: KeyError"),
    ],
)
def test_no_error_of_it_ends_the_run(monkeypatch, tmp_path, error, words):
    made = Made(monkeypatch, tmp_path)

    def fails(*words, **more):
        raise error

    monkeypatch.setattr(again, "computed", fails)
    assert made.told("law", "evidence") is None
    assert made.said[-1].endswith(words)


def test_what_did_not_change_may_not_have_done_anything():
    row = {"page": "p", "finding": "f", "before": known(10), "after": known(13)}
    steps = [{"p": {"f": known(11)}}]
    order = ["law", "evidence"]
    assert apart._parts({**row, "kinds": ["law", "evidence"]}, order, steps)
    three = {**row, "kinds": ["evidence", "assumptions"]}
    steps = [{"p": {"f": known(11)}}, {"p": {"f": known(12)}}]
    assert apart._parts(three, ["law", "evidence", "assumptions"], steps) is None


def test_a_difference_that_cannot_be_computed_is_told_as_such():
    row = {"page": "p", "finding": "f", "before": known(3), "after": known(3)}
    assert apart._parts({**row, "kinds": ["law", "code"]}, ["code", "law"], []) is None
    assert apart._parts({**row, "kinds": ["law"], "before": None}, [], []) is None
    assert apart._parts({**row, "kinds": ["law"]}, [], []) == {"law": part(0)}


def test_a_computation_that_ends_badly_repeats_no_words(tmp_path):
    with pytest.raises(RunError, match="ended with status 1"):
        again.computed([], project=tmp_path, how=How(), seconds=60)
