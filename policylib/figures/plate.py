"""A figure as it stands in a notebook: picture, description, source line, data."""

from __future__ import annotations

import base64
import html
import io
import re
from dataclasses import dataclass
from typing import Protocol

import matplotlib
from IPython.display import display
from matplotlib.axes import Axes
from PIL import Image

from policylib.figures import style
from policylib.wording import Language, Prose, without_links

#: What outputs hold for those who want the drawing itself: its title and SVG; no page shows it.
MIME = "application/vnd.policylib.figure+json"
_DPI = 170
#: Words stay words, and the names of parts do not change from run to run.
_SVG = {"svg.fonttype": "none", "svg.hashsalt": "policylib"}
_NOTHING = dict.fromkeys(("Creator", "Date", "Format", "Type"))


class Shown(Protocol):
    """A table that can show itself and names its source."""

    source: str

    def _repr_mimebundle_(self) -> dict: ...


@dataclass(frozen=True)
class Plate:
    """Picture with its description and the table that it draws.

    Attributes
    ----------
    axes : matplotlib Axes or None
        None where there was nothing to draw; then only a sentence is shown.
    description : Prose
        What the picture shows, for those who do not see it; its numbers link to findings.
    data : Shown
        Its caption, rows and source line; tests compare these, not the pixels.
    """

    axes: Axes | None
    description: Prose
    data: Shown
    language: Language

    def png(self) -> bytes:
        """Return the picture; the same result gives the same bytes."""
        buffer = io.BytesIO()
        style.letters(self.axes.figure)
        self.axes.figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
        # Laid out once: a second pass would start from the first and move by a pixel.
        self.axes.figure.set_layout_engine("none")
        return _small(buffer)

    def svg(self) -> str:
        """Return the drawing; coordinates have two decimals, a hundredth of a point."""
        buffer = io.StringIO()
        with matplotlib.rc_context(_SVG):
            self.axes.figure.savefig(buffer, format="svg", metadata=_NOTHING)
        self.axes.figure.set_layout_engine("none")
        return re.sub(r"<[^>]+>", lambda tag: _shorter(tag[0]), buffer.getvalue())

    def _ipython_display_(self) -> None:
        if self.axes is None:
            display(
                {
                    "text/markdown": self.language.gettext(
                        "There is nothing to draw: no such number is known."
                    )
                },
                raw=True,
            )
            return
        picture, plain = base64.b64encode(self.png()).decode(), without_links(self.description)
        display(
            {"image/png": picture, "text/plain": plain, MIME: self._drawing()},
            raw=True,
            metadata={"image/png": {"alt": plain}},
        )
        display({"text/markdown": str(self.description)}, raw=True)
        display(self._below(), raw=True)

    def _drawing(self) -> dict[str, str]:
        title = self.axes.get_title(loc="left") or self.axes.get_title()
        return {"title": title, "svg": self.svg()}

    def _below(self) -> dict:
        """Return source line and table, as HTML and as data."""
        word = html.escape(self.language.gettext("Data of this figure"))
        shown = self.data._repr_mimebundle_()
        body = shown.pop("text/html")
        del shown["text/plain"]
        text = (
            f'<p class="source">{self.data.source}</p>\n'
            f'<details class="data"><summary>{word}</summary>\n{body}\n</details>'
        )
        return {"text/html": text, **shown}


def _shorter(tag: str) -> str:
    return re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", tag)


def _small(picture: io.BytesIO) -> bytes:
    """Return a PNG of a third of the bytes: a figure has few colours."""
    buffer = io.BytesIO()
    few = Image.open(picture).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def plate(axes: Axes | None, *, description: Prose, data: Shown, language: Language) -> Plate:
    """Return the figure ready to show as the last line of a cell."""
    return Plate(axes, description, data, language)
