"""Published shares of coverage as intervals on a time line."""

from __future__ import annotations

import datetime as dt

from matplotlib.axes import Axes
from matplotlib.dates import date2num

from policylib.coverage import Known
from policylib.evidence import Ledger
from policylib.figures import style
from policylib.wording import Language


def timeline(
    ledger: Ledger,
    known: Known | None,
    *,
    region: str,
    title: str,
    language: Language,
    ax: Axes | None = None,
) -> Axes | None:
    """Draw each published share with its interval, the count, and targets; None without shares."""
    observed = ledger.find(region, "coverage_share")
    targets = ledger.find(region, "coverage_share", kind="target")
    if known is None or not observed:
        return None
    ax = style.axes(ax)
    for number in observed:
        style.interval(ax, number.as_of, number.low, number.high, number.value, "observed")
        _label(
            ax, number.as_of, number.value, language.percent(number.value), -10, "right", "observed"
        )
    if known.counted_share_rounded and known.counted_share:
        beside = known.as_of + dt.timedelta(days=9)
        wide, narrow = known.counted_share_rounded, known.counted_share
        style.interval(ax, beside, wide.low, wide.high, None, "counted")
        style.interval(ax, beside, narrow.low, narrow.high, None, "counted", width=6)
        _label(ax, beside, narrow.low, language.gettext("by the count"), 10, "left", "counted")
    for number in targets:
        style.interval(
            ax, number.as_of, number.low, number.high, number.value, "target", marker="D"
        )
        words = f"{language.gettext('target')} {language.percent(number.value)}"
        _label(ax, number.as_of, number.value, words, -10, "right", "target")
    drawn = (*observed, *targets)
    counted = [known.counted_share_rounded.low] if known.counted_share_rounded else []
    style.dated_shares(
        ax,
        [n.as_of for n in drawn],
        [*counted, *(e for n in drawn for e in (n.low, n.high))],
        language,
    )
    style.title(ax, title)
    return ax


def _label(
    ax: Axes, day: dt.date, value: float, text: str, shift: int, side: str, kind: str
) -> None:
    ax.annotate(
        text,
        (date2num(day), value),
        xytext=(shift, 0),
        textcoords="offset points",
        va="center",
        ha=side,
        color=style.COLOURS[kind],
        fontweight="bold",
    )
