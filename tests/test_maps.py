"""Maps: dots where villages lie, tiles that keep neighbours near, readable in grey and narrow."""

from __future__ import annotations

import datetime as dt
import io
import math

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from policylib import coverage, figures, sentences, store, tables, wording
from policylib.errors import DataError
from policylib.figures import maps, style

KAB = "32.16"


@pytest.fixture(scope="module")
def found(ledger, register):
    return coverage.enrolment(ledger, register, region=KAB)


@pytest.fixture(scope="module")
def parts(found, register):
    last = found.last
    return coverage.by_district(register, region=KAB, on=last.last, enrolled=last.villages)


@pytest.fixture(scope="module")
def where(root):
    return store.load("villages", root=root), store.load("districts", root=root)


def made_up_rates(parts):
    """Rates as `compliance.shrunken` gives them; made up."""
    rng = np.random.default_rng(3)
    table = parts.table[["district", "villages"]].copy()
    table["enrolled"] = rng.binomial(table["villages"], 0.3)
    table["raw"] = table["enrolled"] / table["villages"]
    table["shrunken"] = (table["enrolled"] + 3) / (table["villages"] + 10)
    table["low"], table["high"] = table["shrunken"] * 0.6, table["shrunken"] * 1.4
    return table.assign(synthetic=True)


def dots(parts, where, language, **options):
    found = coverage.place(parts, where[0])
    return maps.dots(found, title="A title", language=language, **options)


def tiles(parts, where, language, **options):
    return maps.tiles(parts, where[1], title="A title", language=language, **options)


def outlook(found, language, **options):
    title = sentences.plain(sentences.enrolment.title(found), language=language)
    return figures.enrolment.outlook(found, title=title, language=language, **options)


@pytest.fixture(scope="module")
def draw(found, parts, where):
    rates = made_up_rates(parts)
    answers = {v.code: ("yes", "no", "unknown")[n % 3] for n, v in enumerate(parts.villages)}
    return {
        "outlook": lambda words, **o: outlook(found, words, **o),
        "dots": lambda words, **o: dots(parts, where, words, **o),
        "answered": lambda words, **o: dots(parts, where, words, answers=answers, **o),
        "tiles": lambda words, **o: tiles(parts, where, words, **o),
        "rates": lambda words, **o: tiles(parts, where, words, rates=rates, mark="made up", **o),
    }


NAMES = ["outlook", "dots", "answered", "tiles", "rates"]


def drawn(axes):
    canvas = FigureCanvasAgg(axes.figure)
    canvas.draw()
    return canvas.get_renderer()


def texts(axes):
    return [c for c in axes.get_children() if isinstance(c, Text) and c.get_text()]


def boxes(axes, only):
    renderer = drawn(axes)
    return {t.get_text(): t.get_window_extent(renderer) for t in texts(axes) if only(t)}


@pytest.mark.parametrize("name", NAMES)
def test_axes_that_are_given_are_drawn_on_and_returned(draw, english, name):
    axes = Figure().subplots()
    assert draw[name](english, ax=axes) is axes


@pytest.mark.parametrize("name", NAMES)
def test_the_same_result_gives_the_same_bytes(draw, english, name):
    first, second = (
        figures.plate(draw[name](english), description=wording.Prose("A"), data=None,
                      language=english).png()
        for _ in range(2)
    )  # fmt: skip
    assert first == second


