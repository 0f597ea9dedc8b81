"""What code can reach a page: the import graph from the notebook's cells and from the runner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import grimp

import policylib
from policylib.reporting.needs import imported
from policylib.store import sha256_of
from policylib.store.trees import digest, tree

PACKAGE = "policylib"
LOCALE = "locale/"
#: What makes and checks a page and the tables behind it, whatever the notebook imports.
RUNNER = (
    "policylib.pipeline",
    "policylib.reporting.pages.claims",
    "policylib.reporting.needs.declared",
    "policylib.reporting.make",
    "policylib.reporting.pages.page",
    "policylib.reporting.pages.scan",
)
#: Packages whose modules are started as processes: no import leads to them.
STARTED = ("policylib.kernels",)


@dataclass(frozen=True, eq=False)
class Code:
    """The library as it lies on the disk: who imports whom, and hashes of its files.

    Attributes
    ----------
    graph : grimp.ImportGraph
        Imports anywhere in a module count, also inside functions; those for type checkers do not.
    hashes : dict of str to str
        Module to the hash of its source.
    shipped : dict of str to dict
        Package to the hashes of the other files in it, by their paths below the library.
    """

    graph: grimp.ImportGraph
    hashes: dict[str, str]
    shipped: dict[str, dict[str, str]]


def library() -> Code:
    """Read the library that this process would import."""
    folder = Path(policylib.__file__).parent
    graph = grimp.build_graph(PACKAGE, cache_dir=None, exclude_type_checking_imports=True)
    hashes: dict[str, str] = {}
    shipped: dict[str, dict[str, str]] = {}
    for path, sha256 in tree(folder).items():
        module = _module(path)
        if module in graph.modules:
            hashes[module] = sha256
        else:
            shipped.setdefault(_owner(path, graph.modules), {})[path] = sha256
    return Code(graph, hashes, shipped)


def parts(code: Code, cells: Iterable[str], *, root: Path) -> dict[str, str]:
    """Return hashes of all that notebook cells with these sources can reach, by name.

    ``code policylib.x`` is Python source, ``files policylib.x`` what lies beside it, and ``code x``
    a module of the project's folder outside the library.
    """
    names = imported.by_cells(cells)
    beside = imported.in_project(root, names.others)
    everything = names.unforeseen or bool(beside)
    wanted = code.graph.modules if everything else known(names.library, code.graph.modules)
    found: dict[str, dict[str, str]] = {}
    for module in reached(code, wanted):
        top = ".".join(module.split(".")[:2])
        found.setdefault(f"code {top}", {})[module] = code.hashes[module]
        for path, sha256 in code.shipped.get(module, {}).items():
            name = "translations" if path.startswith(LOCALE) else f"files {top}"
            found.setdefault(name, {})[path] = sha256
    for name, files in beside.items():
        found[f"code {name}"] = {str(p.relative_to(root)): sha256_of(p) for p in files}
    return {name: digest(files) for name, files in found.items()}


def reached(code: Code, modules: Iterable[str]) -> set[str]:
    """Return these modules, the runner's, and all that runs when they are imported.

    To import a module is to run its packages first, and all that they import.
    """
    found: set[str] = set()
    started = [m for m in code.graph.modules if m.startswith(STARTED)]
    waiting = [*modules, *RUNNER, *started]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += code.graph.find_modules_directly_imported_by(name)
            waiting += [name.rpartition(".")[0]] if "." in name else []
    return found


def known(names: Iterable[str], modules: set[str]) -> list[str]:
    """Take each name as a module, or as what stands in the module before its last dot."""
    return [n if n in modules else _owner(n.replace(".", "/") + "/x", {*modules}) for n in names]


def _module(path: str) -> str:
    """Name the module of a Python file by its path below the library."""
    dotted = path.removesuffix(".py").replace("/", ".").removesuffix("__init__").rstrip(".")
    return f"{PACKAGE}.{dotted}".rstrip(".") if path.endswith(".py") else ""


def _owner(path: str, modules: set[str]) -> str:
    """Name the nearest package that a file lies in."""
    names = [PACKAGE, *path.split("/")[:-1]]
    while ".".join(names) not in modules:
        names.pop()
    return ".".join(names)
