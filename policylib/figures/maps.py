"""Villages as dots where they lie, and districts as equal tiles that keep their neighbourhood."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from matplotlib.patheffects import withStroke
from scipy.optimize import linear_sum_assignment

from policylib.coverage import Districts, Placed
from policylib.errors import DataError, message, places
from policylib.figures import style
from policylib.texts import N_
from policylib.wording import Language

#: Kilometres of a degree of latitude: a quarter meridian of 10,002 km over 90 degrees.
KM_PER_DEGREE = 10_002 / 90
#: Tiles side by side: few enough for a name to be read on a phone.
COLUMNS = 4
_TILE = 0.96
#: Height of the map of dots in its widths.
_PORTRAIT = 1.6
#: Kilometres that a letter and a line of a name take on the map, and how far a name may move.
_LETTER, _LINE, _MOVE = 0.6, 1.2, 2.5
#: A village's answer: marker, filled or not, and the words of the legend. Shape and fill tell
#: them apart without colour.
KINDS = {
    "yes": ("o", True, N_("yes")),
    "no": ("o", False, N_("no")),
    "unknown": ("x", True, N_("not known")),
}


def kilometres(points: pd.DataFrame) -> np.ndarray:
    """Return latitude and longitude as kilometres east and north of their mean, (points, 2).

    Longitude is shortened by the cosine of the mean latitude: over a regency the error is below
    one in a thousand.
    """
    latitude, longitude = (points[c].to_numpy("float64") for c in ("latitude", "longitude"))
    east = (longitude - longitude.mean()) * math.cos(math.radians(latitude.mean()))
    return KM_PER_DEGREE * np.column_stack([east, latitude - latitude.mean()])


def dots(
    found: Placed,
    *,
    title: str,
    language: Language,
    answers: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw every village with a position at its centroid, with the names of the districts.

    Parameters
    ----------
    answers : mapping of str to str or None
        'yes', 'no' or 'unknown' by village code; a village without one is unknown. None where no
        list is public: all dots are then of one kind.

    Raises
    ------
    DataError
        If an answer is another word.
    """
    ax = style.axes(ax)
    ax.figure.set_size_inches(style.SIZE[0], style.SIZE[0] * _PORTRAIT)
    points = kilometres(found.table)
    _dots(ax, points, list(found.table["code"]), answers, language)
    districts = found.table["district"].to_numpy()
    names = list(dict.fromkeys(districts))
    centres = [points[districts == name].mean(axis=0) for name in names]
    names = [name.replace(" ", "\n") for name in names]
    for name, at in zip(names, _spots(names, centres, points), strict=True):
        _label(ax, at, name)
    _scale(ax, points, language)
    ax.set_aspect("equal")
    ax.margins(0.06)
    ax.set_axis_off()
    style.title(ax, title)
    return ax


