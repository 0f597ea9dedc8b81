"""The only part that touches ``data/``, with the reader of office files."""

from policylib.store.code import code_sha256
from policylib.store.keys import read_key
from policylib.store.load import areas, ledger, load, provenance, register
from policylib.store.noted import read_so_far
from policylib.store.office import OfficeFile, read_office_file
from policylib.store.office.logs import write_log
from policylib.store.office.versions import (
    CORRECTIONS,
    Version,
    check_source_name,
    descent_of,
    keep,
    last_of_each,
    last_received,
    read_corrections,
    received,
    sha256_of,
)
from policylib.store.processed import Descent, is_current, write
from policylib.store.raw import (
    RawFile,
    SourceFile,
    read_text,
    seal,
    source_names,
    sources,
    verify,
)
from policylib.store.root import find_root
from policylib.store.taken import findings_of
from policylib.store.trees import sources_sha256

__all__ = [
    "CORRECTIONS",
    "Descent",
    "OfficeFile",
    "RawFile",
    "SourceFile",
    "Version",
    "areas",
    "check_source_name",
    "code_sha256",
    "descent_of",
    "find_root",
    "findings_of",
    "is_current",
    "keep",
    "last_of_each",
    "last_received",
    "ledger",
    "load",
    "provenance",
    "read_corrections",
    "read_key",
    "read_office_file",
    "read_so_far",
    "read_text",
    "received",
    "register",
    "seal",
    "sha256_of",
    "source_names",
    "sources",
    "sources_sha256",
    "verify",
    "write",
    "write_log",
]
