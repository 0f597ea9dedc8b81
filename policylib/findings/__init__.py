"""Results worth keeping, and the record of them that a notebook leaves."""

from policylib.findings.book import MIME, Book, of_record, plain, read_outputs
from policylib.findings.finding import (
    REFERENCE_KINDS,
    UNITS,
    Definition,
    Finding,
    HasFindings,
    Statement,
)
from policylib.findings.others import Others, Taken

__all__ = [
    "MIME",
    "REFERENCE_KINDS",
    "UNITS",
    "Book",
    "Definition",
    "Finding",
    "HasFindings",
    "Others",
    "Statement",
    "Taken",
    "of_record",
    "plain",
    "read_outputs",
]
