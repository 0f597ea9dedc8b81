"""What contributions take of the revenue of every village."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.budgets import VillagePlan
from policylib.figures import style
from policylib.wording import Language

_BINS = 30


def burden(found: VillagePlan, *, title: str, language: Language, ax: Axes | None = None) -> Axes:
    """Stack one dot a village by its share; the middle village is marked."""
    ax, tr = style.axes(ax), language.gettext
    shares = found.afford.table["share_legal"].dropna().to_numpy(dtype=float)
    edges = np.linspace(0, shares.max() * 1.02, _BINS + 1)
    place = np.clip(np.digitize(shares, edges) - 1, 0, _BINS - 1)
    height = [int((place[:n] == p).sum()) + 1 for n, p in enumerate(place)]
    middles = (edges[:-1] + edges[1:]) / 2
    ax.plot(middles[place], height, "o", color=style.COLOURS["result"], markersize=4.2, alpha=0.85)
    middle = found.afford.share.value
    ax.axvline(middle, color=style.COLOURS["target"], linewidth=1.5, linestyle="--")
    ax.annotate(
        tr("middle village {share}", share=language.percent(middle, 2)),
        (middle, max(height) * 1.2),
        xytext=(8, 0),
        textcoords="offset points",
        color=style.COLOURS["target"],
        fontweight="bold",
        va="top",
    )
    ax.set_xlim(0, edges[-1])
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.percent(v, 2)))
    style.below(ax, tr("a year of contributions, of the revenue that may pay them"))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    ax.set_ylabel(tr("villages"))
    ax.set_ylim(0, max(height) * 1.22)
    style.title(ax, title)
    return ax
