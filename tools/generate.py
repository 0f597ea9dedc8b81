"""Files made from others: environment.yml, the notebooks' index, README's answers, the law page.

Run by ``make refresh``; a test fails when a file is not what this makes.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import nbformat

from policylib.reporting.plans import notebooks
from policylib.wording import without_links
from tools.law_page import law_page

ROOT = Path(__file__).resolve().parents[1]
#: Names on conda-forge where they differ from PyPI's.
CONDA_NAMES = {
    "brotli": "brotli-python",
    "great-tables": "great_tables",
    "duckdb": "python-duckdb",
}
#: What conda-forge may lack; pip brings it.
PIP_ONLY = {"axe-playwright-python", "playwright"}
START, END = "<!-- answers: made by make refresh -->", "<!-- end of answers -->"
SENTENCES = 2


def environment(pyproject: dict) -> str:
    """Return environment.yml for the dependencies and the tests of pyproject.toml."""
    project = pyproject["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    conda, pip = [f"python{project['requires-python']}", "pip"], []
    for requirement in wanted:
        name = re.match(r"[A-Za-z0-9_.-]+", requirement)[0]
        bounds = requirement[len(name) :]
        if name in PIP_ONLY:
            pip.append(requirement)
        else:
            conda.append(CONDA_NAMES.get(name, name) + bounds)
    lines = [
        "# Made from pyproject.toml by make refresh; do not edit.",
        "name: policylib",
        "channels:",
        "  - conda-forge",
        "  - nodefaults",
        "dependencies:",
        *(f'  - "{c}"' for c in conda),
        "  - pip:",
        *(f'      - "{p}"' for p in pip),
        '      - "-e ."',
    ]
    return "\n".join(lines) + "\n"


def answer(path: Path) -> str:
    """Return the first sentences of the stored Answer, as plain text."""
    cells = nbformat.read(path, as_version=4).cells
    start = next(i for i, c in enumerate(cells) if c.source.startswith("## Answer"))
    said = [
        o["data"]["text/markdown"]
        for c in cells[start:]
        if c.cell_type == "code"
        for o in c.outputs
        if "text/markdown" in o.get("data", {})
    ]
    sentences = re.split(r"(?<=\.) (?=[A-Z0-9])", without_links(said[0]).replace("\n\n", " "))
    return " ".join(sentences[:SENTENCES])


def answers(root: Path) -> str:
    """Return the README's list of questions, each with today's answer."""
    lines = [START, ""]
    for notebook in notebooks.every(root):
        known_on = notebook.parameters["known_on"].default
        lines += [
            f"- **[{notebook.question}](notebooks/{notebook.path.name})** "
            f"({notebook.regions[0]}, known on {known_on}): {answer(notebook.path)}"
        ]
    return "\n".join([*lines, "", END])


def readme(text: str, root: Path) -> str:
    """Return README.md with its answers renewed."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return before + answers(root) + after


def index(root: Path) -> str:
    """Return notebooks/README.md: questions, areas and parameters."""
    lines = ["# Notebooks", "", "One question each. Made by `make refresh`; do not edit.", ""]
    for notebook in notebooks.every(root):
        lines += [
            f"## [{notebook.name}]({notebook.path.name}): {notebook.question}",
            "",
            f"Areas: {', '.join(notebook.regions)}",
            "",
            "| parameter | default | what |",
            "|---|---|---|",
        ]
        lines += [
            f"| `{p.name}` | `{p.default}` | {p.comment} |" for p in notebook.parameters.values()
        ] + [""]
    return "\n".join(lines)


def made(root: Path) -> dict[Path, str]:
    """Return every generated file with its content."""
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        root / "environment.yml": environment(pyproject),
        root / "notebooks" / "README.md": index(root),
        root / "docs" / "methods" / "law.md": law_page(),
        root / "README.md": readme((root / "README.md").read_text(encoding="utf-8"), root),
    }


def main() -> None:
    """Write every generated file."""
    for path, content in made(ROOT).items():
        path.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
