"""Results to tables. Nothing is computed here."""

from policylib.tables import costs, enrolment, instruments, projection, regression
from policylib.tables.evidence import contradictions, evidence, shares_over_time
from policylib.tables.markup import Column, Row, Table, link, page_link
from policylib.tables.record import Record, record, run_record, sources
from policylib.tables.results import (
    TERMS,
    drawn,
    effects,
    known,
    left_out,
    paces,
    staircase,
    subsidy,
    widths,
)

__all__ = [
    "TERMS",
    "Column",
    "Record",
    "Row",
    "Table",
    "contradictions",
    "costs",
    "drawn",
    "effects",
    "enrolment",
    "evidence",
    "instruments",
    "known",
    "left_out",
    "link",
    "paces",
    "page_link",
    "projection",
    "record",
    "regression",
    "run_record",
    "shares_over_time",
    "sources",
    "staircase",
    "subsidy",
    "widths",
]
