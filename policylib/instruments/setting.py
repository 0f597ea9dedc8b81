"""What law, evidence and the deciding office fix for every instrument."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policylib import law
from policylib.budgets import paid_alone, staff, subsidised
from policylib.contributions import death
from policylib.coverage import Villages
from policylib.regions import Region

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Setting:
    """What law, evidence and the office that decides fix for all instruments.

    Attributes
    ----------
    budget_rp : int
        What a year of the instrument may cost the local budget.
    officials : tuple of int
        Officials of a village that the rule allows: least, middle, most.
    villages : int
        Villages whose officials are not enrolled (0 in a city).
    enrolled : int
        Villages whose officials are enrolled.
    bare_share : float
        Share of villages without own revenue, which wait for transfers each year.
    price : int
        Rupiah a month that a budget pays for a non-wage worker in the lowest bracket.
    self_price : tuple of int
        What a worker pays alone, month by month of the horizon.
    official_price : int
        Mean rupiah a month of a village official.
    death_rp, waiting_rp : int
        Death benefit, and what is paid of it in the waiting months.
    sources : mapping of str to tuple of str
        Law and evidence behind ``price``, ``alone``, ``officials``, ``benefit``, ``villages``.
    """

    region: str
    start: dt.date
    horizon: int
    budget_rp: int
    villages: int
    enrolled: int
    bare_share: float
    officials: tuple[int, int, int]
    price: int
    self_price: tuple[int, ...]
    official_price: float
    death_rp: int
    waiting_rp: int
    waiting_months: int
    sources: Mapping[str, tuple[str, ...]]

    @property
    def officials_ref(self) -> str:
        """How findings cite the number of officials."""
        return self.sources["officials"][-1]


def setting(
    *,
    region: str,
    start: dt.date,
    horizon: int,
    budget_rp: int,
    villages: int,
    enrolled: int,
    bare_share: float,
    rules: law.Rules,
) -> Setting:
    """Read the law of the start day into a setting."""
    paid = subsidised(start, months=1, rules=rules)
    alone = paid_alone(start, months=horizon, rules=rules)
    count = rules.value("village.officials.count", on=start)
    given = {"pay": "lowest", "region": region, "period": start, "rules": rules}
    one = staff(int(count.number), programmes=("JKK", "JKM"), **given)
    waiting = rules.value("benefit.jkm.bpu_waiting.months", on=start)
    joined = {"on": start, "worker": "non_wage", "rules": rules}
    full, less = (death(months_contributed=n, **joined) for n in (waiting.whole, 0))
    return Setting(
        region=region,
        start=start,
        horizon=horizon,
        budget_rp=budget_rp,
        villages=villages,
        enrolled=enrolled,
        bare_share=bare_share,
        officials=(int(count.low), int(count.number), int(count.high)),
        price=paid.rupiah[0],
        self_price=alone.rupiah,
        official_price=one.village_rp_month / count.number,
        death_rp=full.rupiah,
        waiting_rp=less.rupiah,
        waiting_months=waiting.whole,
        sources={
            "price": paid.sources,
            "alone": alone.sources,
            "officials": (*one.sources, count.ref),
            "benefit": tuple(dict.fromkeys((*full.sources, *less.sources))),
        },
    )


def read_setting(
    covariates: pd.DataFrame,
    counted: Villages | None,
    *,
    area: Region,
    start: dt.date,
    horizon: int,
    budget_rp: int,
    rules: law.Rules | None = None,
) -> Setting:
    """Return the setting of an area: its villages from the register and the published count.

    A city has no villages; where no count of enrolled villages was published, none is held to be
    enrolled.
    """
    own = covariates[covariates["code"].str.startswith(area.code + ".")]
    usable = own[own["revenue_doubt"] == ""]
    bare = float((usable["own_revenue_2023_rp"] == 0).mean()) if len(usable) else 0.0
    enrolled = int(counted.enrolled.value) if counted else 0
    missing = int(counted.not_enrolled.value) if counted else len(own)
    cited = (*counted.findings[2].sources, "data:portal-data-desa-jabar") if counted else ()
    found = setting(
        region=area.code,
        start=start,
        horizon=horizon,
        budget_rp=budget_rp,
        villages=missing,
        enrolled=enrolled,
        bare_share=bare,
        rules=rules or law.enacted(),
    )
    return replace(found, sources={**found.sources, "villages": cited})
