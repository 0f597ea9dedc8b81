"""Published shares of coverage as intervals on a time line."""

from __future__ import annotations

import datetime as dt

from matplotlib.axes import Axes
from matplotlib.dates import date2num

from policylib.coverage import Known, printed_digits
from policylib.evidence import Ledger, Number
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
        _published(ax, number, "", language)
    for number in targets:
        _published(ax, number, language.gettext("target") + " ", language)
    counted = _count(ax, known, language)
    drawn = (*observed, *targets)
    shares = [*counted, *(end for n in drawn for end in (n.low, n.high))]
    style.dated_shares(ax, [n.as_of for n in drawn], shares, language)
    style.title(ax, title)
    return ax


def _published(ax: Axes, number: Number, word: str, language: Language) -> None:
    """Draw one published share; where only a range was printed there is no point in it."""
    style.interval(ax, number.as_of, number.low, number.high, number.value, number.kind)
    digits = printed_digits(number)
    shown = [number.value] if number.value is not None else [number.low, number.high]
    text = word + "–".join(language.percent(v, digits) for v in shown)
    _label(ax, number.as_of, sum(shown) / len(shown), text, -10, "right", number.kind)


def _count(ax: Axes, known: Known, language: Language) -> list[float]:
    """Draw what the count gives beside the share of the same day; return the ends drawn."""
    wide, narrow = known.counted_share_rounded, known.counted_share
    if wide is None or narrow is None:
        return []
    beside = known.as_of + dt.timedelta(days=9)
    style.interval(ax, beside, wide.low, wide.high, None, "counted")
    style.interval(ax, beside, narrow.low, narrow.high, None, "counted", width=6)
    _label(ax, beside, narrow.low, language.gettext("by the count"), 10, "left", "counted")
    return [wide.low, wide.high]


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
