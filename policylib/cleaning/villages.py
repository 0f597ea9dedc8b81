"""What is known of each village, and rules that mark figures that cannot be right."""

from __future__ import annotations

import pandas as pd

from policylib.errors import DataError, message, places

REVENUE = (
    "dana_desa_2023_rp",
    "add_2023_rp",
    "tax_share_2023_rp",
    "own_revenue_2023_rp",
    "district_aid_2023_rp",
)
#: An ADD below this share of the median of all villages is a slip of digits or an empty cell:
#: the allocation has a floor that is the same for every village.
ADD_FLOOR_OF_MEDIAN = 0.2
COVARIATES = (
    "code",
    "name",
    "district_code",
    "district",
    "population_2024",
    "urban",
    "idm_2024",
    "rw_count",
    "rt_count",
    "add_2023_rp",
    "tax_share_2023_rp",
    "own_revenue_2023_rp",
    "revenue_doubt",
)
_MAY_BE_MISSING = ["add_2023_rp", "tax_share_2023_rp", "own_revenue_2023_rp"]


def revenue_doubts(revenue: pd.DataFrame) -> pd.Series:
    """Return why each village's revenue row is not usable; '' where nothing speaks against it.

    Rules, not names: nothing reported; all five figures equal to those of another village (whose
    they are cannot be told, so every carrier is marked); an ADD far below the median of all.
    """
    figures = revenue[list(REVENUE)]
    reported = figures.notna().any(axis=1)
    copied = reported & figures.duplicated(keep=False)
    plausible = figures["add_2023_rp"][reported & ~copied]
    low = figures["add_2023_rp"].astype("float64") < ADD_FLOOR_OF_MEDIAN * plausible.median()
    doubts = pd.Series("", index=revenue.index, dtype="str")
    doubts[low] = "implausible_add"
    doubts[copied] = "copied_figures"
    doubts[~reported] = "not_reported"
    return doubts


def village_covariates(
    register: pd.DataFrame,
    population: pd.DataFrame,
    index: pd.DataFrame,
    facts: pd.DataFrame,
    revenue: pd.DataFrame,
) -> pd.DataFrame:
    """Join what is known of each village (desa) of today's register, one row a village."""
    table = _villages_today(register)
    doubts = revenue.assign(revenue_doubt=revenue_doubts(revenue))
    others = (
        population,
        facts[["code", "urban_class", "rw_count", "rt_count"]],
        index[["code", "idm_2024"]],
        doubts[["code", *_MAY_BE_MISSING, "revenue_doubt"]],
    )
    for other in others:
        table = table.merge(other, on="code", how="left", validate="one_to_one")
    missing = table.drop(columns=_MAY_BE_MISSING).isna().any(axis=1)
    if missing.any():
        raise DataError(
            message(
                "villages without a row in every table",
                where=places(list(table.loc[missing, "code"])),
                way_out="Add the rows, or mend the codes.",
            )
        )
    table["urban"] = table["urban_class"] == "urban"
    return table[list(COVARIATES)].reset_index(drop=True)


def _villages_today(register: pd.DataFrame) -> pd.DataFrame:
    today = register[(register["kind"] == "desa") & register["valid_to"].isna()]
    table = today[["code", "name"]].copy()
    table["district_code"] = today["parent"]
    names = register.set_index("code")["name"]
    table["district"] = today["parent"].map(names).astype("str")
    return table
