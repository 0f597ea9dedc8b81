"""Levers: each shipped one moves the people covered by a hand-computed amount."""

from __future__ import annotations

import datetime as dt

import pytest

from policylib import assumptions, coverage, law, projection, scenarios, sentences, store
from policylib.errors import DataError, UsageError
from policylib.wording import Language

HELD = assumptions.shipped()
NAMES = sorted(n for n, s in scenarios.shipped().items() if s.changes.levers)


def _still(lapse=0.0):
    """Assumptions in which a fixed share lapses each month."""
    return HELD.changed("coverage.lapse", value=lapse, low=lapse, high=lapse, scenario="test")


@pytest.fixture(scope="module")
def need(ledger):
    aim = coverage.target(ledger, region="32.16", share=0.65, date="2025-12-31")
    return coverage.need(ledger, region="32.16", target=aim)


def _stairs(ledger, need, names, assumed, draws=500, seed=1, chosen=None):
    return projection.levers_of(
        ledger,
        need,
        coverage.known(ledger, region="32.16"),
        chosen or [scenarios.get(n) for n in names],
        region="32.16",
        assumed=assumed,
        rules=law.enacted(),
        draws=draws,
        seed=seed,
    )


def _added(ledger, need, name, assumed):
    return _stairs(ledger, need, [name], assumed).steps[0].people


