"""What a cell of a notebook showed, as HTML: every output reaches the page or fails it."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable, Collection, Mapping, Sequence

from markupsafe import Markup, escape
from nbconvert.filters import strip_ansi

from policylib.errors import RunError, message
from policylib.findings import MIME
from policylib.reporting.pages import safe, wide
from policylib.wording import without_links

_FIGURE = Markup(
    '<figure>\n<img alt="{alt}" src="data:{kind};base64,{data}"{size}>\n{caption}</figure>'
)
_JSON = "application/json"
#: For machines alone: a reader is shown the same numbers by the table beside it.
_FOR_MACHINES = {MIME}


def shown(outputs: Sequence[Mapping], files: Collection[str] = (), *, where: str = "") -> Markup:
    """Return the outputs of a cell in their order, a picture with the words that follow it.

    Raises
    ------
    RunError
        If an output has no form that a page can show.
    """
    parts, left = [], list(outputs)
    while left:
        output = left.pop(0)
        if _picture(output):
            said = _described(output, left[0]) if left else None
            parts.append(_figure(output, left.pop(0) if said else None, files))
        else:
            parts.append(_one(output, files, where))
    return Markup("\n").join(parts)


def _picture(output: Mapping) -> str:
    """Return which kind of picture an output is, '' where it is none."""
    kinds = ("image/png", "image/svg+xml")
    return next((k for k in kinds if k in output.get("data", {})), "")


def _alt(output: Mapping) -> str:
    return output.get("metadata", {}).get(_picture(output), {}).get("alt", "")


def _described(output: Mapping, later: Mapping) -> bool:
    """Whether the later output says in prose what the picture shows."""
    said = _text(later.get("data", {}).get("text/markdown", ""))
    return bool(said) and without_links(said) == _alt(output)


def _figure(output: Mapping, said: Mapping | None, files: Collection[str]) -> Markup:
    kind, alt = _picture(output), _alt(output)
    content = _text(output["data"][kind])
    vector = kind == "image/svg+xml"
    data = base64.b64encode(content.encode()).decode() if vector else "".join(content.split())
    words = _text(said["data"]["text/markdown"]) if said else ""
    caption = safe.of_markdown(words, files) if words else escape(alt)
    return _FIGURE.format(
        alt=alt,
        kind=kind,
        data=data,
        size="" if vector else _size(data),
        caption=Markup("<figcaption>{}</figcaption>\n").format(Markup(caption)) if caption else "",
    )


def _size(data: str) -> Markup:
    """Return width and height of a PNG, so that nothing moves while a page is read."""
    head = base64.b64decode(data[:64])
    if head[:8] != b"\x89PNG\r\n\x1a\n" or len(head) < 24:
        return Markup("")
    return Markup(' width="{}" height="{}"').format(*struct.unpack(">II", head[16:24]))


def _one(output: Mapping, files: Collection[str], where: str) -> Markup:
    if output["output_type"] == "stream":
        return _plain(_text(output["text"]))
    data = output.get("data", {})
    if data and data.keys() <= _FOR_MACHINES:
        return Markup("")
    for kind, made in _FORMS.items():
        if kind in data:
            return made(_text(data[kind]), files)
    raise RunError(
        message(
            f"an output of the kinds {', '.join(data) or 'none'} cannot stand on a page",
            where=where,
            expected=f"one of {', '.join(_FORMS)}",
            way_out="Show text beside it: text/plain.",
        ),
        reason="page_failed",
    )


def _text(content: object) -> str:
    """Return the content of one kind, which nbformat may hold as lines or as JSON."""
    if isinstance(content, list) and all(isinstance(line, str) for line in content):
        return "".join(content)
    if isinstance(content, str):
        return content
    return json.dumps(content, indent=1, ensure_ascii=False)


def _html(text: str, files: Collection[str]) -> Markup:
    inside = wide.scrolling(safe.of_html(text, files))
    return Markup('<div class="result">{}</div>').format(Markup(inside))


def _prose(text: str, files: Collection[str]) -> Markup:
    if not text.strip():
        return Markup("")
    return Markup('<div class="prose">{}</div>').format(Markup(safe.of_markdown(text, files)))


def _latex(text: str, files: Collection[str]) -> Markup:
    bare = not text.lstrip().startswith(("$", r"\begin", r"\["))
    return _prose(f"$${text}$$" if bare else text, files)


def _plain(text: str, files: Collection[str] = ()) -> Markup:
    return Markup('<pre class="stream" dir="auto">{}</pre>').format(strip_ansi(text))


#: The first that an output has is shown.
_FORMS: dict[str, Callable[[str, Collection[str]], Markup]] = {
    "text/html": _html,
    "text/markdown": _prose,
    "text/latex": _latex,
    "text/plain": _plain,
    _JSON: _plain,
}
