"""Contributions of a table of people at once: the charges of each kind of person, applied to all.

People differ in a few words (segment, risk class, sector, payer, programmes) and in one amount.
The charges of each combination of words are made once from the law and applied to the amounts of
all its people: a table costs little more than its arithmetic, and equals the bills one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from policylib import law
from policylib.contributions import checks
from policylib.contributions.charges import PAYERS, PROGRAMMES, Charge, Rupiah
from policylib.contributions.non_wage import bracket_base, non_wage_charges
from policylib.contributions.wage_earners import official_charges, wage_earner_charges
from policylib.errors import DataError, UsageError, message

if TYPE_CHECKING:
    import pandas as pd

#: Columns that each segment's charges depend on.
DEPENDS = {
    "wage_earner": ("risk_class", "labour_intensive", "programmes"),
    "non_wage": ("sector", "payer", "programmes"),
    "village_official": ("programmes",),
}
WORDS = ("segment", "risk_class", "labour_intensive", "sector", "payer", "programmes")
AMOUNT = "reported_rp_month"
RESULT = (*PROGRAMMES, *PAYERS, "total")


def of_people(
    people: pd.DataFrame, *, months: Iterable[dt.date], rules: law.Rules | None = None
) -> Iterator[tuple[dt.date, pd.DataFrame]]:
    """Yield for each month the rupiah of every person, by programme and by payer.

    Parameters
    ----------
    people : DataFrame
        One row a person: ``segment`` (``wage_earner``, ``non_wage``, ``village_official``),
        ``reported_rp_month`` (wage, income or pay), ``programmes`` (words such as
        ``"JKK JKM JHT"``), and what the segment needs: ``risk_class`` and ``labour_intensive``,
        or ``sector`` and ``payer``.
    months : iterable of date
        Days whose law holds, one a month.

    Yields
    ------
    (date, DataFrame)
        Columns ``JKK`` … ``JKP``, ``employer``, ``worker``, ``state``, ``budget``, ``total`` in
        whole rupiah (int64) with the index of ``people``. A month at a time, so that a year of
        millions of people needs the memory of one month.

    Raises
    ------
    UsageError, DataError
        If a column is missing, a word unknown, or an amount cannot be worked with.
    """
    import pandas as pd

    rules = rules or law.enacted()
    amounts, groups = _amounts(people), _groups(people)
    sums = np.zeros((len(RESULT), len(people)), dtype=np.int64)
    before: list[object] = [None] * len(groups)
    frame = None
    for month in months:
        moved = False
        for n, (words, at) in enumerate(groups):
            charges = charges_of(words, period=month, rules=rules)
            scale = rules.value("bpu.base", on=month) if words["segment"] == "non_wage" else None
            # Most months have the law of the month before: what a kind of person pays stands.
            law_of_month = ([c.terms for c in charges], scale and scale.steps)
            if before[n] != law_of_month:
                sums[:, at] = _of_kind(amounts[at], charges, scale)
                before[n], moved = law_of_month, True
        if moved or frame is None:
            frame = pd.DataFrame(sums.T.copy(order="F"), index=people.index, columns=RESULT)
        # pandas copies on writing: a month that is changed later leaves the others as they are.
        yield month, frame.copy(deep=False)


def _amounts(people: pd.DataFrame) -> Rupiah:
    if missing := [c for c in ("segment", AMOUNT, "programmes") if c not in people]:
        raise UsageError(message(f"the table has no column {', '.join(missing)}"))
    return checks.whole_rupiah(people[AMOUNT].to_numpy(), what=AMOUNT)


def _groups(people: pd.DataFrame) -> list[tuple[dict[str, object], Rupiah]]:
    """Return each combination of words with the positions of its people."""
    words = [w for w in WORDS if w in people]
    for name in words:
        _no_gap(people, name)
    found = people.groupby(words, sort=True, observed=True, dropna=False).indices
    return [(dict(zip(words, _tuple(key), strict=True)), at) for key, at in found.items()]


def _tuple(key: object) -> tuple:
    return key if isinstance(key, tuple) else (key,)


def _no_gap(people: pd.DataFrame, name: str) -> None:
    """Refuse a missing word where the person's segment needs it."""
    needing = [s for s, needs in DEPENDS.items() if name in ("segment", *needs)]
    gaps = people[name].isna() & (people["segment"].isin(needing) | (name == "segment"))
    if gaps.any():
        raise DataError(
            message(
                f"column '{name}' is empty for {int(gaps.sum())} people",
                where=f"first row {int(np.flatnonzero(gaps)[0])}",
                expected=f"a word for every {' and '.join(needing)}",
            )
        )


def _of_kind(reported: Rupiah, charges: tuple[Charge, ...], scale: law.InForce | None) -> Rupiah:
    """Return rupiah of people of one kind, a row for each column of the result."""
    base = reported if scale is None else bracket_base(reported, scale)
    sums = np.zeros((len(RESULT), len(reported)), dtype=np.int64)
    for charge in charges:
        rupiah = charge.amounts(base)
        for name in (charge.programme, charge.payer, "total"):
            sums[RESULT.index(name)] += rupiah
    return sums


def charges_of(
    words: dict[str, object], *, period: dt.date, rules: law.Rules
) -> tuple[Charge, ...]:
    """Return the charges of one kind of person."""
    segment = words["segment"]
    checks.one_of(segment, DEPENDS, what="segment")
    if missing := [n for n in DEPENDS[segment] if n not in words]:
        raise UsageError(message(f"{segment} needs the column {', '.join(missing)}"))
    given = {n: words[n] for n in DEPENDS[segment]}
    given |= {"programmes": str(given["programmes"]).split(), "period": period, "rules": rules}
    if segment == "wage_earner":
        given |= {
            "risk_class": int(given["risk_class"]),
            "labour_intensive": bool(given["labour_intensive"]),
        }
        return wage_earner_charges(**given)
    return non_wage_charges(**given) if segment == "non_wage" else official_charges(**given)
