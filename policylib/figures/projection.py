"""Projections: the strip of chances, the fan, what moves the share, the staircase of levers."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.figures import style
from policylib.findings import Finding
from policylib.projection import LABELS, Answer, Staircase
from policylib.wording import Language

_WIDTH = 26


def strip(found: Answer, *, title: str, language: Language, ax: Axes | None = None) -> Axes:
    """Draw the chance of the target by model, as dots from none to all."""
    ax, tr = style.axes(ax), language.gettext
    shown = list(found.growth.models)[::-1]
    for height, one in enumerate(shown):
        ax.plot([0, 1], [height, height], color=style.RAIL, linewidth=1, zorder=0)
        other = found.counted.of(one.id) if found.counted else None
        if other:
            _dot(ax, other.chance, height, "counted", hollow=True)
        _dot(ax, one.chance, height, "result", hollow=False)
    ax.set_yticks(range(len(shown)), [tr(m.title) for m in shown], fontsize=11)
    ax.set_ylim(-0.6, len(shown) - 0.4)
    ax.set_xlim(-0.04, 1.04)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.percent(v)))
    style.below(ax, tr("chance that the target is met in time"))
    ax.grid(axis="y", visible=False)
    if found.counted:
        _legend(ax, tr("both figures as shares"), tr("last figure as the count"))
    style.title(ax, title, width=_WIDTH + 8)
    return ax


def _dot(ax: Axes, chance: Finding, height: float, kind: str, *, hollow: bool) -> None:
    """Draw a chance, with a thin line where it has an interval."""
    colour = style.COLOURS[kind]
    fill = "white" if hollow else colour
    if chance.is_range:
        at = height + (0.12 if hollow else -0.12)
        ax.plot([chance.low, chance.high], [at, at], color=colour, linewidth=1.3, zorder=2)
    ax.plot(
        [chance.value], [height], "o", color=fill, markeredgecolor=colour, markersize=9, zorder=3
    )


def _legend(ax: Axes, filled: str, hollow: str) -> None:
    for kind, words, inside in (("result", filled, False), ("counted", hollow, True)):
        colour = style.COLOURS[kind]
        fill = "white" if inside else colour
        look = {"color": fill, "markeredgecolor": colour, "markersize": 9, "linestyle": "none"}
        ax.plot([], [], "o", label=words, **look)
    ax.legend(
        loc="upper center",
        bbox_to_anchor=(0.35, -0.25),
        ncols=1,
        frameon=False,
        fontsize=10,
        handletextpad=0.2,
        columnspacing=1,
    )


def fan(
    found: Answer, table: pd.DataFrame, *, title: str, language: Language, ax: Axes | None = None
) -> Axes:
    """Draw the reference class as bands, with as now, the straight line and the target beside."""
    ax, tr = style.axes(ax), language.gettext
    series = found.growth.series
    days = [date2num(d) for d in table["day"]]
    ends = sorted(c for c in table.columns if c not in ("day", "line"))
    for low, high, alpha in ((ends[0], ends[-1], 0.15), (ends[1], ends[-2], 0.3)):
        ax.fill_between(
            days, table[low], table[high], color=style.COLOURS["result"], alpha=alpha, linewidth=0
        )
    ax.plot(days, table[0.5], color=style.COLOURS["result"], linewidth=1.8)
    colour = style.COLOURS["pace"]
    ax.plot(days, table["line"], color=colour, linewidth=1, linestyle="--")
    ax.hlines(series.last.middle, days[0], days[-1], color=colour, linestyle=":", linewidth=1.5)
    for point in series.points:
        day = series.day_of(point.month)
        style.interval(ax, day, point.low, point.high, point.middle, "observed")
    ax.plot([days[-1]], [found.growth.target], "D", color=style.COLOURS["target"], markersize=7)
    _words(ax, days[-1], table, found, tr)
    shares = [*table[ends[0]], *table[ends[-1]], table["line"].iloc[-1], series.points[0].low]
    every = [series.start, *table["day"]]
    style.dated_shares(ax, every, [float(s) for s in shares], language)
    style.title(ax, title)
    return ax


def _words(ax: Axes, day: float, table: pd.DataFrame, found: Answer, tr) -> None:
    """Name the lines at their right ends, below them."""
    pace, target = style.COLOURS["pace"], style.COLOURS["target"]
    for share, words, colour, up in (
        (found.growth.series.last.middle, tr("as now"), pace, -6),
        (table["line"].iloc[-1], tr("straight line"), pace, 8),
        (found.growth.target, tr("target"), target, 6),
    ):
        ax.annotate(
            words,
            (day, share),
            xytext=(-8, up),
            textcoords="offset points",
            ha="right",
            va="top" if up < 0 else "bottom",
            color=colour,
            fontsize=11,
        )


def influence(found: Answer, *, title: str, language: Language, ax: Axes | None = None) -> Axes:
    """Draw how far each assumption moves the share on the target's day."""
    ax, tr = style.axes(ax), language.gettext
    rows = list(found.tornado.itertuples())[::-1]
    for height, row in enumerate(rows):
        width = row.high - row.low
        ax.barh(height, width, left=row.low, color=style.COLOURS["result"], height=0.55)
    target = found.growth.target
    ax.axvline(target, color=style.COLOURS["target"], linewidth=1.5, linestyle="--")
    names = [textwrap.fill(tr(LABELS[r.assumption]), _WIDTH) for r in rows]
    ax.set_yticks(range(len(rows)), names, fontsize=10)
    ax.annotate(
        tr("target"),
        (target, len(rows) - 0.4),
        xytext=(4, 0),
        textcoords="offset points",
        color=style.COLOURS["target"],
    )
    ax.set_ylim(-0.6, len(rows))
    ax.set_xlim(min(r.low for r in rows) - 0.03, max(r.high for r in rows) + 0.03)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.percent(v)))
    style.below(ax, tr("coverage on the target's day"))
    ax.grid(axis="y", visible=False)
    style.title(ax, title, width=_WIDTH)
    return ax


