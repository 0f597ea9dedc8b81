"""Regression of village enrolment on what is known of the villages (thin: one logit)."""

from policylib.compliance.bootstrap import BootstrapTest, score_bootstrap, wild_cluster
from policylib.compliance.jackknife import JackknifeTest, jackknife_test
from policylib.compliance.logit import Effects, logit_effects, terms_allowed
from policylib.compliance.precision import Precision, precision
from policylib.compliance.randomisation import RandomisationTest, randomisation_test
from policylib.compliance.rollout import Rollout, rollout
from policylib.compliance.rule import DistrictTest, district_test
from policylib.compliance.villages import Usable, sources, usable, with_terms

__all__ = [
    "BootstrapTest",
    "DistrictTest",
    "Effects",
    "JackknifeTest",
    "Precision",
    "RandomisationTest",
    "Rollout",
    "Usable",
    "district_test",
    "jackknife_test",
    "logit_effects",
    "precision",
    "randomisation_test",
    "rollout",
    "score_bootstrap",
    "sources",
    "terms_allowed",
    "usable",
    "wild_cluster",
    "with_terms",
]
