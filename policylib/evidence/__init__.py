"""Published numbers as intervals, with their denominators, dates, sources and contradictions."""

from policylib.evidence.estimates import Estimate, constant
from policylib.evidence.intervals import Interval
from policylib.evidence.ledger import Conflict, Ledger, Number, Source
from policylib.evidence.ratios import at_printed, ratio
from policylib.evidence.units import Unit

__all__ = [
    "Conflict",
    "Estimate",
    "Interval",
    "Ledger",
    "Number",
    "Source",
    "Unit",
    "at_printed",
    "constant",
    "ratio",
]
