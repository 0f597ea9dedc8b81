"""Instruments: person-years against public money, and what drives the order."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.figures import style
from policylib.findings import Finding
from policylib.instruments import OFFICIALS, OFFICIALS_TEXT, Compared
from policylib.wording import Language

#: Rows of the tornado that are drawn; the table holds all.
_SHOWN = 6
_WIDTH = 26


def frontier(found: Compared, *, title: str, language: Language, ax: Axes | None = None) -> Axes:
    """Draw each instrument as a cross of its ranges; those that no other beats are filled."""
    ax = style.axes(ax)
    for letter, instrument in found.lettered.items():
        money, years = (found.of(instrument.id, m) for m in ("public_rp", "person_years"))
        _cross(ax, money, years, letter, instrument.id in found.frontier)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: "Rp" + language.compact(v)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: language.number(v)))
    style.below(ax, language.gettext("rupiah of local and village budgets"))
    ax.set_ylabel(language.gettext("person-years of protection"))
    ax.margins(0.08)
    style.title(ax, title)
    return ax


def _cross(ax: Axes, money: Finding, years: Finding, letter: str, best: bool) -> None:
    """Draw one instrument: its ranges as bars, its letter in a circle."""
    colour = style.COLOURS["result" if best else "pace"]
    thin = {"color": colour, "linewidth": 1.2, "alpha": 0.6}
    ax.plot([money.low, money.high], [years.value] * 2, **thin)
    ax.plot([money.value] * 2, [years.low, years.high], **thin)
    at = (money.value, years.value)
    fill, ink = (colour, "white") if best else ("white", colour)
    ax.plot(*at, "o", color=fill, markeredgecolor=colour, markersize=17, zorder=3)
    centred = {"ha": "center", "va": "center", "fontsize": 10, "fontweight": "bold"}
    ax.annotate(letter, at, color=ink, zorder=4, **centred)


def tornado(found: Compared, *, title: str, language: Language, ax: Axes | None = None) -> Axes:
    """Draw how far each assumption moves the cost of the second over that of the first."""
    ax, tr = style.axes(ax), language.gettext
    moved = found.tornado[(found.tornado["high_ratio"] - found.tornado["low_ratio"]).abs() > 1e-12]
    rows = list(moved.head(_SHOWN).itertuples())[::-1]
    names = []
    for at, row in enumerate(rows):
        low, high = sorted((row.low_ratio, row.high_ratio))
        ax.barh(at, high - low, left=low, color=style.COLOURS["result"], height=0.55)
        names.append(_name(found, row.assumption, language))
    ax.axvline(1, color=style.COLOURS["target"], linewidth=1.5, linestyle="--")
    ax.annotate(
        tr("below 1 the order turns"),
        (1, len(rows) - 0.45),
        xytext=(4, 0),
        textcoords="offset points",
        color=style.COLOURS["target"],
        fontsize=10,
    )
    ax.set_yticks(range(len(rows)), names, fontsize=10)
    ax.set_ylim(-0.6, len(rows) - 0.1)
    ax.set_xlim(0, max([r for row in rows for r in (row.low_ratio, row.high_ratio)] + [2]) * 1.05)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: language.number(v)))
    style.below(ax, tr("cost of the second ÷ the first"))
    ax.grid(axis="y", visible=False)
    style.title(ax, title, width=_WIDTH)
    return ax


def _name(found: Compared, assumption: str, language: Language) -> str:
    import textwrap

    known = assumption != OFFICIALS
    text = found.assumed[assumption].description if known else OFFICIALS_TEXT
    return textwrap.fill(language.gettext(text), _WIDTH)
