"""Values and results to words in the reader's language. Nothing is computed here."""

from policylib.wording.blocks import messages, translated
from policylib.wording.language import LANGUAGES, Language
from policylib.wording.prose import Prose, cell, interval_cell, plain, say, without_links
from policylib.wording.references import Reference, References, anchor

__all__ = [
    "LANGUAGES",
    "Language",
    "Prose",
    "Reference",
    "References",
    "anchor",
    "cell",
    "interval_cell",
    "messages",
    "plain",
    "say",
    "translated",
    "without_links",
]
