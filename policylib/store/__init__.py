"""The only part that touches ``data/``."""

from policylib.store.code import code_sha256
from policylib.store.load import ledger, load, provenance, register
from policylib.store.processed import Descent, is_current, write
from policylib.store.raw import RawFile, read_text, seal, source_names, sources, verify
from policylib.store.root import find_root

__all__ = [
    "Descent",
    "RawFile",
    "code_sha256",
    "find_root",
    "is_current",
    "ledger",
    "load",
    "provenance",
    "read_text",
    "register",
    "seal",
    "source_names",
    "sources",
    "verify",
    "write",
]
