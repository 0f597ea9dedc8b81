"""What changed since the last set and because of what; the history of headline numbers."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from policylib import findings
from policylib.reporting.needs.keys import Key
from policylib.reporting.pages.site import changes, frame, history, search
from policylib.reporting.pages.site.entries import Entry, number
from policylib.wording import Language, difference_cell

GAP = findings.Definition("gap", "people missing", "target less covered", "people")
PARTS = {
    "data published-numbers": "1",
    "files policylib.law": "1",
    "files policylib.assumptions": "1",
    "code policylib.coverage": "1",
    "translations": "1",
    "parameter target": "0.65",
}
CHANGED = {
    "law": {"files policylib.law": "2"},
    "evidence": {"data published-numbers": "2"},
    "assumptions": {"files policylib.assumptions": "2"},
    "code": {"code policylib.coverage": "2"},
}


def gap(value: float):
    return GAP.between(value - 1, value + 1, value=value, sources=["evidence:a"])


def job(name: str = "02-a.32.16.en", takes=None):
    notebook = SimpleNamespace(name=name.partition(".")[0], takes=tuple(takes or ()))
    region = SimpleNamespace(code="32.16")
    values = {"known_on": "2025-12-31"}
    return SimpleNamespace(
        name=name, notebook=notebook, region=region, values=values, scenario="", takes=takes or {}
    )


def former_set(folder, parts: dict, *found, name="02-a.32.16.en"):
    """A set with one page, made from these parts."""
    folder.mkdir(exist_ok=True)
    book = findings.Book(notebook="02-a", region="32.16", known_on="2025-12-31")
    book.keep(*found)
    (folder / f"{name}.findings.json").write_text(json.dumps(book.as_json()))
    pairs = list(parts.items())
    keys = {"parts": pairs, "jobs": {name: ["old", list(range(len(pairs)))]}}
    (folder / "keys.json").write_text(json.dumps(keys))
    return folder


def rows(former, parts, *found, jobs=None):
    jobs = jobs or [job()]
    return changes.since(
        former,
        jobs,
        found={j.name: found for j in jobs},
        own={j.name: Key("new", parts) for j in jobs},
    )


@pytest.mark.parametrize("kind", changes.KINDS)
def test_a_change_of_one_kind_is_all_of_that_kind(tmp_path, kind):
    former = former_set(tmp_path / "set", PARTS, gap(10))
    (row,) = rows(former, PARTS | CHANGED[kind], gap(13))
    assert row["kinds"] == [kind]
    assert row["after"]["value"] - row["before"]["value"] == 3
    assert (row["page"], row["finding"]) == ("02-a 32.16 2025-12-31", "gap")


def test_several_kinds_stand_together_in_their_order(tmp_path):
    former = former_set(tmp_path / "set", PARTS, gap(10))
    (row,) = rows(former, PARTS | CHANGED["code"] | CHANGED["law"], gap(13))
    assert row["kinds"] == ["law", "code"]


def test_what_is_the_same_is_no_change_and_words_change_no_number(tmp_path):
    former = former_set(tmp_path / "set", PARTS, gap(10))
    assert rows(former, PARTS | {"translations": "2"}, gap(10)) == []
    assert changes.differing(Key("a", PARTS), Key("b", PARTS | {"translations": "2"})) == set()


def test_new_and_lost_findings_are_told(tmp_path):
    former = former_set(tmp_path / "set", PARTS, gap(10))
    other = findings.Definition("more", "more people", "counted", "people").exact(
        3, sources=["evidence:a"]
    )
    told = {r["finding"]: (r["before"], r["after"]) for r in rows(former, PARTS, other)}
    assert told["gap"][1] is None and told["more"][0] is None


def test_other_parameters_another_page_or_no_set_are_not_compared(tmp_path):
    former = former_set(tmp_path / "set", PARTS, gap(10))
    assert rows(former, PARTS | {"parameter target": "0.6"}, gap(13)) == []
    assert rows(former, PARTS, gap(13), jobs=[job("03-b.32.16.en")]) == []
    assert rows(None, PARTS, gap(13)) == []


@pytest.fixture
def brief_set(tmp_path):
    """A set of a brief and the page that it took from; what came since, by parts of both."""
    former = former_set(tmp_path / "set", PARTS, gap(10), name="08-b.32.16.en")
    pairs = [*PARTS.items(), ("findings 02-a", "old")]
    own = list(range(len(PARTS)))
    jobs = {"02-a.32.16.en": ["old", own], "08-b.32.16.en": ["old", [*own, len(PARTS)]]}
    (former / "keys.json").write_text(json.dumps({"parts": pairs, "jobs": jobs}))
    brief = job("08-b.32.16.en", {"02-a": "02-a.32.16.en"})

    def since(**changed):
        own = {
            brief.name: Key("new", PARTS | {"findings 02-a": "new"}),
            "02-a.32.16.en": Key("new", PARTS | changed),
        }
        return changes.since(former, [brief], found={brief.name: (gap(11),)}, own=own)

    return former, since


def test_a_brief_changes_because_of_what_it_takes(brief_set):
    (row,) = brief_set[1](**CHANGED["evidence"])
    assert row["kinds"] == ["evidence"]


def test_a_brief_that_took_from_other_pages_is_not_compared(brief_set):
    former, since = brief_set
    assert since(**{"parameter target": "0.6"}) == []
    keys = json.loads((former / "keys.json").read_text())
    keys["jobs"]["02-a.32.16.en"][0] = "another"
    (former / "keys.json").write_text(json.dumps(keys))
    assert since(**CHANGED["evidence"]) == []


def test_history_grows_where_a_number_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(history, "headline", lambda job: ("gap",))
    days = [dt.date(2026, 1, n) for n in (1, 2, 3)]
    past = {}
    for day, value in zip(days, (10, 10, 12), strict=True):
        former = tmp_path / str(day)
        former.mkdir()
        (former / history.FILE).write_text(json.dumps(past))
        past = history.continued(former, [job()], found={job().name: (gap(value),)}, made=day)
    told = past["02-a 32.16 2025-12-31"]["gap"]
    assert [(r["since"], r["value"]) for r in told] == [("2026-01-01", 10), ("2026-01-03", 12)]
    kept = history.continued(former, [], found={}, made=days[2])
    assert kept.keys() == {"02-a 32.16 2025-12-31"}, "a page that is not made now keeps its history"


def test_a_damaged_history_begins_anew(tmp_path):
    (tmp_path / history.FILE).write_text("{")
    assert history.continued(tmp_path, [], found={}, made=dt.date(2026, 1, 1)) == {}


def test_a_number_that_was_made_up_keeps_its_mark_in_the_history(tmp_path, monkeypatch):
    monkeypatch.setattr(history, "headline", lambda job: ("gap",))
    day = dt.date(2026, 1, 1)
    made_up = replace(gap(10), synthetic=True)
    past = history.continued(None, [job()], found={job().name: (made_up,)}, made=day)
    (tmp_path / history.FILE).write_text(json.dumps(past))
    told = history.continued(tmp_path, [job()], found={job().name: (gap(10),)}, made=day)
    assert [row["synthetic"] for row in told["02-a 32.16 2025-12-31"]["gap"]] == [True, False]
    shown = frame.Frame(Language("en"), ["en"], day).changes([entry(gap(10))], [], told).decode()
    assert re.findall(r"10 \(9–11\)( \[made up\])?<", shown) == ["", " [made up]"]


def test_a_history_that_knows_no_marks_is_taken_up(tmp_path, monkeypatch):
    monkeypatch.setattr(history, "headline", lambda job: ("gap",))
    old = {"since": "2026-01-01", "value": 10, "low": 9, "high": 11}
    (tmp_path / history.FILE).write_text(json.dumps({"02-a 32.16 2025-12-31": {"gap": [old]}}))
    day = dt.date(2026, 1, 2)
    told = history.continued(tmp_path, [job()], found={job().name: (gap(10),)}, made=day)
    assert told["02-a 32.16 2025-12-31"]["gap"] == [old], "nothing changed since"
    assert b"10 (9" in frame.Frame(Language("en"), ["en"], day).changes([entry(gap(10))], [], told)


def entry(*found, language="en"):
    shown = tuple(number(f, "02-a.32.16.en.html", Language(language)) for f in found)
    about = ("Can it be met?", "Kabupaten Bekasi", "", "", "", "")
    return Entry("02-a 32.16 2025-12-31", "02-a.32.16.en.html", *about, shown, shown)


def test_what_is_searched_says_what_is_made_up():
    told = (replace(gap(10), synthetic=True),)
    rows_ = search.words([entry(*told)], [], registers="registers.en.html", made_up="made up")
    assert rows_[1][0] == "people missing: 10 [made up]"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "law: +2; the library or the notebook: +1"),
        ("id", "peraturan: +2; pustaka atau buku catatan: +1"),
    ],
)
def test_a_change_is_told_with_what_each_kind_did(code, words):
    language = Language(code)
    sides = {"before": changes._row(gap(10)), "after": changes._row(gap(13))}
    two, one = ({"value": n, "low": n, "high": n} for n in (2, 1))
    told = {"page": "02-a 32.16 2025-12-31", "finding": "gap", "kinds": ["law", "code"], **sides}
    show = frame.Frame(language, [code], dt.date(2026, 1, 1))
    listed = [entry(gap(13), language=code)]
    page = show.changes(listed, [{**told, "parts": {"law": two, "code": one}}], {}).decode()
    assert f">{words}</td>" in page
    untold = show.changes(listed, [{**told, "parts": None}], {}).decode()
    assert language.gettext(frame.WORDS["several"]) in untold


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"law": (0, 0, 3)}, "law: lower end 0, upper end +3"),
        ({"law": (0, 0, 3), "code": (0, 1, 0)}, "law: lower end 0, upper end +3; the library or "
         "the notebook: lower end +1, upper end 0"),
        ({"law": (None, 2, None)}, "law: lower end +2"),
        ({"law": (2, 2, 2), "code": (0, 1, 0)}, "law: +2; the library or the notebook: 0"),
        ({"law": (0, 0, 0)}, "law: 0"),
    ],
)  # fmt: skip
def test_where_only_ends_changed_the_ends_are_told(parts, words):
    made = {k: dict(zip(("value", "low", "high"), v, strict=True)) for k, v in parts.items()}
    show = frame.Frame(Language("en"), ["en"], dt.date(2026, 1, 1))
    assert show._because({"parts": made, "kinds": list(made)}, gap(10)) == words


def test_a_difference_is_written_with_its_sign(english, indonesian):
    share = findings.Definition("s", "share", "a / b", "share").exact(0.46, sources=["evidence:a"])
    assert difference_cell(share, 0.0123, indonesian) == "+1,2 poin"
    assert difference_cell(share, -0.0123, english) == "−1.2 points"
    assert difference_cell(gap(10), 0, english) == difference_cell(gap(10), -0.2, english) == "0"


def test_a_first_set_says_that_nothing_is_other(published, site):
    """It has nothing to compare with, and says so in both languages."""
    assert json.loads((published / "changes.json").read_text()) == []
    for code, words in (("en", "This is the first set"), ("id", "Ini terbitan pertama")):
        assert words in site[f"changes.{code}"].read_text("utf-8")


def test_the_registers_hold_contradictions_and_what_is_made_up(site):
    text = site["registers.en"].read_text("utf-8")
    assert "Contradictions, kept and not averaged" in text
    assert "computed from made-up data until real data come" in text
    assert "assumptions of poor quality" in text
