"""The staircase: published shares, the pace observed and the pace needed."""

from __future__ import annotations

import datetime as dt

from matplotlib.axes import Axes
from matplotlib.dates import date2num

from policylib.coverage import Need, Observed
from policylib.figures import style
from policylib.findings import Finding
from policylib.wording import Language

#: A day and the share on it.
Step = tuple[dt.date, Finding]


def staircase(
    need: Need, observed: Observed, *, title: str, language: Language, ax: Axes | None = None
) -> Axes:
    """Draw the two figures, the target, and both paces as bands over their intervals."""
    ax, tr = style.axes(ax), language.gettext
    first: Step = (observed.first, observed.first_share)
    last: Step = (observed.last, observed.last_share)
    aim: Step = (need.days.end, need.target)
    _band(ax, first, last, "observed")
    if need.gap.low > 0:
        _band(ax, last, aim, "target")
        _along(ax, last, aim, tr("needed"), "target", (-10, 12), "right")
    _as_now(ax, last, aim[0], tr("as now"))
    for step, kind in ((first, "observed"), (last, "observed"), (aim, "target")):
        _step(ax, *step, kind, language)
    _along(ax, first, last, tr("if growth"), "observed", (14, -26), "left")
    steps = (first, last, aim)
    shares = [end for _, share in steps for end in (share.low, share.high)]
    style.dated_shares(ax, [day for day, _ in steps], shares, language)
    style.title(ax, title)
    return ax


def _as_now(ax: Axes, last: Step, until: dt.date, words: str) -> None:
    """Keep the last share as it is, the path that needs no assumption."""
    day, share = last
    colour = style.COLOURS["pace"]
    ax.hlines(
        share.value, date2num(day), date2num(until), color=colour, linestyle=":", linewidth=1.5
    )
    ax.annotate(
        words,
        (date2num(until), share.value),
        xytext=(0, -6),
        textcoords="offset points",
        va="top",
        ha="right",
        color=colour,
    )


def _band(ax: Axes, start: Step, end: Step, kind: str) -> None:
    days = [date2num(start[0]), date2num(end[0])]
    ax.fill_between(
        days,
        [start[1].low, end[1].low],
        [start[1].high, end[1].high],
        color=style.COLOURS[kind],
        alpha=0.15,
        linewidth=0,
    )
    ax.plot(
        days,
        [start[1].value, end[1].value],
        color=style.COLOURS[kind],
        linestyle="--",
        linewidth=1.5,
    )


def _step(ax: Axes, day: dt.date, share: Finding, kind: str, language: Language) -> None:
    style.interval(ax, day, share.low, share.high, share.value, kind)
    ax.annotate(
        language.percent(share.value, share.digits),
        (date2num(day), share.high),
        xytext=(0, 8) if kind == "target" else (-4, 7),
        textcoords="offset points",
        ha="center" if kind == "target" else "right",
        color=style.COLOURS[kind],
        fontweight="bold",
    )


def _along(
    ax: Axes,
    start: Step,
    end: Step,
    text: str,
    kind: str,
    shift: tuple[int, int],
    side: str,
) -> None:
    x = (date2num(start[0]) + date2num(end[0])) / 2
    y = (start[1].value + end[1].value) / 2
    ax.annotate(
        text, (x, y), xytext=shift, textcoords="offset points", ha=side, color=style.COLOURS[kind]
    )
