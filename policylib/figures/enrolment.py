"""Counts of enrolled villages on a time line, with the paces between them carried on."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.dates import YearLocator, date2num, num2date
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.coverage import DAYS_PER_MONTH, Count, Enrolment, Pace
from policylib.figures import style
from policylib.wording import Language
from policylib.wording.terms import STAGES

#: Months carried on where no pace reaches all villages sooner, and at most.
AHEAD, AT_MOST = 24, 120
#: Look of the bands, the latest two counts first; edges and fill differ in grey too.
_LOOKS = (
    {"alpha": 0.30, "linestyle": "-"},
    {"alpha": 0.18, "linestyle": "--"},
    {"alpha": 0.10, "linestyle": ":"},
)
#: Fill of a count's mark by stage; any other is grey.
_FILLS = {"registered": "white", "active": style.COLOURS["observed"]}
#: Where the words of a high count stand: left of it, for bands begin at its right.
_ASIDE = {"xytext": (-9, 0), "ha": "right"}
#: Days, lower edge and upper edge of a band.
Path = tuple[list[float], list[float], list[float]]


def outlook(found: Enrolment, *, title: str, language: Language, ax: Axes | None = None) -> Axes:
    """Draw each count with its range, all villages as a line, and every pace carried on.

    A band holds all readings of two counts; a dotted line keeps the last count as it is.
    """
    ax = style.axes(ax)
    until = _until(found)
    _all(ax, found, language)
    drawn = []
    for rank, (start, end) in enumerate(_pairs(found)[: len(_LOOKS)]):
        low, high = _reach(found.between(start, end))
        words = language.gettext(
            "{start} to\n{end}", start=language.month(start.last), end=language.month(end.last)
        )
        drawn.append((_band(ax, found, low, high, rank, until), words))
    _names(ax, found, drawn, language)
    last, colour = found.last.villages, style.COLOURS["pace"]
    level = (last.low + last.high) / 2
    days = _days(found, until)
    ax.hlines(level, *days, color=colour, linestyle=(0, (1, 2)), linewidth=1.5)
    ax.annotate(language.gettext("as now"), (days[1], level), xytext=(-2, -5), ha="right", va="top",
                textcoords="offset points", color=colour, fontsize=10)  # fmt: skip
    for count in found.counts:
        _count(ax, count, found.total.value, language)
    _frame(ax, found, until, language)
    style.title(ax, title)
    return ax


def _pairs(found: Enrolment) -> list[tuple[Count, Count]]:
    """Pairs of counts with a pace above zero, the latest beginning first."""
    pairs = {(p.start.last, p.end.last): (p.start, p.end) for p in found.paces if p.months}
    return [pairs[key] for key in sorted(pairs, reverse=True)]


def _until(found: Enrolment) -> float:
    """Months drawn ahead: until the soonest pace surely reaches all, within limits."""
    sure = [p.months.high for p in found.paces if p.months and not math.isinf(p.months.high)]
    return min(AT_MOST, max(AHEAD, 1.15 * min(sure, default=AHEAD)))


def _days(found: Enrolment, months: float) -> tuple[float, float]:
    day = date2num(found.last.last)
    return day, day + months * DAYS_PER_MONTH


def _all(ax: Axes, found: Enrolment, language: Language) -> None:
    total, colour = found.total.value, style.COLOURS["target"]
    ax.axhline(total, color=colour, linewidth=1.5)
    words = language.gettext("all {number} villages", number=language.number(total))
    ax.annotate(
        words,
        (0.01, total),
        xycoords=("axes fraction", "data"),
        xytext=(0, 4),
        textcoords="offset points",
        color=colour,
        fontweight="bold",
    )


def _band(ax: Axes, found: Enrolment, low: float, high: float, rank: int, until: float) -> Path:
    """Carry paces of ``low`` to ``high`` villages a month on; return days, lower and upper edge."""
    last, total = found.last.villages, found.total.value
    steps = [until * n / 200 for n in range(201)]
    days = [date2num(found.last.last) + m * DAYS_PER_MONTH for m in steps]
    floor = [min(total, last.low + max(0, low) * m) for m in steps]
    roof = [min(total, last.high + high * m) for m in steps]
    look, colour = _LOOKS[rank], style.COLOURS["observed"]
    ax.fill_between(days, floor, roof, color=colour, alpha=look["alpha"], linewidth=0)
    for edge in (floor, roof):
        ax.plot(days, edge, color=colour, linestyle=look["linestyle"], linewidth=1.2)
    return days, floor, roof


def _reach(paces: tuple[Pace, ...]) -> tuple[float, float]:
    return min(p.per_month.low for p in paces), max(p.per_month.high for p in paces)


def _names(ax: Axes, found: Enrolment, drawn: list[tuple[Path, str]], language: Language) -> None:
    """Name the bands: left of one that reaches all villages, at the right of the others."""
    total, free = found.total.value, 0.0
    look = {"textcoords": "offset points", "fontsize": 10, "color": style.COLOURS["observed"]}
    for (days, floor, roof), words in sorted(drawn, key=lambda d: d[0][2][-1]):
        if roof[-1] >= total:
            at = next(n for n, up in enumerate(roof) if up > 0.7 * total)
            place = {"xytext": (-6, 0), "ha": "right", "va": "center"}
            ax.annotate(words, (days[at], roof[at]), **place, **look)
            continue
        # Two lines of text need room of their own.
        height = max((floor[-1] + roof[-1]) / 2, free)
        free = height + 0.14 * total
        place = {"xytext": (5, 0), "ha": "left", "va": "center", "annotation_clip": False}
        ax.annotate(words, (days[-1], height), **place, **look)


def _count(ax: Axes, count: Count, top: float, language: Language) -> None:
    """Draw a count: filled where officials were active, hollow where they were registered."""
    day, one = date2num(count.last), count.villages
    colour = style.COLOURS["observed"]
    if one.is_range:
        ax.plot([day, day], [one.low, one.high], color=colour, linewidth=3, marker="_",
                markersize=12, markeredgewidth=2)  # fmt: skip
    else:
        fill = _FILLS.get(count.stage, style.UNKNOWN)
        ax.plot([day], [one.value], "o", color=fill, markeredgecolor=colour, markersize=9,
                markeredgewidth=2, zorder=4)  # fmt: skip
    ends = dict.fromkeys(language.number(v) for v in (one.low, one.high))
    words = f"{'–'.join(ends)}\n{language.gettext(STAGES[count.stage])}"
    place = {"xytext": (0, 9), "ha": "center"} if one.high < 0.2 * top else _ASIDE
    ax.annotate(words, (day, one.high), textcoords="offset points", color=colour, fontsize=11,
                fontweight="bold", linespacing=1, **place)  # fmt: skip


def _frame(ax: Axes, found: Enrolment, until: float, language: Language) -> None:
    first, last = date2num(found.counts[0].first), _days(found, until)[1]
    # The names of the bands stand at the right of the last day.
    ax.set_xlim(first - 0.11 * (last - first), last + 0.22 * (last - first))
    ax.set_ylim(0, found.total.value * 1.12)
    years = (last - first) / 365.25
    ax.xaxis.set_major_locator(YearLocator(base=max(1, math.ceil(years / 6))))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: str(num2date(v).year)))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: language.number(v)))
    ax.set_ylabel(language.gettext("villages enrolled"))
    ax.grid(axis="x", visible=False)
