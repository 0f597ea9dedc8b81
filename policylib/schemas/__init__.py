"""Table contracts: columns, units, ranges, keys, and the links between tables."""

from policylib.schemas.check import check, check_links
from policylib.schemas.contracts import (
    conflicts,
    district_geometry,
    minimum_wage,
    national_participants,
    population,
    published_numbers,
    regency_index,
    regency_units,
    regions,
    sources,
    spellings,
    village_covariates,
    village_facts,
    village_fund_ceilings,
    village_geometry,
    village_index,
    village_revenue,
)

__all__ = [
    "check",
    "check_links",
    "conflicts",
    "district_geometry",
    "minimum_wage",
    "national_participants",
    "population",
    "published_numbers",
    "regency_index",
    "regency_units",
    "regions",
    "sources",
    "spellings",
    "village_covariates",
    "village_facts",
    "village_fund_ceilings",
    "village_geometry",
    "village_index",
    "village_revenue",
]
