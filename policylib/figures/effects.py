"""Average marginal effects with their intervals."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.compliance import Effects
from policylib.figures import style
from policylib.wording import Language


def effects(
    found: Effects,
    *,
    names: Mapping[str, str],
    title: str,
    language: Language,
    ax: Axes | None = None,
) -> Axes:
    """Draw one interval a driver; made-up rows put their mark across the picture."""
    ax = style.axes(ax)
    rows = found.table.to_dict("records")
    colour = style.COLOURS["made_up" if found.synthetic else "observed"]
    for height, row in enumerate(reversed(rows)):
        name = names[row["term"]]
        _driver(ax, height, row, language.gettext(name), colour)
    ax.axvline(0, color=style.COLOURS["pace"], linewidth=1)
    ax.set_yticks([])
    ax.set_ylim(-0.6, len(rows) - 0.3)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.number(v)))
    ax.set_xlabel(language.gettext("difference in enrolment, percentage points"))
    if found.synthetic:
        _mark(ax, language.gettext("made up"))
    style.title(ax, title)
    return ax


def _driver(ax: Axes, height: int, row: dict, name: str, colour: str) -> None:
    ax.plot([100 * row["low"], 100 * row["high"]], [height, height], color=colour, linewidth=3)
    ax.plot([100 * row["effect"]], [height], marker="o", color=colour, markersize=7)
    ax.annotate(
        name,
        (0, height),
        xytext=(0, 9),
        textcoords="offset points",
        xycoords=("axes fraction", "data"),
        va="bottom",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85},
    )


def _mark(ax: Axes, words: str) -> None:
    look = {"fontsize": 44, "color": "0.85", "rotation": 20, "ha": "center", "va": "center"}
    ax.text(0.5, 0.5, words, transform=ax.transAxes, zorder=0, **look)
