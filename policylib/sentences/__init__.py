"""Results to statements: which sentence a result supports, and no stronger one.

Sentences are chosen by the intervals, so a parameter that moves a result past its interval moves
the words with it.
"""

from policylib.sentences.known import budget, coverage, enrolled_villages
from policylib.sentences.paces import (
    denominators,
    feasibility,
    needed,
    pace,
    pace_title,
    visitors,
)
from policylib.sentences.regression import precision, revenue_rules

__all__ = [
    "budget",
    "coverage",
    "denominators",
    "enrolled_villages",
    "feasibility",
    "needed",
    "pace",
    "pace_title",
    "precision",
    "revenue_rules",
    "visitors",
]
