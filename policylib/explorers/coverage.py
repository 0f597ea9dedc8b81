"""Move pace, lapse, workers and target, and see where the share would go.

In JupyterLab the sliders are live; elsewhere the picture of the default state stands alone.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from dataclasses import dataclass

from IPython.display import display
from matplotlib.axes import Axes

from policylib import tables
from policylib.assumptions import Assumptions
from policylib.coverage import Known, Need, Observed, months
from policylib.errors import UsageError, message
from policylib.figures import Plate, plate, style
from policylib.projection import NetPath, net_path
from policylib.texts import N_
from policylib.wording import Prose, References

#: Set by a Jupyter server for the kernels of its notebooks, and by nothing that runs reports.
_SESSION = "JPY_SESSION_NAME"
#: Points a month, share a month and share: end of each slider.
MOST_PACE, MOST_LAPSE = 0.06, 0.05
_DPI, _STEPS = 110, 40
_LABELS = {
    "pace": N_("new, points a month"),
    "lapse": N_("lapse, percent a month"),
    "workers": N_("workers, thousand"),
    "target": N_("target, percent"),
}
_TITLE = N_("{pace} points a month, {lapse} lapse a month:\n{share} on {day}, {gap} people {side}")


@dataclass(frozen=True)
class State:
    """Where the sliders stand.

    Attributes
    ----------
    pace : float
        New participants a month as a share of the workers.
    lapse : float
        Share of those covered who lapse a month.
    workers : float
        People; the people covered stay what they were, so that the share moves.
    target : float
        Share.
    """

    pace: float
    lapse: float
    workers: float
    target: float

    def __post_init__(self) -> None:
        inside = (
            0 <= self.pace <= 1 and 0 <= self.lapse <= 1 and 0 < self.target <= 1
        ) and self.workers > 0
        if not inside:
            raise UsageError(
                message(f"a slider at {self}", expected="shares from 0 to 1 and workers above 0")
            )


class CoverageExplorer:
    """Sliders and a picture; ``state`` is what is shown.

    Raises
    ------
    UsageError
        If the people covered or the workers are not known: there is nothing to move.
    """

    def __init__(
        self,
        need: Need,
        seen: Observed,
        known: Known | None,
        *,
        assumed: Assumptions,
        refs: References,
    ) -> None:
        if known is None or known.people is None or known.workers is None:
            raise UsageError(
                message(
                    "no number of people covered is known",
                    way_out="Choose an area or a day with a share and its workers.",
                )
            )
        self.need, self.seen, self.refs, self.language = need, seen, refs, refs.language
        self.covered, self.length = known.people.value, months(need.days.start, need.days.end)
        self.state = State(
            pace=max(need.points_per_month.value, 0.0),
            lapse=assumed["coverage.lapse"].value,
            workers=known.workers.value,
            target=need.target.value,
        )
        lapse = assumed.ref("coverage.lapse")
        self._sources = (*known.people.sources, *need.points_per_month.sources, lapse)

    def path(self, state: State) -> NetPath:
        """Return the share from the last figure to the target's day."""
        return net_path(
            self.covered,
            workers=state.workers,
            pace=state.pace,
            lapse=state.lapse,
            months=self.length,
            steps=_STEPS,
        )

    def draw(self, state: State, ax: Axes | None = None) -> Axes:
        """Draw the path of a state beside both figures, as now and the target."""
        ax, found = style.axes(ax), self.path(state)
        days = [self._day(month) for month in found.ahead]
        ax.plot(days, found.share, color=style.COLOURS["result"], linewidth=2)
        colour = style.COLOURS["pace"]
        ax.hlines(found.share[0], days[0], days[-1], color=colour, linestyle=":", linewidth=1.5)
        first, last = self.seen.first_share, self.seen.last_share
        for day, one in ((self.seen.first, first), (self.seen.last, last)):
            style.interval(ax, day, one.low, one.high, one.value, "observed")
        ax.plot([days[-1]], [state.target], "D", color=style.COLOURS["target"], markersize=7)
        shares = [first.low, state.target, *(float(s) for s in found.share)]
        style.dated_shares(ax, [self.seen.first, *days], shares, self.language)
        style.title(ax, self._title(state, float(found.share[-1])))
        return ax

    def _day(self, month: float) -> dt.date:
        return self.need.days.start + dt.timedelta(days=round(month * 365.25 / 12))

    def _title(self, state: State, share: float) -> str:
        words = self.language
        gap = (state.target - share) * state.workers
        side = words.gettext(N_("short")) if gap > 0 else words.gettext(N_("above"))
        return words.gettext(
            _TITLE,
            pace=words.number(100 * state.pace, 2),
            lapse=words.percent(state.lapse, 1),
            share=words.percent(share, 1),
            day=words.date(self.need.days.end),
            gap=words.number(round(abs(gap), -3)),
            side=side,
        )

    def png(self, state: State) -> bytes:
        """Return the picture of a state."""
        buffer, figure = io.BytesIO(), self.draw(state).figure
        style.letters(figure)
        figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
        return buffer.getvalue()

    def widget(self):
        """Return sliders and picture, redrawn when a slider is let go or moved."""
        import ipywidgets

        picture = ipywidgets.Image(value=self.png(self.state), format="png")
        sliders = self._sliders(ipywidgets)

        def redraw(_) -> None:
            self.state = State(
                pace=sliders["pace"].value / 100,
                lapse=sliders["lapse"].value / 100,
                workers=sliders["workers"].value * 1_000,
                target=sliders["target"].value / 100,
            )
            picture.value = self.png(self.state)

        for slider in sliders.values():
            slider.observe(redraw, names="value")
        return ipywidgets.VBox([*sliders.values(), picture])

    def _sliders(self, ipywidgets) -> dict:
        state = self.state
        ends = {
            "pace": (100 * state.pace, 0.0, 100 * MOST_PACE, 0.05),
            "lapse": (100 * state.lapse, 0.0, 100 * MOST_LAPSE, 0.1),
            "workers": (state.workers / 1_000, state.workers / 2_000, state.workers / 500, 10.0),
            "target": (100 * state.target, 1.0, 100.0, 1.0),
        }
        return {
            name: ipywidgets.FloatSlider(
                value=value,
                min=low,
                max=high,
                step=step,
                description=self.language.gettext(_LABELS[name]),
                style={"description_width": "12em"},
                layout={"width": "32em", "max_width": "100%"},
                readout_format=".2f" if name == "pace" else ".1f",
            )
            for name, (value, low, high, step) in ends.items()
        }

    def plate(self) -> Plate:
        """Return the default state as a figure with its data, for reports."""
        told = self.language.gettext(
            "The figure shows where the share would go with the pace and the lapse at which the "
            "sliders begin: the line is the path, the dots keep the last share, the mark is the "
            "target."
        )
        data = tables.projection.explored(
            self.path(self.state), self.state, self.need, self.refs, sources=self._sources
        )
        return plate(
            self.draw(self.state), description=Prose(told), data=data, language=self.language
        )

    def _ipython_display_(self) -> None:
        if os.environ.get(_SESSION):
            display(self.widget())
        else:
            self.plate()._ipython_display_()


def coverage(
    need: Need,
    seen: Observed,
    known: Known | None,
    *,
    assumed: Assumptions,
    refs: References,
) -> CoverageExplorer:
    """Return the explorer of notebook 02: it begins at the needed pace and the stated lapse."""
    return CoverageExplorer(need, seen, known, assumed=assumed, refs=refs)