@pytest.mark.parametrize("code", wording.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_and_no_two_texts_overlap(draw, name, code):
    axes = draw[name](wording.Language(code))
    found = boxes(axes, lambda t: True)
    frame = axes.figure.bbox
    for text, box in found.items():
        assert box.x0 >= frame.x0 - 1 and box.x1 <= frame.x1 + 1, text
        assert box.y0 >= frame.y0 - 1 and box.y1 <= frame.y1 + 1, text
    items = [b.shrunk(0.9, 0.8) for b in found.values()]
    names = list(found)
    clashes = [
        (names[i], names[j])
        for i in range(len(items))
        for j in range(i)
        if items[i].overlaps(items[j])
    ]
    assert clashes == []


@pytest.mark.parametrize("name", NAMES)
def test_letters_can_be_read_on_a_phone(draw, english, name):
    """A picture shown 328 pixels wide: at least 7 pixels a letter."""
    axes = draw[name](english)
    drawn(axes)
    scale = 328 / (axes.figure.get_figwidth() * 72)
    assert min(t.get_fontsize() for t in texts(axes)) * scale >= 7


def test_every_village_is_a_dot_and_all_are_of_one_kind_where_no_list_is_public(draw, english):
    axes = draw["dots"](english)
    points = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(points) == 1
    assert len(points[0].get_xdata()) == 179
    assert axes.get_legend() is None


def test_answers_differ_in_shape_or_filling_and_not_only_in_colour(draw, english):
    axes = draw["answered"](english)
    looks = {
        (line.get_marker(), to_rgb(line.get_color()) == (1, 1, 1)): len(line.get_xdata())
        for line in axes.lines
        if line.get_linestyle() == "None"
    }
    assert set(looks) == {("o", False), ("o", True), ("x", False)}
    assert sum(looks.values()) == 179
    assert len(axes.get_legend().get_texts()) == 3


def test_a_village_without_an_answer_is_unknown(parts, where, english):
    axes = dots(parts, where, english, answers={parts.villages[0].code: "yes"})
    counts = [len(line.get_xdata()) for line in axes.lines if line.get_linestyle() == "None"]
    assert counts == [1, 0, 178]


def test_a_village_without_a_position_is_counted_and_said(register, where, english):
    """Setia Asih was a village in 2020 and has a position as an urban ward only."""
    one = coverage.counted_villages(store.ledger(known_on="2025-12-31"), region=KAB).enrolled
    then = coverage.by_district(register, region=KAB, on=dt.date(2020, 12, 24), enrolled=one)
    placed = coverage.place(then, where[0])
    assert (len(then.villages), placed.placed.value, placed.unplaced.value) == (180, 179, 1)
    told = sentences.enrolment.dots_description(placed)
    said = wording.without_links(wording.say(told, language=english))
    assert said.endswith("under the code of that day: 1.")


def test_distances_are_proportional_to_kilometres(where):
    """Against the great-circle distance of every pair, by the haversine formula."""
    points = maps.kilometres(where[0])
    latitude, longitude = (np.radians(where[0][c].to_numpy()) for c in ("latitude", "longitude"))
    a, b = np.triu_indices(len(points), 1)
    h = (
        np.sin((latitude[a] - latitude[b]) / 2) ** 2
        + np.cos(latitude[a]) * np.cos(latitude[b]) * np.sin((longitude[a] - longitude[b]) / 2) ** 2
    )
    true = 2 * 6371.0088 * np.arcsin(np.sqrt(h))
    flat = np.hypot(*(points[a] - points[b]).T)
    assert np.allclose(flat, true, rtol=2e-3)


def test_the_map_is_drawn_in_equal_units_and_the_bar_is_ten_kilometres(draw, english):
    axes = draw["dots"](english)
    assert axes.get_aspect() == 1
    bar = axes.lines[-1].get_xdata()
    assert bar[1] - bar[0] == pytest.approx(10)


def test_tiles_hold_every_district_once_with_its_villages(draw, parts, english):
    axes = draw["tiles"](english)
    words = [t.get_text().replace("\n", " ") for t in texts(axes)]
    assert sum(isinstance(p, FancyBboxPatch) for p in axes.patches) == 23
    assert set(parts.table["district"]) <= set(words)
    assert sum(int(w) for w in words if w.isdigit()) == 179


def test_a_grid_is_given_once_to_each_and_keeps_neighbours_near(where):
    points = maps.kilometres(where[1][where[1]["code"].str.startswith(KAB)])
    grid = maps.tile_grid(points)
    assert len({tuple(cell) for cell in grid}) == len(points) == 23
    north, down = points[:, 1], grid[:, 1]
    assert np.corrcoef(points[:, 0], grid[:, 0])[0, 1] > 0.8
    assert np.corrcoef(north, -down)[0, 1] > 0.95
    # The nearest district lies at most two tiles away, whichever it is.
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, math.inf)
    steps = np.abs(grid - grid[apart.argmin(axis=1)]).max(axis=1)
    assert steps.max() <= 2 and (steps == 1).mean() > 0.8


