"""One look for all figures: narrow enough for a phone, readable in grey."""

from __future__ import annotations

import textwrap

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

#: Inches; 6 at 11 points stays readable when a phone shows it 360 pixels wide.
SIZE = (6.0, 4.4)
TITLE_WIDTH = 52
COLOURS = {"observed": "#1b4f72", "counted": "#b9770e", "target": "#922b21", "pace": "#5d6d7e",
           "made_up": "#76448a"}
_RC = {"font.size": 11, "axes.titlesize": 12, "axes.titleweight": "bold",
       "axes.titlelocation": "left", "axes.spines.top": False, "axes.spines.right": False,
       "font.family": "DejaVu Sans"}


def axes(ax: Axes | None) -> Axes:
    """Return the axes given, or new ones of the house style that no global state knows."""
    if ax is not None:
        return ax
    with matplotlib.rc_context({**sns.axes_style("whitegrid"), **_RC}):
        return Figure(figsize=SIZE, layout="constrained").subplots()


def title(ax: Axes, text: str) -> None:
    """Set the finding as title, wrapped."""
    lines = [textwrap.fill(line, TITLE_WIDTH) for line in text.split("\n")]
    ax.set_title("\n".join(lines), pad=12)
