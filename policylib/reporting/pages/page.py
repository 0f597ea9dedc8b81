"""An executed notebook as one self-contained page."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import hashlib
import importlib.resources
import itertools
import re
from collections.abc import Sequence

import markupsafe
import nbformat

from policylib import synthetic
from policylib.regions import Region
from policylib.reporting.execute import Executed
from policylib.reporting.pages import outputs, safe, wide
from policylib.reporting.pages.cards import cards
from policylib.texts import N_
from policylib.wording import Language

CONTENTS = "<!-- contents -->"
TEMPLATES = importlib.resources.files("policylib.reporting.pages") / "templates"
#: Letters by weight; Noto Sans lacks the signs that are in the file beside it.
FONTS = {400: "NotoSans-Regular.woff2", 700: "NotoSans-Bold.woff2"}
SIGNS = "NotoSansMath-Regular.woff2"
#: Of code, in light and in dark.
CODE_STYLES = ("default", "github-dark")
PARAMETERS = {
    "period": N_("law of {value}"),
    "target": N_("target {value}"),
    "target_date": N_("to be reached by {value}"),
    "seed": N_("seed {value}"),
}


def render(
    run: Executed,
    region: Region,
    language: Language,
    *,
    index: str,
    files: Sequence[tuple[str, str]] = (),
    pages: Sequence[str] = (),
) -> str:
    """Return the page: answer first, code behind a switch, no external address, no script.

    Parameters
    ----------
    files : sequence of (str, str)
        Name and words of each file beside the page that it leads to.
    pages : sequence of str
        Names of the pages that its findings are taken from.
    """
    node = nbformat.from_dict(run.node)
    heading, *rest = node.cells[0].source.split("\n", 1)
    node.cells[0].source = rest[0].strip() if rest else ""
    names = [*(name for name, _ in files), *pages]
    page = {
        "language": language.code,
        "title": heading.removeprefix("# "),
        "region": region.name,
        "index": index,
        "style": markupsafe.Markup(style()),
        "policy": policy(style()),
        "words": _words(run, language),
        "contents": CONTENTS,
        "mark": mark(run, language),
        "cards": cards(run.findings, _headline(node), language),
        "files": list(files),
        "brief": bool(pages),
        "shown": [_shown(cell, n, names) for n, cell in enumerate(node.cells) if _stays(cell)],
    }
    node.cells = [cell for cell in node.cells if _stays(cell)]
    html, _ = _exporter().from_notebook_node(node, resources={"page": page})
    elsewhere = language.gettext("The data of this figure stand in the workbook (XLSX).")
    return wide.on_paper(_with_contents(html), elsewhere)


def _headline(node: nbformat.NotebookNode) -> list[str]:
    return node.metadata.get("policylib", {}).get("headline", [])


def _stays(cell: nbformat.NotebookNode) -> bool:
    return "injected-parameters" not in cell.metadata.get("tags", [])


def _shown(cell: nbformat.NotebookNode, number: int, files: Sequence[str]) -> markupsafe.Markup:
    """Return what a cell shows: its prose, or its outputs."""
    if cell.cell_type == "code":
        return outputs.shown(cell.outputs, files, where=f"cell {number}")
    return markupsafe.Markup(safe.of_markdown(cell.source, files))


@functools.cache
def _exporter():
    """Return the exporter, whose templates are compiled once in a process.

    HTMLExporter would give pictures without a description one that says nothing.
    """
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters import Highlight2HTML

    exporter = TemplateExporter(
        template_name="policylib",
        extra_template_basedirs=[str(TEMPLATES)],
        template_extension=".html.j2",
    )
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3"))
    return exporter


def mark(run: Executed, language: Language) -> str:
    """Return the banner where made-up rows stand behind any finding, else ''."""
    made_up = any(f["synthetic"] for f in run.findings["findings"])
    return language.gettext(synthetic.BANNER) if made_up else ""


@functools.cache
def style() -> str:
    """Return the one style sheet, with its letters and the colours of code."""
    from pygments.formatters import HtmlFormatter

    sheet = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    light, dark = (HtmlFormatter(style=s).get_style_defs(".code") for s in CODE_STYLES)
    in_dark = f"@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    printed = (TEMPLATES / "print.css").read_text(encoding="utf-8")
    return f"{_letters()}{sheet}{light}\n{in_dark}{printed}"


def _letters() -> str:
    """Return the letters as data, so that a page looks the same wherever it is read."""
    faces = []
    for weight, name in FONTS.items():
        faces.append(_face(name, f"font-weight: {weight}"))
        # A face of both weights would keep others of the family from being used.
        faces.append(_face(SIGNS, f"font-weight: {weight}; unicode-range: U+2190-22FF"))
    return "".join(faces)


def _face(name: str, where: str) -> str:
    data = base64.b64encode((TEMPLATES / "fonts" / name).read_bytes()).decode()
    return (
        f'@font-face {{ font-family: "Noto Sans"; {where}; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
    )


def policy(sheet: str, script: str = "") -> str:
    """Return what a browser may do with a page: show it in this style, run this very script."""
    allowed = f"script-src {_hash(script)}; " if script else ""
    return (
        f"default-src 'none'; img-src data:; font-src data:; style-src {_hash(sheet)}; {allowed}"
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _words(run: Executed, language: Language) -> dict[str, str]:
    tr = language.gettext
    shown = [
        tr(PARAMETERS[n], value=_value(v, language))
        for n, v in run.parameters.items()
        if n in PARAMETERS
    ]
    known_on = dt.date.fromisoformat(str(run.parameters["known_on"]))
    return {
        "skip": tr("To the content"),
        "contents": tr("Contents"),
        "all_pages": tr("All pages"),
        "in_short": tr("In short"),
        "files": tr("Files of this page"),
        "paper": tr("The source of every number stands on the web page of this brief."),
        "show_code": tr("Show the code"),
        "known_on": tr("as known on {date}", date=language.date(known_on)),
        "parameters": " · ".join(shown),
        "footer": tr(
            "Made by policylib. Every number links to its finding, and every finding "
            "to its source and grade."
        ),
    }


def _value(value: object, language: Language) -> str:
    if isinstance(value, float):
        return language.share(value, 0 if round(value * 100, 6) % 1 == 0 else 2)
    if isinstance(value, str):
        return language.date(dt.date.fromisoformat(value))
    return str(value)


def _with_contents(html: str) -> str:
    """Number the sections, the same in every language, and list them where the template says."""
    count = itertools.count(1)
    html = re.sub("<h2>", lambda _: f'<h2 id="section-{next(count)}">', html)
    found = re.findall(r'<h2 id="(section-\d+)">(.*?)</h2>', html, re.DOTALL)
    bare = ((anchor, re.sub("<[^>]*>", "", text)) for anchor, text in found)
    items = "\n".join(f'<li><a href="#{anchor}">{text}</a></li>' for anchor, text in bare)
    return html.replace(CONTENTS, items, 1)
