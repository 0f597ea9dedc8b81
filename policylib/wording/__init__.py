"""Values and results to words in the reader's language. Nothing is computed here."""

from policylib.wording.blocks import messages, translated
from policylib.wording.language import LANGUAGES, Language
from policylib.wording.prose import (
    Prose,
    cell,
    difference_cell,
    interval_cell,
    named,
    plain,
    say,
    without_links,
)
from policylib.wording.references import (
    Reference,
    References,
    anchor,
    law_number,
    law_value,
)
from policylib.wording.terms import ASSUMPTION_KINDS, QUALITIES
from policylib.wording.written import Written, span

__all__ = [
    "ASSUMPTION_KINDS",
    "LANGUAGES",
    "QUALITIES",
    "Language",
    "Prose",
    "Reference",
    "References",
    "Written",
    "anchor",
    "cell",
    "difference_cell",
    "interval_cell",
    "law_number",
    "law_value",
    "messages",
    "named",
    "plain",
    "say",
    "span",
    "translated",
    "without_links",
]
