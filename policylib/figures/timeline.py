"""Published shares of coverage as intervals on a time line."""

from __future__ import annotations

import datetime as dt

from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import FuncFormatter

from policylib.coverage import Known
from policylib.evidence import Ledger
from policylib.figures import style
from policylib.wording import Language

_MARGIN = dt.timedelta(days=45)


def timeline(ledger: Ledger, known: Known | None, *, region: str, title: str, language: Language,
             ax: Axes | None = None) -> Axes | None:
    """Draw each published share with its interval, the count, and targets; None without shares."""
    observed = ledger.find(region, "coverage_share")
    targets = ledger.find(region, "coverage_share", kind="target")
    if known is None or not observed:
        return None
    ax = style.axes(ax)
    for number in observed:
        _bar(ax, number.as_of, number.low, number.high, number.value, "observed", "o")
        _label(ax, number.as_of, number.value, language.percent(number.value), -10, "right",
               "observed")
    if known.counted_share_rounded and known.counted_share:
        beside = known.as_of + dt.timedelta(days=6)
        wide, narrow = known.counted_share_rounded, known.counted_share
        _bar(ax, beside, wide.low, wide.high, None, "counted", "")
        _bar(ax, beside, narrow.low, narrow.high, None, "counted", "", width=5)
        _label(ax, beside, narrow.low, language.gettext("by the count"), 8, "left", "counted")
    for number in targets:
        _bar(ax, number.as_of, number.low, number.high, number.value, "target", "D")
        words = f"{language.gettext('target')} {language.percent(number.value)}"
        _label(ax, number.as_of, number.value, words, -10, "right", "target")
    _frame(ax, [n.as_of for n in (*observed, *targets)], language)
    style.title(ax, title)
    return ax


def _bar(ax: Axes, day: dt.date, low: float, high: float, value: float | None, kind: str,
         marker: str, width: float = 2) -> None:
    colour, x = style.COLOURS[kind], date2num(day)
    ax.plot([x, x], [low, high], color=colour, linewidth=width, solid_capstyle="butt")
    if value is not None:
        ax.plot([x], [value], marker=marker, color=colour, markersize=7)


def _label(ax: Axes, day: dt.date, value: float, text: str, shift: int, side: str, kind: str
           ) -> None:
    ax.annotate(text, (date2num(day), value), xytext=(shift, 0), textcoords="offset points",
                va="center", ha=side, color=style.COLOURS[kind], fontweight="bold")


def _frame(ax: Axes, days: list[dt.date], language: Language) -> None:
    """Axes with room on both sides, few dated ticks, and a share axis from zero."""
    ax.set_xlim(date2num(min(days) - 2 * _MARGIN), date2num(max(days) + _MARGIN))
    shown = sorted(set(days))
    ax.set_xticks([date2num(d) for d in shown], [language.month(d) for d in shown])
    ax.set_ylim(0, 1)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: language.percent(v)))
    ax.set_ylabel(language.gettext("share of workers covered"))
    ax.grid(axis="x", visible=False)