def _at(positions: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    known = positions.set_index("code")
    if lost := [c for c in codes if c not in known.index]:
        raise DataError(message("districts without a position", where=places(lost)))
    return known.loc[list(codes)]


def _dots(
    ax: Axes,
    points: np.ndarray,
    codes: Sequence[str],
    answers: Mapping[str, str] | None,
    language: Language,
) -> None:
    if answers is None:
        ax.plot(*points.T, "o", color=style.UNKNOWN, markersize=5, linestyle="none")
        return
    kinds = np.array([answers.get(c, "unknown") for c in codes])
    if strange := sorted(set(kinds) - set(KINDS)):
        raise DataError(message(f"answers: {places(strange)}", expected=", ".join(KINDS)))
    colour = style.COLOURS["observed"]
    for kind, (marker, filled, words) in KINDS.items():
        here = points[kinds == kind]
        fill = colour if filled else "white"
        look = {"color": fill, "markeredgecolor": colour, "markersize": 6, "linestyle": "none"}
        ax.plot(*here.T, marker, label=language.gettext(words), **look)
    ax.legend(loc="upper right", frameon=False, fontsize=11, handletextpad=0.1)


def _spots(names: list[str], centres: list[np.ndarray], points: np.ndarray) -> list[np.ndarray]:
    """Move each name off dots and off the names before it, as little as possible.

    The same villages give the same places.
    """
    steps = np.linspace(-_MOVE, _MOVE, 21)
    moves = np.array([(x, y) for x in steps for y in steps])
    taken: list[tuple[np.ndarray, np.ndarray]] = []
    for name, centre in zip(names, centres, strict=True):
        lines = name.split("\n")
        half = np.array([_LETTER * max(map(len, lines)), _LINE * len(lines)]) / 2
        spots = centre + moves
        cost = 0.1 * (moves**2).sum(axis=1)
        cost += (np.abs(points - spots[:, None]) < half + 0.5).all(axis=2).sum(axis=1)
        for other, reach in taken:
            cost += 20 * (np.abs(spots - other) < half + reach).all(axis=1)
        taken.append((spots[cost.argmin()], half))
    return [spot for spot, _ in taken]


def _label(ax: Axes, at: np.ndarray, name: str) -> None:
    """Write a district's name over its villages, with a pale rim."""
    ax.annotate(
        name,
        at,
        ha="center",
        va="center",
        fontsize=9,
        linespacing=0.9,
        path_effects=[withStroke(linewidth=2.5, foreground="white", alpha=0.85)],
    )


def _scale(ax: Axes, points: np.ndarray, language: Language, *, length: int = 10) -> None:
    """Draw a bar of so many kilometres at the lower left."""
    left, low = points.min(axis=0)
    ax.plot([left, left + length], [low, low], color=style.INK, linewidth=2)
    ax.annotate(
        language.gettext("{number} km", number=language.number(length)),
        (left + length / 2, low),
        xytext=(0, 5),
        textcoords="offset points",
        ha="center",
        fontsize=10,
        color=style.INK,
    )


def tile_grid(points: np.ndarray, *, columns: int = COLUMNS) -> np.ndarray:
    """Return a column and a row for each point, so that neighbours stay near: whole numbers.

    A grid of so many columns, and of as many rows as the proportions of the points ask for, is
    given to the points with the least sum of squared distances, both scaled to one frame; row 0 is
    the northernmost, and cells may stay empty. The same points give the same grid.

    References
    ----------
    Crouse (2016), On implementing 2D rectangular assignment algorithms (`linear_sum_assignment`).
    """
    spread = np.ptp(points, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    rows = max(math.ceil(len(points) / columns), round(columns * spread[1] / spread[0]))
    cells = np.array([(c, r) for r in range(rows) for c in range(columns)])
    ends = np.maximum([columns - 1, rows - 1], 1)
    wanted = (points - points.min(axis=0)) / spread
    offered = cells / ends
    offered[:, 1] = 1 - offered[:, 1]
    stretch = ends / ends[0]
    cost = (((wanted[:, None, :] - offered[None, :, :]) * stretch) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(cost)
    return cells[chosen]


def tiles(
    found: Districts,
    positions: pd.DataFrame,
    *,
    title: str,
    language: Language,
    rates: pd.DataFrame | None = None,
    mark: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw the districts as equal tiles: name and villages, and the rate where one is known.

    Parameters
    ----------
    positions : pandas.DataFrame
        code, latitude, longitude of at least every district.
    rates : pandas.DataFrame or None
        district, villages, enrolled, shrunken, low, high, as `compliance.shrunken` returns them;
        None where no list is public. Every rate stands with its interval, and no tile is ranked.
    mark : str
        Words to set behind the tiles, such as made up; '' for real rows.

    Raises
    ------
    DataError
        If a district has no position, or rates name a district that is none, or one twice.
    """
    ax = style.axes(ax)
    grid = tile_grid(kilometres(_at(positions, list(found.table["code"]))))
    height = grid[:, 1].max() + 1
    ax.figure.set_size_inches(style.SIZE[0], 0.95 * height + 0.9 + (0.5 if mark else 0))
    known = {} if rates is None else _rates(rates, found)
    for (column, row), district in zip(grid, found.table.itertuples(), strict=True):
        _tile(ax, column, -row, district, known.get(district.district), language)
    below = 0.5 if mark else 0
    if mark:
        ax.text(COLUMNS - 0.52, 0.45 - height, mark, fontsize=24, color=style.BEHIND, ha="right",
                va="top")  # fmt: skip
    ax.set_xlim(-0.5, COLUMNS - 0.5)
    ax.set_ylim(0.5 - height - below, 0.5)
    ax.set_axis_off()
    style.title(ax, title)
    return ax


def _rates(rates: pd.DataFrame, found: Districts) -> dict[str, dict]:
    rows = {r["district"]: r for r in rates.to_dict("records")}
    strange = sorted(set(rows) - set(found.table["district"]))
    if strange or len(rows) < len(rates):
        raise DataError(
            message("rates of districts", where=places(strange), expected="each district once")
        )
    return rows


def _tile(
    ax: Axes, column: float, row: float, district, rate: dict | None, language: Language
) -> None:
    side = _TILE / 2
    ax.add_patch(
        FancyBboxPatch(
            (column - side + 0.06, row - side + 0.06),
            _TILE - 0.12,
            _TILE - 0.12,
            boxstyle="round,pad=0.06",
            facecolor=style.TILE,
            edgecolor=style.UNKNOWN,
            linewidth=1,
        )
    )
    name = district.district.replace(" ", "\n")
    look = {"ha": "center", "linespacing": 0.95}
    ax.text(column, row + 0.16, name, va="center", fontsize=11, **look)
    if rate is None:
        count = language.number(district.villages)
        ax.text(column, row - 0.27, count, va="center", fontsize=15, fontweight="bold", **look)
        return
    words = language.gettext(
        "{part} of {whole}",
        part=language.number(rate["enrolled"]),
        whole=language.number(rate["villages"]),
    )
    ax.text(column, row - 0.14, words, va="center", fontsize=11, fontweight="bold", **look)
    _gauge(ax, column, row - 0.34, rate)


def _gauge(ax: Axes, column: float, height: float, rate: dict) -> None:
    """Draw a rate from none to all: a pale line, its interval as a bar, the rate as a dot."""
    left, width, colour = column - 0.36, 0.72, style.COLOURS["observed"]
    ax.plot([left, left + width], [height, height], color=style.UNKNOWN, linewidth=1.5)
    ends = [left + width * rate[k] for k in ("low", "high")]
    ax.plot(ends, [height, height], color=colour, linewidth=5, solid_capstyle="butt")
    ax.plot([left + width * rate["shrunken"]], [height], "o", color="white", markersize=5,
            markeredgecolor=colour, markeredgewidth=1.5)  # fmt: skip
