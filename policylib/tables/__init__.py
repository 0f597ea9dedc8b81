"""Results to tables. Nothing is computed here."""

from policylib.tables.evidence import contradictions, evidence, shares_over_time
from policylib.tables.markup import Column, Row, Table, link
from policylib.tables.record import Record, record, run_record
from policylib.tables.results import effects, left_out, paces, subsidy

__all__ = [
    "Column",
    "Record",
    "Row",
    "Table",
    "contradictions",
    "effects",
    "evidence",
    "left_out",
    "link",
    "paces",
    "record",
    "run_record",
    "shares_over_time",
    "subsidy",
]
