"""The notebooks of the project: question, areas, parameters."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

import nbformat

from policylib.errors import UsageError, closest, message

QUESTION_MARK = "# "


@dataclass(frozen=True)
class Parameter:
    """A notebook's own parameter: name, default and the comment behind it."""

    name: str
    default: object
    comment: str


@dataclass(frozen=True)
class Notebook:
    """A notebook as the runner sees it."""

    path: Path
    question: str
    regions: tuple[str, ...]
    parameters: dict[str, Parameter]

    @property
    def name(self) -> str:
        """File name without ending."""
        return self.path.stem


def folder(root: Path) -> Path:
    """Return where the notebooks lie."""
    return root / "notebooks"


def every(root: Path) -> list[Notebook]:
    """Return all notebooks in order of name."""
    return [read(p) for p in sorted(folder(root).glob("*.ipynb"))]


def find(root: Path, words: list[str]) -> list[Notebook]:
    """Return the notebooks named by ``words`` (name, number or path); all when there are none.

    Raises
    ------
    UsageError
        If a word names none, with the closest name.
    """
    known = every(root)
    if not words:
        return known
    return [_one(known, Path(word).stem) for word in words]


def _one(known: list[Notebook], word: str) -> Notebook:
    found = [n for n in known if word in (n.name, n.name.partition("-")[0])]
    if len(found) != 1:
        raise UsageError(
            message(f"no notebook '{word}'", way_out=closest(word, [n.name for n in known]))
        )
    return found[0]


def read(path: Path) -> Notebook:
    """Read one notebook; raise UsageError where its shape does not allow to run it."""
    nb = nbformat.read(path, as_version=4)
    heading = nb.cells[0].source.split("\n")[0] if nb.cells else ""
    if not heading.startswith(QUESTION_MARK):
        raise UsageError(
            message("the first cell has no heading", where=path.name, expected="# and a question")
        )
    return Notebook(
        path,
        heading.removeprefix(QUESTION_MARK),
        tuple(nb.metadata.get("policylib", {}).get("regions", ())),
        _parameters(nb, path),
    )


def _parameters(nb: nbformat.NotebookNode, path: Path) -> dict[str, Parameter]:
    tagged = [c for c in nb.cells if "parameters" in c.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise UsageError(
            message(
                f"{len(tagged)} cells carry the tag 'parameters'", where=path.name, expected="one"
            )
        )
    source = tagged[0].source
    comments = _comments(source)
    found = {}
    for node in ast.parse(source).body:
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            raise UsageError(
                message(
                    "the parameters cell holds more than assignments",
                    where=f"{path.name}, line {node.lineno}",
                    expected="lines such as target = 0.65  # what it is",
                )
            )
        name = node.targets[0].id
        found[name] = Parameter(name, ast.literal_eval(node.value), comments.get(node.lineno, ""))
    return found


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}
