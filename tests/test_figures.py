"""Figures return their axes, fit their frame, and say what is made up."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from policylib import compliance, coverage, figures, sentences, store, tables, wording

KAB, KOTA = "32.16", "32.75"


def _need(ledger, share=0.65):
    aim = coverage.target(ledger, region=KAB, share=share, date="2025-12-31")
    return coverage.need(ledger, region=KAB, target=aim)


def _staircase(ledger, language, *, share=0.65, **options):
    need, observed = _need(ledger, share), coverage.observed(ledger, region=KAB)
    title = sentences.plain(sentences.pace_title(need, observed), language=language)
    return figures.staircase(need, observed, title=title, language=language, **options)


def _timeline(ledger, language, *, region=KAB, **options):
    known = coverage.known(ledger, region=region)
    title = sentences.plain(sentences.coverage_title(known), language=language)
    return figures.timeline(ledger, known, region=region, title=title, language=language, **options)


@pytest.fixture(scope="module")
def found(placed):
    return compliance.precision(
        placed, plan=compliance.declared(), truth={"budget": 0.5}, events=54, draws=4, seed=1,
        sources=["synthetic:seed-1"],
    )  # fmt: skip


def _widths(found, language, **options):
    title = sentences.plain(sentences.precision_title(), language=language)
    return figures.widths(found, names=tables.TERMS, title=title, language=language, **options)


@pytest.fixture(scope="module")
def draw(ledger, found, english):
    """Draw a figure by its name, with options."""
    return {
        "staircase": lambda **options: _staircase(ledger, english, **options),
        "timeline": lambda **options: _timeline(ledger, english, **options),
        "widths": lambda **options: _widths(found, english, **options),
    }


NAMES = ["staircase", "timeline", "widths"]


def _drawn(axes):
    canvas = FigureCanvasAgg(axes.figure)
    canvas.draw()
    return canvas.get_renderer()


def _texts(axes):
    return [child for child in axes.get_children() if isinstance(child, Text)]


def _words(axes):
    return [text.get_text() for text in _texts(axes) if text.get_text()]


def _ticks(axis):
    """Positions and labels of the ticks that are in view."""
    positions = axis.get_majorticklocs()
    labels = axis.get_major_formatter().format_ticks(positions)
    low, high = sorted(axis.get_view_interval())
    return [(p, t) for p, t in zip(positions, labels, strict=True) if low <= p <= high]


@pytest.mark.parametrize("name", NAMES)
def test_axes_that_are_given_are_drawn_on_and_returned(draw, name):
    axes = Figure().subplots()
    assert draw[name](ax=axes) is axes
    assert axes.get_title(loc="left")


@pytest.mark.parametrize("name", NAMES)
def test_without_axes_each_call_makes_its_own(draw, name):
    first, second = draw[name](), draw[name]()
    assert first is not second
    assert first.figure is not second.figure


def test_no_global_figure_is_left_behind(draw):
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    draw["staircase"]()
    assert plt.get_fignums() == before


@pytest.mark.parametrize("name", NAMES)
def test_the_same_result_gives_the_same_bytes(draw, english, name):
    plates = [
        figures.plate(draw[name](), description=wording.Prose("A figure."), data=None,
                      language=english)
        for _ in range(2)
    ]  # fmt: skip
    first = plates[0].png()
    assert first.startswith(b"\x89PNG")
    assert first == plates[0].png()
    assert first == plates[1].png()


@pytest.mark.parametrize("code", wording.LANGUAGES)
@pytest.mark.parametrize("share", [0.47, 0.65, 0.8, 0.99, 1.0])
def test_a_share_axis_says_exactly_where_its_ticks_are(ledger, code, share):
    language = wording.Language(code)
    axes = _staircase(ledger, language, share=share)
    ticks = _ticks(axes.yaxis)
    assert len(ticks) >= 3
    for position, label in ticks:
        assert label.endswith("%")
        assert language.parse_number(label[:-1]) / 100 == pytest.approx(position, abs=1e-12)


@pytest.mark.parametrize("region", [KAB, KOTA])
def test_the_time_lines_axis_says_exactly_where_its_ticks_are(ledger, english, region):
    for position, label in _ticks(_timeline(ledger, english, region=region).yaxis):
        assert english.parse_number(label[:-1]) / 100 == pytest.approx(position, abs=1e-12)


@pytest.mark.parametrize("scale", [1.0, 0.3, 0.05])
def test_the_axis_of_widths_says_exactly_how_far_its_ticks_are(found, english, scale):
    table = found.table.copy()
    table[["half_width", "low", "high"]] *= scale
    ticks = _ticks(_widths(replace(found, table=table), english).xaxis)
    assert len(ticks) >= 3
    for position, label in ticks:
        # The reach to the left is as far as that to the right: no minus sign.
        assert english.parse_number(label) == pytest.approx(abs(position), abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_the_title_fits_the_figure(draw, name):
    axes = draw[name]()
    renderer = _drawn(axes)
    title = next(t for t in _texts(axes) if t.get_text() == axes.get_title(loc="left"))
    extent = title.get_window_extent(renderer)
    assert extent.width > 0
    assert extent.x0 >= 0
    assert extent.x1 <= axes.figure.bbox.width
    assert extent.y1 <= axes.figure.bbox.height


@pytest.mark.parametrize("share", [0.4, 0.46, 0.47, 0.65, 0.8, 0.99])
def test_the_title_of_every_target_fits_the_figure(ledger, english, share):
    axes = _staircase(ledger, english, share=share)
    renderer = _drawn(axes)
    title = next(t for t in _texts(axes) if t.get_text() == axes.get_title(loc="left"))
    assert title.get_window_extent(renderer).x1 <= axes.figure.bbox.width


@pytest.mark.parametrize("name", NAMES)
def test_every_label_lies_inside_the_figure(draw, name):
    axes = draw[name]()
    renderer, frame = _drawn(axes), axes.figure.bbox
    for text in _texts(axes):
        if text.get_text():
            extent = text.get_window_extent(renderer)
            assert frame.x0 <= extent.x0, text
            assert extent.x1 <= frame.x1, text


def test_the_staircase_shows_both_figures_and_the_target(ledger, english):
    words = _words(_staircase(ledger, english))
    assert {"38%", "46%", "65%", "if growth", "needed", "as now"} <= set(words)


def test_the_staircase_draws_the_intervals(ledger, english):
    ends = [tuple(line.get_ydata()) for line in _staircase(ledger, english).get_lines()]
    assert (0.375, 0.385) in ends
    assert (0.455, 0.465) in ends


def test_a_target_with_decimals_keeps_them(ledger, english):
    assert "65.25%" in _words(_staircase(ledger, english, share=0.6525))


def test_the_time_line_shows_count_and_target(ledger, english):
    words = _words(_timeline(ledger, english))
    assert {"38%", "46%", "by the count", "target 65%"} <= set(words)


def test_the_time_line_draws_what_the_count_gives(ledger, english):
    ends = [tuple(line.get_ydata()) for line in _timeline(ledger, english).get_lines()]
    assert (600 / 1550, 700 / 1450) in ends
    assert (600 / 1500, 700 / 1500) in ends


def test_one_figure_alone_is_drawn(ledger, english):
    words = _words(_timeline(ledger, english, region=KOTA))
    assert "44%" in words
    assert "by the count" not in words


@pytest.mark.parametrize(("region", "day"), [(KAB, "2024-01-01"), (KOTA, "2025-11-04")])
def test_nothing_known_is_nothing_to_draw(ledger, english, region, day):
    early = ledger.as_known_on(dt.date.fromisoformat(day))
    assert _timeline(early, english, region=region) is None


def test_the_staircase_of_a_reached_target_draws_no_needed_pace(ledger, english):
    for share in (0.40, 0.455, 0.46, 0.465):
        axes = _staircase(ledger, english, share=share)
        assert "needed" not in _words(axes)
        assert "if growth" in _words(axes)
        # Only the growth reading is joined by a dashed line and a band.
        assert [line.get_linestyle() for line in axes.get_lines()].count("--") == 1
    lines = _staircase(ledger, english, share=0.65).get_lines()
    assert [line.get_linestyle() for line in lines].count("--") == 2


@pytest.mark.parametrize("code", wording.LANGUAGES)
def test_made_up_widths_say_so_across_the_picture(found, code):
    language = wording.Language(code)
    words = _words(_widths(found, language))
    assert language.gettext("made up") in words
    assert {language.gettext(tables.TERMS[t]) for t in found.table["term"]} <= set(words)


def test_widths_reach_as_far_to_each_side_and_show_no_effect(found, draw):
    ends = [tuple(line.get_xdata()) for line in draw["widths"]().get_lines()]
    wanted = [(-100 * row[k], 100 * row[k]) for row in found.table.to_dict("records")
              for k in ("high", "half_width")]  # fmt: skip
    # And the line of zero; nothing else, so no driver's effect or truth.
    for end, expected in zip(sorted(ends), sorted([*wanted, (0, 0)]), strict=True):
        assert end == pytest.approx(expected)


@pytest.fixture
def screen(monkeypatch):
    """What a plate displays, instead of a screen: data and metadata of each part."""
    shown = []
    monkeypatch.setattr(
        sys.modules["policylib.figures.plate"],
        "display",
        lambda data, *, raw, metadata=None: shown.append((data, metadata)),
    )
    return shown


def _plate(ledger, root, english, axes):
    refs = wording.References(ledger, store.provenance(root=root), english, {})
    need, observed = _need(ledger), coverage.observed(ledger, region=KAB)
    said = sentences.staircase_description(need, observed)
    return figures.plate(
        axes, description=wording.say(said, language=english),
        data=tables.staircase(need, observed, refs), language=english,
    )  # fmt: skip


def test_a_picture_is_described_for_those_who_do_not_see_it(ledger, root, english, screen):
    _plate(ledger, root, english, _staircase(ledger, english))._ipython_display_()
    data, metadata = screen[0]
    alt = metadata["image/png"]["alt"]
    assert {"image/png", "text/plain"} <= set(data)
    assert "38 percent" in alt
    assert "65 percent" in alt
    assert "](" not in alt


def test_below_a_picture_stand_source_and_data(ledger, root, english, screen):
    _plate(ledger, root, english, _staircase(ledger, english))._ipython_display_()
    html = screen[-1][0]["text/html"]
    assert '<p class="source">Source: ' in html
    assert "<details" in html
    assert "<table>" in html


def test_nothing_to_draw_is_a_sentence(ledger, root, english, screen):
    _plate(ledger, root, english, None)._ipython_display_()
    assert len(screen) == 1
    assert "nothing to draw" in screen[0][0]["text/markdown"]


def _plated(axes, language):
    table = tables.Table("c", (tables.Column("a"),), (tables.Row(("x",)),))
    return figures.plate(axes, description=wording.Prose("d"), data=table, language=language)


@pytest.mark.parametrize("name", NAMES)
def test_the_drawing_is_the_same_each_time_and_keeps_its_words(draw, english, name):
    first, second = (_plated(draw[name](), english) for _ in range(2))
    assert first.svg() == first.svg() == second.svg()
    drawing = ElementTree.fromstring(first.svg())
    said = " ".join("".join(drawing.itertext()).split())
    assert all(" ".join(word.split()) in said for word in _words(first.axes))
    assert len(first.svg()) < 60_000


def test_the_drawing_follows_the_picture(draw, english):
    """Both are laid out once, whichever comes first."""
    first, second = (_plated(draw["staircase"](), english) for _ in range(2))
    first.png()
    assert first.png() == first.png()
    assert len(first.svg()) == pytest.approx(len(second.svg()), rel=0.01)


def test_hostile_words_stay_words_in_a_drawing(english):
    bad = "<script>alert(1)</script> 1.234567"
    axes = Figure().subplots()
    axes.set_title(bad, loc="left")
    svg = _plated(axes, english).svg()
    assert "<script" not in svg
    assert bad in "".join(ElementTree.fromstring(svg).itertext())
