"""Which modules the cells of a notebook import, as far as their source says."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "policylib"
#: Calls that import or run what no reader of the source can foresee.
_UNFORESEEN = frozenset(
    ("__import__", "import_module", "run_path", "run_module", "exec", "eval", "compile")
)


@dataclass(frozen=True)
class Names:
    """Names that are imported.

    Attributes
    ----------
    library : tuple of str
        Dotted names below policylib, each a module or something in one.
    others : tuple of str
        First names of everything else.
    unforeseen : bool
        Whether more may be imported than the source says.
    """

    library: tuple[str, ...]
    others: tuple[str, ...]
    unforeseen: bool


def by_cells(cells: Iterable[str]) -> Names:
    """Read the imports of cells; a cell that is not plain Python may import anything."""
    found: list[str] = []
    unforeseen = False
    for source in cells:
        try:
            nodes = list(ast.walk(ast.parse(source)))
        except (SyntaxError, ValueError, RecursionError):
            unforeseen = True
            continue
        found += [name for node in nodes for name in _imports(node)]
        unforeseen = unforeseen or any(_called(n) in _UNFORESEEN for n in nodes)
    library = sorted({n for n in found if n.partition(".")[0] == PACKAGE})
    others = sorted({n.partition(".")[0] for n in found} - {PACKAGE})
    whole = {PACKAGE, f"{PACKAGE}.*"} & set(library)
    return Names(tuple(library), tuple(others), unforeseen or bool(whole))


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{a.name}" if node.module else a.name for a in node.names)


def _called(node: ast.AST) -> str:
    """Return the last name of what is spoken of: ``import_module`` of ``importlib``."""
    return getattr(node, "attr", "") or getattr(node, "id", "")


def in_project(root: Path, names: Iterable[str]) -> dict[str, list[Path]]:
    """Return the Python files of modules in the project's folder, and of those they import."""
    found: dict[str, list[Path]] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        files = _files(root, name)
        if files and name not in found and name != PACKAGE:
            found[name] = files
            waiting += by_cells(p.read_text("utf-8", errors="replace") for p in files).others
    return found


def _files(root: Path, name: str) -> list[Path]:
    """Notebooks import from their own folder, and from the project's where it is installed."""
    folders = (root / "notebooks", root)
    single = [f / f"{name}.py" for f in folders if (f / f"{name}.py").is_file()]
    return [*single, *(p for f in folders for p in sorted((f / name).rglob("*.py")))]
