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
    paths = sorted(folder(root).glob("*.ipynb"))
    chosen = [_one(paths, Path(word).stem) for word in words] or paths
    return [read(path) for path in dict.fromkeys(chosen)]


def _one(paths: list[Path], word: str) -> Path:
    if word.isdecimal():
        word = word.zfill(2)
    found = [p for p in paths if word in (p.stem, p.stem.partition("-")[0])]
    if len(found) > 1:
        named = ", ".join(p.stem for p in found)
        raise UsageError(message(f"'{word}' is ambiguous: {named}", way_out="Give the name."))
    if not found:
        raise UsageError(
            message(f"no notebook '{word}'", way_out=closest(word, [p.stem for p in paths]))
        )
    return found[0]


def read(path: Path) -> Notebook:
    """Read one notebook; raise UsageError where its shape does not allow to run it."""
    nb = _opened(path)
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


def _opened(path: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except (ValueError, OSError, nbformat.reader.NotJSONError) as error:
        reason = str(error).split("\n")[0][:80]
        raise UsageError(
            message(
                f"{path.name} is no readable notebook: {reason}",
                way_out=f"Restore it: git checkout -- notebooks/{path.name}",
            )
        ) from None


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
    for node in _parsed(source, path):
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            raise UsageError(
                message(
                    "the parameters cell holds more than assignments",
                    where=f"{path.name}, line {node.lineno}",
                    expected="lines such as target = 0.65  # what it is",
                )
            )
        name = node.targets[0].id
        found[name] = Parameter(name, _literal(node, path), comments.get(node.lineno, ""))
    return found


def _parsed(source: str, path: Path) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError as error:
        raise UsageError(
            message(
                "the parameters cell does not parse",
                where=f"{path.name}, line {error.lineno} of the cell",
            )
        ) from None


def _literal(node: ast.Assign, path: Path) -> object:
    try:
        return ast.literal_eval(node.value)
    except ValueError:
        raise UsageError(
            message(
                "a parameter is no literal",
                where=f"{path.name}, line {node.lineno}",
                expected="a number, a text or true or false",
            )
        ) from None


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}
