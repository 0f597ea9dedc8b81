"""A page printed to PDF: tagged, with an outline, page numbers, and the same bytes every time."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from pathlib import Path

from policylib.errors import RunError, message
from policylib.kernels import places
from policylib.reporting.pages.printed import browser

PREFIX = "print-"
_WAY_OUT = f"Ask 'policylib doctor', or set {browser.NAMED}={browser.NONE} for pages without PDF."
#: Links to other files would become addresses of this machine.
_OUTWARD = re.compile(rb'(<a\b[^>]*?)\s+href="(?!#)[^"]*"')
#: A browser makes two figures of it, the outer one without a description.
_AROUND = re.compile(rb"<figure\b(?![^>]*\brole=)")
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")


def printed(
    html: bytes,
    *,
    program: Path,
    day: dt.date,
    seconds: float = browser.SECONDS,
) -> bytes:
    """Print a page and return the PDF.

    Parameters
    ----------
    html : bytes
        The page, complete in itself; its title and language become those of the PDF.
    program : Path
        The browser.
    day : datetime.date
        What the PDF calls the day it was made: the clock would change its bytes.
    seconds : float
        Limit of time.

    Raises
    ------
    RunError
        If the browser does not start, does not end in time, or leaves no whole PDF (print_failed).
    """
    # Should this process be killed, the next one sweeps the folder.
    with tempfile.TemporaryDirectory(
        prefix=PREFIX, dir=places.folder(), ignore_cleanup_errors=True
    ) as name:
        folder = Path(name).resolve()
        page, target = folder / "page.html", folder / "page.pdf"
        page.write_bytes(for_paper(html))
        words = [
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            "--export-tagged-pdf",
            f"--print-to-pdf={target}",
            page.as_uri(),
        ]
        try:
            ran = browser.run(program, words, folder=folder, seconds=seconds)
        except OSError as error:
            raise _failed(program, f"does not start ({error.strerror})") from error
        if ran.status is None:
            raise _failed(program, f"did not print a page in {seconds:g} seconds")
        content = target.read_bytes() if target.is_file() else b""
    if not is_whole(content):
        raise _failed(program, f"left no whole PDF (status {ran.status}: {ran.said[-200:]})")
    return of_day(content, day)


def for_paper(html: bytes) -> bytes:
    """Return the page without what a print cannot hold: links to files beside it.

    >>> for_paper(b'<a href="index.html">all</a> <a href="#finding-x">46</a>')
    b'<a>all</a> <a href="#finding-x">46</a>'
    """
    return _AROUND.sub(b'<figure role="none"', _OUTWARD.sub(rb"\1", html))


def is_whole(content: bytes) -> bool:
    """Tell whether a PDF has its beginning and its end."""
    return content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")


def of_day(content: bytes, day: dt.date) -> bytes:
    """Return a PDF with its two times set to the beginning of a day; no other byte moves.

    >>> of_day(b"/CreationDate (D:20261122023944+00'00')", dt.date(2025, 12, 31))
    b"/CreationDate (D:20251231000000+00'00')"
    """
    return _DATE.sub(rb"\g<1>%d000000" % int(f"{day:%Y%m%d}"), content, count=2)


def _failed(program: Path, what: str) -> RunError:
    text = message(f"the browser {program.name} {what}", way_out=_WAY_OUT)
    return RunError(text, reason="print_failed")
