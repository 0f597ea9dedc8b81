"""Values and results to words in the reader's language. Nothing is computed here."""

from policylib.wording.language import LANGUAGES, Language
from policylib.wording.prose import Prose, say

__all__ = ["LANGUAGES", "Language", "Prose", "say"]
