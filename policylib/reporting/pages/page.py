"""An executed notebook as one self-contained page."""

from __future__ import annotations

import datetime as dt
import functools
import importlib.resources
import itertools
import re

import nbformat

from policylib import synthetic
from policylib.regions import Region
from policylib.reporting.execute import Executed
from policylib.texts import N_
from policylib.wording import Language

CONTENTS = "<!-- contents -->"
TEMPLATES = importlib.resources.files("policylib.reporting.pages") / "templates"
PARAMETERS = {
    "period": N_("law of {value}"),
    "target": N_("target {value}"),
    "target_date": N_("to be reached by {value}"),
    "seed": N_("seed {value}"),
}


def render(run: Executed, region: Region, language: Language, *, index: str) -> str:
    """Return the page: answer first, code behind a switch, no external address, no script."""
    node = nbformat.from_dict(run.node)
    heading, *rest = node.cells[0].source.split("\n", 1)
    node.cells[0].source = rest[0].strip() if rest else ""
    node.cells = [c for c in node.cells if "injected-parameters" not in c.metadata.get("tags", [])]
    page = {
        "language": language.code,
        "title": heading.removeprefix("# "),
        "region": region.name,
        "index": index,
        "style": style(),
        "words": _words(run, language),
        "contents": CONTENTS,
        "mark": mark(run, language),
    }
    html, _ = _exporter().from_notebook_node(node, resources={"page": page})
    return _with_contents(html)


@functools.cache
def _exporter():
    """Return the exporter, whose templates are compiled once in a process."""
    from nbconvert import HTMLExporter

    return HTMLExporter(
        template_name="policylib",
        exclude_anchor_links=True,
        extra_template_basedirs=[str(TEMPLATES)],
    )


def mark(run: Executed, language: Language) -> str:
    """Return the banner where made-up rows stand behind any finding, else ''."""
    made_up = any(f["synthetic"] for f in run.findings["findings"])
    return language.gettext(synthetic.BANNER) if made_up else ""


def style() -> str:
    """Return the one style sheet, with the colours of code."""
    from pygments.formatters import HtmlFormatter

    return (
        (TEMPLATES / "page.css").read_text(encoding="utf-8")
        + HtmlFormatter(style="default").get_style_defs(".code")
        + (TEMPLATES / "print.css").read_text(encoding="utf-8")
    )


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
    found = re.findall(r'<h2 id="(section-\d+)">(.*?)</h2>', html)
    items = "\n".join(f'<li><a href="#{anchor}">{text}</a></li>' for anchor, text in found)
    return html.replace(CONTENTS, items, 1)
