"""Findings of one unit below each other, each with its interval and its number."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from policylib.errors import UsageError, message
from policylib.figures import style
from policylib.findings import Finding
from policylib.wording import Language, cell, interval_cell, named

#: Letters of a row's words before they break.
WIDTH = 56


def intervals(
    found: Sequence[Finding],
    *,
    title: str,
    language: Language,
    aim: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a row a finding: the interval as a line, the value as a dot, both in words above.

    Parameters
    ----------
    aim : str
        Ending of the id of the finding that is aimed at.

    Raises
    ------
    UsageError
        If the findings have several units.
    """
    if len(units := {f.unit for f in found}) > 1:
        raise UsageError(
            message(f"findings of the units {', '.join(sorted(units))}", expected="one unit")
        )
    ax = style.axes(ax)
    for height, finding in enumerate(reversed(found)):
        _row(ax, height, finding, language, aimed=bool(aim) and finding.id.endswith(aim))
    ends = [end for f in found for end in (f.low, f.high)] or [0.0, 1.0]
    room = (max(ends) - min(0.0, *ends)) * 0.06
    ax.set_xlim(min(0.0, *ends) - room, max(ends) + room)
    ax.set_ylim(-0.4, max(len(found), 1) + 0.1)
    ax.set_yticks([])
    ax.grid(axis="x", zorder=0)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: _tick(v, units, language)))
    if any(f.synthetic for f in found):
        style.mark(ax, language.gettext("made up"))
    style.title(ax, title)
    return ax


def _tick(value: float, units: set[str], language: Language) -> str:
    if units == {"share"}:
        return language.percent(value)
    return f"Rp{language.compact(value)}" if units == {"rupiah"} else language.number(value)


def _row(ax: Axes, height: int, finding: Finding, language: Language, *, aimed: bool) -> None:
    colour = style.COLOURS["target" if aimed else "observed"]
    ax.plot([finding.low, finding.high], [height, height], color=colour, linewidth=3)
    if finding.value is not None:
        ax.plot([finding.value], [height], marker="D" if aimed else "o", color=colour, markersize=7)
    number, ends = cell(finding, language), interval_cell(finding, language)
    if finding.value is None:
        number = ends
    elif finding.is_range:
        number = f"{number} ({ends})"
    ax.annotate(
        textwrap.fill(f"{named(finding, language)}: {number}", WIDTH),
        (0.0, height),
        xytext=(2, 7),
        textcoords="offset points",
        xycoords=("axes fraction", "data"),
        va="bottom",
        fontsize=10.5,
        linespacing=1.05,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
    )
