"""The notebooks of the project: question, areas, parameters."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policylib.errors import UsageError, closest, message
from policylib.reporting.plans import ipynb

QUESTION_MARK = "# "


@dataclass(frozen=True)
class Parameter:
    """A notebook's own parameter: name, default and the comment behind it."""

    name: str
    default: object
    comment: str


@dataclass(frozen=True)
class Notebook:
    """A notebook as the runner sees it.

    Attributes
    ----------
    data : tuple of str
        Folders under data/raw that it declares to read.
    data_from : tuple of str
        Parameters that name an office table, whose source it then also reads.
    findings : tuple of str
        Findings that every run of it must keep.
    takes : tuple of str
        Notebooks whose findings it is given; their pages are made before its own.
    code : tuple of str
        Sources of its code cells that hold any.
    sha256 : str
        Hash of all that decides about a run: cells and metadata, without outputs.
    """

    path: Path
    question: str
    regions: tuple[str, ...]
    parameters: dict[str, Parameter]
    data: tuple[str, ...] = ()
    data_from: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    code: tuple[str, ...] = field(default=(), repr=False)
    sha256: str = ""

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
    return [read(path) for path in dict.fromkeys(named(root, words))]


def named(root: Path, words: Sequence[str]) -> list[Path]:
    """Return the file that each word names; all files when there are no words."""
    paths = sorted(folder(root).glob("*.ipynb"))
    return [_one(paths, Path(word).stem) for word in words] or paths


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
    node = ipynb.read(path)
    cells = node["cells"]
    heading = cells[0]["source"].split("\n")[0] if cells else ""
    if not heading.startswith(QUESTION_MARK):
        raise UsageError(
            message("the first cell has no heading", where=path.name, expected="# and a question")
        )
    about = node["metadata"].get("policylib", {})
    return Notebook(
        path,
        heading.removeprefix(QUESTION_MARK),
        _names(about, "regions", path),
        _parameters(cells, path),
        _names(about, "data", path),
        _names(about, "data_from", path),
        _names(about, "findings", path),
        _names(about, "takes", path),
        tuple(c["source"] for c in cells if c["cell_type"] == "code" and c["source"].strip()),
        ipynb.sha256(node),
    )


def _names(about: dict, what: str, path: Path) -> tuple[str, ...]:
    names = about.get(what, []) if isinstance(about, dict) else None
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise UsageError(message(f"metadata.policylib.{what} is no list of texts", where=path.name))
    return tuple(names)


def _parameters(cells: list[dict], path: Path) -> dict[str, Parameter]:
    tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    if len(tagged) != 1:
        raise UsageError(
            message(
                f"{len(tagged)} cells carry the tag 'parameters'", where=path.name, expected="one"
            )
        )
    source = tagged[0]["source"]
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
