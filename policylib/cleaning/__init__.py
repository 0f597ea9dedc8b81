"""Text as people write it to typed values and tables; what cannot be read becomes an issue."""

from policylib.cleaning.typed import typed
from policylib.cleaning.villages import REVENUE, revenue_doubts, village_covariates

__all__ = ["REVENUE", "revenue_doubts", "typed", "village_covariates"]
