"""Markdown and HTML of a notebook as HTML that can do nothing but be read.

What comes from data may hold anything. Tags in Markdown stay text; of HTML only the tags and
attributes of our tables pass; a link leads to an anchor of the page or to a file beside it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection

import nh3
from latex2mathml import converter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from policylib.findings import REFERENCE_KINDS

_MATH = {
    "math", "mfenced", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup",
    "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
_TAGS = _MATH | {
    "a", "abbr", "b", "bdi", "blockquote", "br", "caption", "code", "dd", "del", "details", "div",
    "dl", "dt", "em", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "span",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
#: Sections are made by Markdown cells alone.
_TAGS_OF_MARKDOWN = _TAGS | {"h1", "h2"}
_ATTRIBUTES = {
    "a": {"href"},
    "details": {"class"},
    "img": {"alt", "src"},
    "math": {"display"},
    "mo": {"fence", "form", "largeop", "lspace", "maxsize", "minsize", "movablelimits", "rspace",
           "separator", "stretchy", "symmetric"},
    "mi": {"mathvariant"},
    "mspace": {"width"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "ol": {"start"},
    "p": {"class"},
    "span": {"class"},
    "td": {"class", "colspan", "data-label", "rowspan"},
    "th": {"class", "colspan", "rowspan", "scope"},
    "tr": {"id"},
}  # fmt: skip
_CLASSES = {"data", "name", "number", "source", "synthetic-mark"}
#: Each stands for itself, whatever script it is written in.
_ALONE = {tag: {"dir": "auto"} for tag in ("caption", "td", "th")}
_ID = re.compile(rf"(?:finding|{'|'.join(REFERENCE_KINDS)})-[A-Za-z0-9.-]{{1,200}}")
#: Stands for '<' while a formula is converted; no text has it.
_LESS = "\ue000"
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\n]+")


class _Renderer(IPythonRenderer):
    """Markdown without HTML, formulas as MathML."""

    def __init__(self) -> None:
        super().__init__(escape=True, exclude_anchor_links=True)

    def block_code(self, code: str, info: str | None = None) -> str:
        """Show code as it is, without colours."""
        return f"<pre><code>{html.escape(code)}</code></pre>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Show a picture that is carried along, else the words for it."""
        return super().image(text, url, title) if _PICTURE.fullmatch(url) else html.escape(text)

    def inline_math(self, body: str) -> str:
        """Return a formula in a line."""
        return _formula(body, "inline")

    def block_math(self, body: str) -> str:
        """Return a formula of its own."""
        return _formula(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        """Return the formula of a LaTeX environment."""
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")


def _formula(body: str, display: str) -> str:
    """Return MathML; the converter would copy a '<' in words as it is."""
    made = converter.convert(body.replace("<", _LESS), display=display)
    return made.replace(f"<mi>{_LESS}</mi>", "<mo>&lt;</mo>").replace(_LESS, "&lt;")


def of_markdown(source: str, files: Collection[str] = ()) -> str:
    """Return Markdown as HTML.

    Parameters
    ----------
    files : collection of str
        Names of files beside the page that it may link to.
    """
    made = MarkdownWithMath(renderer=_Renderer()).render(source)
    return _cleaned(made, _TAGS_OF_MARKDOWN, files)


def of_html(source: str, files: Collection[str] = ()) -> str:
    """Return HTML with nothing in it that is not allowed; ``files`` as in `of_markdown`."""
    return _cleaned(source, _TAGS, files)


def _cleaned(source: str, tags: set[str], files: Collection[str]) -> str:
    return nh3.clean(
        source,
        tags=tags,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter(files),
        set_tag_attribute_values=_ALONE,
        url_schemes={"data"},
        link_rel=None,
    )


def _filter(files: Collection[str]) -> Callable[[str, str, str], str | None]:
    """Return what decides about one attribute: its value, or None to leave it out."""
    passes: dict[str, Callable[[str], bool]] = {
        "href": lambda value: value.startswith("#") or value.partition("#")[0] in files,
        "id": lambda value: _ID.fullmatch(value) is not None,
        "src": lambda value: _PICTURE.fullmatch(value) is not None,
    }

    def value(tag: str, name: str, value: str) -> str | None:
        if name == "class":
            return " ".join(word for word in value.split() if word in _CLASSES) or None
        return value if passes.get(name, lambda _: True)(value) else None

    return value
