"""The brief: made of findings of other notebooks of the same area and day, and of nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import nbformat
import pytest

from policylib import findings, sentences, store, wording
from policylib.errors import DataError, UsageError
from policylib.reporting.needs import keys
from policylib.reporting.plans import notebooks
from policylib.reporting.plans.plan import Asked, Block, Scenario, expand, plan
from tests.conftest import ROOT

NAME = "08-what-should-be-decided"
DAY = "2025-12-31"
GAP = findings.Definition("gap", "people missing", "target less covered", "people")


def taken(notebook="02-can-the-target-be-met", **found):
    return findings.Taken(notebook, f"{notebook}.32.16.en", found)


def gap(low=1.0, high=3.0):
    return GAP.between(low, high, value=2.0, sources=["evidence:a", "parameter:target"])


def brief():
    return notebooks.read(ROOT / "notebooks" / f"{NAME}.ipynb")


def test_a_taken_finding_keeps_its_sources_and_names_its_page():
    found = findings.Others([taken(gap=gap()), None]).all(missing="02/gap")["missing"]
    assert found.id == "02-gap" and (found.low, found.value, found.high) == (1.0, 2.0, 3.0)
    assert found.sources == ("evidence:a", "finding:02-can-the-target-be-met#gap")


def test_only_what_was_said_is_kept_and_only_if_all_of_it_is_there():
    others = findings.Others([taken(gap=gap(), far=gap())])
    assert others.all(a="02/gap", b="02/nothing") is None and others.said == ()
    assert others.all(a="05/gap") is None
    others.all(a="02/gap")
    assert [f.id for f in others.said] == ["02-gap"]
    with pytest.raises(UsageError, match="number and id, such as 02/gap"):
        others.get("gap")


def test_what_the_notebook_asks_for_is_what_it_declares():
    source = "\n".join(brief().code)
    names = re.findall(r'"(\d\d-[a-z-]+)"', source.partition("area =")[0])
    assert tuple(names) == brief().takes


@pytest.mark.parametrize("region", ["32.16", "32.75"])
def test_every_sentence_of_an_area_finds_its_findings(published, region):
    """A misspelt id would leave its sentence out, and nobody would miss it."""
    records = [
        r
        for r in json.loads((published / "findings.json").read_text("utf-8"))
        if r["region"] == region and r["notebook"] != NAME
    ]
    others = findings.Others(
        findings.Taken(r["notebook"], "", {f.id: f for f in findings.of_record(r)}) for r in records
    )
    area = store.register(root=ROOT).get(region)
    counts = {
        "situation": len(sentences.brief.situation(others, region=area)),
        "task": len(sentences.brief.task(others)),
        "prospects": len(sentences.brief.prospects(others)),
        "costs": len(sentences.brief.costs(others)),
        "unknown": len(sentences.brief.unknown(others)),
        "drawn": len(sentences.brief.drawn(others)),
    }
    wanted = {"32.16": (2, 1, 3, 3, 2, 4), "32.75": (1, 1, 2, 2, 0, 3)}
    assert tuple(counts.values()) == wanted[region]


@pytest.mark.parametrize(("ends", "word"), [((1, 9), "still leave"), ((-1, 9), "not certain")])
def test_the_title_says_no_more_than_the_interval(ends, word, english):
    left = GAP.between(*ends, value=2.0, sources=["evidence:a"])
    others = findings.Others([taken(**{"levers-left": left})])
    assert word in sentences.plain(sentences.brief.title(others), language=english)


def test_the_task_says_no_more_than_the_intervals(english):
    """A target that is reached, and a ceiling that pays all, have other sentences."""

    def of(**values):
        unit = {"ceiling": "rupiah", "ceiling-left": "rupiah", "shortfall": "rupiah"}
        made = {
            n: findings.Definition(n, n, n, unit.get(n, "people")).between(
                *ends, value=None, sources=["evidence:a"]
            )
            for n, ends in values.items()
        }
        made |= {n: replace(f, as_of=DAY) for n, f in made.items() if n == "target-share"}
        number = "05-what-does-it-cost" if "quota" in made else "02-can-the-target-be-met"
        last = replace(gap(), id="coverage-share", as_of="2025-02-25")
        first = taken("01-what-do-we-know", **{"coverage-share": last})
        told = sentences.brief.task(findings.Others([first, taken(number, **made)]))
        return wording.without_links(wording.say(told, language=english))

    same = {"target-share": (5, 5), "needed-per-day": (1, 2), "working-days": (9, 9)}

    def target(gap, counted):
        return of(**same, gap=gap, **{"gap-counted-rounded": counted})

    assert "by 31 December 2025 takes 1 to 2 more people than on 25 Feb" in target((1, 2), (1, 3))
    assert "not certain" in target((-1, 2), (1, 3))
    assert "is reached by the share" in target((-3, -1), (-2, -1))
    money = {"ceiling": (9, 9), "ceiling-left": (1, 1), "shortfall": (2, 2), "quota": (10, 10)}
    assert "needs Rp2 more" in of(**money, **{"person-years": (9, 9)})
    assert "pays the 10 people planned for all year" in of(**money, **{"person-years": (11, 11)})
    assert "all year is not certain: it pays 5 to 20" in of(**money, **{"person-years": (5, 20)})


def test_nothing_known_is_said_as_such(english):
    said = wording.say(sentences.brief.prospects(findings.Others([])), language=english)
    assert said == "Nothing of this was published by then."


def test_a_plan_of_the_brief_alone_makes_what_it_takes_first(register):
    jobs = plan([brief()], Asked("32.75", None, "id"), register)
    by_name = {j.name: j for j in jobs}
    own = by_name[f"{NAME}.32.75.id"]
    assert own.takes == {
        name: f"{name}.32.75.id" for name in own.notebook.takes if not name.startswith(("02", "03"))
    }
    assert set(own.takes.values()) <= by_name.keys()
    assert all(not j.takes for j in jobs if j is not own)


def test_it_takes_from_the_job_of_its_day(register):
    blocks = [Block((brief(),), ("32.16",), ("2025-11-30", "2025-12-31"), ("en",))]
    for job in expand(blocks, register):
        for name in job.takes.values():
            assert name.endswith(job.values["known_on"])


def test_two_pages_to_take_from_are_refused(register):
    pace = notebooks.find(ROOT, ["02"])[0]
    sets = [Scenario("", {"target": t}) for t in (0.6, 0.7)]
    blocks = [Block((pace,), ("32.16",), (None,), ("en",), (s,)) for s in sets]
    with pytest.raises(UsageError):
        expand([*blocks, Block((brief(),), ("32.16",), (None,), ("en",))], register)


def test_its_key_changes_with_the_keys_of_what_it_takes(register):
    jobs = plan([brief()], Asked("32.16", None, "en"), register)
    inputs = keys.inputs(ROOT, [j.notebook for j in jobs])
    before = keys.every(jobs, inputs)
    inputs.data["dukcapil-2024"] = "other"
    after = keys.every(jobs, inputs)
    changed = {n for n in before if before[n] != after[n]}
    assert f"{NAME}.32.16.en" in changed and "01-what-do-we-know.32.16.en" not in changed
    told = keys.why(before[f"{NAME}.32.16.en"], after[f"{NAME}.32.16.en"])
    assert "findings 05-what-does-it-cost changed" in told


@pytest.fixture
def stored(project):
    """A project whose notebook 02 says what its outputs were made from."""
    path = project / "notebooks" / "02-can-the-target-be-met.ipynb"

    def change(**about):
        node = nbformat.read(path, as_version=4)
        node.metadata["policylib"].update(about)
        nbformat.write(node, path)

    def ask(**told):
        return store.findings_of(
            path.stem, **{"region": "32.16", "known_on": DAY, "root": project, **told}
        )

    return change, ask


def test_outside_a_run_the_stored_outputs_are_read(stored):
    _, ask = stored
    found = ask()
    assert found.page == "" and found.findings["gap"].value == 285_000
    assert ask(region="32.75") is None, "it has no answer for the city"


def test_findings_of_another_day_or_area_are_refused(stored):
    change, ask = stored
    with pytest.raises(UsageError, match="are of the day 2025-12-31; expected 2025-11-30"):
        ask(known_on="2025-11-30")
    change(regions=["32.16", "32.75"])
    with pytest.raises(UsageError, match="are of the area 32.16; expected 32.75"):
        ask(region="32.75")


@pytest.mark.parametrize("part", ["published-numbers", "policylib.law", "policylib.assumptions"])
def test_stale_findings_are_refused(stored, part):
    change, ask = stored
    now = store.taken.made_from(ROOT, {"data": ["published-numbers"]})
    change(made_from=now | {part: "0" * 16})
    with pytest.raises(DataError, match=f"older than what they .*{part}.*policylib refresh 02"):
        ask()


def test_in_a_run_only_what_is_declared_is_laid(tmp_path):
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings" / "01-a.json").write_bytes(b"null")
    told = {"region": "32.16", "known_on": DAY, "root": tmp_path}
    assert store.findings_of("01-a", **told) is None
    with pytest.raises(UsageError, match="taken and not declared.*metadata.policylib.takes"):
        store.findings_of("02-b", **told)


def test_stored_outputs_are_as_new_as_the_data():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        about = nbformat.read(path, as_version=4).metadata["policylib"]
        assert store.taken.stale(ROOT, about) == [], f"{path.stem}: policylib refresh {path.stem}"
