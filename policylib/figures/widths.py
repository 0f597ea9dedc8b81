"""How far the interval of each driver reaches, over made-up outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.compliance import Precision
from policylib.figures import style
from policylib.wording import Language


def widths(
    found: Precision,
    *,
    names: Mapping[str, str],
    title: str,
    language: Language,
    ax: Axes | None = None,
) -> Axes:
    """Draw the reach to each side of an effect; no effect is drawn, for all are made up."""
    ax = style.axes(ax)
    rows = found.table.to_dict("records")
    for height, row in enumerate(reversed(rows)):
        name = names[row["term"]]
        _reach(ax, height, row, language.gettext(name))
    ax.axvline(0, color=style.COLOURS["pace"], linewidth=1)
    ax.set_yticks([])
    ax.set_ylim(-0.6, len(rows) + 0.2)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.number(abs(v))))
    style.below(ax, language.gettext("reach to each side, percentage points"))
    style.mark(ax, language.gettext("made up"))
    style.title(ax, title)
    return ax


def _reach(ax: Axes, height: int, row: dict, name: str) -> None:
    """The median as a thick bar, the 95th percentile as a thin one, the name above both."""
    colour = style.COLOURS["made_up"]
    for half, width in ((row["high"], 1.5), (row["half_width"], 6)):
        ax.plot([-100 * half, 100 * half], [height, height], color=colour, linewidth=width)
    ax.annotate(
        name,
        (0.02, height),
        xytext=(0, 8),
        textcoords="offset points",
        xycoords=("axes fraction", "data"),
        va="bottom",
    )