#: People by the target's day when nobody lapses: the stated value, by hand.
BY_HAND = {
    "lever-employers": 30_000,
    # 125 villages × 0.7 × 12 officials.
    "lever-village-officials": 1_050,
    # Six months of the twelve have passed: all are still paid.
    "lever-subsidised-workers": 10_000,
    # 40 people on each of 208 working days from 1 March to 31 December 2025: 8,320.
    "lever-outreach": 8_320,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_lever_adds_what_is_computed_by_hand(ledger, need, name):
    found = _added(ledger, need, name, _still())
    assert found.value == pytest.approx(BY_HAND[name], rel=0.005)
    assert f"scenario:{name}" in found.sources


def test_retention_keeps_those_who_would_lapse(ledger, need):
    # Of 690,000 those left on 1 March, four days after; then (0.995^n − 0.99^n) to 31 December.
    months = 305 / (365.25 / 12)
    left = 690_000 * 0.99 ** (4 / (365.25 / 12))
    expected = left * (0.995**months - 0.99**months)
    found = _added(ledger, need, "lever-retention", _still(0.01))
    assert found.value == pytest.approx(expected, rel=0.005)
    assert _added(ledger, need, "lever-retention", _still()).value == 0


def test_every_shipped_lever_is_computed_by_hand():
    assert {*BY_HAND, "lever-retention"} == set(NAMES)


def test_those_who_join_lapse_too(ledger, need):
    months = 305 / (365.25 / 12)
    expected = 30_000 / months * (1 - 0.98**months) / 0.02
    found = _added(ledger, need, "lever-employers", _still(0.02))
    assert found.value == pytest.approx(expected, rel=0.005)


def test_a_subsidy_that_has_ended_leaves_those_who_go_on(ledger, need):
    text = """
id: short
title: {en: Short, id: Pendek}
author: test
source: a test
baseline: as now
written_on: 2026-11-21
changes:
  levers:
    - {kind: subsidised_workers, from: 2025-03-01, people: {value: 10000, low: 10000, high: 10000},
       months: 3, kept: {value: 0.2, low: 0.2, high: 0.2}}
"""
    short = scenarios.parse(text, where="short.yaml")
    assert _stairs(ledger, need, [], _still(), chosen=[short]).steps[0].people.value == 2_000


def test_the_staircase_adds_up(ledger, need):
    found = _stairs(ledger, need, NAMES, HELD)
    added = sum(s.people.value for s in found.steps)
    assert found.total.value == pytest.approx(690_000 + found.lapsed.value + added, rel=0.002)
    assert found.left.value == pytest.approx(975_000 - found.total.value, rel=0.005)
    # 690,000 · (0.99^n − 1) over the 10.15 months to the target.
    assert found.lapsed.value == pytest.approx(690_000 * (0.99 ** (309 / 30.4375) - 1), rel=0.005)
    assert found.left.low > 0
    for one in found.findings:
        assert one.low <= one.value <= one.high


def test_a_lever_after_the_target_is_refused(ledger, need):
    text = scenarios.get("lever-outreach")
    late = text.model_copy(
        update={
            "changes": text.changes.model_copy(
                update={
                    "levers": (
                        text.changes.levers[0].model_copy(update={"from_": dt.date(2026, 1, 1)}),
                    )
                }
            )
        }
    )
    with pytest.raises(UsageError, match="begins on 2026-01-01"):
        _stairs(ledger, need, [], HELD, chosen=[late])


def test_levers_of_villages_are_left_out_before_their_count_is_known():
    early = store.ledger(known_on="2025-06-01")
    aim = coverage.target(early, region="32.16", share=0.65, date="2025-12-31")
    then = coverage.need(early, region="32.16", target=aim)
    found = _stairs(early, then, NAMES, HELD)
    assert [one.id for one in found.left_out] == ["lever-village-officials"]
    assert {s.scenario.id for s in found.steps} == {*NAMES} - {"lever-village-officials"}
    said = [sentences.plain(s, language=Language("en")) for s in sentences.levers.together(found)]
    assert "village officials is left out" in said[-1]


def test_a_scenario_without_a_lever_is_refused(ledger, need):
    with pytest.raises(UsageError, match="holds no lever"):
        _stairs(ledger, need, ["higher-death-premium"], HELD)


LEVER = "id: a\ntitle: {en: A, id: A}\nauthor: x\nsource: y\nbaseline: z\nwritten_on: 2026-11-21\n"


@pytest.mark.parametrize(
    "lever, said",
    [
        ("{kind: outreach, from: 2025-03-01, people: 3}", "people"),
        ("{kind: magic, from: 2025-03-01}", "magic"),
        ("{kind: retention, from: 2025-03-01, lapse: {value: 3, low: 4, high: 5}}", "outside"),
        ("{kind: retention, lapse: {value: 3, low: 3, high: 3}}", "from"),
        (
            "{kind: employers, from: 2025-03-01, people: {value: 1, low: 1, high: 1}, extra: 1}",
            "extra",
        ),
    ],
)
def test_unknown_keys_and_kinds_of_levers_are_errors(lever, said):
    with pytest.raises(DataError, match=said):
        scenarios.parse(f"{LEVER}changes:\n  levers:\n    - {lever}\n", where="a.yaml")


def test_an_area_without_workers_has_no_staircase(ledger, need):
    found = projection.levers_of(
        ledger, need, None, [], region="32.75", assumed=HELD, rules=law.enacted(), draws=10, seed=1
    )
    assert found is None


def test_a_lever_from_before_the_last_figure_is_refused(ledger, need):
    text = (
        LEVER + "changes:\n  levers:\n    - {kind: retention, from: 2023-01-01, "
        "lapse: {value: 0, low: 0, high: 0}}\n"
    )
    with pytest.raises(UsageError, match="begins on 2023-01-01.*is in it"):
        _stairs(ledger, need, [], HELD, chosen=[scenarios.parse(text, where="a.yaml")])


def test_levers_that_cover_more_than_everybody_are_refused(ledger, need):
    text = (
        LEVER + "changes:\n  levers:\n    - {kind: employers, from: 2025-03-01, "
        "people: {value: 2000000, low: 2000000, high: 2000000}}\n"
    )
    with pytest.raises(UsageError, match="more people than there are workers"):
        _stairs(ledger, need, [], HELD, chosen=[scenarios.parse(text, where="a.yaml")])


def test_people_and_workers_move_together(ledger, need):
    found = _stairs(ledger, need, ["lever-subsidised-workers"], _still())
    # 45.5 to 46.5 percent and ten thousand of about 1.5 million.
    assert 0.455 + 0.0064 < found.share.low < found.share.high < 0.465 + 0.007
