"""A browser of this machine: where it is, which version, and how it is run to its end.

Chromium, Chrome and Edge print the same way. A run has an empty profile and home of its own and no
network; whatever it starts is ended with it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policylib.errors import RunError, message
from policylib.kernels import tree

#: Variable that names another browser, or `NONE`.
NAMED = "POLICYLIB_BROWSER"
NONE = "none"
#: The first version that numbers the pages of a print.
OLDEST = 131
#: Limit of one print; one takes about a second.
SECONDS = 60.0
_ASKED_SECONDS = 20.0
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_MAC = ("Chromium", "Google Chrome", "Microsoft Edge")
_WINDOWS = (
    ("Chromium", "Application", "chrome.exe"),
    ("Google", "Chrome", "Application", "chrome.exe"),
    ("Microsoft", "Edge", "Application", "msedge.exe"),
)
_FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
    "--use-mock-keychain",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
#: What a browser may know of the caller's environment; a clock or a preloaded library is not it.
_HANDED_ON = ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH", tree.RUN)
_MARK = "POLICYLIB_PRINT"
#: A browser's socket has a path of 107 bytes at most, of which it needs 45 itself.
_LONGEST = 60
_VERSION = re.compile(r"\b(\d+)(?:\.\d+)+\b")


@dataclass(frozen=True)
class Ran:
    """How a browser ended: its exit status, None at the limit of time, and its last line."""

    status: int | None
    said: str


def found(environ: Mapping[str, str] | None = None, *, platform: str = sys.platform) -> Path | None:
    """Return the program that prints, or None where there is none or none is wanted.

    Parameters
    ----------
    environ : mapping of str to str, optional
        Default: that of this process.

    Raises
    ------
    RunError
        If the browser that `NAMED` names is not there.
    """
    environ = os.environ if environ is None else environ
    named = environ.get(NAMED, "")
    if named:
        return None if named.casefold() == NONE else _named(named, environ)
    on_path = (shutil.which(name, path=environ.get("PATH", "")) for name in NAMES)
    first = next(filter(None, on_path), None)
    return Path(first) if first else next(_elsewhere(environ, platform), None)


def _named(named: str, environ: Mapping[str, str]) -> Path:
    program = shutil.which(named, path=environ.get("PATH", ""))
    if program is None:
        text = message(
            f"{NAMED} names no program",
            where=Path(named).name,
            way_out=f"Name a browser, or '{NONE}' for pages without PDF.",
        )
        raise RunError(text, reason="print_failed")
    return Path(program)


def _elsewhere(environ: Mapping[str, str], platform: str):
    """Yield programs where the installers of macOS and Windows put them."""
    places: list[Path] = []
    if platform == "darwin":
        folders = (Path("/Applications"), Path(environ.get("HOME", "")) / "Applications")
        places = [f / f"{n}.app" / "Contents" / "MacOS" / n for n in _MAC for f in folders]
    elif platform == "win32":
        names = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        folders = tuple(Path(environ[n]) for n in names if environ.get(n))
        places = [f.joinpath(*parts) for parts in _WINDOWS for f in folders]
    yield from (p for p in places if p.is_file())


def version(program: Path) -> str:
    """Return what a browser calls itself, such as 'Chromium 156.0.8078.79'; '' if it says nothing.

    On Windows asking would open a window; there the folder beside the program is named after it.
    """
    if os.name == "nt":
        return next((p.name for p in program.parent.iterdir() if _VERSION.fullmatch(p.name)), "")
    with tempfile.TemporaryDirectory(prefix="policylib-browser-") as folder:
        try:
            done = subprocess.run(
                [str(program), "--version"],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_ASKED_SECONDS,
                env=environment(Path(folder)),
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
    return done.stdout.strip().partition("\n")[0].partition(" built on ")[0]


def is_too_old(text: str) -> bool:
    """Tell whether a version prints pages without numbers.

    >>> is_too_old("Google Chrome 118.0.5993.70"), is_too_old("Chromium 156.0.8078.79")
    (True, False)
    """
    number = _VERSION.search(text)
    return number is not None and int(number[1]) < OLDEST


def flags(*, profile: Path) -> list[str]:
    """Return how a browser is started; only an administrator's needs to go without its sandbox."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*_FLAGS, *(["--no-sandbox"] if is_root else []), f"--user-data-dir={profile}"]


def environment(folder: Path, mark: str = "") -> dict[str, str]:
    """Return the environment of a browser whose home is a folder of its own."""
    own = {_MARK: mark, "HOME": str(folder), "TMPDIR": str(folder)}
    if os.name == "nt":  # where programs look for half of the system in their environment
        return {**os.environ, **own}
    if len(os.fsencode(folder)) > _LONGEST:
        own["TMPDIR"] = "/tmp"
    handed = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
    return {**handed, **own, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def run(program: Path, words: Sequence[str], *, folder: Path, seconds: float = SECONDS) -> Ran:
    """Run a browser in a folder until it ends or its time is over; nothing of it is left.

    Raises
    ------
    OSError
        If it cannot be started.
    """
    mark = tree.new_mark()
    said = folder / "said"
    # A file, not a pipe: what a browser leaves running would hold a pipe open.
    with said.open("wb") as stderr:
        process = subprocess.Popen(
            [str(program), *flags(profile=folder / "profile"), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            cwd=folder,
            env=environment(folder, mark),
            start_new_session=os.name == "posix",
        )
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            tree.end(mark, under=[process.pid])
            process.kill()
            process.wait()
    lines = said.read_text("utf-8", errors="replace").strip().splitlines()
    return Ran(status, lines[-1] if lines else "")
