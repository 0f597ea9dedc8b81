"""The village regression: effects with intervals, shares of the blocks, the specification curve."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.compliance import Curve, Effects, Shares
from policylib.figures import style
from policylib.wording import Language

#: The same block has the same mark everywhere; all are results.
_MARKERS = {"budget": "o", "understanding": "s", "supervision": "^"}


def effects(
    found: Effects,
    *,
    names: Mapping[str, str],
    title: str,
    language: Language,
    ax: Axes | None = None,
) -> Axes:
    """Draw the effect of each term with its interval, in percentage points."""
    ax, kind = style.axes(ax), _kind(found)
    rows = [(names[r["term"]], r["effect"], r, ("o", kind)) for r in found.table.to_dict("records")]
    _intervals(ax, rows, language, scale=100)
    ax.axvline(0, color=style.COLOURS["pace"], linewidth=1)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.number(v)))
    style.below(ax, language.gettext("percentage points"))
    return _finished(ax, title, language, made_up=found.synthetic)


def shares(
    found: Shares | None,
    *,
    names: Mapping[str, str],
    title: str,
    language: Language,
    ax: Axes | None = None,
) -> Axes | None:
    """Draw the share of each block in what the blocks explain, with its interval; None if none."""
    if found is None:
        return None
    ax, rows = style.axes(ax), []
    for row in found.table.to_dict("records"):
        look = (_MARKERS[row["block"]], _kind(found))
        rows.append((names[row["block"]], row["share"], row, look))
    _intervals(ax, rows, language, scale=1)
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.percent(v)))
    style.below(ax, language.gettext("share of what the three explain"))
    return _finished(ax, title, language, made_up=found.synthetic)


def curve(
    found: Curve,
    *,
    names: Mapping[str, str],
    title: str,
    language: Language,
    ax: Axes | None = None,
) -> Axes:
    """Draw every specification's effect of each block, from least to most, with its interval."""
    ax, offset = style.axes(ax), 0.0
    for block, rows in found.table.dropna(subset=["effect"]).groupby("block", sort=False):
        ordered = rows.sort_values("effect")
        place = offset + np.linspace(0, 1, len(ordered))
        colour = style.COLOURS[_kind(found)]
        low, middle, high = (100 * ordered[c].to_numpy() for c in ("low", "effect", "high"))
        ax.fill_between(place, low, high, color=colour, alpha=0.25, linewidth=0)
        ax.plot(place, middle, color=colour, linewidth=2)
        ax.annotate(
            language.gettext(names[block]),
            (offset + 0.5, 0.02),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=11,
        )
        offset += 1.15
    ax.axhline(0, color=style.COLOURS["pace"], linewidth=1)
    ax.set_xticks([])
    ax.grid(axis="x", visible=False)
    ax.margins(y=0.16)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: language.number(v)))
    ax.set_ylabel(language.gettext("percentage points"))
    return _finished(ax, title, language, made_up=found.synthetic)


def _intervals(ax: Axes, rows: list[tuple], language: Language, *, scale: float) -> None:
    """Draw name, value and interval of each row, from the top down."""
    for height, (name, value, ends, (marker, kind)) in enumerate(reversed(rows)):
        reach = [scale * ends["low"], scale * ends["high"]]
        colour = style.COLOURS[kind]
        ax.plot(reach, [height, height], color=colour, linewidth=2.5, marker="|", markersize=11)
        ax.plot([scale * value], [height], marker, color=colour, markersize=9)
        ax.annotate(
            language.gettext(name),
            (0.02, height),
            xytext=(0, 9),
            textcoords="offset points",
            xycoords=("axes fraction", "data"),
            va="bottom",
        )
    ax.set_yticks([])
    ax.set_ylim(-0.6, len(rows) - 0.1)


def _kind(found: Effects | Shares | Curve) -> str:
    return "made_up" if found.synthetic else "result"


def _finished(ax: Axes, title: str, language: Language, *, made_up: bool) -> Axes:
    if made_up:
        style.mark(ax, language.gettext("made up"))
    style.title(ax, title)
    return ax
