"""Several years on the way to a number of people, and what is lost where the money stops."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policylib import law
from policylib.budgets.prices import subsidised
from policylib.contributions import death
from policylib.errors import UsageError, message
from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

if TYPE_CHECKING:
    import pandas as pd

WAITING_LOSS = Definition(
    "waiting-loss",
    N_("less for the family of who dies within the waiting months after starting again"),
    N_("death benefit − funeral money"),
    "rupiah",
)
WAITING = Definition(
    "waiting-months",
    N_("months after starting again in which only the funeral is paid"),
    N_("waiting months of the law"),
    "months",
)
GRANTS_AFTER = Definition(
    "grants-after",
    N_("months of contributions before school grants are paid for a death not from work"),
    N_("months of the law"),
    "months",
)
GOAL_YEAR = Definition(
    "goal-year",
    N_("rupiah a year once the goal is reached"),
    N_("people of the goal × price of twelve months"),
    "rupiah",
)


@dataclass(frozen=True)
class Growth(HasFindings):
    """People and rupiah year by year up to a goal.

    ``table``: year, people, cost_rp, and ceiling_rp and missing_rp where a ceiling is known.
    """

    table: pd.DataFrame
    goal_year: Finding


@dataclass(frozen=True)
class Cliff(HasFindings):
    """What ends on the day the payments end, for people whom a budget paid.

    ``last_day`` is the last day covered: the end of the last month paid, without grace.
    """

    last_day: dt.date
    waiting: Finding
    waiting_loss: Finding
    grants_after: Finding


def growth(
    goal: Finding,
    *,
    start_people: int,
    first_year: int,
    years: int,
    ceiling: Finding | None,
    rules: law.Rules | None = None,
) -> Growth:
    """Return equal steps from today's people to the goal, priced by the law of each year.

    The ceiling is held at today's where one is published. Every year is priced at the law of the
    first: what the law will be later is not known.
    """
    import pandas as pd

    if years < 1 or start_people < 0:
        raise UsageError(message(f"{years} years from {start_people} people", expected="1 or more"))
    step = (int(goal.low) - start_people) / years
    prices = subsidised(dt.date(first_year, 1, 1), months=12, rules=rules)
    reached = [round(start_people + step * n) for n in range(1, years + 1)]
    rows = [(first_year + n, people, people * prices.total) for n, people in enumerate(reached)]
    table = pd.DataFrame(rows, columns=["year", "people", "cost_rp"])
    if ceiling is not None:
        table["ceiling_rp"] = int(ceiling.low)
        table["missing_rp"] = (table["cost_rp"] - int(ceiling.low)).clip(lower=0)
    last = int(table["cost_rp"].iloc[-1])
    return Growth(table, GOAL_YEAR.exact(last, sources=(*goal.sources, *prices.sources)))


def cliff(*, last_month: dt.date, on: dt.date, rules: law.Rules | None = None) -> Cliff:
    """Return what starting again after a stop costs in protection, by the law on a day."""
    rules = rules or law.enacted()
    waiting = rules.value("benefit.jkm.bpu_waiting.months", on=on)
    grants = rules.value("benefit.school.jkm_months", on=on)
    full = death(on=on, worker="non_wage", months_contributed=waiting.whole, rules=rules)
    reduced = death(on=on, worker="non_wage", months_contributed=0, rules=rules)
    after = dt.date(last_month.year + last_month.month // 12, last_month.month % 12 + 1, 1)
    cited = (*full.sources, *reduced.sources)
    return Cliff(
        last_day=after - dt.timedelta(days=1),
        waiting=WAITING.exact(waiting.whole, sources=(waiting.ref,)),
        waiting_loss=WAITING_LOSS.exact(full.rupiah - reduced.rupiah, sources=cited),
        grants_after=GRANTS_AFTER.exact(grants.whole, sources=(grants.ref,)),
    )
