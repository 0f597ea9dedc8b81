"""The command ``doctor``: what this machine has to make reports with, and what it lacks."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from policylib.cli.frame import FAILED, app, short
from policylib.cli.frame import root as project
from policylib.errors import PolicylibError

OK, LACKING, BAD = "ok", "lacking", "FAILED"
#: A set of all pages takes some ten megabytes, and three sets stay.
_FREE_MB = 200
_MIB = 2**20


@dataclass(frozen=True)
class Found:
    """One line: ok, lacking (reports are made without it) or FAILED (none can be made)."""

    state: str
    what: str
    said: str


@app.command()
def doctor(
    output: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where reports are to go. Default: reports."),
    ] = None,
) -> None:
    """Say what this machine has to make reports with, and the way out where something lacks."""
    failed = False
    for found in examined(output):
        typer.echo(f"{found.state:<8} {found.what}: {found.said}")
        failed = failed or found.state == BAD
    if failed:
        raise typer.Exit(FAILED)


def examined(output: Path | None) -> Iterator[Found]:
    """Yield what was found, part by part; a part that cannot be looked at has failed."""
    yield Found(OK, "Python", f"{platform.python_version()} on {sys.platform} {platform.machine()}")
    root = None
    try:
        root = project()
    except PolicylibError as error:
        yield Found(BAD, "project", str(error))
    else:
        yield from _tried("project", lambda: _project(root))
        yield from _tried("languages", lambda: _languages(root))
        yield from _tried("disk", lambda: _disk(output or root / "reports"))
    yield from _tried("library", lambda: _library(root))
    yield from _tried("kernels", _kernels)
    yield from _tried("browser", _browser)


def _tried(what: str, look: Callable[[], Iterator[Found]]) -> Iterator[Found]:
    try:
        yield from look()
    except (PolicylibError, OSError, ValueError) as error:
        yield Found(BAD, what, str(error).split("\n")[0])


def _library(root: Path | None) -> Iterator[Found]:
    import policylib

    lock = root / "requirements.lock" if root else None
    if lock is None or not lock.is_file():
        yield Found(LACKING, "library", f"policylib {policylib.__version__}, without its lock file")
        return
    wrong = _unlike(lock.read_text(encoding="utf-8"))
    said = f"policylib {policylib.__version__}, with the packages of requirements.lock"
    if wrong:
        from policylib.errors import places

        said = f"not as in requirements.lock: {places(wrong)}. Run 'make install'."
    yield Found(LACKING if wrong else OK, "library", said)


def _unlike(lock: str) -> list[str]:
    """Return the packages that are installed in another version than the lock names."""
    import re
    from importlib import metadata

    pinned: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", lock, re.MULTILINE):
        pinned.setdefault(name, set()).add(version)
    found = []
    for name, versions in pinned.items():
        try:
            own = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # for another system, or for tests
        if own not in versions:
            found.append(f"{name} {own}")
    return found


def _project(root: Path) -> Iterator[Found]:
    from policylib.reporting.plans import notebooks

    count = len(notebooks.every(root))
    said = f"{short(root)}, {count} notebooks" if count else "no notebook in 'notebooks'"
    yield Found(OK if count else BAD, "project", said)


def _languages(root: Path) -> Iterator[Found]:
    from policylib import catalogue
    from policylib.wording import LANGUAGES

    wrong = [p for code in LANGUAGES if code != "en" for p in catalogue.problems(root, code)]
    said = f"{len(wrong)} texts to mend. Run 'policylib catalogue'." if wrong else "whole"
    yield Found(LACKING if wrong else OK, "languages", f"{', '.join(LANGUAGES)}: {said}")


def _disk(reports: Path) -> Iterator[Found]:
    there = next(p for p in (reports.absolute(), *reports.absolute().parents) if p.is_dir())
    free = shutil.disk_usage(there).free // _MIB
    said = f"{free} MB free for {short(reports)}"
    if not os.access(there, os.W_OK):
        yield Found(BAD, "disk", f"{short(there)} may not be written. Choose another --output.")
    elif free < _FREE_MB:
        yield Found(BAD, "disk", f"{said}; {_FREE_MB} are needed. Free some space.")
    else:
        yield Found(OK, "disk", said)


def _kernels() -> Iterator[Found]:
    from jupyter_client.kernelspec import KernelSpecManager

    from policylib.kernels import spec, warm

    if spec.NAME not in KernelSpecManager().find_kernel_specs():
        yield Found(BAD, "kernels", f"no kernelspec '{spec.NAME}'. Run 'make install'.")
    elif warm.possible(os.environ):
        yield Found(OK, "kernels", "forked from a warm parent")
    else:
        yield Found(
            LACKING, "kernels", "started cold, some seconds a page: this system cannot fork"
        )


def _browser() -> Iterator[Found]:
    from policylib.reporting.pages.printed import browser

    if os.environ.get(browser.NAMED, "").casefold() == browser.NONE:
        yield Found(LACKING, "browser", f"{browser.NAMED} says {browser.NONE}: pages without PDF")
        return
    program = browser.found()
    if program is None:
        way = f"Install Chromium, Chrome or Edge, or name one in {browser.NAMED}."
        yield Found(LACKING, "browser", f"none found: pages without PDF. {way}")
        return
    version = browser.version(program) or program.name
    _print_one(program)
    if browser.is_too_old(version):
        said = f"{version} prints no page numbers; {browser.OLDEST} or later does."
        yield Found(LACKING, "browser", said)
    else:
        yield Found(OK, "browser", f"{version} prints the pages as PDF")


def _print_one(program: Path) -> None:
    """Print a page of one word: a browser may be there and not start."""
    import datetime as dt

    from policylib.reporting.pages.printed import pdf

    pdf.printed(b"<!DOCTYPE html><title>policylib</title><p>policylib", program=program,
                day=dt.date.today())  # fmt: skip
