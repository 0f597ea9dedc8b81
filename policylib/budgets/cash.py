"""Whether villages can pay in the month itself, when ADD and tax shares come late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from policylib.assumptions import Assumptions
from policylib.budgets.staff import Staff
from policylib.errors import UsageError, message
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

if TYPE_CHECKING:
    import pandas as pd

MONTHS = 12
#: What comes late; own revenue comes through the year.
LATE = ("add_2023_rp", "tax_share_2023_rp")
LATE_MONTHS = Definition(
    "months-late",
    N_("months covered in a village without own revenue when ADD and tax shares come late"),
    N_("months that the cash of the village pays in the month itself, no reserve"),
    "months",
)
RESERVE_MONTHS = Definition(
    "months-reserve",
    N_("the same with a reserve of six months"),
    N_("months that cash and reserve pay in the month itself"),
    "months",
)
DEDUCTED_MONTHS = Definition(
    "months-deducted",
    N_("the same when the regency pays at source and deducts later"),
    N_("twelve: the regency advances what it deducts from ADD"),
    "months",
)
WITHOUT_OWN = Definition(
    "villages-without-own",
    N_("villages that report no own revenue"),
    N_("villages with usable revenue and own revenue of 0 in 2023"),
    "villages",
)
OWN_PAYS = Definition(
    "villages-own",
    N_("villages whose own revenue alone pays every month"),
    N_("villages whose own revenue ÷ 12 is at least the month's contribution"),
    "villages",
)
RESERVE = 6


@dataclass(frozen=True)
class Months(HasFindings):
    """Months covered under late transfers.

    ``table``: month of transfer, way to bridge (``none``, ``reserve``, ``deducted``), months
    covered in the middle village of those without own revenue, villages covered all year.
    """

    without_own: Finding
    late: Finding
    reserve: Finding
    deducted: Finding
    own_pays: Finding
    table: pd.DataFrame = field(repr=False)


def months_covered(
    villages: pd.DataFrame,
    cost_rp_month: int,
    *,
    transfer_month: int,
    reserve_months: int,
    deducted: bool,
) -> np.ndarray:
    """Return how many months of the year each village pays in the month itself.

    Own revenue comes in twelve equal parts, ADD and tax shares at once in ``transfer_month``. A
    month without cash is not covered and is not made good later. Villages without usable revenue
    are not in the result.
    """
    if not 1 <= transfer_month <= MONTHS or reserve_months < 0:
        raise UsageError(
            message(
                f"transfers in month {transfer_month}, a reserve of {reserve_months} months",
                expected="a month from 1 to 12 and a reserve of 0 or more",
            )
        )
    usable = villages[villages["revenue_doubt"] == ""]
    own = usable["own_revenue_2023_rp"].to_numpy(dtype=float) / MONTHS
    late = usable[list(LATE)].sum(axis=1).to_numpy(dtype=float)
    cash = np.full(len(usable), float(reserve_months * cost_rp_month))
    covered = np.zeros(len(usable), dtype=int)
    for month in range(1, MONTHS + 1):
        cash += own + (late if month == transfer_month else 0)
        pays = (cash >= cost_rp_month) | deducted
        covered += pays
        cash -= np.where(pays & ~np.bool_(deducted), cost_rp_month, 0)
    return covered


def months(villages: pd.DataFrame, cost: Staff, *, assumed: Assumptions) -> Months:
    """Return months covered for each month of transfer and each way to bridge the wait.

    Contributions are so small beside own revenue that a village which has any pays in every month;
    the months that count are those of the villages without.
    """
    usable = villages[villages["revenue_doubt"] == ""]
    bare = (usable["own_revenue_2023_rp"] == 0).to_numpy(dtype=bool)
    rupiah = cost.village_rp_month
    table = _bridged(usable, bare, rupiah, assumed)
    own = usable["own_revenue_2023_rp"] / MONTHS >= rupiah
    data = ("data:portal-data-desa-jabar",)
    cited = (*cost.sources, *data, assumed.ref("village.transfer.month"))
    without = (*cited, assumed.ref("village.reserve.months"))
    at = assumed["village.transfer.month"].value
    return Months(
        without_own=WITHOUT_OWN.exact(int(bare.sum()), sources=data),
        late=_over_months(LATE_MONTHS, table, "none", at, without),
        reserve=_over_months(RESERVE_MONTHS, table, "reserve", at, cited),
        deducted=_over_months(DEDUCTED_MONTHS, table, "deducted", at, cited),
        own_pays=OWN_PAYS.exact(int(own.sum()), sources=(*cost.sources, *data)),
        table=table,
    )


def _bridged(
    usable: pd.DataFrame, bare: np.ndarray, rupiah: int, assumed: Assumptions
) -> pd.DataFrame:
    """Return months covered for each month of transfer and each way to bridge."""
    import pandas as pd

    when, kept = assumed["village.transfer.month"], int(assumed["village.reserve.months"].value)
    ways = (("none", kept, False), ("reserve", RESERVE, False), ("deducted", 0, True))
    rows = []
    for month in range(int(when.low), int(when.high) + 1):
        for way, reserve, deducted in ways:
            given = {"transfer_month": month, "reserve_months": reserve, "deducted": deducted}
            found = months_covered(usable, rupiah, **given)
            rows.append((month, way, float(np.median(found[bare])), int((found == MONTHS).sum())))
    columns = ["transfer_month", "way", "median_months", "villages_all_year"]
    return pd.DataFrame(rows, columns=columns)


def _over_months(
    what: Definition, table: pd.DataFrame, way: str, at: float, sources: Sequence[str]
) -> Finding:
    rows = table[table["way"] == way].set_index("transfer_month")["median_months"]
    return what.between(rows.min(), rows.max(), value=rows[int(at)], sources=sources)
