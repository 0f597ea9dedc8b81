"""Cases that a lawyer can read, in tests/cases/contributions, against the library."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from policylib import contributions
from policylib.errors import PolicylibError

FOLDER = Path(__file__).parent / "cases" / "contributions"
FILES = sorted(FOLDER.glob("*.yaml"))
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in FILES
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def _bill(segment: str, day: dt.date, facts: dict) -> contributions.Bill:
    match segment:
        case "wage_earner":
            given = {"labour_intensive": False, **facts}
            return contributions.wage_earner(given.pop("wage"), period=day, **given)
        case "non_wage":
            given = dict(facts)
            return contributions.non_wage(given.pop("income"), period=day, **given)
        case "village_official":
            given = dict(facts)
            return contributions.village_official(given.pop("pay"), period=day, **given)
        case "construction":
            return contributions.construction(facts["contract"], period=day)
    raise AssertionError(segment)


def _benefit(day: dt.date, facts: dict) -> dict[str, int]:
    given = dict(facts)
    match given.pop("benefit"):
        case "death":
            given.pop("wage", None)
            found = contributions.death(on=day, **given)
        case "death_at_work":
            found = contributions.death_at_work(given["wage"], on=day)
        case "disability_total":
            found = contributions.disability(given["wage"], on=day)
        case "incapacity":
            found = contributions.incapacity(given["wage"], months=given["months"], on=day)
        case "school_grants":
            given = {"months_contributed": 0, **given}
            keys = ("cause", "months_contributed")
            found = contributions.school_grants(
                given["children"], on=day, **{k: given[k] for k in keys}
            )
    return {"amount": found.rupiah}


def _amounts(case: dict) -> dict[str, int]:
    day, facts = case["date"], case["facts"]
    if case["segment"] == "benefit":
        return _benefit(day, facts)
    bill = _bill(case["segment"], day, facts)
    return {**bill.by_programme, **bill.by_payer, "total": bill.total}


@pytest.mark.parametrize("case", CASES)
def test_a_case_gives_what_the_law_says(case):
    expected = case["expected"]
    if expected == "error":
        with pytest.raises(PolicylibError):
            _amounts(case)
        return
    found = _amounts(case)
    assert {k: found.get(k, 0) for k in expected} == expected, case.get("why", case["reference"])


def test_there_are_enough_cases_and_printed_amounts():
    by_file = {p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in FILES}
    printed = by_file.pop("printed")
    assert sum(map(len, by_file.values())) >= 60
    elsewhere = [c for c in printed if c["printed"] == "amount" and c["address"]]
    assert len(elsewhere) >= 20
    assert all(c["reference"] for cases in by_file.values() for c in cases)


def test_names_are_unique():
    names = [c.values[0]["name"] for c in CASES]
    assert len(names) == len(set(names))
