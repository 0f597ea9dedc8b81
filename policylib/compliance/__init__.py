"""Regression of village enrolment on what is known of the villages, as declared beforehand."""

from policylib.compliance.assembled import OUTCOME, RULE, assemble
from policylib.compliance.bootstrap import BootstrapTest, score_bootstrap, wild_cluster
from policylib.compliance.calibration import Calibration, by_district_folds
from policylib.compliance.checks import Checks, checks
from policylib.compliance.collinearity import Collinearity, collinearity
from policylib.compliance.design import Design, design
from policylib.compliance.effects import Averages, average_effects
from policylib.compliance.firth import Firth, firth, firth_fit
from policylib.compliance.hazard import Hazard, hazard, person_periods
from policylib.compliance.imputation import Missing, impute, missing
from policylib.compliance.influence import Influence, leave_out
from policylib.compliance.jackknife import JackknifeTest, jackknife_test
from policylib.compliance.logit import Effects, effects_of, logit_effects, terms_allowed
from policylib.compliance.multiplicity import adjusted
from policylib.compliance.plan import Plan, declared
from policylib.compliance.pooling import Pooled, pool
from policylib.compliance.population import Share, hypergeometric, jeffreys, wilson, wilson_finite
from policylib.compliance.power import (
    design_effect,
    rows_for_continuous,
    rows_for_yes_no,
    smallest_odds_ratio,
)
from policylib.compliance.precision import Precision, precision
from policylib.compliance.random_intercept import RandomIntercept, random_intercept
from policylib.compliance.randomisation import RandomisationTest, randomisation_test
from policylib.compliance.reach import Reach, reach
from policylib.compliance.resampled import Resampled, resampled_effects
from policylib.compliance.rollout import Rollout, rollout
from policylib.compliance.rule import DistrictTest, district_test
from policylib.compliance.separation import separated
from policylib.compliance.shares import Shares, block_shares, shapley
from policylib.compliance.shrinkage import Shrunken, clearly_above, comparable, shrink
from policylib.compliance.simulated import SimulatedForm, simulated_form
from policylib.compliance.simulation import SimulatedPower, panel_power, simulated_power
from policylib.compliance.specifications import Curve, curve
from policylib.compliance.stages import STAGES, Stages, counts_by_district, stages, stages_by_form
from policylib.compliance.study import Study, study
from policylib.compliance.villages import BRANCH, Usable, sources, usable, with_place, with_terms

__all__ = [
    "BRANCH",
    "OUTCOME",
    "RULE",
    "STAGES",
    "Averages",
    "BootstrapTest",
    "Calibration",
    "Checks",
    "Collinearity",
    "Curve",
    "Design",
    "DistrictTest",
    "Effects",
    "Firth",
    "Hazard",
    "Influence",
    "JackknifeTest",
    "Missing",
    "Plan",
    "Pooled",
    "Precision",
    "RandomIntercept",
    "RandomisationTest",
    "Reach",
    "Resampled",
    "Rollout",
    "Share",
    "Shares",
    "Shrunken",
    "SimulatedForm",
    "SimulatedPower",
    "Stages",
    "Study",
    "Usable",
    "adjusted",
    "assemble",
    "average_effects",
    "block_shares",
    "by_district_folds",
    "checks",
    "clearly_above",
    "collinearity",
    "comparable",
    "counts_by_district",
    "curve",
    "declared",
    "design",
    "design_effect",
    "district_test",
    "effects_of",
    "firth",
    "firth_fit",
    "hazard",
    "hypergeometric",
    "impute",
    "jackknife_test",
    "jeffreys",
    "leave_out",
    "logit_effects",
    "missing",
    "panel_power",
    "person_periods",
    "pool",
    "precision",
    "random_intercept",
    "randomisation_test",
    "reach",
    "resampled_effects",
    "rollout",
    "rows_for_continuous",
    "rows_for_yes_no",
    "score_bootstrap",
    "separated",
    "shapley",
    "shrink",
    "simulated_form",
    "simulated_power",
    "smallest_odds_ratio",
    "sources",
    "stages",
    "stages_by_form",
    "study",
    "terms_allowed",
    "usable",
    "wild_cluster",
    "wilson",
    "wilson_finite",
    "with_place",
    "with_terms",
]
