"""What a warm parent imports, and whether it may be forked after that."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

#: Named by people; a missing one is an error.
LIBRARIES = (
    "ipykernel.kernelapp",
    "policylib.kernels.shell",
    "numpy",
    "pandas",
    "matplotlib",
    "seaborn",
    "statsmodels.api",
    "statsmodels.formula.api",
    "scipy.stats",
    "pyarrow.parquet",
    "policylib.budgets",
    "policylib.compliance",
    "policylib.contributions",
    "policylib.coverage",
    "policylib.explorers",
    "policylib.figures",
    "policylib.findings",
    "policylib.instruments",
    "policylib.projection",
    "policylib.scenarios",
    "policylib.sentences",
    "policylib.store",
    "policylib.synthetic",
    "policylib.tables",
    "policylib.wording",
)
#: What these import later, at first use; where a version has no such module nothing is lost.
LATER = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin",
    "ipykernel.debugger",
    "matplotlib.backends.backend_agg",
    "pandas.core.methods.to_dict",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "pandas.io.formats.style",
)
SOURCES = Path(__file__).resolve().parents[1]


class Missing(Exception):
    """A library that should be imported before the fork is not there."""


def load(names: Sequence[str]) -> list[str]:
    """Import what is named, then what it would import later; return the threads of the process.

    Raises
    ------
    Missing
        Naming the library.
    """
    for name in names:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            raise Missing(f"{name} ({error})") from error
        alone(name)
    for name in LATER:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError:
            continue
        alone(name)
    _forget_backend()
    return threads()


def _forget_backend() -> None:
    """Let every kernel import the inline backend itself: only then do its figures reach it."""
    for name in [n for n in sys.modules if n.partition(".")[0] == "matplotlib_inline"]:
        del sys.modules[name]


def threads() -> list[str]:
    """Return the names of this process's threads as the system knows them, also native ones."""
    tasks = Path("/proc/self/task")
    return sorted((task / "comm").read_text().strip() for task in tasks.iterdir())


class NotAlone(Exception):
    """An import has started a thread, which a fork would lose with what it holds."""


def alone(name: str) -> None:
    """Refuse a process with a second thread.

    Raises
    ------
    NotAlone
        Naming the import and the threads.
    """
    running = threads()
    if len(running) != 1:
        raise NotAlone(f"{name} started {', '.join(running)}")


def sources() -> tuple[int, int, int]:
    """Return number, size and latest change of this library's files: has it been edited since?"""
    count = size = latest = 0
    todo = [os.fspath(SOURCES)]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        todo.append(entry.path)
                    continue
                about = entry.stat()
                count, size = count + 1, size + about.st_size
                latest = max(latest, about.st_mtime_ns)
    return count, size, latest
