"""Results to statements: which sentence a result supports, and no stronger one.

Sentences are chosen by the intervals, so a parameter that moves a result past its interval moves
the words with it.
"""

from policylib.findings import Statement
from policylib.sentences import (
    brief,
    costs,
    enrolment,
    instruments,
    levers,
    projection,
    regression,
)
from policylib.sentences.known import (
    budget,
    coverage,
    coverage_title,
    enrolled_villages,
    launch,
    spread,
    timeline_description,
)
from policylib.sentences.paces import (
    by_count,
    comparison,
    denominators,
    gap,
    gap_by_count,
    needed,
    outcome,
    pace,
    pace_title,
    staircase_description,
    visitors,
)
from policylib.sentences.regression import (
    false_alarms,
    precision,
    precision_description,
    precision_title,
    revenue_rules,
)
from policylib.wording import Language, say, without_links

__all__ = [
    "brief",
    "budget",
    "by_count",
    "comparison",
    "costs",
    "coverage",
    "coverage_title",
    "denominators",
    "enrolled_villages",
    "enrolment",
    "false_alarms",
    "gap",
    "gap_by_count",
    "instruments",
    "launch",
    "levers",
    "needed",
    "outcome",
    "pace",
    "pace_title",
    "plain",
    "precision",
    "precision_description",
    "precision_title",
    "projection",
    "regression",
    "revenue_rules",
    "spread",
    "staircase_description",
    "timeline_description",
    "visitors",
]


def plain(statement: Statement, *, language: Language) -> str:
    """Return a statement as plain text, for titles and descriptions of pictures."""
    return without_links(say(statement, language=language))
