"""Which set is the latest: a symbolic link, or a page where links cannot be made."""

from __future__ import annotations

import errno
import html
import re
from pathlib import Path

from policylib.errors import message
from policylib.reporting.shelf import disk, manifest

LATEST = "latest"
INDEX = "index.html"
#: Names of runs, and so of sets.
RUN = re.compile(r"\d{8}T\d{6}-\d+")
_POINTER = re.compile(r"(?:\./)?sets[/\\](" + RUN.pattern + r")/?")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta http-equiv="refresh" content="0; url={target}/index.html">
<title>policylib</title>
</head>
<body>
<p><a href="{target}/index.html">Open the reports</a></p>
<p lang="id"><a href="{target}/index.html">Buka laporan</a></p>
</body>
</html>
"""


def next_number(reports: Path) -> int:
    """Return the number of the next set: one more than any set of the folder has."""
    return 1 + max((number(p) for p in sets(reports)), default=0)


def number(folder: Path) -> int:
    """Return the number of a set, 0 where its manifest cannot be read."""
    try:
        return manifest.read(folder).number
    except ValueError:
        return 0


def sets(reports: Path) -> list[Path]:
    """Return the folders in ``sets`` that this library made, whole or not."""
    folder = reports / "sets"
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(p for p in found if _is_set(p))


def _is_set(path: Path) -> bool:
    signs = (manifest.LIST, manifest.SUM, "run.json")
    is_folder = path.is_dir() and not path.is_symlink()
    return is_folder and bool(RUN.fullmatch(path.name)) and any((path / n).is_file() for n in signs)


def latest(reports: Path) -> Path | None:
    """Return the set that is published, or None; whether it is whole, ``manifest`` says."""
    try:
        said = str((reports / LATEST).readlink())
    except OSError:
        said = _page_pointer(reports)
    found = _POINTER.fullmatch(said)
    target = reports / "sets" / found[1] if found else None
    return target if target is not None and _is_set(target) else None


def _page_pointer(reports: Path) -> str:
    try:
        page = (reports / INDEX).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    found = re.search(r'content="0; url=([^"]+)/index\.html"', page)
    return html.unescape(found[1]) if found else ""


def point(reports: Path, target: Path) -> None:
    """Make a set the latest by one rename.

    Raises
    ------
    RunError
        If the disk refuses it; whether the set is the latest, ``latest`` says.
    """
    link, index = reports / LATEST, reports / INDEX
    if link.is_dir() and not link.is_symlink():
        raise disk.refused(
            "foreign_folder",
            message(f"'{LATEST}' is a folder", expected="a link", way_out="Move it elsewhere."),
        )
    waits = _page_waits(reports, LATEST)
    with disk.told(link):
        try:
            disk.symlink(link, f"sets/{target.name}")
        except (OSError, NotImplementedError) as error:
            if not _no_links(error):
                raise
            _page_waits(reports, f"sets/{target.name}")
            disk.rename(new_page(reports), index)
            link.unlink(missing_ok=True)
            return
    if waits:
        disk.rename(new_page(reports), index)


def _no_links(error: BaseException) -> bool:
    """Whether links cannot be made here at all (Windows without the right, FAT)."""
    lacking = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)
    return (
        isinstance(error, NotImplementedError)
        or getattr(error, "winerror", None) == 1314
        or error.errno in lacking
    )


def mend(reports: Path) -> None:
    """Write the page that leads to the latest set where it is missing or another."""
    is_linked = latest(reports) is not None and (reports / LATEST).is_symlink()
    if is_linked and _page_waits(reports, LATEST):
        disk.rename(new_page(reports), reports / INDEX)


def new_page(reports: Path) -> Path:
    """Return where the page waits for the set to be published."""
    return reports / f"{INDEX}.new"


def _page_waits(reports: Path, target: str) -> bool:
    """Write the page beside the present one, so that a full disk is met before publishing."""
    page, index = _PAGE.format(target=html.escape(target)).encode(), reports / INDEX
    if index.is_file() and index.read_bytes() == page:
        return False
    disk.write(new_page(reports), page)
    return True
