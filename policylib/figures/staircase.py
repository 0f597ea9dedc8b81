"""The staircase: published shares, the pace observed and the pace needed."""

from __future__ import annotations

import datetime as dt

from matplotlib.axes import Axes
from matplotlib.dates import date2num

from policylib.coverage import Need, Observed
from policylib.figures import style
from policylib.findings import Finding
from policylib.wording import Language


def staircase(
    need: Need, observed: Observed, *, title: str, language: Language, ax: Axes | None = None
) -> Axes:
    """Draw the two figures, the target, and both paces as bands over their intervals."""
    ax = style.axes(ax)
    steps = (
        (observed.first, observed.first_share),
        (observed.last, observed.last_share),
        (need.days.end, need.target),
    )
    _band(ax, steps[0], steps[1], "observed")
    _band(ax, steps[1], steps[2], "target")
    ax.hlines(
        observed.last_share.value,
        date2num(observed.last),
        date2num(need.days.end),
        color=style.COLOURS["pace"],
        linestyle=":",
        linewidth=1.5,
    )
    for (day, share), kind in zip(steps, ("observed", "observed", "target"), strict=True):
        _step(ax, day, share, kind, language)
    tr = language.gettext
    _along(ax, steps[0], steps[1], tr("if growth"), "observed", (14, -26), "left")
    _along(ax, steps[1], steps[2], tr("needed"), "target", (-10, 12), "right")
    ax.annotate(
        tr("as now"),
        (date2num(need.days.end), observed.last_share.value),
        xytext=(0, -6),
        textcoords="offset points",
        va="top",
        ha="right",
        color=style.COLOURS["pace"],
    )
    style.dated_shares(
        ax,
        [day for day, _ in steps],
        [e for _, share in steps for e in (share.low, share.high)],
        language,
    )
    style.title(ax, title)
    return ax


def _band(
    ax: Axes, start: tuple[dt.date, Finding], end: tuple[dt.date, Finding], kind: str
) -> None:
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
    style.interval(
        ax, day, share.low, share.high, share.value, kind, marker="D" if kind == "target" else "o"
    )
    ax.annotate(
        language.percent(share.value, share.digits),
        (date2num(day), share.high),
        xytext=(0, 8),
        textcoords="offset points",
        ha="center",
        color=style.COLOURS[kind],
        fontweight="bold",
    )


def _along(
    ax: Axes,
    start: tuple[dt.date, Finding],
    end: tuple[dt.date, Finding],
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
