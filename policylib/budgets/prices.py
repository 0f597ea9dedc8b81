"""What a month costs, month by month, as the law of each month has it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from policylib import law
from policylib.contributions import lowest_non_wage, non_wage
from policylib.errors import UsageError, message


@dataclass(frozen=True)
class Prices:
    """First days of months, the rupiah of each for one person, and the law behind them."""

    months: tuple[dt.date, ...]
    rupiah: tuple[int, ...]
    sources: tuple[str, ...]

    @property
    def total(self) -> int:
        """Rupiah for one person over all months."""
        return sum(self.rupiah)


def months_from(start: dt.date, count: int) -> tuple[dt.date, ...]:
    """Return the first days of ``count`` months.

    >>> months_from(dt.date(2026, 11, 1), 3)[-1]
    datetime.date(2027, 1, 1)
    """
    if count < 1:
        raise UsageError(message(f"{count} months", expected="at least one"))
    first = start.year * 12 + start.month - 1
    return tuple(dt.date(m // 12, m % 12 + 1, 1) for m in range(first, first + count))


def subsidised(start: dt.date, *, months: int, rules: law.Rules | None = None) -> Prices:
    """Return what a budget pays for a non-wage worker in the lowest bracket: JKK and JKM.

    >>> subsidised(dt.date(2026, 1, 1), months=12).total
    201600
    """
    days = months_from(start, months)
    found = [lowest_non_wage(period=day, rules=rules).month for day in days]
    sources = dict.fromkeys(s for f in (found[0], found[-1]) for s in f.sources)
    return Prices(days, tuple(int(f.low) for f in found), tuple(sources))


def paid_alone(start: dt.date, *, months: int, rules: law.Rules | None = None) -> Prices:
    """Return what a worker of another sector than transport pays alone in the lowest bracket.

    The half price of PP 50/2025 counts where it is in force.

    >>> paid_alone(dt.date(2026, 3, 1), months=2).rupiah
    (16800, 8400)
    """
    rules, days = rules or law.enacted(), months_from(start, months)
    lowest = int(rules.value("bpu.base", on=start).steps[0].value)
    paid = {"sector": "other", "payer": "self", "programmes": ("JKK", "JKM"), "rules": rules}
    bills = [non_wage(lowest, period=day, **paid) for day in days]
    others = [b for a, b in itertools.pairwise(bills) if a.total != b.total]
    cited = dict.fromkeys(s for bill in (bills[0], *others) for s in bill.sources)
    return Prices(days, tuple(b.total for b in bills), tuple(cited))


def check_prices(given: Sequence[int]) -> None:
    """Refuse a plan without months or with a month that costs nothing."""
    if not given or min(given) <= 0:
        raise UsageError(message("a month without a price", expected="positive rupiah a month"))
