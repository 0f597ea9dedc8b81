"""One look for all figures: narrow enough for a phone, readable in grey."""

from __future__ import annotations

import datetime as dt
import functools
import textwrap
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.dates import MonthLocator, date2num, num2date
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.wording import Language

#: Inches; 5.4 at 12 points stays readable when a phone shows it 360 pixels wide.
SIZE = (5.4, 4.3)
TITLE_WIDTH, LABEL_WIDTH = 42, 40
MIN_SPAN_DAYS, MIN_SPAN_SHARE = dt.timedelta(days=120), 0.4


@dataclass(frozen=True)
class Look:
    """How a thing is drawn in every figure; marker and line tell it apart in grey."""

    colour: str
    marker: str
    line: str


#: What is published, what a count says, what is aimed at, what goes on as now, what was computed,
#: and what is made up.
LOOKS = {
    "observed": Look("#1b4f72", "o", "-"),
    "counted": Look("#a05a00", "s", "-"),
    "target": Look("#8c1d18", "D", "--"),
    "pace": Look("#66727f", "", ":"),
    "result": Look("#0b2e2b", "o", "-"),
    "made_up": Look("#7d3fa8", "^", "-"),
}
COLOURS = {name: look.colour for name, look in LOOKS.items()}
#: Thin lines over bars, what is not known, words behind a drawing, lines to measure by, tiles.
INK, UNKNOWN, BEHIND, RAIL, TILE = "0.25", "0.52", "0.57", "0.85", "0.93"
#: Noto Sans, cut; its signs; what matplotlib itself brings.
FAMILY = ["policylib Sans", "policylib Sans Signs", "DejaVu Sans"]
_RC = {
    "font.size": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.family": "DejaVu Sans",
}


def letters(figure: Figure) -> None:
    """Write a figure in the letters of the pages, which it brings along."""
    _register()
    for ax in figure.axes:
        ax.tick_params(labelfontfamily=FAMILY)
    for text in figure.findobj(Text):
        text.set_fontfamily(FAMILY)


@functools.cache
def _register() -> None:
    for path in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
        fontManager.addfont(path)


def axes(ax: Axes | None) -> Axes:
    """Return the axes given, or new ones of the house style that no global state knows."""
    if ax is not None:
        return ax
    with matplotlib.rc_context({**sns.axes_style("whitegrid"), **_RC}):
        return Figure(figsize=SIZE, layout="constrained").subplots()


def title(ax: Axes, text: str, *, width: int = TITLE_WIDTH) -> None:
    """Set the finding as title, wrapped at so many letters."""
    lines = [textwrap.fill(line, width) for line in text.split("\n")]
    ax.set_title(
        "\n".join(lines), pad=12, loc="left", fontweight="bold", fontsize=12, linespacing=1.1
    )


def below(ax: Axes, text: str) -> None:
    """Name the axis below, in as many lines as the figure is narrow."""
    ax.set_xlabel(textwrap.fill(text, LABEL_WIDTH))


def mark(ax: Axes, words: str) -> None:
    """Write behind the drawing that its numbers are made up."""
    look = {"fontsize": 30, "color": BEHIND, "ha": "right", "va": "top"}
    ax.text(0.99, 0.99, words, transform=ax.transAxes, zorder=0, **look)


def dated_shares(ax: Axes, days: list[dt.date], shares: list[float], language: Language) -> None:
    """Frame a chart of shares over time: few ticks, room for labels on all sides."""
    span = max(max(days) - min(days), MIN_SPAN_DAYS)
    ax.set_xlim(date2num(min(days) - span * 0.25), date2num(max(days) + span * 0.15))
    ax.xaxis.set_major_locator(MonthLocator(interval=max(1, round(span.days / 30 / 3))))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.month(num2date(v).date())))
    middle = (min(shares) + max(shares)) / 2
    reach = max(MIN_SPAN_SHARE / 2, (max(shares) - min(shares)) / 2 + 0.1)
    ax.set_ylim(max(0, middle - reach), min(1, middle + reach))
    # Steps of 1, 2, 5 or 10 points: a tick label without decimals is then exact.
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: language.percent(v)))
    ax.set_ylabel(language.gettext("share of workers covered"))
    ax.grid(axis="x", visible=False)


def interval(
    ax: Axes,
    day: dt.date,
    low: float,
    high: float,
    value: float | None,
    kind: str,
    *,
    width: float = 2,
) -> None:
    """Draw an interval with caps that stay visible behind its printed value."""
    x, colour = date2num(day), COLOURS[kind]
    ax.plot(
        [x, x],
        [low, high],
        color=colour,
        linewidth=width,
        marker="_",
        markersize=13,
        markeredgewidth=2,
    )
    if value is not None:
        ax.plot([x], [value], marker=LOOKS[kind].marker, color=colour, markersize=5)
