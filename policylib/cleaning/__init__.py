"""Text as people write it to typed values and tables; what cannot be read becomes an issue."""

from policylib.cleaning.corrections import corrected
from policylib.cleaning.doubts import indicator_issues
from policylib.cleaning.grids import Grid
from policylib.cleaning.names import AreaMatcher
from policylib.cleaning.office import Account, Cleaned, clean
from policylib.cleaning.press import Claim, claims, places_of, propose
from policylib.cleaning.rules import RULES, Rule
from policylib.cleaning.typed import typed
from policylib.cleaning.villages import REVENUE, revenue_doubts, village_covariates

__all__ = [
    "REVENUE",
    "RULES",
    "Account",
    "AreaMatcher",
    "Claim",
    "Cleaned",
    "Grid",
    "Rule",
    "claims",
    "clean",
    "corrected",
    "indicator_issues",
    "places_of",
    "propose",
    "revenue_doubts",
    "typed",
    "village_covariates",
]
