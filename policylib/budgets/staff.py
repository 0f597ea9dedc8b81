"""What the officials of one village cost in a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from policylib import law
from policylib.contributions import Bill, village_official
from policylib.contributions.checks import one_of
from policylib.errors import UsageError, message

#: On the lowest pay of the law, or on the regency's minimum wage.
PAYS = ("lowest", "minimum_wage")
ROLES = ("head", "secretary", "official")


@dataclass(frozen=True)
class Staff:
    """Bills of a village's officials for one month, by role, and how many have each role.

    ``pays`` are the references of what each role is paid.
    """

    bills: tuple[Bill, ...]
    counts: tuple[int, ...]
    pays: tuple[str, ...]

    @property
    def village_rp_month(self) -> int:
        """What the village budget pays: the employer's share."""
        return self._sum("employer")

    @property
    def worker_rp_month(self) -> int:
        """What is deducted from the officials' pay."""
        return self._sum("worker")

    @property
    def sources(self) -> tuple[str, ...]:
        """References to the law, that of the pay included."""
        cited = (s for bill in self.bills for s in bill.sources)
        return tuple(dict.fromkeys((*cited, *self.pays)))

    def _sum(self, payer: str) -> int:
        parts = (b.by_payer.get(payer, 0) for b in self.bills)
        return sum(n * part for n, part in zip(self.counts, parts, strict=True))


def staff(
    officials: int,
    *,
    pay: str,
    region: str,
    period: dt.date,
    programmes: Sequence[str],
    rules: law.Rules | None = None,
) -> Staff:
    """Return the bills of one head, one secretary and the other officials of a village.

    Parameters
    ----------
    officials : int
        All of them, head and secretary included; at least 2.
    pay : str
        ``lowest`` (the lowest fixed pay of each role) or ``minimum_wage`` of the region.

    Examples
    --------
    >>> found = staff(12, pay="lowest", region="32.16", period=dt.date(2026, 1, 1),
    ...     programmes=["JKK", "JKM"])
    >>> [b.total for b in found.bills], found.village_rp_month * 12
    ([13104, 12012, 10920], 1611792)
    """
    rules = rules or law.enacted()
    one_of(pay, PAYS, what="pay")
    if officials < 2:
        raise UsageError(message(f"{officials} officials", expected="a head and a secretary"))
    names = [
        f"village.pay.{role}" if pay == "lowest" else f"minimum_wage.{region}" for role in ROLES
    ]
    pays = [rules.value(name, on=period) for name in names]
    given = {"period": period, "programmes": programmes, "rules": rules}
    bills = tuple(village_official(one.whole, **given) for one in pays)
    return Staff(bills, (1, 1, officials - 2), tuple(one.ref for one in pays))
