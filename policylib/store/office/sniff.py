"""What a file is, by its content and never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from policylib.errors import DataError, message

MAX_TEXT_BYTES = 2 * 1024**3
MAX_SHEET_BYTES = 200 * 1024**2
#: A spreadsheet's XML shrinks some ten- to hundredfold; more is made to burst a reader.
MAX_EXPANDED_BYTES = 1024**3
MAX_RATIO = 400
_HEAD = 4096
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_AS_XLSX = "Open it in a spreadsheet program and save it as .xlsx."


def refuse(path: Path, what: str, way_out: str, *, where: str = "") -> DataError:
    """Build the error of a file that cannot be read."""
    from policylib.cleaning.masks import shown

    return DataError(message(f"{shown(path.name)} {what}", where=shown(where), way_out=way_out))


def sniff(path: Path) -> str:
    """Return 'xlsx', 'xls', 'ods' or 'text'.

    Raises
    ------
    DataError
        If the file is something else, empty, locked by a password, or too large.
    """
    if not path.is_file():
        raise refuse(path, "is not there", "Check the path.")
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\x00\r\n\t ,;"):
        raise refuse(path, "is empty", "Ask the sender for the file again.")
    if head.startswith(_ZIP):
        return _zip_kind(path, size)
    if head.startswith(_OLE):
        return _ole_kind(path, size)
    if head.startswith(_PDF):
        raise refuse(path, "is a PDF", "Ask for the spreadsheet it was printed from.")
    if head.startswith(_PICTURES):
        raise refuse(path, "is a picture", "Ask for the spreadsheet it shows.")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise refuse(path, "is a web page or XML, whatever its name says", _AS_XLSX)
    if size > MAX_TEXT_BYTES:
        raise refuse(path, f"is larger than {MAX_TEXT_BYTES // 1024**3} GB", "Split it.")
    return "text"


def _zip_kind(path: Path, size: int) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {e.filename for e in entries}
            mimetype = archive.read("mimetype")[:64] if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        raise refuse(
            path, "is damaged: its end is missing or its parts do not fit", _again()
        ) from None
    expanded = sum(e.file_size for e in entries)
    if expanded > MAX_EXPANDED_BYTES or expanded > MAX_RATIO * max(size, 1):
        raise refuse(path, "unpacks to far more than a table can be", "Save the sheet as CSV.")
    if size > MAX_SHEET_BYTES:
        raise refuse(path, "is too large for a spreadsheet", "Save the sheet as CSV.")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if mimetype.startswith(_ODS):
        return "ods"
    if any(n.startswith("word/") for n in names):
        raise refuse(path, "is a Word document", "Ask for the spreadsheet.")
    raise refuse(path, "is an archive and no spreadsheet", "Unpack it and give the file inside.")


def _ole_kind(path: Path, size: int) -> str:
    if size > MAX_SHEET_BYTES:
        raise refuse(path, "is too large for a spreadsheet", "Save the sheet as CSV.")
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refuse(path, "is locked by a password", "Ask the sender for it without a password.")
    if "WordDocument".encode("utf-16-le") in content:
        raise refuse(path, "is a Word document", "Ask for the spreadsheet.")
    return "xls"


def _again() -> str:
    return (
        "Ask the sender for the file again, or open it in a spreadsheet program and save it anew."
    )
