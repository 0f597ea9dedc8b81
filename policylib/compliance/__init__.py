"""Regression of village enrolment on what is known of the villages (thin: one logit)."""

from policylib.compliance.logit import Effects, logit_effects, terms_allowed
from policylib.compliance.precision import Precision, precision
from policylib.compliance.stages import STAGES, Stages, counts_by_district, stages
from policylib.compliance.villages import Usable, sources, usable, with_terms

__all__ = [
    "STAGES",
    "Effects",
    "Precision",
    "Stages",
    "Usable",
    "counts_by_district",
    "logit_effects",
    "precision",
    "sources",
    "stages",
    "terms_allowed",
    "usable",
    "with_terms",
]