def test_points_on_a_grid_keep_their_columns_and_the_order_of_their_rows():
    """Six rows in seven: fifths of the way lie nearest to the sixths 0, 1, 2, 4, 5 and 6."""
    cells = np.array([(c, r) for r in range(6) for c in range(4)])
    points = np.column_stack([cells[:, 0] * 9.0, -cells[:, 1] * 9.0])
    order = np.random.default_rng(2).permutation(len(cells))
    wanted = np.column_stack([cells[:, 0], np.array([0, 1, 2, 4, 5, 6])[cells[:, 1]]])
    assert (maps.tile_grid(points[order]) == wanted[order]).all()


@pytest.mark.parametrize("count", [1, 2, 5])
def test_few_points_have_a_grid_too(count):
    points = np.column_stack([np.arange(count, dtype=float), np.zeros(count)])
    assert len({tuple(c) for c in maps.tile_grid(points)}) == count


def test_rates_stand_with_their_interval(parts, where, english):
    rates = made_up_rates(parts)
    axes = tiles(parts, where, english, rates=rates, mark="made up")
    bars = [line for line in axes.lines if line.get_linewidth() == 5]
    assert len(bars) == 23
    left = np.array([line.get_xdata()[0] for line in axes.lines if line.get_linewidth() == 1.5
                     and len(line.get_xdata()) == 2])  # fmt: skip
    ends = np.array([b.get_xdata() for b in bars])
    drawn_ends = (ends - left[:, None]) / 0.72
    assert np.allclose(drawn_ends, rates[["low", "high"]].to_numpy())
    assert "made up" in [t.get_text() for t in texts(axes)]


def test_a_district_without_a_rate_keeps_its_villages(parts, where, english):
    axes = tiles(parts, where, english, rates=made_up_rates(parts).iloc[1:])
    assert [t.get_text() for t in texts(axes) if t.get_text().isdigit()] == ["7"]


def test_the_table_of_districts_carries_bounds_rates_and_the_mark(ledger, parts, english):
    refs = wording.References(ledger, store.provenance(), english, {})
    plain = tables.enrolment.districts(parts, refs)
    assert len(plain.rows) == 23 and plain.mark == ""
    assert plain.rows[0].cells == ("Tarumajaya", "7", "0", "7")
    marked = tables.enrolment.districts(parts, refs, rates=made_up_rates(parts))
    assert marked.mark.startswith("Made-up data")
    assert len(marked.columns) == 7


def test_what_has_no_place_or_another_word_is_refused(parts, where, english):
    villages, districts = where
    with pytest.raises(DataError, match="without a position"):
        tiles(parts, (villages, districts.iloc[10:]), english)
    with pytest.raises(DataError, match="perhaps"):
        dots(parts, where, english, answers={parts.villages[0].code: "perhaps"})
    rates = made_up_rates(parts)
    with pytest.raises(DataError, match="Nowhere"):
        tiles(parts, where, english, rates=rates.assign(district="Nowhere"))
    with pytest.raises(DataError, match="each district once"):
        tiles(parts, where, english, rates=pd.concat([rates, rates.iloc[:1]]))


def test_bands_and_counts_are_told_apart_in_grey(draw, english):
    """The three bands differ in grey by more than one step in twenty-five of the whole scale."""
    axes = draw["outlook"](english)
    shades = sorted(c.get_alpha() for c in axes.collections if c.get_alpha())
    assert len(shades) == 3 and min(np.diff(shades)) > 0.04
    edges = {line.get_linestyle() for line in axes.lines if len(line.get_xdata()) == 201}
    assert edges == {"-", "--", ":"}


def test_the_outlook_ends_no_band_above_all_villages(draw, found, english):
    axes = draw["outlook"](english)
    for line in axes.lines:
        if len(line.get_xdata()) == 201:
            assert max(line.get_ydata()) <= found.total.value
            assert min(line.get_ydata()) >= found.last.villages.low


@pytest.mark.parametrize("known_on", ["2020-12-22", "2024-12-31"])
def test_the_outlook_stands_on_fewer_counts_too(register, english, known_on):
    ledger = store.ledger(known_on=known_on)
    axes = outlook(coverage.enrolment(ledger, register, region=KAB), english)
    words = " ".join(t.get_text() for t in texts(axes))
    assert "as now" in words and "registered" in words


def test_a_picture_is_no_wider_than_the_others(draw, english):
    for name in NAMES:
        picture = figures.plate(draw[name](english), description=wording.Prose("A"), data=None,
                                language=english).png()  # fmt: skip
        width = imread(io.BytesIO(picture), format="png").shape[1]
        assert width == pytest.approx(style.SIZE[0] * 170, abs=1)
