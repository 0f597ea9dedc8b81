"""Rupiah spent month by month against a ceiling."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.budgets import Ceiling, CityPlan
from policylib.figures import style
from policylib.wording import Language


def spending(
    found: CityPlan, ceiling: Ceiling, *, title: str, language: Language, ax: Axes | None = None
) -> Axes:
    """Draw the cost so far of the people planned, and where it passes the ceiling."""
    ax, tr = style.axes(ax), language.gettext
    table = found.schedule.table
    owed = table["cost_rp"].cumsum()
    colours = [style.COLOURS["observed" if paid else "target"] for paid in table["paid"]]
    at = range(len(table))
    ax.bar(at, owed, color=colours, width=0.8)
    for n, paid in enumerate(table["paid"]):
        if not paid:
            ax.bar(n, owed.iloc[n], color="none", edgecolor="white", hatch="///", width=0.8)
    top = float(ceiling.ceiling.value)
    ax.axhline(top, color=style.COLOURS["counted"], linewidth=2)
    ax.annotate(
        tr("ceiling {rupiah}", rupiah="Rp" + language.compact(top)),
        (0, top),
        xytext=(0, 6),
        textcoords="offset points",
        color=style.COLOURS["counted"],
        fontweight="bold",
    )
    shown = sorted({*range(0, len(table) - 2, 4), len(table) - 1})
    ax.set_xticks(shown, [language.month(table["month"].iloc[n]) for n in shown])
    ax.set_ylim(0, max(top, float(owed.iloc[-1])) * 1.18)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: "Rp" + language.compact(v)))
    ax.set_ylabel(tr("cost since the first month"))
    ax.grid(axis="x", visible=False)
    style.title(ax, title)
    return ax
