"""Regression of village enrolment on what is known of the villages (thin: one logit)."""

from policylib.compliance.firth import Firth, firth, firth_fit
from policylib.compliance.hazard import Hazard, hazard, person_periods
from policylib.compliance.logit import Effects, logit_effects, terms_allowed
from policylib.compliance.precision import Precision, precision
from policylib.compliance.random_intercept import RandomIntercept, random_intercept
from policylib.compliance.separation import separated
from policylib.compliance.villages import Usable, sources, usable, with_terms

__all__ = [
    "Effects",
    "Firth",
    "Hazard",
    "Precision",
    "RandomIntercept",
    "Usable",
    "firth",
    "firth_fit",
    "hazard",
    "logit_effects",
    "person_periods",
    "precision",
    "random_intercept",
    "separated",
    "sources",
    "terms_allowed",
    "usable",
    "with_terms",
]
