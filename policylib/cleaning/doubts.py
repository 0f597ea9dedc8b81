"""Doubts about published village figures, found by rules and never by name."""

from __future__ import annotations

import pandas as pd

from policylib.cleaning.rules import RULES
from policylib.cleaning.villages import ADD_FLOOR_OF_MEDIAN, REVENUE

#: Transfers that every village receives by law (UU 6/2014 article 72): a zero cannot be true.
TRANSFERS = ("dana_desa_2023_rp", "add_2023_rp", "tax_share_2023_rp")
#: Status of the village index above each cut-off (Permendesa 2/2016), best first.
CUT_OFFS = (
    ("MANDIRI", 0.8155),
    ("MAJU", 0.7072),
    ("BERKEMBANG", 0.5989),
    ("TERTINGGAL", 0.4907),
    ("SANGAT TERTINGGAL", 0.0),
)
FIRST_ROW = 2


def indicator_issues(
    revenue: pd.DataFrame, facts: pd.DataFrame, index: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a doubt: table, row of its file, village, column, rule, severity, value.

    Parameters
    ----------
    revenue, facts, index : pandas.DataFrame
        Contracts ``village_revenue``, ``village_facts`` and ``village_index``, in file order.
    """
    found = [
        *_revenue(revenue),
        *_index(index),
        _doubt("village_facts", facts.iloc[:0], "rt_count", "year_not_stated"),
        _doubt("village_facts", facts.iloc[:0], "rw_count", "year_not_stated"),
    ]
    return pd.concat(found, ignore_index=True)


def _revenue(revenue: pd.DataFrame) -> list[pd.DataFrame]:
    figures = revenue[list(REVENUE)]
    reported = figures.notna().any(axis=1)
    copied = reported & figures.duplicated(keep=False)
    add = figures["add_2023_rp"].astype("Float64")
    low = (add > 0) & (add < ADD_FLOOR_OF_MEDIAN * add[reported & ~copied].median())
    table = "village_revenue_2023"
    return [
        _doubt(table, revenue[~reported], "", "not_reported"),
        _doubt(table, revenue[copied], "", "copied_figures"),
        _doubt(table, revenue[low.fillna(False)], "add_2023_rp", "far_below_others"),
        *(_doubt(table, revenue[revenue[c] == 0], c, "zero_transfer") for c in TRANSFERS),
        _doubt(
            table,
            revenue[revenue["district_aid_2023_rp"] == 0],
            "district_aid_2023_rp",
            "zero_may_be_unknown",
        ),
    ]


def _index(index: pd.DataFrame) -> list[pd.DataFrame]:
    found = []
    for year in (2023, 2024):
        value, status = f"idm_{year}", f"idm_status_{year}"
        expected = index[value].map(_status)
        wrong = index[index[status] != expected]
        found.append(_doubt("village_index", wrong, value, "status_disagrees"))
    return found


def _status(value: float) -> str:
    return next(status for status, above in CUT_OFFS if value > above or above == 0)


def _doubt(table: str, rows: pd.DataFrame, column: str, rule: str) -> pd.DataFrame:
    """One row a village; where no village is named, one row about the whole column."""
    whole = rule == "year_not_stated"
    values = rows[column].astype("str") if column and not whole else pd.Series("", index=rows.index)
    return pd.DataFrame(
        {
            "table": table,
            "row": [0] if whole else rows.index + FIRST_ROW,
            "code": [""] if whole else rows["code"].to_numpy(),
            "column": column,
            "rule": rule,
            "severity": RULES[rule].severity,
            "value": [""] if whole else values.to_numpy(),
        }
    )
