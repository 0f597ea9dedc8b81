"""Regression of village enrolment on what is known of the villages, as declared beforehand."""

from policylib.compliance.assembled import OUTCOME, RULE, assemble
from policylib.compliance.bootstrap import BootstrapTest, score_bootstrap, wild_cluster
from policylib.compliance.checks import Checks, checks
from policylib.compliance.design import Design, design
from policylib.compliance.jackknife import JackknifeTest, jackknife_test
from policylib.compliance.logit import Effects, effects_of, logit_effects, terms_allowed
from policylib.compliance.plan import Plan, declared
from policylib.compliance.precision import Precision, precision
from policylib.compliance.randomisation import RandomisationTest, randomisation_test
from policylib.compliance.rollout import Rollout, rollout
from policylib.compliance.rule import DistrictTest, district_test
from policylib.compliance.shares import Shares, block_shares, shapley
from policylib.compliance.simulated import SimulatedForm, simulated_form
from policylib.compliance.specifications import Curve, curve
from policylib.compliance.stages import STAGES, Stages, counts_by_district, stages
from policylib.compliance.study import Study, study
from policylib.compliance.villages import BRANCH, Usable, sources, usable, with_place, with_terms

__all__ = [
    "BRANCH",
    "OUTCOME",
    "RULE",
    "STAGES",
    "BootstrapTest",
    "Checks",
    "Curve",
    "Design",
    "DistrictTest",
    "Effects",
    "JackknifeTest",
    "Plan",
    "Precision",
    "RandomisationTest",
    "Rollout",
    "Shares",
    "SimulatedForm",
    "Stages",
    "Study",
    "Usable",
    "assemble",
    "block_shares",
    "checks",
    "counts_by_district",
    "curve",
    "declared",
    "design",
    "district_test",
    "effects_of",
    "jackknife_test",
    "logit_effects",
    "precision",
    "randomisation_test",
    "rollout",
    "score_bootstrap",
    "shapley",
    "simulated_form",
    "sources",
    "stages",
    "study",
    "terms_allowed",
    "usable",
    "wild_cluster",
    "with_place",
    "with_terms",
]
