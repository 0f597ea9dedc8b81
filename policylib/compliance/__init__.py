"""Regression of village enrolment on what is known of the villages, as declared beforehand."""

from policylib.compliance.assembled import OUTCOME, RULE, assemble
from policylib.compliance.checks import Checks, checks
from policylib.compliance.design import Design, design
from policylib.compliance.logit import Effects, effects_of, logit_effects, terms_allowed
from policylib.compliance.plan import Plan, declared
from policylib.compliance.precision import Precision, precision
from policylib.compliance.shares import Shares, block_shares, shapley
from policylib.compliance.simulated import SimulatedForm, simulated_form
from policylib.compliance.specifications import Curve, curve
from policylib.compliance.study import Study, study
from policylib.compliance.villages import BRANCH, Usable, sources, usable, with_place, with_terms

__all__ = [
    "BRANCH",
    "OUTCOME",
    "RULE",
    "Checks",
    "Curve",
    "Design",
    "Effects",
    "Plan",
    "Precision",
    "Shares",
    "SimulatedForm",
    "Study",
    "Usable",
    "assemble",
    "block_shares",
    "checks",
    "curve",
    "declared",
    "design",
    "effects_of",
    "logit_effects",
    "precision",
    "shapley",
    "simulated_form",
    "sources",
    "study",
    "terms_allowed",
    "usable",
    "with_place",
    "with_terms",
]
