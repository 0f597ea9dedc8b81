"""Plans: what they expand to, what they refuse before anything runs, order and remaining time."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from policylib import store
from policylib.errors import RegionError, UsageError
from policylib.reporting.plans import due, notebooks, order, plan_file
from policylib.reporting.plans.plan import Asked, Block, Scenario, expand, plan
from policylib.reporting.plans.plan_terms import Limits
from policylib.reporting.shelf.hooks import Hook
from tests.conftest import ROOT

TODAY = dt.date(2026, 3, 1)


def read(tmp_path, register, text, root=ROOT):
    path = tmp_path / "reports.toml"
    path.write_text(text, encoding="utf-8")
    plan_file.terms(path)
    return plan_file.read(path, root=root, register=register, today=TODAY)


def names(found) -> list[str]:
    return [job.name for job in found]


def test_the_light_register_is_the_register(root, register):
    assert store.areas(root=root) == register


def test_the_projects_own_plan_is_what_no_options_ask_for_but_other_areas(root, register):
    found = plan_file.read(root / plan_file.FILE, root=root, register=register, today=TODAY)
    every = plan(notebooks.every(root), Asked(), register)
    assert names(found) == names(j for j in every if j.region.code in ("32.16", "32.75"))
    assert {j.region.code for j in every} - {j.region.code for j in found}
    assert "01-what-do-we-know.32.75.id" in names(found)


def test_a_name_says_day_and_scenario_only_where_the_plan_has_several(tmp_path, register):
    one = '[[report]]\nnotebooks = ["02"]\nlanguages = ["en"]\nknown_on = ["2025-11-30"]\n'
    (job,) = read(tmp_path, register, one)
    assert job.name == "02-can-the-target-be-met.32.16.en"
    assert job.parameters == {"region": "32.16", "language": "en", "known_on": "2025-11-30"}
    several = """
[[report]]
notebooks = ["02"]
languages = ["en"]
known_on = [2025-11-30, "2025-12-31"]
scenarios = ["low", "high"]
[scenario.low]
target = 0.6
[scenario.high]
target = 1
"""
    found = read(tmp_path, register, several)
    assert names(found) == [
        f"02-can-the-target-be-met.32.16.en.{day}.{scenario}"
        for day in ("2025-11-30", "2025-12-31")
        for scenario in ("low", "high")
    ]
    # A whole number is read as the share that it stands for, as on the command line.
    assert repr(found[1].values["target"]) == "1.0"
    assert found[2].values["known_on"] == "2025-12-31"


def test_a_value_that_is_the_default_is_the_same_work(root, register):
    books = notebooks.find(root, ["02"])
    default = books[0].parameters["target"].default
    asked = Asked(known_on="2025-12-31", parameters=(f"target={default}",))
    assert plan(books, asked, register) == plan(books, Asked(), register)


def test_today_is_the_day_that_the_caller_says(tmp_path, register):
    text = '[[report]]\nnotebooks = ["01"]\nknown_on = ["today"]'
    assert {j.values["known_on"] for j in read(tmp_path, register, text)} == {"2026-03-01"}


def test_terms_are_read_with_their_types(tmp_path, register):
    text = """
