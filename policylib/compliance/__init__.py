"""Regression of village enrolment on what is known of the villages (thin: one logit)."""

from policylib.compliance.calibration import Calibration, by_district_folds
from policylib.compliance.collinearity import Collinearity, collinearity
from policylib.compliance.effects import Averages, average_effects
from policylib.compliance.imputation import Missing, impute, missing
from policylib.compliance.influence import Influence, leave_out
from policylib.compliance.logit import Effects, logit_effects, terms_allowed
from policylib.compliance.multiplicity import adjusted
from policylib.compliance.pooling import Pooled, pool
from policylib.compliance.population import Share, hypergeometric, jeffreys, wilson, wilson_finite
from policylib.compliance.power import (
    design_effect,
    rows_for_continuous,
    rows_for_yes_no,
    smallest_odds_ratio,
)
from policylib.compliance.precision import Precision, precision
from policylib.compliance.shrinkage import Shrunken, clearly_above, comparable, shrink
from policylib.compliance.simulation import SimulatedPower, panel_power, simulated_power
from policylib.compliance.villages import Usable, sources, usable, with_terms

__all__ = [
    "Averages",
    "Calibration",
    "Collinearity",
    "Effects",
    "Influence",
    "Missing",
    "Pooled",
    "Precision",
    "Share",
    "Shrunken",
    "SimulatedPower",
    "Usable",
    "adjusted",
    "average_effects",
    "by_district_folds",
    "clearly_above",
    "collinearity",
    "comparable",
    "design_effect",
    "hypergeometric",
    "impute",
    "jeffreys",
    "leave_out",
    "logit_effects",
    "missing",
    "panel_power",
    "pool",
    "precision",
    "rows_for_continuous",
    "rows_for_yes_no",
    "shrink",
    "simulated_power",
    "smallest_odds_ratio",
    "sources",
    "terms_allowed",
    "usable",
    "wilson",
    "wilson_finite",
    "with_terms",
]