def levers(found: Staircase, *, title: str, language: Language, ax: Axes | None = None) -> Axes:
    """Stack lapse and levers from the people covered up to the sum, with the target beside."""
    ax, tr = style.axes(ax), language.gettext
    bars = _bars(found, tr)[::-1]
    for at, (_, base, people, one) in enumerate(bars):
        _bar(ax, at, base, people, one, language)
    target = found.given.need.target_people.value
    ax.axvline(target, color=style.COLOURS["target"], linewidth=1.5, linestyle="--")
    names = [textwrap.fill(name, _WIDTH) for name, *_ in bars]
    ax.set_yticks(range(len(bars)), names, fontsize=10)
    ax.set_xlim(0, target * 1.15)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.compact(v)))
    style.below(ax, tr("people covered; dashed: target"))
    ax.grid(axis="y", visible=False)
    style.title(ax, title, width=_WIDTH + 6)
    return ax


def _bars(found: Staircase, tr) -> list[tuple[str, float, float, Finding | None]]:
    """Return name, beginning, length and finding of every bar, from the last figure on."""
    start = found.given.covered.value
    bars = [(tr("last figure"), 0.0, start, None), (tr("lapse"), start, found.lapsed.value, None)]
    height = start + found.lapsed.value
    for step in found.steps:
        bars.append((tr(step.people.label), height, step.people.value, step.people))
        height += step.people.value
    return [*bars, (tr("with all levers"), 0.0, found.total.value, found.total)]


def _bar(
    ax: Axes, at: int, base: float, people: float, one: Finding | None, language: Language
) -> None:
    """Draw one bar with its range, and its amount at the right of both."""
    kind = "pace" if people < 0 else "result" if one is not None else "observed"
    ax.barh(at, people, left=base, color=style.COLOURS[kind], height=0.6)
    end = max(base, base + people)
    if one is not None:
        ends = [base + one.low, base + one.high]
        ax.plot(ends, [at, at], color=style.INK, linewidth=1.2)
        end = max(end, *ends)
    away = {"textcoords": "offset points", "xytext": (5, 0), "va": "center", "fontsize": 9}
    ax.annotate(language.number(people), (end, at), **away)