keep = 5
[[report]]
notebooks = ["01"]
[limits]
cell_seconds = 60
run_seconds = 1.5
memory_mb = 2048
[hook]
command = ["mail", "-s", "-s", "it's \\"so\\" 😀"]
[schedule]
when = "weekly Mon 06:30"
zone = "Asia/Jakarta"
"""
    read(tmp_path, register, text)
    found = plan_file.terms(tmp_path / plan_file.FILE)
    assert found.keep == 5
    assert found.limits == Limits(cell_seconds=60, run_seconds=1.5, memory_mb=2048)
    assert found.hook == Hook(("mail", "-s", "-s", 'it\'s "so" 😀'))
    assert found.schedule == due.when("weekly Mon 06:30", zone="Asia/Jakarta")


ONE = '[[report]]\nnotebooks = ["02"]\n'
REFUSED = {
    "": "has no [[report]]",
    "report = 3": "has no [[report]]",
    "[report]": "has no [[report]]",
    "x = 1 =": "is no readable plan",
    ONE + "regons = ['32.16']": "Did you mean 'regions'?",
    "kep = 3\n" + ONE: "Did you mean 'keep'?",
    ONE + "[limits]\ncel_seconds = 3": "Did you mean 'cell_seconds'?",
    ONE + "regions = ['32.61']": "no area is called '32.61'",
    ONE + "regions = ['bekasi']": "ambiguous",
    ONE + "regions = ['32.75']": "has no answer for Kota Bekasi",
    ONE + "regions = []": "'regions' is off",
    ONE + "regions = '32.16'": "'regions' is off",
    ONE + "regions = [32.16]": "'regions' is off",
    ONE + "regions = ['32.16', '32.16']": "stands twice",
    ONE + "regions = ['32.16', 'Kabupaten Bekasi']": "is planned twice",
    ONE + "known_on = ['31/12/2025']": "is no date",
    ONE + "known_on = ['2025-02-30']": "is no date",
    ONE + "known_on = [2025-12-31T00:00:00]": "'known_on' is off",
    ONE + "known_on = [2025-12-30, '2025-12-30']": "stands twice",
    ONE + "known_on = ['today', '2026-03-01']": "stands twice",
    ONE + "languages = ['in']": "language 'in' is not offered",
    "[[report]]\nnotebooks = ['2', '02-can-the-target-be-met']": "stands twice",
    "[[report]]\nnotebooks = ['02-can-the-targets']": "Did you mean '02-can-the-target-be-met'?",
    "[[report]]\nnotebooks = ['../../etc/passwd']": "no notebook 'passwd'",
    ONE + ONE: "is planned twice",
    ONE + "scenarios = ['low']": "there is no scenario 'low'",
    ONE + "[scenario.low]\ntarget = 0.6": "no [[report]] asks for scenario 'low'",
    ONE + "scenarios = ['low']\n[scenario.low]\ntaget = 0.6": "Did you mean 'target'?",
    ONE + "scenarios = ['low']\n[scenario.low]\ntarget = '0.6'": "no value for 'target'",
    ONE + "scenarios = ['low']\n[scenario.low]\ntarget = true": "no value for 'target'",
    ONE + "scenarios = ['low']\n[scenario.low]\ntarget = nan": "no value for 'target'",
    ONE + "scenarios = ['low']\n[scenario.low]\nseed = 1.5": "no value for 'seed'",
    ONE + "scenarios = ['low']\n[scenario.low]\nlevers = 3": "no value for 'levers'",
    ONE + "scenarios = ['low']\n[scenario.low]\ntarget_date = 20251231": "for 'target_date'",
    ONE + "scenarios = ['low']\n[scenario.low]\nregion = '32.75'": "no parameter of a scenario",
    ONE + "scenarios = ['low']\n[scenario.low]": "sets no parameter",
    ONE + "scenarios = ['a/b']\n[scenario.'a/b']\ntarget = 0.6": "is no name for a scenario",
    ONE + "scenarios = ['..']\n[scenario.'..']\ntarget = 0.6": "is no name for a scenario",
    ONE + "scenarios = ['Low']\n[scenario.Low]\ntarget = 0.6": "is no name for a scenario",
    ONE + f"scenarios = ['{'a' * 99}']\n[scenario.{'a' * 99}]\ntarget = 0.6": "too long",
    ONE + "scenarios = ['a', 'b']\n[scenario.a]\ntarget = 0.6\n[scenario.b]\ntarget = 0.60": (
        "are the same"
    ),
    "keep = 0\n" + ONE: "'keep' is off",
    "keep = true\n" + ONE: "'keep' is off",
    ONE + "[limits]\nmemory_mb = 1.5": "'memory_mb' is off",
    ONE + "[limits]\nrun_seconds = inf": "'run_seconds' is off",
    ONE + "[hook]": "a command or a webhook",
    ONE + "[hook]\ncommand = 'rm -rf'": "'command' is off",
    ONE + "[hook]\ncommand = ['a']\nwebhook = 'https://a.example'": "a command or a webhook",
    ONE + "[hook]\nwebhook = 'file:///etc/passwd'": "the webhook is no address",
    ONE + "[schedule]\nwhen = 'yearly'\nzone = 'Asia/Jakarta'": "is no schedule",
    ONE + "[schedule]\nwhen = 'daily 24:00'\nzone = 'Asia/Jakarta'": "is no schedule",
    ONE + "[schedule]\nwhen = 'monthly 31 06:00'\nzone = 'Asia/Jakarta'": "is no schedule",
    ONE + "[schedule]\nwhen = 'daily 06:00'": "is no time zone",
}


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.values())
def test_a_plan_that_is_off_is_refused_with_what_is_off(tmp_path, register, text):
    with pytest.raises((UsageError, RegionError)) as refused:
        read(tmp_path, register, text)
    assert REFUSED[text] in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


def test_what_is_off_in_a_block_names_the_block(tmp_path, register):
    with pytest.raises(RegionError, match=re.escape("reports.toml, [[report]] 2: 02-can")):
        read(tmp_path, register, '[[report]]\nnotebooks = ["01"]\n' + ONE + "regions = ['32.75']")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\0", b"a" * 1_000_001], ids=["utf", "0", "mb"])
def test_a_file_that_is_no_plan_is_refused(tmp_path, register, content):
    (tmp_path / "p.toml").write_bytes(content)
    for name, words in (("p.toml", "no readable plan"), ("none.toml", "no plan 'none.toml'")):
        with pytest.raises(UsageError, match=words):
            plan_file.read(tmp_path / name, root=ROOT, register=register, today=TODAY)


@pytest.mark.parametrize("stem", ["a b", "a.b", "x'y", "😀", "-rf", "CON", "a" * 81, "a\nb", "é"])
def test_a_notebook_whose_name_is_no_safe_name_is_refused(project, register, stem):
    path = project / "notebooks" / f"{stem}.ipynb"
    (project / "notebooks" / "01-what-do-we-know.ipynb").rename(path)
    with pytest.raises(UsageError, match="is no name for a notebook"):
        plan([notebooks.read(path)], Asked(), register)


def test_names_that_differ_in_case_alone_are_one_file_on_some_disks(project, register):
    old = project / "notebooks" / "01-what-do-we-know.ipynb"
    new = old.with_name("01-What-do-we-know.ipynb")
    new.write_bytes(old.read_bytes())
    with pytest.raises(UsageError, match="planned twice"):
        plan([notebooks.read(old), notebooks.read(new)], Asked(), register)


def test_nothing_asked_for_is_no_plan(register):
    with pytest.raises(UsageError, match="nothing is asked for"):
        plan([], Asked(), register)


def test_thousands_of_jobs_have_names_of_their_own(root, register):
    (book,) = notebooks.find(root, ["05"])
    days = tuple(str(dt.date(2024, 1, 1) + dt.timedelta(d)) for d in range(150))
    sets = tuple(Scenario(f"s{n}", {"years": n}) for n in range(1, 6))
    areas = ("32.16", "32.75")
    jobs = expand([Block((book,), areas, days, scenarios=sets)], register)
    assert len({j.name for j in jobs}) == len(jobs) == 2 * 150 * 2 * 5
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", j.name) for j in jobs)


@pytest.mark.parametrize(
    "change",
    [
        lambda n: n.update(nbformat=3),
        lambda n: n.pop("cells"),
        lambda n: n["cells"].append(3),
        lambda n: n["cells"][0].pop("source"),
        lambda n: n["cells"][0].update(metadata=[]),
        lambda n: n.update(metadata="x"),
        lambda n: n["metadata"]["policylib"].update(data="published-numbers"),
        lambda n: n["metadata"].update(policylib=[]),
    ],
)
def test_a_damaged_notebook_is_a_clear_error(project, change):
    path = project / "notebooks" / "01-what-do-we-know.ipynb"
    node = json.loads(path.read_text())
    change(node)
    path.write_text(json.dumps(node))
    with pytest.raises(UsageError, match=r"01-what-do-we-know.ipynb"):
        notebooks.read(path)


@pytest.fixture(scope="module")
def jobs(root, register):
    return plan(notebooks.every(root), Asked(language="en"), register)


def test_unknown_pages_go_first_by_their_cells_then_the_longest(jobs):
    seconds = {j.name: float(n) for n, j in enumerate(jobs) if not j.name.startswith(("02", "03"))}
    ordered = order.longest_first(jobs, seconds)
    assert [j.notebook.name[:2] for j in ordered[:2]] == ["02", "03"]
    rest = [seconds[j.name] for j in ordered[2:]]
    assert rest == sorted(rest, reverse=True)
    assert order.longest_first(jobs[::-1], seconds) == ordered


def test_remaining_time_is_the_work_over_the_workers_or_the_longest_page(jobs):
    seconds = dict.fromkeys((j.name for j in jobs), 10.0)
    assert order.remaining({}, {}, {}, jobs, workers=2) is None
    assert order.remaining(seconds, {}, {}, jobs, workers=1) == 10 * len(jobs)
    assert order.remaining(seconds, {}, {}, jobs, workers=100) == 10
    first, second, *_ = (j.name for j in jobs)
    # Twice as slow as remembered: the others will be too; one has run for five seconds.
    left = order.remaining(seconds, {first: 20.0}, {second: 5.0}, jobs, workers=1)
    assert left == 20 * (len(jobs) - 2) + 15
    assert order.remaining(seconds, seconds, {}, jobs, workers=2) == 0
    assert order.remaining(seconds, {}, dict.fromkeys(seconds, 99.0), jobs, workers=2) == 0


def test_a_page_never_made_is_taken_by_its_cells(jobs):
    first, second = jobs[0], jobs[-1]
    cells = len(first.notebook.code), len(second.notebook.code)
    left = order.remaining({first.name: cells[0] * 2.0}, {}, {}, [first, second], workers=1)
    assert left == pytest.approx(2.0 * sum(cells))
