"""The regencies and the city of a province that have villages: what their villages would pay."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policylib import law
from policylib.budgets.staff import staff
from policylib.contributions import village_official
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

if TYPE_CHECKING:
    import pandas as pd

ALL = Definition(
    "province-year",
    N_("contributions a year of all villages of the province, lowest pay"),
    N_("one village × villages; the interval runs over the headcounts that the rule allows"),
    "rupiah",
)
VILLAGES = Definition(
    "province-villages", N_("villages of the province"), N_("register"), "villages"
)
OWN_VILLAGES = Definition(
    "regency-villages", N_("villages of the area"), N_("register"), "villages"
)
OWN_YEAR = Definition(
    "regency-year",
    N_("contributions a year for the officials of all villages, lowest pay"),
    ALL.formula,
    "rupiah",
)
OWN_WAGE = Definition(
    "regency-year-wage",
    N_("contributions a year for the officials of all villages, minimum wage of January 2024"),
    ALL.formula,
    "rupiah",
)


@dataclass(frozen=True)
class Regency(HasFindings):
    """What the villages of one area would pay a year, on the lowest pay and on the minimum wage."""

    villages: Finding
    year: Finding
    wage: Finding


@dataclass(frozen=True)
class Regencies(HasFindings):
    """``table``: code, villages, rupiah a year at the least, middle and most officials; the same
    with every official on the minimum wage of 2024, ``wage_low_rp_year`` and so on."""

    table: pd.DataFrame
    villages: Finding
    year: Finding
    wage_sources: tuple[str, ...]

    def of(self, code: str) -> Regency | None:
        """Return one area's own findings, None where it has no village."""
        own = self.table[self.table["code"] == code]
        if own.empty:
            return None
        row = own.iloc[0]
        lowest, wage = (
            {"low": row[f"{n}low_rp_year"], "high": row[f"{n}high_rp_year"],
             "value": row[f"{n}middle_rp_year"]}
            for n in ("", "wage_")
        )  # fmt: skip
        register = ("data:permendagri-register",)
        return Regency(
            OWN_VILLAGES.exact(int(row["villages"]), sources=register),
            OWN_YEAR.between(**lowest, sources=self.year.sources),
            OWN_WAGE.between(**wage, sources=self.wage_sources),
        )


def regencies(
    units: pd.DataFrame,
    wages: pd.DataFrame,
    *,
    period: dt.date,
    rules: law.Rules | None = None,
) -> Regencies:
    """Return what JKK and JKM of village officials cost in each area that has villages.

    Parameters
    ----------
    units, wages : DataFrame
        ``regency_units`` and ``minimum_wage_2024``.
    """
    rules = rules or law.enacted()
    count = rules.value("village.officials.count", on=period)
    given = {"period": period, "programmes": ("JKK", "JKM"), "rules": rules}
    table = units.loc[units["villages"] > 0, ["code", "villages"]].merge(
        wages, on="code", how="left", validate="one_to_one"
    )
    sources = (count.ref, "data:permendagri-register")
    for name, n in (("low", count.low), ("middle", count.number), ("high", count.high)):
        one = staff(int(n), pay="lowest", region="", **given)
        table[f"{name}_rp_year"] = 12 * one.village_rp_month * table["villages"]
        sources = (*one.sources, *sources)
    bills = [village_official(int(w), **given) for w in table.pop("minimum_wage_2024_rp_month")]
    each = [bill.total for bill in bills]
    data = ("data:permendagri-register", "data:opendata-jabar-umk")
    for name, n in (("low", count.low), ("middle", count.number), ("high", count.high)):
        table[f"wage_{name}_rp_year"] = 12 * int(n) * table["villages"] * each
    sums = {n: int(table[f"{n}_rp_year"].sum()) for n in ("low", "middle", "high")}
    return Regencies(
        table=table.reset_index(drop=True),
        villages=VILLAGES.exact(
            int(table["villages"].sum()), sources=("data:permendagri-register",)
        ),
        year=ALL.between(sums["low"], sums["high"], value=sums["middle"], sources=sources),
        wage_sources=tuple(dict.fromkeys((*bills[0].sources, count.ref, *data))),
    )
