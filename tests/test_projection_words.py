"""What is said of projections is no stronger than the models allow."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from policylib import (
    assumptions,
    coverage,
    figures,
    law,
    projection,
    scenarios,
    sentences,
    store,
    tables,
    wording,
)

HELD = assumptions.shipped()


@pytest.fixture(scope="module")
def parts(ledger):
    aim = coverage.target(ledger, region="32.16", share=0.65, date="2025-12-31")
    need = coverage.need(ledger, region="32.16", target=aim)
    seen = coverage.observed(ledger, region="32.16")
    branch = coverage.capacity(ledger, need, seen, region="32.16")
    known = coverage.known(ledger, region="32.16")
    found = projection.answer(
        ledger,
        need,
        known,
        branch,
        region="32.16",
        shares_of_others=store.load("adoption_shares"),
        series_of_others=store.load("adoption_series"),
        next_date=dt.date(2025, 7, 31),
        assumed=HELD,
        draws=4_000,
        seed=1,
    )
    chosen = [s for s in scenarios.shipped().values() if s.changes.levers]
    stairs = projection.levers_of(
        ledger, need, known, chosen, region="32.16", assumed=HELD, rules=law.enacted(),
        draws=500, seed=1,
    )  # fmt: skip
    return found, seen, branch, stairs


@pytest.fixture
def refs(ledger, english):
    given = {"draws": 4_000, "seed": 1, "next_date": "2025-07-31"}
    return wording.References(ledger, store.provenance(), english, given)


def _said(statements, language="en"):
    words = wording.Language(language)
    return wording.without_links(wording.say(statements, language=words))


def test_the_spread_names_the_assumption_at_each_end(parts, english):
    text = _said(sentences.projection.chances(parts[0], english))
    assert "anywhere from 0 percent (“as now”) to 9" in text
    assert "no single chance is defensible" in text
    said = _said(sentences.projection.reference(parts[0]))
    assert "None of them is this programme" in said


def test_without_a_count_the_other_reading_is_still_said(parts, english):
    text = _said(sentences.projection.chances(replace(parts[0], counted=None), english))
    assert "no chance can be given" in text
    assert "count of people" not in text


def test_with_two_figures_the_mandatory_sentences_stand(parts):
    text = _said(sentences.projection.cautions(*parts[:3]))
    assert "Only two figures are published, so every curve is an assumption" in text
    assert "known only from other programmes; the target is not data" in text
    assert "by almost nothing or by more than ten points" in text
    assert "9 to 13 times as many people" in text and "why is not known" in text


def test_with_more_figures_two_are_not_spoken_of(parts):
    found, seen, branch, _ = parts
    series = found.growth.series
    longer = replace(series, points=(*series.points, replace(series.last, month=6.0)))
    more = replace(found, growth=replace(found.growth, series=longer))
    text = _said(sentences.projection.cautions(more, seen, branch))
    assert "Only two" not in text and "the target is not data" in text


def test_a_gain_that_is_sure_is_not_called_perhaps_nothing(parts):
    found, seen, branch, _ = parts
    sure = replace(seen, gain_counted_rounded=replace(seen.gain_counted_rounded, low=0.05))
    assert "almost nothing" not in _said(sentences.projection.cautions(found, sure, branch))


def test_the_straight_line_stands_with_its_error(parts):
    text = _said(sentences.projection.linear(parts[0]))
    assert "the weakest method" in text and "between July 2025 and September 2025" in text
    assert 15 <= 100 * parts[0].bias.value <= 20
    never = _said(sentences.projection.linear(replace(parts[0], linear=None)))
    assert "need not reach" in never


def test_title_of_the_strip_survives_every_model(parts):
    found = parts[0]
    assert "give chances\nfrom 0 percent to 9" in _said(sentences.projection.strip_title(found))
    same = replace(found, growth=replace(found.growth, models=found.growth.models[:1]))
    assert "much the same" in _said(sentences.projection.strip_title(same))


def test_title_of_the_fan_holds_the_target_only_where_it_lies_inside(parts):
    found = parts[0]
    assert "the target among them" in _said(sentences.projection.fan_title(found))
    high = replace(found, growth=replace(found.growth, target=0.99))
    assert "the target" not in _said(sentences.projection.fan_title(high))


@pytest.mark.parametrize(
    "low, high, said", [(1, 2, "still be missing"), (-1, 2, "not certain"), (-2, -1, "past the")]
)
def test_levers_are_said_by_their_range(parts, low, high, said):
    stairs = parts[3]
    left = replace(stairs.left, low=low, high=high, value=(low + high) / 2)
    assert said in _said(sentences.levers.together(replace(stairs, left=left)))


def test_the_next_figure_is_said_only_where_it_settles(parts):
    found = parts[0]
    text = _said(sentences.projection.following(found.following))
    assert "or less, every model that still fits would give a chance of" in text
    sure = [n for n in found.following if n.lowest][-1:]
    sure = [replace(n, lowest=replace(n.lowest, value=0.9, low=0.9, high=0.9)) for n in sure]
    said = _said(sentences.projection.following(tuple(sure)))
    assert "or more, each of them would give at least 90 percent" in said
    first = [n for n in found.following if n.highest][:1]
    settled = [
        replace(n, highest=replace(n.highest, value=0.001, low=0.001, high=0.001)) for n in first
    ]
    assert "no model that still fits" in _said(sentences.projection.following(tuple(settled)))
    assert sentences.projection.following(()) == []


def test_every_table_and_figure_can_be_made_in_both_languages(parts, refs, ledger):
    found, _, _, stairs = parts
    indonesian = wording.Language("id")
    given = {"draws": 4_000, "seed": 1, "next_date": "2025-07-31"}
    other = wording.References(ledger, store.provenance(), indonesian, given)
    rows = projection.fan(found.growth, steps=4, levels=(0.5, 0.8))
    checked = projection.coverage(found.reference, gaps=4, level=0.8)
    for one in (refs, other):
        made = [
            tables.projection.models(found, one),
            tables.projection.strip(found, one),
            tables.projection.fan(rows, found, one),
            tables.projection.calibration(checked, found, one),
            tables.projection.influence(found, one),
            tables.projection.levers(stairs, one),
            tables.projection.following(found, one),
        ]
        assert all(t.rows and t.source for t in made)
    drawn = figures.projection.levers(stairs, title="x", language=indonesian)
    labels = [t.get_text() for t in drawn.get_yticklabels()]
    assert labels[0] == "dengan semua langkah"


def test_the_strip_draws_every_chance_once(parts, english):
    axes = figures.projection.strip(parts[0], title="x", language=english)
    drawn = sorted(float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == "o"
                   and len(line.get_xdata()) == 1)  # fmt: skip
    found = parts[0]
    expected = [m.chance.value for o in (found.growth, found.counted) for m in o.models]
    assert drawn == pytest.approx(sorted(expected))


def test_bars_of_levers_begin_at_nobody(parts, english):
    axes = figures.projection.levers(parts[3], title="x", language=english)
    assert axes.get_xlim()[0] == 0


def test_the_table_of_models_names_what_each_stands_on(parts, refs):
    table = tables.projection.models(parts[0], refs)
    by_model = {row.cells[0]: row.cells[1] for row in table.rows}
    assert by_model["as now"] == "the last observation"
    assert by_model["straight line"] == "2 observations, level and pace"
    assert "assumed: share at which coverage would come to rest" in by_model["Gompertz"]
