"""Whether villages can pay: contributions against the revenue that may pay them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policylib import law
from policylib.budgets.staff import ROLES, Staff, staff
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

if TYPE_CHECKING:
    import pandas as pd

#: Revenue that may pay contributions; Dana Desa may not.
LEGAL = ("add_2023_rp", "tax_share_2023_rp", "own_revenue_2023_rp")
MONTHS = 12

_PER_ROLE = N_("JKK and JKM on the pay of the role")
ROLE_MONTH = {
    "head": Definition("month-head", N_("contribution a month, village head"), _PER_ROLE, "rupiah"),
    "secretary": Definition(
        "month-secretary", N_("contribution a month, secretary"), _PER_ROLE, "rupiah"
    ),
    "official": Definition(
        "month-official", N_("contribution a month, other official"), _PER_ROLE, "rupiah"
    ),
}
VILLAGE_YEAR = Definition(
    "village-year",
    N_("contributions a year for the officials of one village"),
    N_(
        "twelve months of all officials; the interval runs over the headcounts that the rule allows"
    ),
    "rupiah",
)
VILLAGES_YEAR = Definition(
    "villages-year",
    N_("contributions a year for the officials of all villages"),
    N_("one village × villages"),
    "rupiah",
)
SHARE = Definition(
    "legal-share",
    N_("contributions as a share of the revenue that may pay them, middle village"),
    N_("one village's year ÷ (ADD + tax shares + own revenue of 2023), median of the villages"),
    "share",
    digits=2,
)
SHARE_MOST = Definition(
    "legal-share-most",
    N_("the same, village with the least revenue"),
    N_("one village's year ÷ least revenue that may pay it"),
    "share",
    digits=2,
)
USABLE = Definition(
    "villages-usable",
    N_("villages whose reported revenue can be used"),
    N_("villages less those that a rule leaves out"),
    "villages",
)


@dataclass(frozen=True)
class Affordability(HasFindings):
    """One village's contributions against the revenue of each village.

    Attributes
    ----------
    table : DataFrame
        One row a village: code, name, district, cost a year, its share of each legal source and of
        all of them (missing where a rule leaves the revenue out), ``revenue_doubt``.
    scenarios : DataFrame
        Rupiah a village-year by pay, officials and programmes; the village's part and the
        officials' part.
    """

    table: pd.DataFrame
    scenarios: pd.DataFrame
    cost: Staff
    month_head: Finding
    month_secretary: Finding
    month_official: Finding
    village_year: Finding
    villages_year: Finding
    share: Finding
    share_most: Finding
    usable: Finding


def affordability(
    villages: pd.DataFrame,
    *,
    region: str,
    period: dt.date,
    pay: str,
    programmes: Sequence[str],
    rules: law.Rules | None = None,
) -> Affordability:
    """Return what contributions take of each village's revenue.

    Parameters
    ----------
    villages : DataFrame
        ``village_covariates``: one row a village with revenue of 2023 and its doubt.
    pay : str
        ``lowest`` or ``minimum_wage``.

    Notes
    -----
    Headcounts are those that the rule allows (8 to 15), the same for every village until the real
    ones arrive by the form; the interval of every rupiah runs over them.
    """
    rules = rules or law.enacted()
    count = rules.value("village.officials.count", on=period)
    given = {"region": region, "period": period, "rules": rules}
    one, few, many = (
        staff(int(n), pay=pay, programmes=programmes, **given)
        for n in (count.number, count.low, count.high)
    )
    sources = (*one.sources, count.ref)
    year = tuple(MONTHS * s.village_rp_month for s in (few, one, many))
    table = _shares(villages, year[1])
    roles = {
        f"month_{role}": ROLE_MONTH[role].exact(bill.by_payer["employer"], sources=sources)
        for role, bill in zip(ROLES, one.bills, strict=True)
    }
    return Affordability(
        table=table,
        scenarios=_scenarios(count, **given),
        cost=one,
        **roles,
        **_yearly(year, len(villages), sources),
        **_of_revenue(table["share_legal"].dropna(), year, sources),
    )


def _yearly(year: tuple[int, ...], villages: int, sources: tuple[str, ...]) -> dict[str, Finding]:
    low, middle, high = year
    cited = {"sources": sources}
    return {
        "village_year": VILLAGE_YEAR.between(low, high, value=middle, **cited),
        "villages_year": VILLAGES_YEAR.between(
            villages * low, villages * high, value=villages * middle, **cited
        ),
    }


def _of_revenue(
    shares: pd.Series, year: tuple[int, ...], sources: tuple[str, ...]
) -> dict[str, Finding]:
    known = ("data:portal-data-desa-jabar",)
    return {
        "share": _ranged(SHARE, float(shares.median()), year, (*sources, *known)),
        "share_most": _ranged(SHARE_MOST, float(shares.max()), year, (*sources, *known)),
        "usable": USABLE.exact(len(shares), sources=known),
    }


def _shares(villages: pd.DataFrame, year_rp: int) -> pd.DataFrame:
    """Return the year's cost against each source; no share of what a rule leaves out or of 0."""
    table = villages[["code", "name", "district", "revenue_doubt"]].copy()
    usable = villages["revenue_doubt"] == ""
    table["cost_rp_year"] = year_rp
    sources = {"share_" + c.split("_2023")[0]: villages[c] for c in LEGAL}
    sources["share_legal"] = villages[list(LEGAL)].sum(axis=1, min_count=1)
    for name, revenue in sources.items():
        held = revenue.astype("float64").where(usable)
        table[name] = year_rp / held.where(held > 0)
    return table


def _ranged(what: Definition, share: float, year: Sequence[int], sources: Sequence[str]) -> Finding:
    """Return a share at the middle headcount with its range over headcounts."""
    low, middle, high = year
    return what.between(share * low / middle, share * high / middle, value=share, sources=sources)


def _scenarios(count: law.InForce, **given: object) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for pay in ("lowest", "minimum_wage"):
        for taken in (("JKK", "JKM"), ("JKK", "JKM", "JHT")):
            for officials in (count.low, count.number, count.high):
                one = staff(int(officials), pay=pay, programmes=taken, **given)
                rows.append(
                    (
                        pay,
                        " ".join(taken),
                        int(officials),
                        MONTHS * one.village_rp_month,
                        MONTHS * one.worker_rp_month,
                    )
                )
    columns = ["pay", "programmes", "officials", "village_rp_year", "officials_rp_year"]
    return pd.DataFrame(rows, columns=columns)
